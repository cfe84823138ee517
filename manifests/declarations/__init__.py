"""Declarations: what a site owes its authority, from figures that custody has already.

In reading order: `figures` what is declared, frozen and hashed · `standing` what is due, filed, late · `store` ·
`queries` · `commands` file, amend, enter a class · `schemas` · `refusals` · `routes`.
"""
