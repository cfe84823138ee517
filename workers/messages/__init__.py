"""Messages: a person is told what they subscribed to, by mail or webhook, once, in their language, at their hours.

Reading order: `model`, `hours` (when), `telling` (who is told what of a case or a refused event), `keeping` (with which
sending a message goes out), `wording`, `sending` (the job that sends), `mail` and `webhook` (the two channels),
`commands` and `queries` (what a person has set), `schemas`, `routes`.
"""
