"""SQL for the page of a rule: its trials and decisions in a place."""

from wasteflow.core.db import Connection, Pool
from workers.tuning.model import Step, Trial

TRIALS = """
    select id, rule, name, jurisdiction, value, since, asked_at, ended_at, looked_at, result from rule_trial
     where rule = $1 and jurisdiction = $2 order by asked_at desc, id limit $3"""
STEPS = """
    select e.id, e.name, e.kind, e.value, e.before, e.at, a.person, e.department, e.reason
      from rule_limit_event e left join account a on a.id = e.account
     where e.rule = $1 and e.jurisdiction = $2 order by e.at desc, e.id limit $3"""


async def trials(conn: Connection | Pool, *, rule: str, jurisdiction: str, limit: int = 5) -> list[Trial]:
    """The latest first."""
    return [Trial(**dict(row)) for row in await conn.fetch(TRIALS, rule, jurisdiction, limit)]


async def steps(conn: Connection | Pool, *, rule: str, jurisdiction: str, limit: int = 50) -> list[Step]:
    """What was decided, the latest first."""
    return [Step(**dict(row)) for row in await conn.fetch(STEPS, rule, jurisdiction, limit)]
