"""Chains from producer to recycler, each for the departments that answer for it.

Reading order: `model` (what the roll-ups say of a site's waste), `balance` (steps and the gaps between them),
`batteries` (what became of each code), `construction` (a site's plan and what was carried), `metals` (generators,
stock, fate), `litter` (asked and answered), `views` (each put together), `policy`,
`queries`, `commands` (a site files its plan), `schemas`, `routes`.
"""
