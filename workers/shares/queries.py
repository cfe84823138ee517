"""SQL of what a link opens: a published value as everybody may read it, and its sums without anybody's name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import anyio.to_thread

from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.catalog.open_data import open_data
from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.people.store import insert_audit
from workers.lineage.behind import PARTS, Behind, Part, behind
from workers.open_data.model import Row
from workers.open_data.queries import rows
from workers.shares.link import Shared
from workers.shares.pooling import Companies, Pooled, Side, Sides, pooled_by_class
from workers.shares.pooling import opened as may_open
from workers.statistics.model import period
from workers.values.figures import Mark
from workers.values.model import ValueState
from workers.values.queries import states

# $2-$4 periods: as written, their first and last month; $7-$9 the position up to which the released figures count.
BY_CELL = """
    select p.written, l.category, l.code, l.stream, l.measure, l.method, l.treat_city, l.basis,
           l.origin_month < p.first as from_stock, coalesce(s.org::text, l.site::text, '') as company, sum(l.kg) as kg
      from unnest($2::text[], $3::date[], $4::date[]) p (written, first, last)
      join rollup_load l on l.month between p.first and p.last
      left join site s on s.id = l.site
     where l.city = $1 and l.stream = any($5) and l.measure = any($6)
       and (l.xid, l.subject, l.seq) <= ($7, $8::uuid, $9::int)
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""


class Cell(NamedTuple):
    """What a sum is of; nobody's name is in it."""

    code: str
    stream: str
    measure: str
    method: str
    treat_city: str
    basis: str
    from_stock: bool


@dataclass(frozen=True)
class Opened:
    """What a link shows. `row`: null where it is not published any more; without a value it is withheld. `closed`: the
    value is shown, and nothing that it is made of."""

    row: Row | None
    state: ValueState | None
    sides: Mapping[Part, Pooled[Cell]]
    closed: bool = False


async def opened(conn: Connection, book: Book, shared: Shared) -> Opened:
    """Look behind a link; that somebody did is written down."""
    found = await rows(conn, book, cities=[shared.city], period=shared.period, indicator=shared.indicator)
    row = found[0] if found else None
    state = (await states(conn, city=shared.city, period=shared.period)).get(shared.indicator)
    sides: Mapping[Part, Pooled[Cell]] | None = {}
    if row is not None and row.withheld is None and state and state.published and _is_city(shared.city, book):
        sides = await _sides(conn, shared, state.published.figures.mark)
    subject = f"{shared.city} {shared.period} {shared.indicator}"
    await insert_audit(
        conn, at=clock.now(), account=None, person="", org=None, action="indicator:see", subject_kind="value_link",
        subject=subject,
    )  # fmt: skip
    return Opened(row, state, sides or {}, closed=sides is None)


def _is_city(place: str, book: Book) -> bool:
    """Beneath a province no sums are shown: beside those of its cities they would tell what these hide."""
    return place not in book.provinces.values()


async def _sides(conn: Connection, shared: Shared, mark: Mark) -> Mapping[Part, Pooled[Cell]] | None:
    """The sums that the released figures were made of; None where beside those of another figure of the city they would
    tell of a company."""
    known = _known(shared)
    mine = [part for part in PARTS if (shared.indicator, part) in known]
    if not mine:
        return {}
    found = await _loads(conn, shared, known, mark)
    return await anyio.to_thread.run_sync(_pooled, shared, mine, known, found)


def _known(shared: Shared) -> dict[Side, Behind]:
    """The sides of the figure, and those of every other that the city may show and that is made of the same streams."""
    asked = indicator_set().of(shared.city, period(shared.period).last)
    every = {(one.id, part): load for one in asked for part in PARTS if (load := behind(one.id, part)) is not None}
    known = {side: load for side, load in every.items() if side[0] == shared.indicator}
    while more := {x: load for x, load in every.items() if x not in known and _meets(load, known.values())}:
        known |= more
    return {side: load for side, load in every.items() if side in known}


def _meets(load: Behind, others: Iterable[Behind]) -> bool:
    return any(set(load.streams) & set(other.streams) for other in others)


async def _loads(
    conn: Connection, shared: Shared, known: Mapping[Side, Behind], mark: Mark
) -> Mapping[str, Mapping[tuple[Sides, Cell], Companies]]:
    """Of the year and each of its months: the sums by the sides they are in."""
    streams = sorted({stream for one in known.values() for stream in one.streams})
    measures = sorted({measure for one in known.values() for measure in (*one.measures, *one.stock_measures)})
    year = period(shared.period[:4])
    periods = [year, *(period(f"{year.written}-{month:02}") for month in range(1, 13))]
    asked = (list(x) for x in zip(*((one.written, one.first, one.last) for one in periods), strict=True))
    position = (mark.xid, mark.subject, mark.seq)
    found: dict[str, defaultdict[tuple[Sides, Cell], dict[str, Decimal]]] = {
        x.written: defaultdict(dict) for x in periods
    }
    for row in await conn.fetch(BY_CELL, shared.city, *asked, streams, measures, *position):
        written, category, *columns, company, kg = row.values()
        cell = Cell(*columns)
        sides = frozenset(
            side
            for side, load in known.items()
            if load.counts(cell.stream, category, cell.measure, from_stock=cell.from_stock)
        )
        mine = found[written][sides, cell]
        mine[company] = mine.get(company, Decimal(0)) + kg
    return found


def _pooled(
    shared: Shared,
    mine: Sequence[Part],
    known: Mapping[Side, Behind],
    found: Mapping[str, Mapping[tuple[Sides, Cell], Companies]],
) -> Mapping[Part, Pooled[Cell]] | None:
    """A year whose months are not all shown is not shown either: the others would tell what it holds of them."""
    figures = [tuple(side for side in known if side[0] == id) for id in dict.fromkeys(id for id, _ in known)]
    shown = {
        written: may_open(figures, ((sides, companies) for (sides, _), companies in loads.items()), open_data())
        for written, loads in found.items()
    }
    year = shared.period[:4]
    shown[year] = frozenset.intersection(*shown.values())
    together = shown[shared.period]
    if not together.issuperset((shared.indicator, part) for part in mine):
        return None
    others = [loads for written, loads in found.items() if written != shared.period and together <= shown[written]]
    return {
        part: pooled_by_class(found[shared.period], (shared.indicator, part), together, open_data(), others)
        for part in mine
    }
