"""What a driver's phone needs to work a day with no signal: the loads and calls ahead, what may be done with each.

Read in this order: `ways` (which steps lead where), `view` (a load as the phone holds it), `queries`,
`work` (all of it), `routes`.
"""
