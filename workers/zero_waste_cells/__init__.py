"""Zero-waste cells: a unit applies with evidence, is scored by its sheet, awarded by a second person, and expires.

Reading order: `model` (a cell as it stands), `events` (what happens to it), `lifecycle` (what may follow what),
`policy` (who may), `commands`, `store`, `queries` (lists, the public one too), `schemas`, `routes`.
"""
