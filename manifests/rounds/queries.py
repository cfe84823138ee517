"""SQL for screens: rounds that may be seen, their slips, what a producer's papers were filled in for."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from manifests.life.model import Manifest
from manifests.rounds.model import Round
from wasteflow.core.db import Connection, Pool

Reader = Connection | Pool

ROUND = """
select state::text from round where id = $1
   and ($2::text[] is null or exists (select from reach where scope = any($2::text[])
                                         and subject_kind = 'round' and subject = $1))
"""


async def round_(conn: Reader, *, id: UUID, scopes: Sequence[str] | None) -> Round | None:
    """One round, where the scopes reach it."""
    state = await conn.fetchval(ROUND, id, scopes)
    return msgspec.json.decode(state, type=Round) if state else None


ROUNDS = """
select r.state::text as state
  from (select distinct subject from reach
         where ($1::text[] is null or scope = any($1::text[])) and subject_kind = 'round'
           and ($2::uuid is null or subject < $2)) seen
  join round r on r.id = seen.subject
 where ($3::text is null or r.status = $3)
 order by r.id desc limit $4
"""


async def rounds(
    conn: Reader,
    *,
    scopes: Sequence[str] | None,
    before: UUID | None = None,
    status: str | None = None,
    limit: int = 50,
) -> list[Round]:
    """Rounds within the scopes, newest first."""
    return [
        msgspec.json.decode(r["state"], type=Round) for r in await conn.fetch(ROUNDS, scopes, before, status, limit)
    ]


SLIPS = "select state::text as state from manifest where id = any($1::uuid[])"


async def slips(conn: Reader, *, ids: Sequence[UUID]) -> dict[UUID, Manifest]:
    """The manifests of a round: who may see the round may see how each of its calls stands."""
    rows = await conn.fetch(SLIPS, ids)
    found = [msgspec.json.decode(r["state"], type=Manifest) for r in rows]
    return {manifest.id: manifest for manifest in found}


WILLING = """
select a.site, s.name as site_name, s.org, o.name as org_name, s.city, a.stream, max(a.valid_to) as until,
       bool_or(a.signs) as signs
  from signing_authorisation a join site s on s.id = a.site join organisation o on o.id = a.org
 where a.carrier = $1 and a.fills and $2::date between a.valid_from and a.valid_to
   and (a.closed_on is null or a.closed_on > $2) and s.closed_on is null
 group by 1, 2, 3, 4, 5, 6 order by o.name, s.name, a.stream limit 500
"""


class Willing(msgspec.Struct, frozen=True):
    """A site that lets the collector fill in its papers."""

    site: UUID
    site_name: str
    org: UUID
    org_name: str
    city: str
    stream: str
    until: date
    signs: bool


async def willing(conn: Reader, *, collector: UUID, on: date) -> list[Willing]:
    """Whom this collector may call at with its own papers."""
    return [Willing(**dict(r)) for r in await conn.fetch(WILLING, collector, on)]
