"""Carbon: what treatment emits, what it avoids, what landfills breathe out, what moving takes. Never one sum of them.

Reading order: `inventory` (tonnes times factors, by family), `landfill` (first-order decay), `moves` (trips by energy),
`queries` (the amounts, from custody), `commands` (deposits of earlier years), `routes`.
"""
