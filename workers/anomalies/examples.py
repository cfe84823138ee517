"""Situations to try a rule on, as short as a rule's own file can say them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from manifests.life.events import AnyEvent, Envelope, LineWeighed, Weighed
from manifests.life.model import (
    Basis,
    Batch,
    BatchStatus,
    Carrier,
    Code,
    Container,
    Line,
    Manifest,
    ManifestStatus,
    Party,
    Weight,
)
from manifests.trails.model import Corridor, Position, Zone, ZoneKind
from wasteflow.core.clock import local_date
from wasteflow.places.model import VESSEL
from workers.anomalies import groups as g
from workers.anomalies.finding import Limit, Subject
from workers.anomalies.situation import Situation

_AT = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)


def _id(n: int) -> UUID:
    return UUID(int=n)


def load(*sent_kg: str, basis: Basis = Basis.WEIGHED) -> Manifest:
    """A load of plating sludge from Dongguan at a gate in Huizhou; one line per weight."""
    lines = tuple(
        Line(
            batch=_id(100 + n),
            code=Code("cn-hw", "336-054-17", "2025"),
            name="含镍污泥",
            category="HW17",
            hazards="T",
            form="semi_solid",
            sent=Weight(Decimal(kg), basis),
        )
        for n, kg in enumerate(sent_kg)
    )
    return Manifest(
        id=_id(1),
        seq=5,
        status=ManifestStatus.ARRIVED,
        stream="hazardous",
        regime="between_cities",
        consignor=Party(_id(2), _id(3), "莞东电镀厂", "441900"),
        consignee=Party(_id(4), _id(5), "惠湾环保", "441300"),
        carriers=(Carrier(_id(6), "莞惠危运", "粤S12345", departed_at=_AT - timedelta(hours=2), arrived_at=_AT),),
        lines=lines,
        created_at=_AT - timedelta(days=1),
        last_at=_AT,
        number="20264419000001",
    )


def drum(kg: str, status: BatchStatus = BatchStatus.STORED) -> Batch:
    """A drum of plating sludge of Dongguan with its label."""
    weight = Weight(Decimal(kg), Basis.WEIGHED)
    return Batch(
        id=_id(101),
        seq=3,
        status=status,
        stream="hazardous",
        code=Code("cn-hw", "336-054-17", "2025"),
        category="HW17",
        name="含镍污泥",
        form="semi_solid",
        hazards="T",
        container=Container("drum", Decimal(200)),
        generated=weight,
        weight=weight,
        org=_id(2),
        site=_id(3),
        city="441900",
        generated_at=_AT - timedelta(days=2),
        holder_org=_id(2),
        holder_site=_id(3) if status is BatchStatus.STORED else None,
        last_at=_AT,
        digital_code="91441900000000001X3360541720261010001",
    )


def on_road(status: ManifestStatus = ManifestStatus.IN_TRANSIT, stream: str = "hazardous") -> Manifest:
    """The load on its way, or wherever it stands; it left the day the examples begin."""
    carriers = (Carrier(_id(6), "莞惠危运", "粤S12345", departed_at=_AT),)
    return replace(load("200"), status=status, stream=stream, carriers=carriers)


def at_gate(
    manifest: Manifest, *weighed_kg: str, limits: Mapping[str, Limit], basis: Basis = Basis.WEIGHED
) -> Situation:
    """The load on the consignee's scale, line by line."""
    lines = tuple(LineWeighed(n, Decimal(kg), basis) for n, kg in enumerate(weighed_kg, 1))
    return situation(manifest, Weighed(lines), limits)


def situation(
    manifest: Manifest,
    fact: AnyEvent,
    limits: Mapping[str, Limit],
    after: timedelta = timedelta(0),
    *,
    way_km: float | None = None,
) -> Situation:
    """Any fact about the load, looked at so long after it happened."""
    envelope = Envelope(manifest.id, manifest.seq + 1, _id(9), _AT, _AT, _id(8), manifest.consignee.org, None, fact)
    return Situation(envelope, manifest, limits, _AT + after, way_km=way_km)


