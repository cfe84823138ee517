"""SQL for screens: published values as everybody may read them, and releases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.catalog.book import Book
from wasteflow.catalog.open_data import open_data
from wasteflow.core.db import Connection
from workers.lineage.behind import PARTS, Behind, behind
from workers.open_data.model import Consent, Release, Row
from workers.open_data.withholding import Key, Why, why_withheld, with_sums
from workers.statistics.model import period as read_period
from workers.values.queries import PublishedValue, published

# Company -> kilograms of one side, in every city at once.
BY_COMPANY = """
    select l.city, coalesce(s.org::text, l.site::text, '') as company, sum(l.kg) as kg
      from rollup_load l left join site s on s.id = l.site
     where l.month between $1 and $2 and l.stream = any($3) and not l.category = any($4)
       and (l.measure = any($5) or (l.measure = $6 and l.origin_month < $1))
     group by 1, 2"""
RELEASES = """
    select r.id, r.period, r.proposed_at, r.sha256, r.rows,
           coalesce(jsonb_agg(jsonb_build_object('side', c.side, 'person', c.person, 'at', c.at) order by c.at)
                    filter (where c.side is not null), '[]') as consents
      from open_release r left join open_release_consent c on c.release = r.id
     where ($1::uuid is null or r.id = $1)
     group by r.id order by r.proposed_at desc, r.id limit $2"""
Companies = Mapping[str, Mapping[str, Decimal]]  # city -> company -> kilograms


async def rows(
    conn: Connection,
    book: Book,
    *,
    cities: Sequence[str] | None = None,
    period: str | None = None,
    indicator: str | None = None,
) -> list[Row]:
    """What cities published, each value given or withheld. What is withheld does not depend on what is asked for."""
    of_year = period is not None and len(period) == len("2026")  # what it may tell depends on its months
    found = await published(conn, period=None if of_year else period, indicator=indicator)
    if of_year:
        found = [one for one in found if one.period[:4] == period]
    why: dict[Key, Why | None] = {}
    asked: dict[tuple[str, str, str], Companies] = {}
    for one in found:
        sides = []
        for part in PARTS:
            if (load := behind(one.indicator, part)) is None:
                continue
            key = (one.period, one.indicator, part)
            if key not in asked:
                asked[key] = await _companies(conn, load, one.period)
            sides.append(_of_place(asked[key], one.city, book))
        why[one.city, one.period, one.indicator] = why_withheld(sides, open_data())
    told = with_sums(why, book.provinces)
    return [
        _row(one, told[one.city, one.period, one.indicator])
        for one in found
        if (cities is None or one.city in cities) and period in (None, one.period)
    ]


async def _companies(conn: Connection, of: Behind, period: str) -> Companies:
    when = read_period(period)
    found: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    asked: tuple[date, date] = when.first, when.last
    rows = await conn.fetch(
        BY_COMPANY, *asked, list(of.streams), list(of.without_categories), list(of.measures), of.stock_measure
    )
    for row in rows:
        found[row["city"]][row["company"]] = row["kg"]
    return found


def _of_place(found: Companies, place: str, book: Book) -> Mapping[str, Decimal]:
    """A city's, or all of a province's."""
    whole: defaultdict[str, Decimal] = defaultdict(Decimal)
    for city, companies in found.items():
        if city == place or book.provinces.get(city) == place:
            for company, kg in companies.items():
                whole[company] += kg
    return whole


def _row(one: PublishedValue, why: Why | None) -> Row:
    above = one.figures.above
    counted = why is None and above is not None and above.source == "custody"
    return Row(
        city=one.city,
        period=one.period,
        indicator=one.indicator,
        value=one.value if why is None else None,
        withheld=why,
        weighed=above.coverage.get("weighed", Decimal(0)) if counted and above is not None else None,
        edition=one.figures.edition,
        version=one.version,
        published_at=one.published_at,
        revised=one.revised,
    )


async def releases(conn: Connection, *, id: UUID | None = None, limit: int = 100) -> list[Release]:
    """The newest first, agreed to or not."""
    return [_release(dict(row)) for row in await conn.fetch(RELEASES, id, limit)]


def _release(values: dict[str, Any]) -> Release:
    return Release(**{**values, "consents": tuple(Consent(**one) for one in values["consents"])})
