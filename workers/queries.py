"""SQL for screens: alerts an actor may see, indicators of a city, the loads behind a figure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection
from wasteflow.core.i18n import text
from wasteflow.people.permissions import Alerts
from workers.indicators.engine import IndicatorValue, Sum, Watermark, value_of
from workers.indicators.indicator import Indicator, all_indicators

# --- alerts ----------------------------------------------------------------------------------------------

# `scopes` null: everywhere. `kinds` null: of every kind; else rows of the permission table, any of which must hold.
LIST_ALERTS = """
    select a.id, a.rule, a.rule_version, a.family, a.severity, a.stream, a.categories, a.scopes, a.citation,
           a.subject_kind, a.subject, a.says, a.facts, a.happened_at, a.raised_at, a.status, a.seq, a.touched_at
    from alert a
    where ($1::text[] is null or a.scopes && $1)
      and ($2::jsonb is null or exists (
            select from jsonb_to_recordset($2) as k (rules text[], streams text[], categories text[], severity int)
            where (cardinality(k.rules) = 0 or a.family = any(k.rules) or left(a.family, 1) = any(k.rules))
              and (cardinality(k.streams) = 0 or a.stream = any(k.streams))
              and (cardinality(k.categories) = 0 or a.categories && k.categories)
              and a.severity >= k.severity))
      and ($3::text[] is null or a.status = any($3))
      and ($4::int is null or a.severity >= $4)
      and ($5::text is null or a.rule = $5)
      and ($6::uuid is null or a.subject = $6)
      and ($7::text is null or 'city:' || $7 = any(a.scopes))
      and ($8::uuid is null or a.id < $8)
    order by a.id desc limit $9"""

UNSETTLED = ("open", "acknowledged")


@dataclass(frozen=True)
class AlertRow:
    """An alert in a list; its texts come in the reader's language."""

    id: UUID
    rule: str
    rule_version: int
    family: str
    severity: int
    stream: str
    categories: list[str]
    scopes: list[str]
    citation: str
    subject_kind: str
    subject: UUID
    says: str
    facts: dict[str, str]
    happened_at: datetime
    raised_at: datetime
    status: str
    seq: int
    touched_at: datetime

    def title(self, language: str) -> str:
        """What the rule is called."""
        return text(f"rules.{self.rule}.title", language)

    def explanation(self, language: str) -> str:
        """What it saw, in a sentence."""
        return text(f"rules.{self.rule}.{self.says}", language, **self.facts)


