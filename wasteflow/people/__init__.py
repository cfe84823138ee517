"""Who signs in, and what they may do.

Read in this order: `model` (actors), `permissions` (the one table), `access` (who sends this request),
`commands` (signing in and out, accounts, tokens), `routes`.
"""