def of_batch(batch: Batch, fact: AnyEvent, limits: Mapping[str, Limit], after: timedelta = timedelta(0)) -> Situation:
    """Any fact about a batch, looked at so long after it happened."""
    envelope = Envelope(batch.id, batch.seq, _id(9), _AT, _AT, _id(8), batch.holder_org, None, fact)
    return Situation(envelope, batch, limits, _AT + after)


# --- groups ------------------------------------------------------------------------------------------------

DONGGUAN, HUIZHOU = (23.02, 113.75), (23.10, 114.40)  # 67 km


def trip(
    n: int,
    *,
    hours: float = 0,
    kg: str = "12000",
    gate_kg: str | None = None,
    tare_kg: str | None = None,
    to: tuple[float, float] = HUIZHOU,
    site: int = 3,
    minutes: int = 90,
    at_gate: int = 20,
) -> g.Trip:
    """The n-th load of a vehicle, so many hours after the examples begin."""
    left = _AT + timedelta(hours=hours)
    return g.Trip(
        manifest=_id(1000 + n),
        number=f"2026441900{n:04}",
        from_site=_id(site),
        from_name="莞东电镀厂",
        from_city="441900",
        to_site=_id(5),
        to_name="惠湾环保",
        to_city="441300",
        code="336-054-17",
        start=g.Place("莞东电镀厂", DONGGUAN),
        departed_at=left,
        end=g.Place("惠湾环保", to),
        arrived_at=left + timedelta(minutes=minutes),
        taken_at=left + timedelta(minutes=minutes + at_gate),
        sent_kg=Decimal(kg),
        gate_kg=Decimal(gate_kg or kg),
        tare_kg=Decimal(tare_kg) if tare_kg else None,
    )


def vehicle(*trips: g.Trip, limits: Mapping[str, Limit], licensed_kg: str = "20000") -> g.Vehicle:
    """A vehicle of Dongguan with these trips, of which the last is new."""
    return g.Vehicle(
        **_common("vehicle", limits),
        plate="粤S12345",
        licensed_kg=Decimal(licensed_kg),
        trips=trips,
        fresh=frozenset({trips[-1].manifest}),
    )


