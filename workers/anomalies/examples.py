"""Cases to try a rule on, as short as a rule's own file can say them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

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
from workers.anomalies.case import Case
from workers.anomalies.finding import Limit

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


def at_gate(manifest: Manifest, *weighed_kg: str, limits: Mapping[str, Limit], basis: Basis = Basis.WEIGHED) -> Case:
    """The load on the consignee's scale, line by line."""
    lines = tuple(LineWeighed(n, Decimal(kg), basis) for n, kg in enumerate(weighed_kg, 1))
    return case(manifest, Weighed(lines), limits)


def case(manifest: Manifest, fact: AnyEvent, limits: Mapping[str, Limit], after: timedelta = timedelta(0)) -> Case:
    """Any fact about the load, looked at so long after it happened."""
    envelope = Envelope(manifest.id, manifest.seq + 1, _id(9), _AT, _AT, _id(8), manifest.consignee.org, None, fact)
    return Case(envelope, manifest, limits, _AT + after)
