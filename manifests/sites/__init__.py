"""What a site holds and held, read from custody: its ledger (HJ 1259-2022) and its stock. Nothing of it is stored.

In reading order: `links` the parts of a ledger and their codes · `moves` what a batch's events change at a site ·
`sheet` rows with their numbers · `balance` sums of a period · `queries` · `reading` month by month · `schemas` ·
`workbook` · `refusals` · `routes`.
"""
