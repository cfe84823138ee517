"""SQL for screens: published values as everybody may read them, and releases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.catalog.book import Book
from wasteflow.catalog.open_data import open_data
from wasteflow.core.db import Connection
from workers.lineage.behind import PARTS, Behind, Part, behind
from workers.open_data.model import Consent, Release, Row
from workers.open_data.withholding import Key, Why, why_withheld, with_sums
from workers.statistics.model import period as read_period
from workers.values.queries import PublishedValue, published

# Of every side asked for: company -> kilograms, in every city at once. $1: JSON of the sides, each with its number.
BY_COMPANY = """
    select a.n, l.city, coalesce(s.org::text, l.site::text, '') as company, sum(l.kg) as kg
      from jsonb_to_recordset($1::jsonb)
           as a(n int, first date, last date, streams text[], without text[], measures text[], stock text[])
      join rollup_load l on l.month between a.first and a.last and l.stream = any(a.streams)
           and not l.category = any(a.without)
           and (l.measure = any(a.measures) or (l.measure = any(a.stock) and l.origin_month < a.first))
      left join site s on s.id = l.site
     group by 1, 2, 3"""
RELEASES = """
    select r.id, r.period, r.proposed_at, r.sha256, r.rows,
           coalesce(jsonb_agg(jsonb_build_object('side', c.side, 'person', c.person, 'at', c.at) order by c.at)
                    filter (where c.side is not null), '[]') as consents
      from open_release r left join open_release_consent c on c.release = r.id
     where ($1::uuid is null or r.id = $1)
     group by r.id order by r.proposed_at desc, r.id limit $2"""
Companies = Mapping[str, Mapping[str, Decimal]]  # city -> company -> kilograms
Side = tuple[str, str, Part]  # period, indicator, above or below the line


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
    sides = {
        (one.period, one.indicator, part): load
        for one in found
        for part in PARTS
        if (load := behind(one.indicator, part)) is not None
    }
    companies = await _companies(conn, sides)
    why: dict[Key, Why | None] = {}
    for one in found:
        known = [companies[key] for part in PARTS if (key := (one.period, one.indicator, part)) in companies]
        why[one.city, one.period, one.indicator] = why_withheld(
            [_of_place(side, one.city, book) for side in known], open_data()
        )
    told = with_sums(why, book.provinces)
    return [
        _row(one, told[one.city, one.period, one.indicator])
        for one in found
        if (cities is None or one.city in cities) and period in (None, one.period)
    ]


async def _companies(conn: Connection, sides: Mapping[Side, Behind]) -> dict[Side, Companies]:
    found: dict[Side, defaultdict[str, dict[str, Decimal]]] = {side: defaultdict(dict) for side in sides}
    if not sides:
        return {}
    numbered = list(sides)
    for row in await conn.fetch(BY_COMPANY, [_asked(n, side, sides[side]) for n, side in enumerate(numbered)]):
        found[numbered[row["n"]]][row["city"]][row["company"]] = row["kg"]
    return dict(found)


def _asked(n: int, side: Side, of: Behind) -> dict[str, Any]:
    when = read_period(side[0])
    return {
        "n": n,
        "first": when.first,
        "last": when.last,
        "streams": of.streams,
        "without": of.without_categories,
        "measures": of.measures,
        "stock": of.stock_measures,
    }


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
