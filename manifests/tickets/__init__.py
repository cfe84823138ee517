"""Trip tickets of Hong Kong and Macao: copies and who keeps them, licences of the parties, the printed number.

`paper` what is asked and folded · `copies` who holds which copy until when · `store` and `queries` SQL · `commands` an
authority has a copy shown · `schemas` · `routes`. Which regime has which ticket: `catalog/data/tickets.toml`.
"""