def months(limits: Mapping[str, Limit], *rows: tuple[int, ...]) -> g.SiteMonths:
    """A site's months in tonnes: hazardous made, general made, residues, taken in."""
    found = (
        g.Month(date(2025 + n // 12, n % 12 + 1, 1), *(Decimal(t) * 1000 for t in row)) for n, row in enumerate(rows)
    )
    return g.SiteMonths(**_common("site", limits), site_name="莞东电镀厂", months=tuple(found))


def lots(limits: Mapping[str, Limit], *rows: tuple[int, int, str]) -> g.Entries:
    """Batches an account entered: minutes after the first entry, hours before that entry they were made, kilograms."""
    made = tuple(
        g.Lot(
            _id(2000 + n),
            "336-054-17",
            "semi_solid",
            Decimal(kg),
            True,
            _AT + timedelta(minutes=m) - timedelta(hours=back),
            _AT + timedelta(minutes=m),
        )
        for n, (m, back, kg) in enumerate(rows)
    )
    return g.Entries(**_common("site", limits), site_name="莞东电镀厂", day=_AT.date(), lots=made)


def site_code(
    limits: Mapping[str, Limit], *, made_t: str, planned_t: str | None, days: int = 30, silent: int = 5, gap: int = 10
) -> g.SiteCode:
    """One waste of a site: made on so many days of the last two hundred, not since so many days."""
    last = _AT.date() + timedelta(days=1 - silent)
    return g.SiteCode(
        **_common("site", limits),
        site_name="莞东电镀厂",
        code="336-054-17",
        year=2026,
        made_kg=Decimal(made_t) * 1000,
        planned_t=Decimal(planned_t) if planned_t else None,
        days=days,
        longest_gap=gap,
        first_made=last - timedelta(days=200),
        last_made=last,
    )


def permit(limits: Mapping[str, Limit], *, taken_t: int, yearly_t: int, day: date) -> g.Permit:
    """A plant's scale and what it took in up to a day."""
    now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return g.Permit(
        **{**_common("site", limits), "now": now},
        site_name="惠湾环保",
        number="4413000001",
        yearly_t=Decimal(yearly_t),
        taken_kg=Decimal(taken_t) * 1000,
        year=day.year,
    )


def store(limits: Mapping[str, Limit], held_t: str, limit_t: str, *, point: bool) -> g.Store:
    """A store with two wastes in it, one a tenth of the other."""
    held = Decimal(held_t) * 1000
    return g.Store(
        **{**_common("site", limits), "categories": ("HW06", "HW17")},
        site_name="莞东电镀厂",
        point=point,
        limit_t=Decimal(limit_t),
        held=(("HW06", held / 10), ("HW17", held - held / 10)),
    )


def gate(limits: Mapping[str, Limit], *, before: tuple[Decimal, ...], lately: tuple[Decimal, ...]) -> g.Gate:
    """What a weighbridge showed."""
    return g.Gate(**_common("site", limits), site_name="惠湾环保", before=before, lately=lately)


def triangle(limits: Mapping[str, Limit], *trips: g.Trip) -> g.Triangle:
    """All loads of one consignor, by one carrier to one plant."""
    return g.Triangle(
        **_common("organisation", limits),
        from_name="莞东电镀厂",
        carrier_name="莞惠危运",
        to_name="惠湾环保",
        trips=trips,
        share=Decimal(1),
    )


def carrying(limits: Mapping[str, Limit], *, days: int, kg: int, trips: int) -> g.Carrying:
    """A carrier of so many days, and its part of a thousand tonnes."""
    common = _common("organisation", limits)
    return g.Carrying(
        **common,
        carrier_name="新达危运",
        category="HW17",
        kg=Decimal(kg),
        all_kg=Decimal(1_000_000),
        trips=trips,
        since=common["now"] - timedelta(days=days),
    )


def declarations(limits: Mapping[str, Limit], *, every: str, due_on: date) -> g.Declarations:
    """One that was due and is not there."""
    missing = g.Missing(every, every, due_on - timedelta(days=45), due_on - timedelta(days=15), due_on)
    return g.Declarations(**_common("site", limits), site_name="莞东电镀厂", missing=(missing,))


def crossing(*late: tuple[str, int]) -> g.Crossing:
    """A load that went to Hong Kong, and what is overdue for it since so many days."""
    common = _common("manifest", {})
    owed = tuple(g.Owed(what, local_date(common["now"]) - timedelta(days=days)) for what, days in late)
    return g.Crossing(
        **common, shipment="E-2026-7/0003", number="20264419000001", from_name="莞东电镀厂", to_name="屯門化學處理中心",
        late=owed,
    )  # fmt: skip


def applied(kind: str, state: str, office: str, *, days: int) -> g.Applied:
    """An application whose time is over by so many days."""
    common = _common("site", {})
    due = local_date(common["now"]) - timedelta(days=days)
    return g.Applied(
        **common, application=_id(20), kind=kind, state=state, seq=2, office=office, due=due,
        from_name="莞东电镀厂", to_name="屯門化學廢物處理中心", code="336-054-17", tonnes=Decimal(10),
    )  # fmt: skip


def _common(kind: str, limits: Mapping[str, Limit]) -> dict[str, Any]:
    return {
        "about": Subject(kind, _id(3)),
        "city": "441900",
        "cities": ("441900",),
        "stream": "hazardous",
        "categories": ("HW17",),
        "now": _AT + timedelta(days=1),
        "limits": limits,
    }


# --- trails ------------------------------------------------------------------------------------------------

HALFWAY = (23.06, 114.075)  # between Dongguan and Huizhou
_DAY = date(2026, 1, 1)


def line(minutes: int = 90, *, kmh: float = 45, step: int = 1) -> list[Position]:
    """Straight from Dongguan to Huizhou, a position every minute."""
    shares = (n / minutes for n in range(0, minutes + 1, step))
    return [
        Position(
            _AT + timedelta(minutes=minutes * share),
            DONGGUAN[0] + (HUIZHOU[0] - DONGGUAN[0]) * share,
            DONGGUAN[1] + (HUIZHOU[1] - DONGGUAN[1]) * share,
            kmh,
        )
        for share in shares
    ]


def stopped(minutes: int, hours: float = 0) -> list[Position]:
    """The same with a stop half way, so many hours later."""
    way = line()
    stand = way[45]
    later, after = timedelta(hours=hours), timedelta(minutes=minutes)
    standing = [replace(stand, at=stand.at + timedelta(minutes=n), kmh=0.0) for n in range(minutes + 1)]
    whole = [*way[:45], *standing, *(replace(p, at=p.at + after) for p in way[46:])]
    return [replace(p, at=p.at + later) for p in whole]


def drive(
    positions: list[Position],
    *,
    limits: Mapping[str, Limit],
    zones: tuple[Zone, ...] = (),
    corridor: bool = False,
    stream: str = "hazardous",
    plate: str = "粤S12345",
    sends: bool = True,
    minutes: int = 90,
) -> g.Drive:
    """A load's way from Dongguan to Huizhou."""
    way = Corridor(_id(30), _id(3), _id(5), (DONGGUAN, HUIZHOU), _DAY, "approval")
    hours = (positions[0].at - _AT) / timedelta(hours=1) if positions else 0
    lasts = (positions[-1].at - positions[0].at) / timedelta(minutes=1) if positions else minutes
    return g.Drive(
        **{**_common("manifest", limits), "stream": stream, "now": _AT + timedelta(days=2)},
        trip=trip(1, hours=hours, minutes=round(lasts)),
        plate=plate,
        vessel=plate.startswith(VESSEL),
        positions=tuple(positions),
        sends=sends,
        zones=zones,
        corridors=(way,) if corridor else (),
    )


def zone(kind: str, at: tuple[float, float] = HALFWAY, **more: Any) -> Zone:
    """A round place of three hundred metres."""
    values: dict[str, Any] = {"reach_m": 300} | more
    return Zone("a-place", "441900", ZoneKind(kind), "东江边", (at,), _DAY, "example", **values)


def outing(limits: Mapping[str, Limit], positions: list[Position], *, papers: bool) -> g.Outing:
    """A vehicle that stood at the works in Dongguan and then at the plant in Huizhou, with papers or without."""
    common = {**_common("vehicle", limits), "now": _AT + timedelta(days=2)}
    left = positions[0].at + timedelta(minutes=15)
    return g.Outing(
        **common,
        plate="粤S12345",
        positions=tuple(positions),
        papers=((left, left + timedelta(minutes=90)),) if papers else (),
        senders=(g.Gatepost(_id(3), "莞东电镀厂", "441900", DONGGUAN),),
        receivers=(g.Gatepost(_id(5), "惠湾环保", "441300", HUIZHOU),),
    )


def from_gate_to_gate(loading: int = 15, unloading: int = 15) -> list[Position]:
    """Standing at the one, driving, standing at the other, in minutes."""
    way = line()
    first = [replace(way[0], at=way[0].at + timedelta(minutes=n), kmh=0.0) for n in range(loading)]
    driving = [replace(p, at=p.at + timedelta(minutes=loading)) for p in way]
    last = [replace(driving[-1], at=driving[-1].at + timedelta(minutes=n), kmh=0.0) for n in range(1, unloading + 1)]
    return [*first, *driving, *last]
