"""SQL of what a company holds. The clocks of the streams are handed in: the database knows no law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.model import Batch, Code
from wasteflow.catalog.book import Book
from wasteflow.core.db import Connection, Pool
from wasteflow.web.console.stock import clocks

Reader = Connection | Pool

# One reading of the store for rows and sums. An age as `stock.age` has it: from the hour it came in, to the hour.
STORE = """
with clock as (select * from unnest($7::text[], $8::int[], $9::int[]) as c (stream, warning, days)),
     held as (
        select b.id, b.state, s.name as site_name,
               coalesce(b.state->>'stored_since', b.state->>'generated_at')::timestamptz as since,
               (b.state->'weight'->>'kg')::numeric as kg, b.state->'code'->>'scheme' as scheme,
               b.state->'code'->>'code' as code, b.state->>'stream' as stream
          from site s join batch b on b.site = s.id
         where s.org = $1 and b.status in ('stored', 'assigned') and ($2::uuid is null or s.id = $2)
           and ($3::text is null or b.status = $3) and ($4::text is null or b.state->'code'->>'code' = $4)),
     aged as (
        select h.*, case when $6 - h.since > c.days * interval '1 day' then 'over'
                         when $6 - h.since >= c.warning * interval '1 day' then 'soon' else 'fine' end as age
          from held h left join clock c using (stream)),
     shown as (select * from aged where $5::text is null or age = $5)
select (select coalesce(jsonb_agg(jsonb_build_object('batch', state, 'site_name', site_name, 'age', age)), '[]')
          from (select * from shown order by case when $10 then since end desc, since, id limit $11) x)::text as rows,
       (select coalesce(jsonb_agg(y), '[]')
          from (select scheme, code, max(state->>'name') as name, max(state->>'category') as category,
                       count(*) as batches, sum(kg) as kg, min(since) as oldest,
                       count(*) filter (where age <> 'fine') as pressing
                  from shown group by scheme, code order by sum(kg) desc, code limit 200) y)::text as sums
"""


@dataclass(frozen=True)
class Wanted:
    """What of the store is asked for; null: all of it. `age`: fine, soon or over."""

    org: UUID
    now: datetime
    site: UUID | None = None
    status: str | None = None
    code: str | None = None
    age: str | None = None

    def arguments(self, book: Book) -> list[Any]:
        """For `STORE`."""
        limits = [(stream, *clocks(book, stream)) for stream in book.streams]
        columns = [list(column) for column in zip(*limits, strict=True)]
        return [self.org, self.site, self.status, self.code, self.age, self.now, *columns]


class Held(msgspec.Struct, frozen=True):
    """One batch in store, and where."""

    batch: Batch
    site_name: str
    age: str


class Sum(msgspec.Struct, frozen=True):
    """One waste in store."""

    scheme: str
    code: str
    name: str
    category: str
    batches: int
    kg: Decimal
    oldest: datetime
    pressing: int  # past the warning or the limit of its stream


async def store(conn: Reader, *, wanted: Wanted, book: Book, newest: bool, limit: int) -> tuple[list[Held], list[Sum]]:
    """What lies in store, the oldest or the newest first; and all of it waste by waste, the heaviest first."""
    row = await conn.fetchrow(STORE, *wanted.arguments(book), newest, limit)
    assert row is not None
    return msgspec.json.decode(row["rows"], type=list[Held]), msgspec.json.decode(row["sums"], type=list[Sum])


# --- the plan, beside what was sent and what is there to send ----------------------------------------------------

PLANNED = """
select l.id, l.site, s.name as site_name, l.scheme, l.code, l.method, l.tonnes, coalesce(t.batches, 0) as batches,
       coalesce(t.kg, 0) as kg, t.oldest, t.name
  from plan_line l join site s on s.id = l.site
  left join lateral (
        select count(*) as batches, sum((b.state->'weight'->>'kg')::numeric) as kg, max(b.state->>'name') as name,
               min(coalesce(b.state->>'stored_since', b.state->>'generated_at')::timestamptz) as oldest
          from batch b
         where b.site = l.site and b.status = 'stored' and b.state->'code'->>'scheme' = l.scheme
           and b.state->'code'->>'code' = l.code) t on true
 where s.org = $1 and l.year = $2 and s.closed_on is null
 order by s.name, l.code, l.id limit 500
"""


@dataclass(frozen=True)
class Planned:
    """A line of the yearly plan, and what of its waste is in store."""

    id: UUID
    site: UUID
    site_name: str
    scheme: str
    code: str
    method: str
    tonnes: Decimal
    batches: int
    kg: Decimal
    oldest: datetime | None
    name: str | None


async def planned(conn: Reader, *, org: UUID, year: int) -> list[Planned]:
    """The plan lines of a company's open sites for a year."""
    return [Planned(**dict(r)) for r in await conn.fetch(PLANNED, org, year)]


SENT = """
select m.state->'consignor'->>'site' as site, line->'code'->>'scheme' as scheme, line->'code'->>'code' as code,
       sum(coalesce(line->>'accepted_kg', line->'sent'->>'kg')::numeric
           - coalesce(line->>'given_back_kg', '0')::numeric) as kg
  from reach r join manifest m on m.id = r.subject, jsonb_array_elements(m.state->'lines') line
 where r.scope = $1 and r.subject_kind = 'manifest' and m.state->'consignor'->>'org' = $2
   and m.status not in ('draft', 'cancelled', 'refused')
   and (m.state->>'created_at')::timestamptz >= $3 and m.state->>'onward_of' is null
   and m.state->>'gives_back' is null
 group by 1, 2, 3
"""


async def sent(conn: Reader, *, org: UUID, since: datetime) -> dict[tuple[UUID, str, str], Decimal]:
    """(site, scheme, code) -> kilograms sent since then; what was accepted and kept where that is known."""
    rows = await conn.fetch(SENT, f"org:{org}", str(org), since)
    return {(UUID(r["site"]), r["scheme"], r["code"]): r["kg"] for r in rows}


FREE = """
select b.state::text as state
  from batch b join site s on s.id = b.site
 where s.id = $1 and s.org = $2 and b.status = 'stored'
   and (b.state->'code'->>'scheme', b.state->'code'->>'code') in (select * from unnest($3::text[], $4::text[]))
 order by coalesce(b.state->>'stored_since', b.state->>'generated_at')::timestamptz, b.id limit $5
"""


async def free(conn: Reader, *, site: UUID, org: UUID, codes: Sequence[Code], limit: int) -> list[Batch]:
    """What a site may send of these wastes, the oldest first."""
    asked = {(code.scheme, code.code) for code in codes}
    schemes, written = [scheme for scheme, _ in asked], [code for _, code in asked]
    rows = await conn.fetch(FREE, site, org, schemes, written, limit)
    return [msgspec.json.decode(r["state"], type=Batch) for r in rows]
