"""What is odd about custody, found afterwards by deterministic rules.

Reading order: `case` (what a rule sees), `rule` (what a rule is), `rules/` (one file each), `engine` (loads cases for
a batch of events, runs the rules that listen), `examples` (cases to try a rule on).
"""
