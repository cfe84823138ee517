"""The whole catalogue in memory: a frozen snapshot, read again when somebody changed the catalogue."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from wasteflow.catalog import law, queries
from wasteflow.catalog import model as m
from wasteflow.catalog.editions import holding, holds
from wasteflow.core.db import Connection, PerPool, Pool
from wasteflow.core.errors import Refusal

CHECK_SECONDS = 5.0  # how long a change may take to be seen by the other processes


class NoSuchStream(Refusal):
    """There is no waste stream called {stream}."""


class NoSuchJurisdiction(Refusal):
    """{code} is not the six-digit code of a city of the Bay Area or of its province."""


Key = tuple[str, str]  # scheme, code


@dataclass(frozen=True, eq=False)
class Book:
    """What the law names, as of one version of the catalogue."""

    version: int
    jurisdictions: dict[str, m.Jurisdiction]
    categories: dict[Key, tuple[m.Category, ...]]  # editions, oldest first
    codes: dict[Key, tuple[m.WasteCode, ...]]
    treatments: dict[Key, tuple[m.Treatment, ...]]
    exemptions: tuple[m.Exemption, ...]
    crosswalk: dict[str, tuple[m.Crosswalk, ...]]
    factors: tuple[m.EmissionFactor, ...]
    landfill: tuple[m.LandfillParameter, ...]
    figures: tuple[m.Figure, ...]
    indicators: tuple[m.ZeroWasteIndicator, ...]
    days: dict[tuple[str, date], m.CalendarDay]
    streams: dict[str, m.Stream] = field(default_factory=law.streams)
    citations: dict[str, tuple[m.Citation, ...]] = field(default_factory=law.citations)

    @property
    def tag(self) -> str:
        """Changes whenever anything in the book may have changed."""
        return f"{self.version}-{law.digest()}"

    # --- codes

    def waste_code(self, scheme: str, code: str, on: date) -> m.WasteCode | None:
        """The listed waste that a code, written as the list writes it, means on a day."""
        return holding(self.code_editions(scheme, code), on)

    def code_editions(self, scheme: str, code: str) -> tuple[m.WasteCode, ...]:
        """All editions of one code, oldest first."""
        return self.codes.get((scheme, code), ())

    def every_code(self, scheme: str | None = None) -> Iterable[m.WasteCode]:
        """All codes of all editions, of one list or of all."""
        return (c for key, editions in self.codes.items() if scheme in (None, key[0]) for c in editions)

    def category(self, scheme: str, code: str, on: date) -> m.Category | None:
        """A category as it is on a day."""
        return holding(self.categories.get((scheme, code), ()), on)

    def exempt(self, code: m.WasteCode, on: date) -> list[m.Exemption]:
        """What may be exempted for this waste, by itself or by its category; each has a condition to be met."""
        names = {code.code, code.category}
        if code.scheme != "cn-hw":
            return []
        return [e for e in self.exemptions if holds(e, on) and names & set(e.codes)]

    # --- treatments, streams, places

    def treatment(self, method: str) -> m.Treatment | None:
        """A way of treatment, written `scheme:code`, in its youngest edition."""
        scheme, _, code = method.partition(":")
        return self.treatments.get((scheme, code), (None,))[-1]

    def stream(self, id: str) -> m.Stream:
        """Raises NoSuchStream."""
        try:
            return self.streams[id]
        except KeyError:
            raise NoSuchStream("stream", stream=id[:40]) from None

    def jurisdiction(self, code6: str) -> m.Jurisdiction:
        """Raises NoSuchJurisdiction."""
        try:
            return self.jurisdictions[code6]
        except KeyError:
            raise NoSuchJurisdiction("city", code=code6[:40]) from None

    @cached_property
    def provinces(self) -> dict[str, str | None]:
        """City -> its province; none for Hong Kong and Macao."""
        return {j.code6: j.province for j in self.jurisdictions.values()}

    def regime(self, from_city: str, to_city: str, stream_id: str) -> m.Regime:
        """Which law governs this stream from one city to another."""
        return law.regime(from_city, to_city, stream_id)

    def citation(self, id: str, on: date) -> m.Citation | None:
        """The article to cite on a day: the law of that day, not of today."""
        return holding(self.citations.get(id, ()), on)

    def binding(self, id: str, on: date, cities: Iterable[str], stream_id: str) -> m.Citation | None:
        """The article to cite in a matter of these cities and waste; none where it binds in none of them."""
        found, stream = self.citation(id, on), self.streams.get(stream_id)
        if found is None or (found.binds and found.binds not in map(law.zone, cities)):
            return None
        return None if found.hazardous and stream and not stream.hazardous else found

    # --- indicators

    def indicator(self, id: str) -> m.ZeroWasteIndicator | None:
        """What an indicator is called, where it stands, its unit; none of the one that is not known."""
        return self._indicators.get(id)

    @cached_property
    def _indicators(self) -> dict[str, m.ZeroWasteIndicator]:
        return {i.id: i for i in self.indicators}

    # --- working days

    def is_working_day(self, law_: str, day: date) -> bool:
        """Monday to Friday, but for the exceptions on record; `law_` is a jurisdiction's."""
        exception = self.days.get((law_, day))
        return exception.working if exception else day.weekday() < 5

    def after_working_days(self, law_: str, day: date, count: int) -> date:
        """The last day of a clock of `count` working days that starts the day after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(law_, day)
        return day


async def read_book(conn: Connection) -> Book:
    """A snapshot; within one transaction of repeatable reads it is of one moment."""
    return Book(
        version=await queries.version(conn),
        jurisdictions={j.code6: j for j in await queries.jurisdictions(conn)},
        categories=_grouped(await queries.categories(conn), lambda c: (c.scheme, c.code)),
        codes=_grouped(await queries.codes(conn), lambda c: (c.scheme, c.code)),
        treatments=_grouped(await queries.treatments(conn), lambda t: (t.scheme, t.code)),
        exemptions=tuple(await queries.exemptions(conn)),
        crosswalk=_grouped(await queries.crosswalk(conn), lambda c: c.category),
        factors=tuple(await queries.factors(conn)),
        landfill=tuple(await queries.landfill(conn)),
        figures=tuple(await queries.figures(conn)),
        indicators=tuple(await queries.indicators(conn)),
        days={(d.law, d.day): d for d in await queries.days(conn)},
    )


R = TypeVar("R")
K = TypeVar("K", bound=Hashable)


def _grouped(rows: Iterable[R], key: Callable[[R], K]) -> dict[K, tuple[R, ...]]:
    found: defaultdict[K, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return {k: tuple(v) for k, v in found.items()}


# --- one book per process and database ---------------------------------------------------------------------


@dataclass
class _Shelf:
    pool: Pool
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    book: Book | None = None
    checked: float = 0.0

    @property
    def fresh(self) -> bool:
        return self.book is not None and time.monotonic() - self.checked < CHECK_SECONDS


_shelf = PerPool(_Shelf)


async def open_book(pool: Pool) -> Book:
    """The catalogue as it was at most CHECK_SECONDS ago; costs nothing in between."""
    shelf = _shelf(pool)
    if not shelf.fresh:
        async with shelf.lock:
            if not shelf.fresh:
                await _renew(shelf)
    assert shelf.book is not None
    return shelf.book


async def _renew(shelf: _Shelf) -> None:
    async with shelf.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        if shelf.book is None or shelf.book.version != await queries.version(conn):
            shelf.book = await read_book(conn)
    shelf.checked = time.monotonic()


def put_away(pool: Pool) -> None:
    """Let the next reader in this process look whether the catalogue changed."""
    _shelf(pool).checked = float("-inf")
