"""Hong Kong's construction waste: billing accounts, and what each load costs.

`model` values · `charging` what is asked of a load and posted for it, pure · `refusals` · `schemas` HTTP shapes ·
`store` and `queries` SQL · `commands` open and close an account, a month's statement · `routes` HTTP. Rates and limits:
`catalog/data/charges.toml`.
"""
