"""Values of indicators that people vouch for: looked at, released by a second person, visibly revised when they move.

`events` and `model` values · `lifecycle` what may follow what · `freeze` a computed value as it stands · `commands` one
function per intent · `moved` what changed since · `store` and `queries` SQL · `schemas` and `routes` HTTP.
"""
