"""Where a value comes from: its two sides, the cells they are sums of, the loads behind those, and why it moved.

`behind` which loads a side is made of · `change` a difference shared out exactly · `why` between two periods ·
`queries` SQL · `schemas` and `routes` HTTP.
"""
