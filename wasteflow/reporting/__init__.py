"""The month's report with what the whole house counts, and when it is made by itself.

`beside` (what the workers count, for the page), `making` (a report on demand), `model` (a schedule, a run; pure),
`review` (may a month be reported already?), `clocks` (what falls due, and the job that makes it), `commands` (a
schedule is set, a failed run tried again), `store`, `queries`, `schemas`, `routes`. It stands above `workers` and
`reports`, which know nothing of each other.
"""
