"""SQL for screens: the loads of approvals, each with its manifest as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from manifests.life.model import Manifest
from wasteflow.core.db import Connection

# A load is known by its approval's number and a serial: an alias, written as it is published.
SHIPMENTS = """
select a.id as approval, a.number, a.shipments as loads, s.value as name, m.state::text as state,
       (select max(e.occurred_at) from custody_event e
         where e.subject = m.id and e.kind = 'line_treated') as treated_at,
       exists (select from jsonb_array_elements_text(m.state->'onward') o join manifest home on home.id = o::uuid
                where home.status = 'closed'
                  and home.state->'consignee'->>'site' = m.state->'consignor'->>'site') as came_back
  from approval a join site f on f.id = a.from_site join site t on t.id = a.to_site
  join alias s on s.scheme = 'shipment:' || a.id
  join manifest m on m.id = s.subject
 where ($1::uuid is null or a.id = $1)
   and ($2::text[] is null or 'org:' || f.org = any($2) or 'org:' || t.org = any($2)
        or 'city:' || f.city = any($2) or 'city:' || t.city = any($2)
        or 'province:' || left(f.city, 2) || '0000' = any($2)
        or 'province:' || left(t.city, 2) || '0000' = any($2))
   and ($3::text[] is null or m.state->>'regime' = any($3))
   and (not $5 or m.state ? 'take_back' or not m.state->'signatures' @> '[{"box": "completion"}]')
 order by a.id desc, s.value limit $4
"""

TREATED_AT = "select max(occurred_at) from custody_event where subject = $1 and kind = 'line_treated'"


@dataclass(frozen=True)
class Shipment:
    """One load of an approval."""

    approval: UUID
    number: str  # of the approval
    loads: int | None  # how many it allows; null: any number
    name: str  # number and serial
    manifest: Manifest
    treated_at: datetime | None
    came_back: bool  # turned away, and home again

    @property
    def serial(self) -> int:
        """Which load of its approval this is."""
        return int(self.name.rpartition("/")[2])


async def shipments(
    conn: Connection,
    *,
    approval: UUID | None,
    scopes: Sequence[str] | None,
    regimes: Sequence[str] | None = None,
    limit: int | None,
    owed: bool = False,
) -> list[Shipment]:
    """The loads of one approval, or of all within the scopes (null: all); in the order of their numbers. `owed`:
    without those that are certified to the end."""
    rows = await conn.fetch(SHIPMENTS, approval, scopes, regimes, limit, owed)
    return [
        Shipment(
            approval=row["approval"],
            number=row["number"],
            loads=row["loads"],
            name=row["name"],
            manifest=msgspec.json.decode(row["state"], type=Manifest),
            treated_at=row["treated_at"],
            came_back=row["came_back"],
        )
        for row in rows
    ]


async def treated_at(conn: Connection, *, manifest: UUID) -> datetime | None:
    """When the last of a load was treated."""
    at: datetime | None = await conn.fetchval(TREATED_AT, manifest)
    return at
