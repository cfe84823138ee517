"""The life of a batch and of a manifest: pure, no framework, no database, no clock.

In reading order: `model` what they are at one moment · `events` the facts (`batch_events`, `border_events` and
`revision_events` are parts of it) · `lifecycle` the two tables, `judge` and `evolve` · `steps` the row a fact stands
in · `policy` whose step it is · `sealing` what a signature seals · `following` what a fact means for other subjects.
What one verb needs stands beside them: weights (`arithmetic`, `gate`, `volumes`), `portions` and `regrouping`, `stops`,
`mismatch`, `naming`, corrections (`revising`, `restating`).
"""
