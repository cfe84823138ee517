"""Joint use and disposal: what each facility may still take, what waits for an outlet, who could take it.

Reading order: `model` (licences, intake, stock), `board` (used, free, the month ahead), `hard` (wastes without an
outlet), `flow` (the cheapest way to place amounts), `matching` (lawful ways and the proposal), `queries`, `commands`
(gate prices), `routes`. A proposal is shown to people; nothing carries it out.
"""
