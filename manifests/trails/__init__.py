"""Where vehicles were: positions come in from their terminals, and are looked at with a reason only.

`model` what there is · `pack` an hour of positions in a few hundred bytes · `shapes` distances and simpler lines ·
`runs` where it stood (all pure) · `zones` sensitive and closed places · `commands` sending, looking, drawing zones ·
`store`, `queries` SQL · `schemas`, `routes` HTTP.
"""
