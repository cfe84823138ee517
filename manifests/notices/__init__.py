"""Marine litter and dumping at sea, told to the authority of the place it is thought to come from: a notice with a
reply clock instead of a manifest, and never a person's name across a border.

`model` · `events` · `lifecycle` what is possible · `policy` whose step it is, what the other side sees · `privacy` ·
`photos` · `store` and `queries` SQL · `commands` · `schemas` · `routes`.
"""
