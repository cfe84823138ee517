"""SQL of what a link opens: a published value as everybody may read it, and its sums without anybody's name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

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
from workers.values.model import ValueState
from workers.values.queries import states

BY_CELL = """
    select l.code, l.stream, l.measure, l.method, l.treat_city, l.basis,
           coalesce(s.org::text, l.site::text, '') as company, sum(l.kg) as kg
      from rollup_load l left join site s on s.id = l.site
     where l.city in (select code6 from jurisdiction where code6 = $1 or province = $1) and l.month between $2 and $3
       and l.stream = any($4) and not l.category = any($5)
       and (l.measure = any($6) or (l.measure = $7 and l.origin_month < $2))
     group by 1, 2, 3, 4, 5, 6, 7"""


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
    if row is not None and row.withheld is None:
        for part in PARTS:
            if (counted := behind(shared.indicator, part)) is not None:
                sides[part] = await _cells(conn, counted, shared)
    subject = f"{shared.city} {shared.period} {shared.indicator}"
    await insert_audit(
        conn, at=clock.now(), account=None, person="", org=None, action="indicator:see", subject_kind="value_link",
        subject=subject,
    )  # fmt: skip
    return Opened(row, state, sides)


async def _cells(conn: Connection, of: Behind, shared: Shared) -> Pooled[Cell]:
    when = period(shared.period)
    found: defaultdict[Cell, dict[str, Decimal]] = defaultdict(dict)
    asked = (shared.city, when.first, when.last, list(of.streams), list(of.without_categories), list(of.measures))
    for row in await conn.fetch(BY_CELL, *asked, of.stock_measure):
        *cell, company, kg = row.values()
        found[Cell(*cell)][company] = kg
    return pooled(found, open_data())
