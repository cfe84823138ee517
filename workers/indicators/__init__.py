"""Figures of a city: custody counted once, rates from the sums.

Reading order: `cells` (what one event adds, pure), `rollup` (counts behind a safe watermark), `balance` (a period's
amounts from cells), `indicator` (what an indicator is), `catalogue/` (one file each), `engine` (values for a city).
"""
