"""The rows of a site's ledger, made of its moves. Pure.

Rows that a company numbered itself keep their code; the others get one of the suggested style, in the order in which
wasteflow learned of them: so a row that is entered late for an earlier day takes the day's next serial, and no code
that was read before becomes another row's.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests.life import events as e
from manifests.life.model import Line, Manifest, Value, Volume
from manifests.sites.links import Link, code_of, letters_of
from manifests.sites.moves import ZERO, Move, Way

Key = tuple[UUID, int, Link]  # batch, seq, link
Place = tuple[datetime, UUID, int, int]
Knows = Mapping[UUID, Manifest]


class World(Value, frozen=True):
    """What the catalogue knows, asked for row by row."""

    day: Callable[[datetime], date]  # of a moment, in the Bay Area
    hazardous: Callable[[str], bool]  # a stream
    use: Callable[[str], bool]  # whether a method is use; else it is disposal
    abroad: Callable[[str, str], bool]  # from one city to another


class Row(Value, frozen=True):
    """One row of the ledger."""

    code: str  # empty where the suggested style has no letters for this link
    link: Link
    at: datetime
    learned_at: datetime
    batch: UUID
    seq: int
    stream: str
    name: str  # as the trade calls it
    scheme: str
    category: str
    waste_code: str
    form: str
    hazards: str
    kg: Decimal
    basis: str
    stock_kg: Decimal  # what it adds to the stock
    container: str
    containers: int
    container_code: str
    previous: tuple[str, ...]  # codes of the rows it goes on from
    person: str
    method: str  # scheme:code
    number: str  # of the manifest
    party: str  # where it came from, where it went
    party_site: UUID | None
    permit: str
    carrier: str
    plate: str
    volume: Volume | UnsetType = UNSET  # what the weight was computed of

    @property
    def key(self) -> "Place":
        """Its place in the ledger."""
        return self.at, self.batch, self.seq, list(Link).index(self.link)


class Entry(Value, frozen=True):
    """A move under one link of the ledger."""

    move: Move
    link: Link

    @property
    def key(self) -> Key:
        return self.move.batch.id, self.move.event.seq, self.link


def entries(moves: Iterable[Move], knows: Knows, world: World) -> list[Entry]:
    """Each move under its links: what leaves the store goes somewhere, what is made goes into it."""
    return [Entry(move, link) for move in moves for link in _links(move, knows, world)]


def _links(move: Move, knows: Knows, world: World) -> tuple[Link, ...]:
    match move.way:
        case Way.GENERATED:
            return Link.GENERATED, Link.STORED
        case Way.RECEIVED | Way.RETURNED:
            return (Link.STORED,)
        case Way.CORRECTED | Way.UNTREATED:
            return (Link.CORRECTED,)
        case Way.REGROUPED:
            return (Link.REGROUPED,)
        case Way.INTERIM:
            return (_own(move, world),)
        case Way.TREATED:
            return Link.TAKEN_OUT, _own(move, world)
        case Way.SENT:
            return Link.TAKEN_OUT, _outsourced(move, knows, world)


def _own(move: Move, world: World) -> Link:
    return Link.OWN_USE if world.use(_method(move, {})) else Link.OWN_DISPOSAL


def _outsourced(move: Move, knows: Knows, world: World) -> Link:
    use = world.use(_method(move, knows))
    manifest = _manifest(move, knows)
    if manifest and world.abroad(manifest.consignor.city, manifest.consignee.city):
        return Link.EXPORTED_USE if use else Link.EXPORTED_DISPOSAL
    return Link.OUTSOURCED_USE if use else Link.OUTSOURCED_DISPOSAL


def manifest_of(move: Move) -> UUID | None:
    """The manifest a move was made under."""
    found: UUID | None = getattr(move.event.fact, "manifest", None)
    return found


def _manifest(move: Move, knows: Knows) -> Manifest | None:
    id = manifest_of(move)
    return knows.get(id) if id else None


def _line(move: Move, knows: Knows) -> Line | None:
    manifest = _manifest(move, knows)
    return next((x for x in manifest.lines if x.batch == move.batch.id), None) if manifest else None


def _method(move: Move, knows: Knows) -> str:
    if isinstance(move.event.fact, e.Treated | e.Reclassified):
        return move.event.fact.method
    line = _line(move, knows)
    return (line.method or "") if line else ""


def codes_of(all_of_days: Iterable[Entry], world: World) -> dict[Key, str]:
    """The code of every row of whole days; a day that is given in part would be numbered wrongly."""
    series: dict[tuple[str, date], list[Entry]] = {}
    found: dict[Key, str] = {}
    for entry in all_of_days:
        if own := _own_code(entry):
            found[entry.key] = own
        elif letters := _letters(entry, world):
            series.setdefault((letters, world.day(entry.move.at)), []).append(entry)
        else:
            found[entry.key] = ""
    taken = set(found.values())
    for (letters, day), rows in series.items():
        serial = 0
        for entry in sorted(rows, key=lambda x: (x.move.event.received_at, x.key)):
            serial += 1
            while (code := code_of(letters, day, serial)) in taken:
                serial += 1
            found[entry.key] = code
    return found


def _own_code(entry: Entry) -> str | None:
    fact = entry.move.event.fact
    return fact.ledger_code if isinstance(fact, e.Generated) and entry.link is Link.GENERATED else None


def _letters(entry: Entry, world: World) -> str:
    received = entry.move.way is Way.RECEIVED
    return letters_of(entry.link, hazardous=world.hazardous(entry.move.batch.stream), received=received)


def before(entry: Entry) -> Entry | None:
    """The row it goes on from: a drum goes into the store from where it was made, out of the store from there."""
    move, came = entry.move, entry.move.came
    match entry.link:
        case Link.GENERATED:
            return None
        case Link.STORED if move.way is Way.GENERATED:
            return Entry(move, Link.GENERATED)
        case Link.STORED:
            return Entry(came, Link.TAKEN_OUT) if came else None
        case Link.OWN_USE | Link.OWN_DISPOSAL if move.way is Way.INTERIM:
            return _stored(came)
        case Link.TAKEN_OUT | Link.CORRECTED | Link.REGROUPED:
            return _stored(came)
        case _:
            return Entry(move, Link.TAKEN_OUT)


def _stored(came: Move | None) -> Entry | None:
    """The row it went into the store with."""
    if came is None:
        return None
    return Entry(came, Link.REGROUPED if came.way is Way.REGROUPED else Link.STORED)


def row_of(entry: Entry, codes: Mapping[Key, str], knows: Knows, people: Mapping[UUID, str]) -> Row:
    """The row as the ledger shows it; `people`: names behind accounts."""
    move, batch, event = entry.move, entry.move.batch, entry.move.event
    previous = before(entry)
    moves_stock = entry.link in (Link.STORED, Link.TAKEN_OUT, Link.CORRECTED, Link.REGROUPED)
    return Row(
        code=codes[entry.key],
        link=entry.link,
        at=event.occurred_at,
        learned_at=event.received_at,
        batch=batch.id,
        seq=event.seq,
        stream=batch.stream,
        name=batch.name,
        scheme=batch.code.scheme,
        category=batch.category,
        waste_code=batch.code.code,
        form=batch.form,
        hazards=batch.hazards,
        kg=move.kg,
        basis=batch.weight.basis.value,
        volume=batch.weight.volume,
        stock_kg=move.stock if moves_stock else ZERO,
        container=batch.container.kind,
        containers=batch.container.count,
        container_code=batch.digital_code or "",
        previous=(codes[previous.key],) if previous and codes.get(previous.key) else (),
        person=_handler(move, _manifest(move, knows), people),
        method=_method(move, knows),
        **_elsewhere(move, _manifest(move, knows)),
    )


def _handler(move: Move, manifest: Manifest | None, people: Mapping[UUID, str]) -> str:
    """Who handled it at the site: of what leaves, who signed there, not the driver who recorded the departure."""
    signed = [x.name for x in manifest.signatures if x.box == "consignor"] if manifest else []
    if move.way is Way.SENT and signed and signed[0]:
        return signed[0]
    return people.get(move.event.account, "") if move.event.account else ""


def _elsewhere(move: Move, manifest: Manifest | None) -> dict[str, Any]:
    if manifest is None:
        return {"number": "", "party": "", "party_site": None, "permit": "", "carrier": "", "plate": ""}
    party = manifest.consignee if move.way in (Way.SENT, Way.RETURNED) else manifest.consignor
    leg = manifest.leg
    return {
        "number": manifest.number or "",
        "party": party.name,
        "party_site": party.site,
        "permit": (manifest.consignee.permit or "") if move.way is Way.SENT else "",
        "carrier": leg.name,
        "plate": leg.plate or "",
    }
