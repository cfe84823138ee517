"""SQL of looking: loads by what an officer has before them, links, and who looked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.model import Batch, Manifest
from manifests.roadside.model import Link, Look
from wasteflow.core.db import Connection, Pool

MOST = 20

# What is under way first. `?|`: any of these spellings.
ON_PLATE = """
select state::text from manifest where plates is not null and plates ?| $1::text[]
 order by status = 'in_transit' desc, updated_at desc limit $2
"""


async def on_plate(conn: Connection, *, spellings: Sequence[str]) -> list[Manifest]:
    """Loads about to leave, on the road or at a gate under this plate."""
    rows = await conn.fetch(ON_PLATE, list(spellings), MOST)
    return [msgspec.json.decode(row["state"], type=Manifest) for row in rows]


NUMBERED = "select distinct subject, subject_kind from alias where value = any($1::text[]) limit 100"
BATCHES = "select state::text from batch where id = any($1)"
MANIFESTS = (
    "select state::text from manifest where id = any($1) and status <> 'draft' order by updated_at desc limit $2"
)


async def numbered(conn: Connection, *, spellings: Sequence[str]) -> tuple[list[Manifest], list[Batch]]:
    """Loads by a number of theirs or of a container on them; containers that are on none."""
    rows = await conn.fetch(NUMBERED, list(spellings))
    kinds: dict[str, list[UUID]] = {"manifest": [], "batch": []}
    for row in rows:
        kinds.setdefault(row["subject_kind"], []).append(row["subject"])
    batches = []
    if kinds["batch"]:
        found = await conn.fetch(BATCHES, kinds["batch"])
        batches = [msgspec.json.decode(row["state"], type=Batch) for row in found]
    ids = {*kinds["manifest"], *(id for b in batches for id in (b.manifest or b.arrived_by or b.refused_by,) if id)}
    rows = await conn.fetch(MANIFESTS, list(ids), MOST) if ids else []
    manifests = [msgspec.json.decode(row["state"], type=Manifest) for row in rows]
    shown = {manifest.id for manifest in manifests}
    return manifests, [b for b in batches if (b.manifest or b.arrived_by or b.refused_by) not in shown][:MOST]


# One statement whatever the token, so that a revoked one takes no other time than one that never was.
SHOWN_BY = """
select l.id, m.state::text as state
  from road_link l join manifest m on m.id = l.manifest
 where l.digest = $1 and l.revoked_at is null and l.expires_at > $2 and m.status in ('in_transit', 'at_stop')
   and l.leg = (select count(*) from jsonb_array_elements(m.state->'carriers') c
                 where c->>'departed_at' is not null)
"""


async def shown_by(conn: Connection, *, digest: bytes, now: datetime) -> tuple[UUID, Manifest] | None:
    """The link and the load it shows, while both last."""
    row = await conn.fetchrow(SHOWN_BY, digest, now)
    return (row["id"], msgspec.json.decode(row["state"], type=Manifest)) if row else None


LINK = """
select id, manifest, expires_at from road_link
 where manifest = $1 and org = $2 and revoked_at is null and expires_at > $3 and leg = $4
 order by expires_at desc limit 1
"""


async def link(conn: Connection | Pool, *, manifest: UUID, org: UUID, now: datetime, leg: int) -> Link | None:
    """This company's link to the leg, while it works."""
    row = await conn.fetchrow(LINK, manifest, org, now, leg)
    return Link(**dict(row)) if row else None


LOOKS_AT = """
select l.id, l.at, l.city, l.department, l.link, l.asked, l.purpose, l.manifests, l.attestation, l.watermark
  from road_look l where l.manifests @> array[$1::uuid] order by l.id desc limit $2
"""
LOOKS = """
select l.id, l.at, l.city, l.department, l.link, l.asked, l.purpose, l.manifests, l.attestation, l.watermark,
       l.account, a.person
  from road_look l left join account a on a.id = l.account
 where ($1::uuid is null or l.account = $1) and ($2::uuid is null or l.id < $2) order by l.id desc limit $3
"""
ATTESTED = """
select l.id, l.at, l.city, l.department, l.link, l.asked, l.purpose, l.manifests, l.attestation, l.watermark
  from road_look l where l.attestation = $1
"""


async def looks_at(conn: Connection | Pool, *, manifest: UUID, limit: int = 100) -> list[Look]:
    """Who looked at a load, the latest first: the office, not the person."""
    return [_look(row) for row in await conn.fetch(LOOKS_AT, manifest, limit)]


async def looks(conn: Connection | Pool, *, account: UUID | None, before: UUID | None, limit: int) -> list[Look]:
    """All looks, or one officer's own; with the person."""
    return [_look(row) for row in await conn.fetch(LOOKS, account, before, limit)]


async def attested(conn: Connection | Pool, *, number: str) -> Look | None:
    """The empty search with this number."""
    row = await conn.fetchrow(ATTESTED, number)
    return _look(row) if row else None


def _look(row: Any) -> Look:
    return Look(**{**dict(row), "manifests": tuple(row["manifests"])})
