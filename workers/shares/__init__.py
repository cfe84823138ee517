"""A published value shown to somebody without an account: a signed link that ends, and what may be told behind it.

`link` the token · `pooling` which sums tell of nobody · `commands` make a link · `queries` what it opens.
"""
