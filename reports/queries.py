"""SQL behind the documents: the figures of a month, and which documents there are.

Medical waste (HW01) is not industrial and stays out of all of them, as it does in the indicators.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from reports.model import Alerts, Category, Month, Route, Share
from wasteflow.core.db import Connection

MONTHS = """
select month,
       coalesce(sum(kg) filter (where measure = 'generated'), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used'), 0) as used,
       coalesce(sum(kg) filter (where measure = 'used' and origin_month < month), 0) as from_stock,
       coalesce(sum(kg) filter (where measure = 'disposed'), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment'), 0) as other
  from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4 and category <> 'HW01'
 group by month order by month
"""


async def months(conn: Connection, *, cities: Sequence[str], stream: str, first: date, last: date) -> list[Month]:
    """What the cities' waste did, month by month; a month without a load is missing."""
    return [Month(**dict(r)) for r in await conn.fetch(MONTHS, cities, stream, first, last)]


OPENING = """
select coalesce(sum(case when measure = 'generated' then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0)
  from rollup_cell where city = $1 and stream = $2 and month < $3 and category <> 'HW01'
"""


async def opening(conn: Connection, *, city: str, stream: str, month: date) -> Decimal:
    """Kilograms generated before the month and not finally treated when it began."""
    return Decimal(await conn.fetchval(OPENING, city, stream, month))


SHARES = """
select basis, sum(kg) as kg, sum(loads)::bigint as loads from rollup_cell
 where city = $1 and stream = $2 and month = $3 and measure = 'generated' and category <> 'HW01'
 group by basis order by basis
"""


async def shares(conn: Connection, *, city: str, stream: str, month: date) -> list[Share]:
    """What the weights of the month rest on."""
    return [Share(**dict(r)) for r in await conn.fetch(SHARES, city, stream, month)]


CATEGORIES = """
select split_part(code, ':', 1) as scheme, category as code,
       coalesce(sum(kg) filter (where measure = 'generated' and month = $3), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used' and month = $3), 0) as used,
       coalesce(sum(kg) filter (where measure = 'disposed' and month = $3), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment' and month = $3), 0) as other,
       coalesce(sum(case when measure = 'generated' then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0) as closing
  from rollup_cell
 where city = $1 and stream = $2 and month <= $3 and category <> 'HW01'
 group by 1, 2
 order by generated desc, closing desc, 2
"""


async def categories(conn: Connection, *, city: str, stream: str, month: date) -> list[Category]:
    """The categories of a stream with the month's figures and what is left, the largest first; not named yet."""
    return [Category(**dict(r), names={}) for r in await conn.fetch(CATEGORIES, city, stream, month)]


ROUTES = """
select category, measure, treat_city = city as here, sum(kg) as kg from rollup_cell
 where city = $1 and stream = $2 and month = $3 and measure in ('used', 'disposed', 'other_treatment')
   and category <> 'HW01'
 group by 1, 2, 3 order by 1, 2, 3
"""


async def routes(conn: Connection, *, city: str, stream: str, month: date) -> list[Route]:
    """How and where the month's waste found its end."""
    return [Route(**dict(r)) for r in await conn.fetch(ROUTES, city, stream, month)]


ALERTS = """
select rule, severity::int, count(*)::int as raised,
       (count(*) filter (where verdict is null))::int as pending,
       (count(*) filter (where verdict = 'confirmed'))::int as confirmed,
       (count(*) filter (where verdict = 'dismissed'))::int as dismissed
  from alert where scopes @> array['city:' || $1::text] and happened_at >= $2 and happened_at < $3
 group by 1, 2 order by 2 desc, 3 desc, 1
"""


async def alerts(conn: Connection, *, city: str, since: datetime, until: datetime) -> list[Alerts]:
    """Alerts that concern the city, by rule and severity, gravest first."""
    return [Alerts(**dict(r)) for r in await conn.fetch(ALERTS, city, since, until)]


BEHIND = """
select count(*)::int as loads, max(e.received_at) as data_at, coalesce(max(e.xid), 0) as watermark
  from rollup_load l join custody_event e on e.subject = l.subject and e.seq = l.seq
 where l.city = $1 and l.month = $2 and l.stream = any($3::text[]) and l.category <> 'HW01'
"""


class Behind(Struct, frozen=True):
    """How many custody events figures rest on, when the latest of them arrived, and in which transaction."""

    loads: int
    data_at: datetime | None
    watermark: int


async def behind(conn: Connection, *, city: str, month: date, streams: Sequence[str]) -> Behind:
    """The custody events behind a month's figures."""
    row = await conn.fetchrow(BEHIND, city, month, streams)
    assert row is not None
    return Behind(**dict(row))


LIST = """
select id, number, kind, city, period, language, status, facts_sha256, sha256, length(content)::int as bytes, made_at
  from document
 where city = any($1::text[]) and ($2::date is null or period = $2::date) and ($3::uuid is null or id < $3::uuid)
 order by id desc limit $4
"""
DOCUMENT = """
select id, number, kind, city, period, language, status, facts_sha256, sha256, length(content)::int as bytes, made_at
  from document where id = $1
"""
BY_NUMBER = """
select id, number, kind, city, period, language, status, facts_sha256, sha256, length(content)::int as bytes, made_at
  from document where number = $1
"""
CONTENT = "select content from document where id = $1"


class Document(Struct, frozen=True):
    """A document that is kept, without its bytes."""

    id: UUID
    number: str
    kind: str
    city: str
    period: date
    language: str
    status: str
    facts_sha256: str
    sha256: str
    bytes: int
    made_at: datetime


async def documents(
    conn: Connection, *, cities: Sequence[str], period: date | None = None, before: UUID | None = None, limit: int = 50
) -> list[Document]:
    """Documents of these cities, newest first; `before`: the last id of the page before."""
    return [Document(**dict(r)) for r in await conn.fetch(LIST, cities, period, before, limit)]


async def document(conn: Connection, *, id: UUID) -> Document | None:
    """One document."""
    row = await conn.fetchrow(DOCUMENT, id)
    return Document(**dict(row)) if row else None


async def by_number(conn: Connection, *, number: str) -> Document | None:
    """The document with this number."""
    row = await conn.fetchrow(BY_NUMBER, number)
    return Document(**dict(row)) if row else None


async def content(conn: Connection, *, id: UUID) -> bytes:
    """The file."""
    return bytes(await conn.fetchval(CONTENT, id))
