"""SQL behind the documents: the figures of a month, and which documents there are.

Medical waste (HW01) is not industrial and stays out of all of them, as it does in the indicators.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct, to_builtins

from reports.model import Alerts, Category, CityRate, Matter, Method, Month, Route, Share, Span, Waste
from wasteflow.core.db import Connection

MONTHS = """
select month,
       coalesce(sum(kg) filter (where measure = 'generated'), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used'), 0) as used,
       coalesce(sum(kg) filter (where measure = 'used' and origin_month < month), 0) as from_stock,
       coalesce(sum(kg) filter (where measure = 'disposed'), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment'), 0) as other,
       coalesce(sum(kg) filter (where measure = 'reweighed'), 0) as reweighed
  from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4 and category <> 'HW01'
 group by month order by month
"""


async def months(conn: Connection, *, cities: Sequence[str], stream: str, first: date, last: date) -> list[Month]:
    """What the cities' waste did, month by month; a month without a load is missing."""
    return [Month(**dict(r)) for r in await conn.fetch(MONTHS, cities, stream, first, last)]


OPENING = """
select coalesce(sum(case when measure in ('generated', 'reweighed') then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0)
  from rollup_cell where city = any($1::text[]) and stream = $2 and month < $3 and category <> 'HW01'
"""


TOTAL = """
select coalesce(sum(kg) filter (where measure = 'generated'), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used'), 0) as used,
       coalesce(sum(kg) filter (where measure = 'used' and origin_month < $3), 0) as from_stock,
       coalesce(sum(kg) filter (where measure = 'disposed'), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment'), 0) as other,
       coalesce(sum(kg) filter (where measure = 'reweighed'), 0) as reweighed
  from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4 and category <> 'HW01'
"""


async def total(conn: Connection, *, cities: Sequence[str], stream: str, span: Span) -> Month:
    """What the cities' waste did in several months together; earlier stock is what was generated before all of them."""
    row = await conn.fetchrow(TOTAL, cities, stream, span.first, span.last)
    assert row is not None
    return Month(span.last, **dict(row))


async def opening(conn: Connection, *, cities: Sequence[str], stream: str, month: date) -> Decimal:
    """Kilograms generated before the month and not finally treated when it began, as the last scale had them."""
    return Decimal(await conn.fetchval(OPENING, cities, stream, month))


SHARES = """
select basis, sum(kg) as kg, sum(loads)::bigint as loads from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4 and measure = 'generated'
   and category <> 'HW01'
 group by basis order by basis
"""


async def shares(conn: Connection, *, cities: Sequence[str], stream: str, span: Span) -> list[Share]:
    """What the weights of the month rest on."""
    return [Share(**dict(r)) for r in await conn.fetch(SHARES, cities, stream, span.first, span.last)]


CATEGORIES = """
select split_part(code, ':', 1) as scheme, category as code,
       coalesce(sum(kg) filter (where measure = 'generated' and month >= $3), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used' and month >= $3), 0) as used,
       coalesce(sum(kg) filter (where measure = 'disposed' and month >= $3), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment' and month >= $3), 0) as other,
       coalesce(sum(case when measure in ('generated', 'reweighed') then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0) as closing
  from rollup_cell
 where city = any($1::text[]) and stream = $2 and month <= $4 and category <> 'HW01'
 group by 1, 2
 order by generated desc, closing desc, 2
"""


async def categories(conn: Connection, *, cities: Sequence[str], stream: str, span: Span) -> list[Category]:
    """The categories of a stream with the month's figures and what is left, the largest first; not named yet."""
    return [Category(**dict(r), names={}) for r in await conn.fetch(CATEGORIES, cities, stream, span.first, span.last)]


ROUTES = """
select category, measure, treat_city = any($1::text[]) as here, sum(kg) as kg from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4
   and measure in ('used', 'disposed', 'other_treatment') and category <> 'HW01'
 group by 1, 2, 3 order by 1, 2, 3
"""


async def routes(conn: Connection, *, cities: Sequence[str], stream: str, span: Span) -> list[Route]:
    """How and where the month's waste found its end."""
    return [Route(**dict(r)) for r in await conn.fetch(ROUTES, cities, stream, span.first, span.last)]


ALERTS = """
select rule, severity::int, count(*)::int as raised,
       (count(*) filter (where verdict is null))::int as pending,
       (count(*) filter (where verdict = 'confirmed'))::int as confirmed,
       (count(*) filter (where verdict = 'dismissed'))::int as dismissed
  from alert where scopes && $1::text[] and happened_at >= $2 and happened_at < $3
 group by 1, 2 order by 2 desc, 3 desc, 1
"""


async def alerts(conn: Connection, *, scopes: Sequence[str], since: datetime, until: datetime) -> list[Alerts]:
    """Alerts that concern these places, by rule and severity, gravest first."""
    return [Alerts(**dict(r)) for r in await conn.fetch(ALERTS, scopes, since, until)]


# $6 whose the reader's are, $7 of which kinds (null: all), $8 and $9 where the page before ended, $10 limit
ALERTS_BEHIND = """
with behind as (
    select a.id, a.case_file, a.happened_at, a.verdict,
           ($6::text[] is null or a.scopes && $6) and alert_of_kind(a, $7) as shown
      from alert a
     where a.scopes && $1::text[] and a.happened_at >= $2 and a.happened_at < $3 and a.rule = $4 and a.severity = $5)
select page.*, counted.*
  from (select count(*)::int as counted, (count(*) filter (where not shown))::int as hidden from behind) counted
  left join lateral (
       select id, case_file, happened_at, verdict from behind
        where shown and ($8::timestamptz is null or (happened_at, id) < ($8, $9::uuid))
        order by happened_at desc, id desc limit $10) page on true
 order by happened_at desc, id desc
"""


class AlertBehind(Struct, frozen=True):
    """One of the alerts that a report counts."""

    id: UUID
    case_file: UUID
    happened_at: datetime
    verdict: str | None


async def alerts_behind(
    conn: Connection, *, scopes: Sequence[str], since: datetime, until: datetime, rule: str, severity: int,
    own: Sequence[str] | None, kinds: Sequence[Struct] | None, before: tuple[datetime, UUID] | None = None, limit: int,
) -> tuple[list[AlertBehind], int, int]:  # fmt: skip
    """Those of a rule and severity that the reader may see, the latest first; how many there are, and how many of them
    the reader may not see."""
    of = None if kinds is None else to_builtins(list(kinds))
    page = (*(before or (None, None)), limit)
    rows = await conn.fetch(ALERTS_BEHIND, scopes, since, until, rule, severity, own, of, *page)
    shown = [AlertBehind(r["id"], r["case_file"], r["happened_at"], r["verdict"]) for r in rows if r["id"]]
    return shown, rows[0]["counted"], rows[0]["hidden"]


BEHIND = """
select count(distinct e.id)::int as loads, max(e.received_at) as data_at, coalesce(max(e.xid), 0) as watermark,
       (count(distinct e.id) filter (where e.received_at > e.occurred_at + interval '1 day'))::int as late,
       coalesce(max(extract(day from e.received_at - e.occurred_at)), 0)::int as latest_days
  from rollup_load l join custody_event e on e.subject = l.subject and e.seq = l.seq
 where l.city = any($1::text[]) and l.month between $2 and $3 and l.stream = any($4::text[]) and l.category <> 'HW01'
"""


class Behind(Struct, frozen=True):
    """How many custody events figures rest on, when the latest of them arrived, and in which transaction."""

    loads: int
    data_at: datetime | None
    watermark: int
    late: int  # came more than a day after they happened
    latest_days: int


async def behind(conn: Connection, *, cities: Sequence[str], span: Span, streams: Sequence[str]) -> Behind:
    """The custody events behind a month's figures."""
    row = await conn.fetchrow(BEHIND, cities, span.first, span.last, streams)
    assert row is not None
    return Behind(**dict(row))


WASTES = """
select stream,
       coalesce(sum(kg) filter (where measure = 'generated' and month between $2 and $3), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used' and month between $2 and $3), 0) as used,
       coalesce(sum(kg) filter (where measure = 'disposed' and month between $2 and $3), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment' and month between $2 and $3), 0) as other,
       coalesce(sum(kg) filter (where measure = 'generated' and month between $4 and $5), 0) as before
  from rollup_cell
 where city = any($1::text[]) and (month between $2 and $3 or month between $4 and $5)
 group by stream
having sum(kg) filter (where measure in ('generated', 'used', 'disposed', 'other_treatment')) > 0
 order by 2 desc, stream
"""


async def wastes(conn: Connection, *, cities: Sequence[str], span: Span, before: Span) -> list[Waste]:
    """Every stream that did anything in the month or the one before, the largest first; not named yet."""
    return [
        Waste(**dict(r), names={})
        for r in await conn.fetch(WASTES, cities, span.first, span.last, before.first, before.last)
    ]


CITY_RATES = """
select city as code,
       coalesce(sum(kg) filter (where measure = 'generated'), 0) as generated,
       round(100 * sum(kg) filter (where measure = 'used')
             / nullif(coalesce(sum(kg) filter (where measure = 'generated'), 0)
                      + coalesce(sum(kg) filter (where measure = 'used' and origin_month < $3), 0), 0), 2) as rate
  from rollup_cell where city = any($1::text[]) and stream = $2 and month between $3 and $4 and category <> 'HW01'
 group by city order by city
"""


async def city_rates(conn: Connection, *, cities: Sequence[str], stream: str, span: Span) -> list[CityRate]:
    """Each city's month of one stream."""
    return [CityRate(**dict(r)) for r in await conn.fetch(CITY_RATES, cities, stream, span.first, span.last)]


METHODS = """
select stream, method, measure, sum(kg) as kg from rollup_cell
 where city = any($1::text[]) and month between $2 and $3 and measure in ('used', 'disposed', 'other_treatment')
   and stream = any($4::text[]) and category <> 'HW01'
 group by 1, 2, 3 order by 1, 4 desc, 2
"""


async def methods(conn: Connection, *, cities: Sequence[str], span: Span, streams: Sequence[str]) -> list[Method]:
    """What was finally treated each way, the most first; not named yet."""
    return [Method(**dict(r), names={}) for r in await conn.fetch(METHODS, cities, span.first, span.last, streams)]


# Of the month, or older and still not settled.
MATTERS = """
select department, status, days, count(*)::int as count from (
    select department, status,
           case when $3 - opened <= interval '7 days' then 7 when $3 - opened <= interval '30 days' then 30
                else 0 end as days
      from (select department, status, (state->>'opened_at')::timestamptz as opened from case_file
             where scopes && $1::text[]) c
     where opened < $3 and (opened >= $2 or status in ('open', 'in_hand', 'asked'))) aged
 group by 1, 2, 3 order by 1, 2, 3
"""


async def matters(conn: Connection, *, scopes: Sequence[str], since: datetime, until: datetime) -> list[Matter]:
    """Cases that concern these places, by department, status and age."""
    return [Matter(**dict(r)) for r in await conn.fetch(MATTERS, scopes, since, until)]


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
FACTS = "select facts from document where id = $1"


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


async def facts(conn: Connection, *, id: UUID) -> dict[str, Any]:
    """All a document rests on, as it was kept: the shape is that of the release that made it."""
    found: dict[str, Any] = await conn.fetchval(FACTS, id)
    return found


async def content(conn: Connection, *, id: UUID) -> bytes:
    """The file."""
    return bytes(await conn.fetchval(CONTENT, id))
