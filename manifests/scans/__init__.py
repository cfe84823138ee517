"""Codes that were looked at: what is to be thought of one, and where it was, so that a copy shows.

`schemas` HTTP shapes, `commands` the one intent, `store` its SQL, `queries` what rules and phones read, `ended` what a
phone with no signal must know, `routes` HTTP.
"""
