"""SQL of the screens on signing for the absent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from wasteflow.core.db import Connection, Pool

CODE = "select site, set_at, set_by from signing_code where site = $1"


async def code(pool: Pool, *, site: UUID) -> Record | None:
    """That a site has a code, and since when."""
    return await pool.fetchrow(CODE, site)


CODES = "select site, set_at from signing_code where site = any($1::uuid[])"


async def codes(conn: Connection | Pool, *, sites: Sequence[UUID]) -> dict[UUID, datetime]:
    """Which sites have a code, and since when."""
    return {row["site"]: row["set_at"] for row in await conn.fetch(CODES, sites)}


AUTHORISATIONS = """
    select a.id, a.org, o.name as org_name, a.site, s.name as site_name, a.carrier, c.name as carrier_name, a.stream,
           a.valid_from, a.valid_to, a.signs, a.fills, a.granted_at, a.closed_on
      from signing_authorisation a
      join organisation o on o.id = a.org join organisation c on c.id = a.carrier join site s on s.id = a.site
     where ($1::uuid is null or a.id > $1)
       and ($2::text[] is null or 'org:' || a.org = any($2) or 'org:' || a.carrier = any($2)
            or 'city:' || s.city = any($2) or 'province:' || left(s.city, 2) || '0000' = any($2))
     order by a.id limit $3"""


async def authorisations(
    pool: Connection | Pool, *, scopes: list[str] | None, after: UUID | None, limit: int
) -> list[Record]:
    """Authorisations given by or to somebody within `scopes` (null: all)."""
    return list(await pool.fetch(AUTHORISATIONS, after, scopes, limit))
