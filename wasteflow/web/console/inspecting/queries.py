"""SQL of the inspectors' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wasteflow.core.db import Connection, Pool

Reader = Connection | Pool

# Registered within the scopes (null: all), or with a site there; by name, from after the last one seen.
COMPANIES = """
select o.id, o.name, o.credit_code, o.jurisdiction as city, o.generates, o.carries, o.receives,
       o.closed_on is null as open,
       (select count(*)::int from site s where s.org = o.id and s.closed_on is null) as sites
  from organisation o
 where ($1::text[] is null or 'city:' || o.jurisdiction = any($1)
        or 'province:' || left(o.jurisdiction, 2) || '0000' = any($1)
        or exists (select from site s where s.org = o.id
                      and ('city:' || s.city = any($1) or 'province:' || left(s.city, 2) || '0000' = any($1))))
   and ($2::text is null or (o.name, o.id) > ($2, $3::uuid))
   and ($4::text is null or strpos(lower(o.name || ' ' || o.name_en || ' ' || o.credit_code), lower($4)) > 0)
   and ($5::text is null or ($5 = 'generates' and o.generates) or ($5 = 'carries' and o.carries)
        or ($5 = 'receives' and o.receives))
 order by o.name, o.id limit $6
"""


@dataclass(frozen=True)
class Company:
    """A company of the list."""

    id: UUID
    name: str
    credit_code: str
    city: str
    generates: bool
    carries: bool
    receives: bool
    open: bool
    sites: int


async def companies(
    conn: Reader,
    *,
    scopes: Sequence[str] | None,
    after: tuple[str, UUID] | None,
    q: str | None,
    part: str | None,
    limit: int,
) -> list[Company]:
    """Companies an inspector may look into; `part` is generates, carries or receives."""
    name, last = after or (None, None)
    return [Company(**dict(row)) for row in await conn.fetch(COMPANIES, scopes, name, last, q, part, limit)]
