"""SQL of what a link opens: a published value as everybody may read it, and its sums without anybody's name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import anyio.to_thread

from wasteflow.catalog.book import Book
from wasteflow.catalog.open_data import open_data
from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.people.store import insert_audit
from workers.lineage.behind import PARTS, Behind, Part, behind
from workers.open_data.model import Row
from workers.open_data.queries import rows
from workers.shares.link import Shared
from workers.shares.pooling import Pooled, pooled
from workers.statistics.model import period
from workers.values.figures import Mark
from workers.values.model import ValueState
from workers.values.queries import states

# $2-$4 periods: as written, their first and last month; $9-$11 the position up to which the released figures count.
BY_CELL = """
    select p.written, l.code, l.stream, l.measure, l.method, l.treat_city, l.basis,
           coalesce(s.org::text, l.site::text, '') as company, sum(l.kg) as kg
      from unnest($2::text[], $3::date[], $4::date[]) p (written, first, last)
      join rollup_load l on l.month between p.first and p.last
      left join site s on s.id = l.site
     where l.city = $1 and l.stream = any($5) and not l.category = any($6)
       and (l.measure = any($7) or (l.measure = any($8) and l.origin_month < p.first))
       and (l.xid, l.subject, l.seq) <= ($9, $10::uuid, $11::int)
     group by 1, 2, 3, 4, 5, 6, 7, 8"""


class Cell(NamedTuple):
    """What a sum is of; nobody's name is in it."""

    code: str
    stream: str
    measure: str
    method: str
    treat_city: str
    basis: str


@dataclass(frozen=True)
class Opened:
    """What a link shows. `row`: null where it is not published any more; without a value it is withheld."""

    row: Row | None
    state: ValueState | None
    sides: Mapping[Part, Pooled[Cell]]


async def opened(conn: Connection, book: Book, shared: Shared) -> Opened:
    """Look behind a link; that somebody did is written down."""
    found = await rows(conn, book, cities=[shared.city], period=shared.period, indicator=shared.indicator)
    row = found[0] if found else None
    state = (await states(conn, city=shared.city, period=shared.period)).get(shared.indicator)
    sides: dict[Part, Pooled[Cell]] = {}
    if row is not None and row.withheld is None and state and state.published and _is_city(shared.city, book):
        for part in PARTS:
            if (counted := behind(shared.indicator, part)) is not None:
                sides[part] = await _cells(conn, counted, shared, state.published.figures.mark)
    subject = f"{shared.city} {shared.period} {shared.indicator}"
    await insert_audit(
        conn, at=clock.now(), account=None, person="", org=None, action="indicator:see", subject_kind="value_link",
        subject=subject,
    )  # fmt: skip
    return Opened(row, state, sides)


def _is_city(place: str, book: Book) -> bool:
    """Beneath a province no sums are shown: beside those of its cities they would tell what these hide."""
    return place not in book.provinces.values()


async def _cells(conn: Connection, of: Behind, shared: Shared, mark: Mark) -> Pooled[Cell]:
    """The sums that the released figures were made of."""
    year = period(shared.period[:4])
    periods = [year, *(period(f"{year.written}-{month:02}") for month in range(1, 13))]
    found: dict[str, defaultdict[Cell, dict[str, Decimal]]] = {one.written: defaultdict(dict) for one in periods}
    asked = (list(found), [one.first for one in periods], [one.last for one in periods])
    counted = (list(of.streams), list(of.without_categories), list(of.measures), list(of.stock_measures))
    for row in await conn.fetch(BY_CELL, shared.city, *asked, *counted, mark.xid, mark.subject, mark.seq):
        written, *cell, company, kg = row.values()
        found[written][Cell(*cell)][company] = kg
    beside = [sums for written, sums in found.items() if written != shared.period]
    return await anyio.to_thread.run_sync(pooled, found[shared.period], open_data(), beside)
