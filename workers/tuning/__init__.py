"""Limits of rules: suggested by outcomes, tried over history, put in force by a person, taken back by a further step.

Reading order: `model`, `commands` (a person's intents), `trial` (the job), `store`, `queries`, `schemas`, `routes`.
"""
