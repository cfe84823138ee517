"""Figures that cities know from their statistics: entered one by one or as a file, looked at by a second person.

`model` values · `columns` what a file may say · `commands` enter and review · `store` and `queries` SQL ·
`schemas` and `routes` HTTP.
What indicators make of them: `workers.indicators.city`.
"""
