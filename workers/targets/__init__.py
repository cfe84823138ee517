"""What a city has set itself, and whether it is on its way there.

`track` the judgement, pure · `commands` set a target · `store` SQL · `refusals` · `schemas` and `routes` HTTP.
"""
