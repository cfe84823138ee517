"""What others of the house count for a month: indicators, capacity, carbon."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from reports.model import BAY, Beside, Carbon, CarbonAccount, Cells, HardToPlace, Score, Span, Way
from wasteflow.catalog.book import Book
from wasteflow.catalog.cells import cell_sheets
from wasteflow.catalog.indicators import indicator_set
from wasteflow.catalog.model import ZeroWasteIndicator
from wasteflow.core import clock
from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES
from wasteflow.reporting.style import store as styles
from workers.capacity import board
from workers.capacity import queries as capacity
from workers.capacity.board import Row
from workers.capacity.hard import Hard
from workers.capacity.model import Stock
from workers.carbon import queries as carbon
from workers.indicators.city import SetValue
from workers.statistics import queries as statistics
from workers.statistics import schemas
from workers.statistics.model import Period, period
from workers.targets import queries as standings
from workers.targets import store as targets
from workers.values import queries as values
from workers.values.model import Status, ValueState
from workers.zero_waste_cells import queries as cells

YEAR = 12  # months


async def beside(conn: Connection, book: Book, city: str, span: Span, compared: Span, now: datetime) -> Beside:
    """What others of the house count for these months; the Bay Area has no indicator set of its own.

    The set and the carbon are of a month or of a whole year; of other periods they are left out.
    """
    known, month, today = await capacity.capacity(conn, now=now), span.last, local_date(now)
    if city == BAY:
        return Beside(
            ways=_ways(book, known.rows), hard=_hard(book, known.hard, month), at=today,
            cells=await _cells(conn, None, span), style=await styles.current(conn, city=city),
        )  # fmt: skip
    rows = [row for row in known.rows if row.licence.city == city]
    when = _written(span)
    return Beside(
        scores=await _scores(conn, book, city, when, _written(compared)) if when else (),
        ways=_ways(book, rows),
        hard=_hard(book, [h for h in known.hard if _waits_in(known.stock, city, h.code)], month),
        at=today,
        carbon=_carbon(await carbon.carbon(conn, book, city=city, period=when)) if when else None,
        cells=await _cells(conn, city, span),
        style=await styles.current(conn, city=city),
    )


def _written(span: Span) -> Period | None:
    """As periods of the indicator set are written, where it is one."""
    if span.months == 1:
        return period(f"{span.last:%Y-%m}")
    return period(f"{span.last:%Y}") if span.months == YEAR and span.last.month == YEAR else None


async def _scores(conn: Connection, book: Book, city: str, this: Period, compared: Period | None) -> tuple[Score, ...]:
    """What was published stands as it was published, before as now."""
    now, *then = await statistics.sets(conn, [(city, when) for when in (this, compared) if when])
    before = {value.id: value.value for values in then for value in values}
    if compared:
        known = await values.states(conn, city=city, period=compared.written)
        before |= {id: state.published.figures.value for id, state in known.items() if state.published}
    states = await values.states(conn, city=city, period=this.written)
    aims = await targets.latest(conn, city=city)
    stands = standings.beside(now, aims, this, local_date(clock.now()))
    return tuple(
        _score(book, value, book.indicator(value.id), before.get(value.id), states.get(value.id), stands.get(value.id))
        for value in now
    )


def _score(
    book: Book,
    value: SetValue,
    row: ZeroWasteIndicator | None,
    before: Decimal | None,
    state: ValueState | None,
    stands: standings.Stands | None,
) -> Score:
    """A published value is told as it was published, also where it has moved since; that it has is told beside it."""
    released = state.published if state else None
    aim = stands.judgement.target if stands else None
    computed = indicator_set().indicators.get(value.id)
    return Score(
        id=value.id,
        group=row.level1 if row else "",
        names={language: schemas.name(value.id, book, language) for language in LANGUAGES},
        unit=row.unit if row else "",
        mandatory=bool(row and row.mandatory),
        direction=computed.direction if computed else "none",
        standing="reviewed" if state and state.status is Status.REVIEWED else value.standing,
        value=released.figures.value if released else value.value,
        before=before,
        weighed=_weighed(value),
        version=released.version if released else 0,
        target=aim[1] if aim else None,
        by=aim[0] if aim else 0,
        track=stands.judgement.standing.value if stands else "",
        pending=bool(state and released and state.status is not Status.PUBLISHED),
    )


async def _cells(conn: Connection, city: str | None, span: Span) -> tuple[Cells, ...]:
    """Zero-waste cells by kind, as they stood at the end of the last month (or today)."""
    last = min(span.after - timedelta(days=1), local_date(clock.now()))
    rows = await cells.counts(conn, city=city, first=span.first, last=last)
    kinds = cell_sheets().kinds
    return tuple(Cells(row.kind, kinds[row.kind].names, row.in_force, row.new, row.applied) for row in rows)


def _weighed(value: SetValue) -> Decimal | None:
    covered = [x.coverage["weighed"] for x in (value.above, value.below) if x and "weighed" in x.coverage]
    return min(covered, default=None)


def _ways(book: Book, rows: Sequence[Row]) -> tuple[Way, ...]:
    found = []
    for way in board.by_method(rows):
        treatment = book.treatment(way.method)
        found.append(Way(way.method, treatment.names if treatment else {}, way.licences, way.licensed, way.ahead))
    return tuple(found)


def _waits_in(stock: Sequence[Stock], city: str, code: str) -> bool:
    return any(lot.city == city and lot.code == code for lot in stock)


def _hard(book: Book, found: Sequence[Hard], month: date) -> tuple[HardToPlace, ...]:
    rows = []
    for one in found:
        if one.kg:
            category = book.category(one.scheme, one.category, month)
            names = category.names if category else {}
            rows.append(HardToPlace(one.code, names, one.kg, one.batches, one.oldest_days, one.outlets))
    return tuple(rows)


def _carbon(found: carbon.Carbon) -> Carbon:
    return Carbon(
        accounts=tuple(CarbonAccount(f, a.kg_co2e, a.covered, a.weighed) for f, a in found.accounts.items()),
        methane=found.methane.ch4_t,
        low=found.methane.low,
        high=found.methane.high,
        clean=found.moves.clean,
        known=found.moves.known,
    )
