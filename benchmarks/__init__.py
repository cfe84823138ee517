"""What the design promises, measured. `make bench NAME=append` (or `trace`) prints a table and, last, one JSON object.

Figures are ratios between things measured in the same run where they can be: these machines are noisy, seconds alone
say little.
"""
