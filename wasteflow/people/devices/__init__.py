"""Phones with keys of their own: how they are enrolled without an e-mail account, and how they end.

Read in this order: `model`, `codes` (what a driver types once), `commands` (make a code, enrol, revoke), `routes`.
"""
