"""Rounds at small producers: the list, planning one, one with its calls; the leave a producer gives its collector."""
