"""SQL of planning a round and of giving leave: whom one may choose."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wasteflow.core.db import Connection, Pool

Reader = Connection | Pool

# One's own first, then where rounds went before, then all.
CONSIGNEES = """
select s.id, s.name, o.name as org_name, s.city
  from site s join organisation o on o.id = s.org
 where (o.receives or o.id = $1) and s.closed_on is null and o.closed_on is null
 order by o.id <> $1,
          not exists (select from reach h join round r on r.id = h.subject
                       where h.scope = 'org:' || $1::text and h.subject_kind = 'round'
                         and r.state->'consignee'->>'site' = s.id::text),
          o.name, s.name, s.id limit 200
"""


@dataclass(frozen=True)
class Consignee:
    """A site that a round may go to."""

    id: UUID
    name: str
    org_name: str
    city: str


async def consignees(conn: Reader, *, org: UUID) -> list[Consignee]:
    """Sites that take waste in."""
    return [Consignee(**dict(r)) for r in await conn.fetch(CONSIGNEES, org)]


DRIVERS = "select name from driver where org = $1 and (closed_on is null or closed_on > $2) order by name limit 200"


async def drivers(conn: Reader, *, org: UUID, on: date) -> list[str]:
    """A carrier's drivers."""
    return [r["name"] for r in await conn.fetch(DRIVERS, org, on)]


COLLECTORS = """
select o.id, o.name from organisation o where o.carries and (o.closed_on is null or o.closed_on > $2)
 order by o.jurisdiction <> (select jurisdiction from organisation where id = $1), o.name, o.id limit 300
"""


async def collectors(conn: Reader, *, org: UUID, on: date) -> list[tuple[UUID, str]]:
    """Companies that carry, those of one's own city first."""
    return [(r["id"], r["name"]) for r in await conn.fetch(COLLECTORS, org, on)]
