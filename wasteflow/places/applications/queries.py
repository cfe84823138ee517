"""SQL of the screens on applications."""

from datetime import date
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection, Pool
from wasteflow.places.applications.model import Application, Step

APPLICATION = """
    select a.id, a.kind, a.from_site, a.to_site, a.scheme, a.code, a.tonnes, a.methods, a.valid_from, a.valid_to,
           a.shipments, a.state, a.seq, a.due, a.approval, f.org as from_org, f.city as from_city, t.org as to_org,
           t.city as to_city
      from application a join site f on f.id = a.from_site join site t on t.id = a.to_site where a.id = $1"""


async def application(conn: Connection | Pool, *, id: UUID) -> Application | None:
    row = await conn.fetchrow(APPLICATION, id)
    return Application(**row) if row else None


APPLICATIONS = """
    select a.id, a.kind, a.from_site, a.to_site, a.scheme, a.code, a.tonnes, a.methods, a.valid_from, a.valid_to,
           a.shipments, a.state, a.seq, a.due, a.approval, f.org as from_org, f.city as from_city, t.org as to_org,
           t.city as to_city
      from application a join site f on f.id = a.from_site join site t on t.id = a.to_site
     where ($1::uuid is null or a.id > $1)
       and ($2::text[] is null or 'org:' || f.org = any($2) or 'org:' || t.org = any($2)
            or 'city:' || f.city = any($2) or 'city:' || t.city = any($2)
            or 'province:' || left(f.city, 2) || '0000' = any($2)
            or 'province:' || left(t.city, 2) || '0000' = any($2))
       and ($3::text is null or a.kind = $3) and ($4::date is null or a.due < $4)
     order by a.id limit $5"""


async def applications(
    conn: Connection | Pool,
    *,
    scopes: list[str] | None,
    after: UUID | None,
    kind: str | None,
    due_before: date | None,
    limit: int | None,
) -> list[Application]:
    """Applications from or to a site within `scopes` (null: all); `due_before`: what waits longer than it may."""
    return [Application(**row) for row in await conn.fetch(APPLICATIONS, after, scopes, kind, due_before, limit)]


NOTIFICATION = "select notification from application where id = $1"


async def notification(conn: Connection | Pool, *, id: UUID) -> dict[str, Any]:
    """What the notification of one says beyond the application."""
    return await conn.fetchval(NOTIFICATION, id) or {}


APPLICATION_OF = "select id from application where approval = $1"


async def application_of(conn: Connection | Pool, *, approval: UUID) -> Application | None:
    """The application an approval came from; null where it was entered as granted elsewhere."""
    id = await conn.fetchval(APPLICATION_OF, approval)
    return await application(conn, id=id) if id else None


STEPS = """
    select application, seq, state, at, account, person, reason, due from application_step
     where application = $1 order by seq"""


async def steps(conn: Connection | Pool, *, id: UUID) -> list[Step]:
    """What happened to one, in order."""
    return [Step(**row) for row in await conn.fetch(STEPS, id)]
