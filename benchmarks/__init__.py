"""What the design promises, measured. `make bench NAME=append` prints a table and, as its last line, one JSON object.

Figures are ratios between things measured in the same run: these machines are noisy, seconds alone say little.
"""
