"""What an inspector takes along to a company: `model` the facts, `queries` their SQL, `reading` what joins them.

Drawn on paper by `reports.documents.inspection`, on the screen by the console. What departments work through comes from
outside, as `Matter`: this floor knows nothing of cases.
"""
