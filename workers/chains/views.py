"""Each view put together: what its page, its answer to programs and its file show alike. A few statements each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.catalog.book import Book
from wasteflow.catalog.chains import chains, heavy_metals
from wasteflow.core.db import Connection
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes
from workers.chains import policy, queries
from workers.chains.balance import Balance, balance, by
from workers.chains.batteries import State, counted, state
from workers.chains.construction import SiteBalance, balances
from workers.chains.litter import Authority, Turn, by_authority, turns
from workers.chains.metals import Generator, generators
from workers.chains.model import Battery, Flow, Incident, Site, Tickets
from workers.statistics.model import Period

HONG_KONG = "810000"


@dataclass(frozen=True)
class Plastics:
    """The chain as a whole, by part, by city, and both."""

    whole: Balance
    parts: dict[str, Balance]
    cities: dict[str, Balance]
    both: dict[tuple[str, str], Balance]
    ways: dict[tuple[str, str], Decimal]  # from city, to city: taken in there


async def plastics(conn: Connection, *, city: str, period: Period, now: datetime) -> Plastics:
    """From who made them to who recycles them."""
    known = chains()
    parts = known.plastics.values()
    whole = [stream for part in parts for stream in part.streams]
    codes = [code for part in parts for code in part.codes]
    found = await queries.flows(conn, city=city, period=period, streams=whole, codes=codes, now=now, known=known)

    def part(flow: Flow) -> str:
        return known.part(flow.stream, flow.code) or "?"

    ways = by(found, lambda flow: (flow.city, flow.to_city) if flow.to_city else None)
    return Plastics(
        whole=balance(found),
        parts=by(found, part),
        cities=by(found, lambda flow: flow.city),
        both=by(found, lambda flow: (part(flow), flow.city)),
        ways={way: one.accepted for way, one in ways.items() if one.accepted},
    )


@dataclass(frozen=True)
class Batteries:
    """Every code with its state, and the chain in kilograms."""

    rows: tuple[tuple[Battery, State], ...]
    counts: dict[State, int]
    whole: Balance
    cities: dict[str, Balance]


async def batteries(conn: Connection, *, city: str, period: Period, now: datetime) -> Batteries:
    """What came in within a period, and what became of it."""
    known = chains()
    streams = known.batteries.streams
    rows = [
        (one, state(one, known, now))
        for one in await queries.batteries(conn, city=city, period=period, streams=streams)
    ]
    found = await queries.flows(conn, city=city, period=period, streams=streams, now=now, known=known)
    order = list(State)
    return Batteries(
        rows=tuple(sorted(rows, key=lambda row: order.index(row[1]))),
        counts=counted(state for _, state in rows),
        whole=balance(found),
        cities=by(found, lambda flow: flow.city),
    )


@dataclass(frozen=True)
class Construction:
    """Sites on record with their plans, and Hong Kong's trip tickets beside them."""

    rows: tuple[SiteBalance, ...]
    sites: Mapping[UUID, Site]
    tickets: tuple[Tickets, ...]


async def building_sites(
    conn: Connection, book: Book, actor: Actor, *, city: str, period: Period, now: datetime
) -> Construction:
    """What sites planned, carried and tipped: over plan first, then what is missing, then the most carried."""
    known = chains()
    plans = await queries.plans(conn, city=city, period=period)
    carried = await queries.carried(
        conn, city=city, period=period, streams=known.construction, plans=plans, now=now, known=known
    )
    rows = balances(plans, carried, book.streams)
    rows.sort(key=lambda row: (not row.over(known.over.value), -row.missing, -row.carried.t))
    sites = await queries.sites(conn, ids=list({row.site for row in rows}))
    hong_kong = city == HONG_KONG and policy.sees_accounts(actor)
    return Construction(
        rows=tuple(row for row in rows if row.site in sites),
        sites=sites,
        tickets=tuple(await queries.tickets(conn, period=period)) if hong_kong else (),
    )


@dataclass(frozen=True)
class Metals:
    """Generators on record of wastes that carry heavy metals."""

    rows: tuple[Generator, ...]
    sites: Mapping[UUID, Site]


async def metals(conn: Connection, *, city: str, period: Period) -> Metals:
    """Who they are, by the codes of what they made or still have."""
    known = heavy_metals()
    found = generators(
        await queries.made(conn, city=city, period=period, metals=known),
        await queries.lying(conn, city=city, metals=known),
        await queries.treated(conn, city=city, period=period, metals=known),
        known,
    )
    sites = await queries.sites(conn, ids=[one.site for one in found])
    return Metals(tuple(one for one in found if one.site in sites), sites)


@dataclass(frozen=True)
class Litter:
    """Notices and who answers them how fast; `last`: the turn of each that is open, or was the last."""

    authorities: tuple[Authority, ...]
    incidents: tuple[Incident, ...]
    last: Mapping[UUID, Turn]


async def litter(conn: Connection, actor: Actor, *, period: Period, now: datetime) -> Litter:
    """The notices somebody may see, reported in a period."""
    incidents: Sequence[Incident] = await queries.incidents(conn, scopes=scopes(actor), period=period)
    found = turns(await queries.spoken(conn, notices=[one.id for one in incidents]))
    return Litter(tuple(by_authority(found, now)), tuple(incidents), {turn.notice: turn for turn in found})
