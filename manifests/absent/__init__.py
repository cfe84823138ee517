"""Signing for a company that is not there: by a code that its site has set, or by its leave given beforehand.

`schemas` · `store` and `queries` SQL · `commands` set and withdraw · `proof` whether a signature may stand · `sealed` a
code as a phone keeps it · `shown` a code that its site shows and a phone scans · `routes`.
"""
