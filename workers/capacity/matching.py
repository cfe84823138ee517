"""Who could take what waits: lawful ways, and a proposal that places as much as can be over the shortest ways. Pure.

A way is proposed only where the regime allows it, no prohibition of what comes in speaks of it, a licence to treat
names the waste, and an approval on record still has room where the regime asks for one. It is a proposal to people.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from wasteflow.catalog import law
from wasteflow.catalog.currencies import currencies
from wasteflow.catalog.transport import Transport
from wasteflow.places.model import ApprovalCard
from workers.anomalies.statistics import km
from workers.capacity.board import Row
from workers.capacity.flow import Arc, cheapest
from workers.capacity.model import GatePrice, Licence, Stock, Usual, Waste

Route = tuple[UUID, UUID]  # from site, to site
WHY = ("no_outlet", "unlawful", "no_approval", "no_place", "full")  # the first that holds is told
ZERO = Decimal(0)


@dataclass(frozen=True)
class Way:
    """One lawful way from a stock to a licence. `room`: kilograms that its approval leaves; null: needs none."""

    stock: int
    row: int
    km: Decimal
    method: str | None
    regime: str
    approval: str | None
    room: Decimal | None
    price: GatePrice | None


@dataclass(frozen=True)
class Proposal:
    """So much of this stock to that facility. `usual_km`: how far this waste of this site went on average so far."""

    stock: Stock
    licence: Licence
    kg: Decimal
    way: Way
    usual_km: Decimal | None


@dataclass(frozen=True)
class Unplaced:
    """What is left over, and why."""

    stock: Stock
    kg: Decimal
    why: str


@dataclass(frozen=True)
class Matching:
    """The proposal with what it saves beside the usual ways, where there is one; `compared`: tonnes that have one."""

    proposals: tuple[Proposal, ...]
    unplaced: tuple[Unplaced, ...]
    by_price: bool  # the cost of every way is known, so that it counts; else only distance does
    compared_t: Decimal
    saved_t_km: Decimal
    saved_kg_co2e: Decimal


@dataclass(frozen=True)
class World:
    """What is known beside stock and licences."""

    approvals: Mapping[Route, Sequence[ApprovalCard]]
    prices: Sequence[GatePrice]
    usual: Sequence[Usual]
    transport: Transport
    class_of: Callable[[str], str]  # of a treatment scheme:code
    today: date


def surplus(stock: Sequence[Stock], rows: Sequence[Row]) -> list[Stock]:
    """What lies where nobody may treat it."""
    treats = [row.licence for row in rows if row.licence.kind == "operate"]
    return [
        lot
        for lot in stock
        if not any(x.site == lot.site and x.item(lot.scheme, lot.code, lot.category) for x in treats)
    ]


def match(stock: Sequence[Stock], rows: Sequence[Row], world: World) -> Matching:
    """Place as much as can be at least cost; rows that state no ceiling take nothing, since what is free is unknown."""
    takers = [row for row in rows if row.licence.kind == "operate" and row.ahead]
    ways: list[Way] = []
    why: list[str] = []
    for n, lot in enumerate(stock):
        mine, reason = _ways(n, lot, takers, world)
        ways += mine
        why.append(reason)
    by_price = bool(ways) and all(_asked(way) is not None for way in ways)
    rooms = _rooms(ways)
    bounds = {approval: n for n, approval in enumerate(rooms)}
    arcs = [
        Arc(
            way.stock,
            way.row,
            int(stock[way.stock].kg),
            _cost(way, world.transport, by_price),
            bounds.get(way.approval),
        )
        for way in ways
    ]
    flows = cheapest(
        [int(lot.kg) for lot in stock], [int(row.ahead or 0) for row in takers], arcs, list(rooms.values())
    )
    usual = _usual(stock, world)
    proposals = [
        Proposal(stock[way.stock], takers[way.row].licence, Decimal(kg), way, usual.get(way.stock))
        for way, kg in zip(ways, flows, strict=True)
        if kg
    ]
    return _told(stock, proposals, why, by_price, world)


def _ways(n: int, lot: Stock, takers: Sequence[Row], world: World) -> tuple[list[Way], str]:
    """The lawful ways of a stock, and why it has none (or, where it has, why not all of it may be placed)."""
    found: list[Way] = []
    met: set[str] = set()
    for m, row in enumerate(takers):
        item = row.licence.item(lot.scheme, lot.code, lot.category)
        if item is None or row.licence.site == lot.site:
            continue
        way = _way(n, m, lot, row.licence, item.methods, world)
        if isinstance(way, Way):
            found.append(way)
        else:
            met.add(way)
    if found:
        return found, "full"
    return [], next((reason for reason in reversed(WHY) if reason in met), "no_outlet")


def _way(n: int, m: int, lot: Stock, licence: Licence, methods: frozenset[str], world: World) -> Way | str:
    regime = law.regime(lot.city, licence.city, lot.stream)
    method = _method(methods, world)
    class_ = world.class_of(method) if method else None
    barred = any(
        ban.effect == "refused" and ban.speaks_of(lot.scheme, class_, method) and ban.possible(lot.hazards)
        for ban in law.prohibitions_between(lot.city, licence.city)
    )
    if not regime.lawful or barred:
        return "unlawful"
    approval = None
    if (class_ is None or regime.needs_approval_for(class_)) and regime.approval and regime.speaks_of(lot.category):
        approval = _approval(lot, licence, method, regime.approval_kind, world)
        if approval is None:
            return "no_approval"
    if lot.at is None or licence.at is None:
        return "no_place"
    return Way(
        stock=n,
        row=m,
        km=world.transport.road_km(km(lot.at, licence.at)),
        method=method,
        regime=regime.id,
        approval=approval.number if approval else None,
        room=approval.left_t * 1000 if approval else None,
        price=_price(lot, licence.site, world),
    )


def _method(methods: frozenset[str], world: World) -> str | None:
    """Where a licence names several ways, use before disposal."""
    return min(methods, key=lambda method: (world.class_of(method) != "use", method), default=None)


def _approval(lot: Stock, licence: Licence, method: str | None, kind: str | None, world: World) -> ApprovalCard | None:
    cards = (
        card
        for card in world.approvals.get((lot.site, licence.site), ())
        if card.kind == kind and (card.scheme, card.code) == lot.waste and card.valid_on(world.today)
        and card.allows(method) and card.shipments_left != 0
    )  # fmt: skip
    return max(cards, key=lambda card: card.left_t, default=None)


def _price(lot: Stock, site: UUID, world: World) -> GatePrice | None:
    """The price of the code before that of its category, the latest first."""
    mine = [p for p in world.prices if p.site == site and p.scheme == lot.scheme and p.code in (lot.code, lot.category)]
    return max(mine, key=lambda p: (p.code == lot.code, p.valid_from, p.entered_at), default=None)


def _rooms(ways: Sequence[Way]) -> dict[str | None, int]:
    """What each approval leaves, in kilograms, once: whatever licences of its receiver it is drawn on for."""
    return {way.approval: int(way.room) for way in ways if way.approval is not None and way.room is not None}


def _asked(way: Way) -> Decimal | None:
    """The price at the gate in yuan; null where it, or the rate of its currency, is not known."""
    return currencies().in_yuan(way.price.price, way.price.currency) if way.price else None


def _cost(way: Way, transport: Transport, by_price: bool) -> int:
    """Of a tonne, in fen: never negative."""
    carried = way.km * transport.yuan_per_t_km.value
    asked = _asked(way) if by_price else None
    return max(int((carried + (asked or ZERO)) * 100), 0)


def _usual(stock: Sequence[Stock], world: World) -> dict[int, Decimal]:
    """Of each stock (by its place), how far its waste went so far, on average over what was carried."""
    went: dict[tuple[UUID, Waste], list[Usual]] = {}
    for one in world.usual:
        went.setdefault((one.site, (one.scheme, one.code)), []).append(one)
    found = {}
    for n, lot in enumerate(stock):
        known = [(x.kg, km(lot.at, x.to_at)) for x in went.get((lot.site, lot.waste), ()) if lot.at and x.to_at]
        whole = sum((kg for kg, _ in known), ZERO)
        if whole:
            mean = sum((kg * world.transport.road_km(far) for kg, far in known), ZERO) / whole
            found[n] = mean.quantize(Decimal("0.1"))
    return found


def _told(
    stock: Sequence[Stock], proposals: Sequence[Proposal], why: Sequence[str], by_price: bool, world: World
) -> Matching:
    left = {id(lot): lot.kg for lot in stock}
    for one in proposals:
        left[id(one.stock)] -= one.kg
    compared = [(p.kg / 1000, p.usual_km - p.way.km) for p in proposals if p.usual_km is not None]
    saved = sum((t * far for t, far in compared), ZERO)
    return Matching(
        proposals=tuple(sorted(proposals, key=lambda p: (-p.kg, p.stock.code, p.licence.site_name))),
        unplaced=tuple(
            Unplaced(lot, left[id(lot)], reason) for lot, reason in zip(stock, why, strict=True) if left[id(lot)] >= 1
        ),
        by_price=by_price,
        compared_t=sum((t for t, _ in compared), ZERO),
        saved_t_km=saved.quantize(Decimal("0.1")),
        saved_kg_co2e=(saved * world.transport.energies["diesel"].factor.value).quantize(Decimal("0.1")),
    )
