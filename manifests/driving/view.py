"""A load as the phone holds it: enough to know it again, to find the way, and to record what happens. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from manifests.driving.ways import Place, node, ways
from manifests.life.model import Basis, Carrier, Line, Manifest, ManifestStatus, Party, Value, Window
from manifests.rounds.view import RoundView
from wasteflow.people.model import Actor

S = ManifestStatus
_BEFORE = (S.PUBLISHED, S.SIGNED)


class Where(Value, frozen=True):
    """Where a site is."""

    name: str
    address: str
    lat: float | None
    lon: float | None


class At(Value, frozen=True):
    """A company at one of its sites, with the way there."""

    org: UUID
    name: str
    site: UUID
    site_name: str
    city: str
    address: str
    lat: float | None
    lon: float | None


class Item(Value, frozen=True):
    """One line. `seq`: how many events its batch has; `label`: the code on its container."""

    n: int
    batch: UUID
    seq: int
    code: str
    name: str
    category: str
    hazards: str
    form: str
    kg: Decimal
    basis: Basis
    packages: int
    label: str | None


class Absent(Value, frozen=True):
    """By what the consignor's box may be signed for it: the code of its site, leave given beforehand."""

    code: bool
    leave: bool


class Load(Value, frozen=True):
    """`mine`: I am named; null: nobody is. `at`: where it stands among `ways`; `next`: where the vehicle goes;
    `sheet`: the signed code for control on the road, as a printed sheet has it, shown where there is no signal."""

    id: UUID
    seq: int
    number: str | None
    status: ManifestStatus
    stream: str
    mine: bool | None
    window: Window | None
    consignor: At
    consignee: At
    carriers: tuple[Carrier, ...]
    leg: int
    stop: At | None
    next: UUID
    lines: tuple[Item, ...]
    absent: Absent
    at: str
    ways: dict[str, Place]
    sheet: str = ""


class CallAhead(Value, frozen=True):
    """One call of a round. `in_store`: what its producer has weighed, so that no weight is asked; `absent`: by what its
    slip may be signed for it."""

    n: int
    status: str
    site: At
    waste: str
    code: str
    kg: Decimal | None
    in_store: bool
    absent: Absent
    manifest: UUID | None
    number: str | None


class RoundAhead(Value, frozen=True):
    """A round of small producers; `mine`: I am its driver."""

    id: UUID
    seq: int
    day: date
    status: str
    stream: str
    plate: str
    driver: str
    mine: bool
    consignee: At
    calls: tuple[CallAhead, ...]
    next: int | None


class Me(Value, frozen=True):
    """Whose work it is."""

    account: UUID
    name: str
    org: UUID | None
    company: str = ""


class Next(Value, frozen=True):
    """Where to go first: a load's next site, or a call of a round."""

    site: UUID
    load: UUID | None = None
    round: UUID | None = None
    call: int | None = None


class Work(Value, frozen=True):
    """All of it. `plates`: the company's vehicles; mine first, those that my loads are written for."""

    me: Me
    plates: tuple[str, ...]
    next: Next | None
    loads: tuple[Load, ...]
    rounds: tuple[RoundAhead, ...]


def theirs(manifest: Manifest, org: UUID | None) -> list[Carrier]:
    """The company's own legs that are not over: driven now, or still to come."""
    first = max(manifest.legs - 1, 0)
    return [carrier for carrier in manifest.carriers[first:] if carrier.org == org]


def whose(legs: Sequence[Carrier], names: set[str]) -> bool | None:
    """Whether one of these people is to drive; null: nobody is named."""
    named = {leg.driver.strip() for leg in legs if leg.driver and leg.driver.strip()}
    return bool(named & names) if named else None


def load(
    manifest: Manifest,
    actor: Actor,
    *,
    mine: bool | None,
    sites: Mapping[UUID, Where],
    seqs: Mapping[UUID, int],
    absent: Absent,
    now: datetime,
    sheet: str,
) -> Load:
    """One load for this driver."""
    stop = manifest.stop
    return Load(
        id=manifest.id,
        seq=manifest.seq,
        number=manifest.number,
        status=manifest.status,
        stream=manifest.stream,
        mine=mine,
        window=manifest.window,
        consignor=at(manifest.consignor, sites),
        consignee=at(manifest.consignee, sites),
        carriers=manifest.carriers,
        leg=manifest.legs,
        stop=at(stop.party, sites) if stop else None,
        next=_next(manifest).site,
        lines=tuple(_item(n, line, seqs) for n, line in enumerate(manifest.lines, 1)),
        absent=absent,
        at=node(manifest),
        ways=ways(manifest, actor, now),
        sheet=sheet,
    )


def _next(manifest: Manifest) -> Party:
    if manifest.status in _BEFORE:
        return manifest.consignor
    return manifest.stop.party if manifest.stop else manifest.consignee


def _item(n: int, line: Line, seqs: Mapping[UUID, int]) -> Item:
    return Item(
        n=n,
        batch=line.batch,
        seq=seqs.get(line.batch, 0),
        code=line.code.code,
        name=line.name,
        category=line.category,
        hazards=line.hazards,
        form=line.form,
        kg=line.sent.kg,
        basis=line.sent.basis,
        packages=line.packages,
        label=line.digital_code,
    )


def at(party: Party, sites: Mapping[UUID, Where]) -> At:
    """A party where it is."""
    where = sites.get(party.site) or Where("", "", None, None)
    return At(party.org, party.name, party.site, where.name, party.city, where.address, where.lat, where.lon)


def round_ahead(
    shown: RoundView, names: set[str], sites: Mapping[UUID, Where], signs: Mapping[tuple[UUID, str], Absent]
) -> RoundAhead:
    """A round with its calls."""
    trip = shown.round
    return RoundAhead(
        id=trip.id,
        seq=trip.seq,
        day=trip.day,
        status=trip.status,
        stream=trip.stream,
        plate=trip.plate,
        driver=trip.driver,
        mine=trip.driver.strip() in names,
        consignee=at(trip.consignee, sites),
        calls=tuple(
            CallAhead(
                n=call.number,
                status=call.status,
                site=at(call.call.producer, sites),
                waste=call.call.expected.name,
                code=call.call.expected.code.code,
                kg=call.sent.kg if call.sent else None,
                in_store=call.call.expected.batch is not None,
                absent=signs[call.call.producer.site, trip.stream],
                manifest=call.manifest,
                number=call.manifest_number,
            )
            for call in shown.calls
        ),
        next=shown.next.number if shown.next else None,
    )


def first(loads: Sequence[Load], rounds: Sequence[RoundAhead]) -> Next | None:
    """Where to go first: what is on the vehicle, then the round begun or of the day, then what waits to be loaded."""
    on_board = [x for x in loads if x.mine is not False and x.status not in (*_BEFORE, S.ARRIVED)]
    if on_board:
        return Next(on_board[0].next, load=on_board[0].id)
    for trip in rounds:
        call = next((c for c in trip.calls if c.n == trip.next), None)
        if trip.mine and call is not None:
            return Next(call.site.site, round=trip.id, call=call.n)
    waiting = [x for x in loads if x.mine is not False and x.status in _BEFORE]
    return Next(waiting[0].next, load=waiting[0].id) if waiting else None
