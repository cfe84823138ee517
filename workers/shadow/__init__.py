"""What a rule in shadow would have raised, for those who would have been told.

Reading order: `model`, `queries`, `schemas`, `routes`. It is kept by `workers.alerts`, where alerts are raised.
"""
