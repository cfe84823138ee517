"""SQL of declarations: sites with all their duties rest on, and what was filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from manifests.declarations.standing import Declarer, Entered, Filing, Made
from wasteflow.catalog.duties import GeneratorClass
from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection

# `scopes` null: all. By name, from after the last one seen.
SITES = """
select s.id, s.org, s.name, o.name as org_name, s.city, s.created_at, least(s.closed_on, o.closed_on) as until,
       exists (select from permit p
                where p.org = s.org and (p.site is null or p.site = s.id) and p.kind in ('operate', 'collect')
                  and p.valid_from <= $5 and least(p.valid_to, p.closed_on - 1) >= $5) as licensed
  from site s join organisation o on o.id = s.org
 where ($1::text[] is null or 'org:' || s.org = any($1) or 'city:' || s.city = any($1)
        or 'province:' || left(s.city, 2) || '0000' = any($1))
   and ($2::uuid is null or s.id = $2)
   and ($3::text is null or (s.name, s.id) > ($3, $4::uuid))
   and ($6::text is null or s.city = $6)
   and (o.generates or o.receives)
 order by s.name, s.id limit $7
"""
# From the batches that reach their companies; a part that was split off was counted with the whole.
MADE = """
select (b.state->>'site')::uuid as site,
       extract(year from (b.state->>'generated_at')::timestamptz at time zone 'Asia/Shanghai')::int as year,
       b.state->>'stream' = any($2) as hazardous,
       trim_scale(sum((b.state->'generated'->>'kg')::numeric) / 1000) as t,
       bool_or(b.state->>'arrived_by' is null and (b.state->>'treated_kg')::numeric > 0) as treats
  from reach r join batch b on b.id = r.subject
 where r.scope = any($3) and r.subject_kind = 'batch' and b.state->>'site' = any($1)
   and b.state->>'stream' = any($4)
 group by 1, 2, 3
"""
ENTERED = """
select site, year, class as class_, assessed_t, reason, entered_at, person from generator_entry
 where site = any($1) order by entered_at, id
"""
FILED = """
select id, site, duty, first, version, due_on, nil, figures_sha256, reason, filed_at, filed_on, person
  from declaration where site = any($1) and first >= $2 order by site, duty, first, version
"""
FILINGS_SINCE = date(2000, 1, 1)


async def declarers(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    today: date,
    hazardous: Sequence[str],
    general: Sequence[str],
    site: UUID | None = None,
    city: str | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int = 50,
) -> list[Declarer]:
    """Sites by name, in four statements however many; `hazardous`, `general`: streams."""
    name, last = after or (None, None)
    rows = await conn.fetch(SITES, scopes, site, name, last, today, city, limit)
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    orgs = sorted({f"org:{row['org']}" for row in rows})
    made = _by_site(
        Made(**dict(row))
        for row in await conn.fetch(MADE, [str(i) for i in ids], list(hazardous), orgs, [*hazardous, *general])
    )
    entered = _by_site(_entered(row) for row in await conn.fetch(ENTERED, ids))
    filed = _by_site(Filing(**dict(row)) for row in await conn.fetch(FILED, ids, FILINGS_SINCE))
    return [
        Declarer(
            **{key: row[key] for key in ("id", "org", "name", "org_name", "city", "until", "licensed")},
            since=local_date(row["created_at"]),
            made=tuple(made.get(row["id"], ())),
            entered=tuple(entered.get(row["id"], ())),
            filed=tuple(filed.get(row["id"], ())),
        )
        for row in rows
    ]


def _entered(row: Any) -> Entered:
    return Entered(**{**dict(row), "class_": GeneratorClass(row["class_"]) if row["class_"] else None})


def _by_site(many: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for one in many:
        found.setdefault(one.site, []).append(one)
    return found


FILING = """
select id, site, duty, first, last, version, due_on, nil, figures::text as figures, figures_sha256, counted_to, reason,
       filed_at, filed_on, person
  from declaration where site = $1 and duty = $2 and first = $3 order by version
"""


@dataclass(frozen=True)
class Kept:
    """One version with its figures, as it was filed."""

    id: UUID
    site: UUID
    duty: str
    first: date
    last: date
    version: int
    due_on: date
    nil: bool
    figures: str
    figures_sha256: str
    counted_to: int
    reason: str
    filed_at: datetime
    filed_on: date
    person: str


async def filings(conn: Connection, *, site: UUID, duty: str, first: date) -> list[Kept]:
    """All versions of one declaration, oldest first."""
    return [Kept(**dict(row)) for row in await conn.fetch(FILING, site, duty, first)]


# Every transaction below this one has ended: what it wrote is in a snapshot of this moment.
COUNTED_TO = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


async def counted_to(conn: Connection) -> int:
    found: int = await conn.fetchval(COUNTED_TO)
    return found
