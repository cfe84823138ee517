"""What happens after the answer: findings, cases, figures, upkeep.

Reading order: `relay` (outbox -> jobs -> broker), `tasks` (a message says "look at job N"), `bridge` (a loop and a pool
in each worker process), `app` (what runs when), `anomalies` (rules and what they see), `alerts` (a finding raised
once), `cases` (what people do about it), `indicators` (custody counted once, rates from the sums),
`capacity` (who may still take what), `bay` (all cities together),
`open_data` (what everybody reads), `carbon` (what treatment, landfills and trips emit),
`zero_waste_cells` (units that are awarded a title), `routes` and `queries`
(reading them).
"""
