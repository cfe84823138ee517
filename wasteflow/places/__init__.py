"""Companies, their sites, and what they are allowed: permits, vehicles, plans, approvals.

Read in this order: `model` (cards others read), `identity` (company numbers and plates), `schemas` (what is
registered), `policy`, `commands`, `queries`, `routes`.
"""
