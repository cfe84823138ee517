"""SQL of what a rule in shadow would have raised. Who sees it: who would see the alerts (`case:see`)."""

from datetime import date, datetime

from wasteflow.core.db import Connection
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes
from workers.anomalies import store
from workers.anomalies.rule import Rule
from workers.anomalies.store import Standing
from workers.cases.queries import kinds
from workers.shadow.model import Hidden, Month, Shadow, months_of

# `$4`: the rule's number, `$5` rows of the permission table, as for alerts.
RAISED = """
    select date_trunc('month', f.happened_at at time zone 'Asia/Shanghai')::date as month, f.severity,
           count(*)::int as raised
      from shadow_finding f
     where f.rule = $1 and f.found_at >= $2 and ($3::text[] is null or f.scopes && $3)
       and of_kind($4, f.stream, f.categories, f.severity, $5)
     group by 1, 2"""
LATEST = """
    select f.rule, f.rule_version, f.severity, f.stream, f.categories, f.scopes, f.subject_kind, f.subject, f.says,
           f.facts, f.happened_at, f.found_at
      from shadow_finding f
     where f.rule = $1 and f.found_at >= $2 and ($3::text[] is null or f.scopes && $3)
       and of_kind($4, f.stream, f.categories, f.severity, $5)
     order by f.happened_at desc, f.fingerprint limit $6"""
# By when we learned of them, as rules look; `$2`: a city or province, null: everywhere.
LOADS = """
    select date_trunc('month', t.departed_at at time zone 'Asia/Shanghai')::date as month,
           count(distinct t.manifest)::int as loads
      from rollup_trip t
     where t.known_at >= $1 and t.departed_at is not null
       and ($2::text is null or t.from_city in (select * from cities_of($2))
            or t.to_city in (select * from cities_of($2)))
     group by 1"""


async def shadow(conn: Connection, actor: Actor, rule: Rule, *, limit: int) -> Shadow:
    """How a rule stands; in shadow, what it would have raised that this actor would have been told of."""
    standing = (await store.standings(conn)).get(rule.id, Standing())
    if standing.mode != "shadow" or standing.since is None:
        return Shadow(standing, [], [])
    asked = (rule.id, standing.since, scopes(actor), rule.family, kinds(actor))
    latest = [Hidden(**dict(row)) for row in await conn.fetch(LATEST, *asked, limit)]
    return Shadow(standing, await _months(conn, actor, asked, standing.since), latest)


async def _months(conn: Connection, actor: Actor, asked: tuple[object, ...], since: datetime) -> list[Month]:
    raised = [(row["month"], row["severity"], row["raised"]) for row in await conn.fetch(RAISED, *asked)]
    place = None if scopes(actor) is None else actor.city or ""
    loads: dict[date, int] = {row["month"]: row["loads"] for row in await conn.fetch(LOADS, since, place)}
    return months_of(raised, loads)
