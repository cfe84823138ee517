"""What the law names: places, waste codes, treatments, streams, regimes, citations, factors, working days.

In reading order: `model` values · `editions` what holds on a day · `law` the TOML files · `codes` rules for waste
codes · `book` everything in memory · `search` · `load` the tables from `data/` · `queries`, `store` SQL · `commands`
what an administrator may change without a release · `routes` HTTP.
"""
