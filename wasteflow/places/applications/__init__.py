"""How approvals come about: applied for, reviewed, asked of the other side, decided, each within its time.

One machine for all kinds; who acts in which state and until when stands in `catalog/data/procedures.toml`. Read in this
order: `model`, `schemas`, `policy`, `commands`, `queries`, `routes`.
"""
