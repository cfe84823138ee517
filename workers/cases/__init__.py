"""Cases: what departments work through. Alerts of one matter are one case, whatever rules raised them.

Reading order: `model`, `events`, `lifecycle` (what may follow what), `policy` (whose step it is), `clocks` (by when),
`commands` (one way in for people, one for alerts, one for the clock), `store`, `queries`, `schemas`, `routes`.
"""
