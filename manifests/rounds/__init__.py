"""A round: one vehicle, one driver, one day, calls at small producers in their order, one consignee.

In the mainland each producer's waste runs under a manifest of its own (Order 23 of 2021, art. 16), its slip; the round
knows its slips by their ids and copies nothing of them.

`model` · `events` · `lifecycle` the table, `judge`, `evolve` · `entry` what the world says ·
`store` and `queries` SQL ·
`view` a round with its slips · `planning`, `kerb`, `arriving` and `lapsing` commands, on `recording` ·
`signed` what a phone signed · `routes`.
"""
