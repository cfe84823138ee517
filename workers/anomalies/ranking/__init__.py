"""What a learned score is good for: the order of a list. `forest` the learning, `listing` features and reasons,
`queries` the SQL. Rules are trusted before statistics, statistics before this; no alert comes of it.
"""
