"""The simulated Bay Area: invented companies, published magnitudes, the same commands as everyone.

In reading order: `bay_area.toml` the choices · `setting` those choices as values · `anchors` how much of what where ·
`names` invented names and numbers · `companies` who there is · `flows` what is made and sent · `journeys` when, by
which vehicle · `faults` what goes wrong · `walk` what is left open for the demo's people · `acts` all of it as
proposed events · `accounts` who may sign in · `build` writes it · `balance` whether every kilogram is accounted for.
"""
