"""The chain of custody: what happened to a batch or a manifest, in order, with the names of who recorded it.

Reading order: `model` (a link; the order links stand in), `queries` (SQL), `reader` (chains that are asked for at the
same time are read together).
"""
