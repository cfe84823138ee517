"""How a city's reports look: crest, office, contact, order of sections. Data that people change, checked, in versions.

`store`, `commands`, `schemas` and `routes`; the picture itself is read and drawn by `reports.crest`.
"""
