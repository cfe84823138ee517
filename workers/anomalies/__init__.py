"""What is odd about custody, found afterwards.

Reading order: `finding` (what a rule answers), `situation` and `groups` (what it sees), `rule` (what a rule is),
`rules/` (one file each), `engine` (events, and clocks that run out), `trips` and `sweep` (groups), `found` (a finding
whole), `replay` (over history), `examples` (situations to try a rule on). `rule_pages` and `table.toml`: what becomes
of every row others detect. `ranking` orders a list. `store` and `queries` hold the SQL.
"""
