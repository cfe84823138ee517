"""Events that a device signed: looked at when they come, kept with the event, receipted, verified again; refused ones.

Read in this order: `payload` (what is signed), `looking` (is it that?), `keeping` (row and receipt), `cases` (what was
refused), `verify` (the whole record again), `routes`.
"""
