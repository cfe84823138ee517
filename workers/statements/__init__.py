"""Indicators in words: what a city says of them, with evidence; a second person looks at each.

`model` values · `kinds` which files are evidence · `commands` state, add evidence, review · `store` SQL · `schemas` and
`routes` HTTP.
"""