async def open_alerts(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    kinds: Sequence[Alerts] | None = None,
    statuses: Sequence[str] | None = UNSETTLED,
    severity: int | None = None,
    rule: str | None = None,
    subject: UUID | None = None,
    city: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[AlertRow]:
    """Alerts, newest first; `before` is the id of the last one of the page before.

    `scopes` and `kinds` are `people.permissions.scopes(actor)` and `alerts_of(actor)`: what the actor may see.
    """
    of = None if kinds is None else msgspec.to_builtins(list(kinds))
    rows = await conn.fetch(LIST_ALERTS, scopes, of, statuses, severity, rule, subject, city, before, limit)
    return [AlertRow(**dict(row)) for row in rows]


READ_ALERT = """
    select a.id, a.rule, a.rule_version, a.family, a.severity, a.stream, a.categories, a.scopes, a.citation,
           a.subject_kind, a.subject, a.says, a.facts, a.happened_at, a.raised_at, a.status, a.seq, a.touched_at,
           a.evidence, a.evidence_sha256
    from alert a where a.id = $1 and ($2::text[] is null or a.scopes && $2)"""
READ_STEPS = """
    select e.seq, e.kind, e.account, c.person, e.org, e.reason, e.at
    from alert_event e left join account c on c.id = e.account where e.alert = $1 order by e.seq"""


@dataclass(frozen=True)
class AlertStep:
    """One thing done about an alert; `raised` was done by wasteflow itself."""

    seq: int
    kind: str
    account: UUID | None
    person: str | None
    org: UUID | None
    reason: str
    at: datetime


@dataclass(frozen=True)
class AlertCard(AlertRow):
    """An alert with its frozen evidence and all that was done about it."""

    evidence: dict[str, Any]
    evidence_sha256: str
    steps: tuple[AlertStep, ...] = ()


async def alert_card(conn: Connection, *, id: UUID, scopes: Sequence[str] | None) -> AlertCard | None:
    """One alert; None where there is none, or outside `scopes`. Its kind is for `workers.alerts.may` to judge."""
    row = await conn.fetchrow(READ_ALERT, id, scopes)
    if row is None:
        return None
    steps = tuple(AlertStep(**dict(step)) for step in await conn.fetch(READ_STEPS, id))
    return AlertCard(**dict(row), steps=steps)


# --- indicators ------------------------------------------------------------------------------------------

LAST_MONTH = "select max(month) from rollup_cell"
# A province is the sum of its cities.
SUM_PERIOD = """
    select $2::date as start, stream, category, measure, basis, origin_month < $2 as from_stock,
           sum(kg) as kg, sum(loads)::bigint as loads
    from rollup_cell
    where city in (select code6 from jurisdiction where code6 = $1 or province = $1) and month between $2 and $3
      and stream = any($4)
    group by stream, category, measure, basis, origin_month < $2"""
SUM_MONTHS = """
    select month as start, stream, category, measure, basis, origin_month < month as from_stock,
           sum(kg) as kg, sum(loads)::bigint as loads
    from rollup_cell
    where city in (select code6 from jurisdiction where code6 = $1 or province = $1) and month between $2 and $3
      and stream = any($4)
    group by month, stream, category, measure, basis, origin_month < month"""
READ_WATERMARK = "select xid, counted as events, moved_at as at from rollup_watermark where name = 'custody'"


async def watermark(conn: Connection) -> Watermark:
    """Up to where custody has been counted."""
    row = await conn.fetchrow(READ_WATERMARK)
    assert row is not None
    return Watermark(**dict(row))


async def indicator_values(conn: Connection, *, city: str, month: date) -> list[IndicatorValue]:
    """All indicators of a city (or province) in one month, given as any of its days."""
    month = month.replace(day=1)
    return [await indicator_value(conn, code=code, city=city, start=month, end=month) for code in all_indicators()]


async def indicator_value(conn: Connection, *, code: str, city: str, start: date, end: date) -> IndicatorValue:
    """One indicator over whole months; over a year, stock is what was there when the year began."""
    indicator = all_indicators()[code]
    rows = await conn.fetch(SUM_PERIOD, city, start, end, list(indicator.streams))
    sums = [Sum(**dict(row)) for row in rows]
    return value_of(indicator, sums, city=city, start=start, end=end, watermark=await watermark(conn))


async def indicator_series(
    conn: Connection, *, code: str, city: str, start: date | None = None, end: date | None = None
) -> list[IndicatorValue]:
    """One indicator month by month, oldest first; without a period the twelve months up to the last counted one."""
    indicator = all_indicators()[code]
    if start is None or end is None:
        last = end or await last_month(conn)
        if last is None:
            return []
        start, end = start or months_before(last, 11), last
    by_month: dict[date, list[Sum]] = defaultdict(list)
    for row in await conn.fetch(SUM_MONTHS, city, start, end, list(indicator.streams)):
        by_month[row["start"]].append(Sum(**dict(row)))
    counted = await watermark(conn)
    return [
        value_of(indicator, by_month[month], city=city, start=month, end=month, watermark=counted)
        for month in months(start, end)
    ]


async def last_month(conn: Connection) -> date | None:
    """The latest month that anything was counted in; null where nothing was."""
    found: date | None = await conn.fetchval(LAST_MONTH)
    return found


def months(start: date, end: date) -> list[date]:
    """The first days of all months from `start` to `end`."""
    found = []
    while start <= end:
        found.append(start)
        start = months_before(start, -1)
    return found


def months_before(month: date, count: int) -> date:
    """The first day of the month so many months earlier."""
    n = month.year * 12 + month.month - 1 - count
    return date(n // 12, n % 12 + 1, 1)


LIST_LOADS = """
    select l.subject as batch, l.seq, l.measure, l.city, l.month, l.origin_month, l.treat_city, l.category, l.code,
           l.method, l.basis, l.kg, b.state->>'name' as name, b.state->>'digital_code' as digital_code,
           e.occurred_at, e.id as event
    from rollup_load l
    join batch b on b.id = l.subject
    join custody_event e on e.subject = l.subject and e.seq = l.seq
    where l.city in (select code6 from jurisdiction where code6 = $1 or province = $1) and l.month between $2 and $3
      and l.stream = any($4) and not l.category = any($5)
      and (l.measure = any($6) or (l.measure = $7 and l.origin_month < $2))
      and ($8::uuid is null or (l.subject, l.seq, l.measure) > ($8, $9::int, $10::text))
    order by l.subject, l.seq, l.measure limit $11"""


@dataclass(frozen=True)
class LoadRow:
    """One load behind a figure: the event that was counted, with its batch."""

    batch: UUID
    seq: int
    measure: str
    city: str
    month: date
    origin_month: date
    treat_city: str
    category: str
    code: str
    method: str
    basis: str
    kg: Decimal
    name: str
    digital_code: str | None
    occurred_at: datetime
    event: UUID


async def indicator_loads(
    conn: Connection,
    *,
    code: str,
    city: str,
    start: date,
    end: date,
    part: str,
    after: tuple[UUID, int, str] | None = None,
    limit: int = 100,
) -> list[LoadRow]:
    """The loads behind the `numerator` or `denominator` of a figure, as (batch, seq, measure); their kilograms add up
    to it."""
    indicator = all_indicators()[code]
    measures, stock = _behind(indicator, part)
    rows = await conn.fetch(
        LIST_LOADS,
        city,
        start,
        end,
        list(indicator.streams),
        list(indicator.without_categories),
        measures,
        stock,
        *(after or (None, None, None)),
        limit,
    )
    return [LoadRow(**dict(row)) for row in rows]


def _behind(indicator: Indicator, part: str) -> tuple[list[str], str | None]:
    if part == "numerator":
        return list(indicator.numerator_measures), None
    return list(indicator.denominator_measures), indicator.stock_measure
