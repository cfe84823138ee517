"""Weighing at the gate: full less empty is the net, and a vehicle's net is shared out to the gram."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from manifests import queries
from manifests.life import events as e
from manifests.life import gate, lifecycle
from manifests.life.model import Basis, Manifest, ManifestStatus, Weight
from tests.bay import Bay
from tests.manifests.facts import created, envelope
from wasteflow.core.errors import Refusals

pytestmark = pytest.mark.anyio
BRIDGE = e.VehicleWeighed(Decimal(15120), Decimal(11000))
kilograms = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(5000), places=3)


@given(net=kilograms, sent=st.lists(kilograms, min_size=1, max_size=30))
def test_nothing_is_lost_in_the_sharing(net: Decimal, sent: list[Decimal]) -> None:
    parts = gate.spread(net, sent)
    assert sum(parts) == net
    assert all(part == part.quantize(gate.GRAM) >= 0 for part in parts)
    for part, kg in zip(parts, sent, strict=True):
        assert abs(part - net * kg / sum(sent)) <= gate.GRAM * len(sent)


def test_the_last_line_takes_the_remainder() -> None:
    assert gate.spread(Decimal(100), [Decimal(1)] * 3) == [Decimal("33.333"), Decimal("33.333"), Decimal("33.334")]


def at_gate() -> Manifest:
    state = lifecycle.evolve(None, envelope(created(), 1))
    assert isinstance(state, Manifest)
    return replace(state, status=ManifestStatus.ARRIVED)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"gross": Decimal(1012), "tare": Decimal(12)}, None),
        ({"gross": Decimal(1012), "tare": Decimal("11.999")}, ("net_differs", "fact.lines[0].kg")),
        ({"gross": Decimal(1012)}, ("gross_and_tare", "fact.lines[0].tare")),
        ({"tare": Decimal(12)}, ("gross_and_tare", "fact.lines[0].gross")),
        ({"gross": Decimal(12), "tare": Decimal(1012)}, ("nothing_on_it", "fact.lines[0].gross")),
        ({"gross": Decimal("NaN"), "tare": Decimal(1)}, ("wrong_reading", "fact.lines[0].gross")),
        ({"gross": Decimal(1012), "tare": Decimal("-1")}, ("wrong_reading", "fact.lines[0].tare")),
    ],
)
def test_gross_less_tare_is_the_net(line: dict[str, Any], told: tuple[str, str] | None) -> None:
    fact = e.Weighed((e.LineWeighed(1, Decimal(1000), **line),))
    state = at_gate()
    if told is None:
        lifecycle.judge(state, fact, state.last_at, state.last_at)
        return
    with pytest.raises(Refusals) as refused:
        lifecycle.judge(state, fact, state.last_at, state.last_at)
    assert [(p.code, p.path) for p in refused.value.refusals] == [told]


async def three_drums(bay: Bay) -> Manifest:
    manifest = await bay.at_the_gate(*[await bay.batch(kg) for kg in ("1000", "2000", "1000.5")])
    return await state_of(bay, manifest)


async def state_of(bay: Bay, id: UUID) -> Manifest:
    found = await queries.manifest(bay.pool, id=id, scopes=None)
    assert found is not None
    return found


async def weights(bay: Bay, id: UUID) -> list[Weight]:
    """What the gate found, line by line."""
    return [line.weighed for line in (await state_of(bay, id)).lines if line.weighed]


async def test_the_whole_vehicle_stands_for_its_lines(bay: Bay) -> None:
    """Three drums on one weighbridge: each has its share, marked as one; together they are what the scale said."""
    manifest = await three_drums(bay)
    await bay.tell(bay.gate, e.Weighed(vehicle=BRIDGE), manifest.id)
    found = await weights(bay, manifest.id)
    assert sum(weight.kg for weight in found) == 4120
    assert {weight.basis for weight in found} == {Basis.WEIGHED_WHOLE}
    assert found[0].kg == Decimal("1029.871")
    await bay.tell(bay.gate, e.Accepted(), manifest.id)
    there = await queries.batch(bay.pool, id=manifest.lines[2].batch, scopes=None)
    assert there is not None
    assert there.weight == found[2]


async def test_of_a_single_line_nothing_is_shared(bay: Bay) -> None:
    manifest = await bay.at_the_gate(await bay.batch("4100"))
    await bay.tell(bay.gate, e.Weighed(vehicle=BRIDGE), manifest)
    assert await weights(bay, manifest) == [Weight(Decimal(4120), Basis.WEIGHED)]


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (e.Weighed((e.LineWeighed(2, Decimal(5)),), BRIDGE), ("one_way_of_weighing", "fact.lines[0].kg")),
        (
            e.Weighed((e.LineWeighed(2, Decimal(5), Basis.WEIGHED_WHOLE),)),
            ("one_way_of_weighing", "fact.lines[0].kg"),
        ),
        (e.Weighed(vehicle=e.VehicleWeighed(Decimal(5), Decimal(5))), ("nothing_on_it", "fact.vehicle.gross")),
        (e.Weighed(vehicle=e.VehicleWeighed(Decimal("1e9"), Decimal(5))), ("wrong_reading", "fact.vehicle.gross")),
        (e.Weighed(), ("missing_field", "fact.lines")),
    ],
)
async def test_what_is_refused_at_the_bridge(bay: Bay, fact: e.Weighed, told: tuple[str, str]) -> None:
    manifest = (await three_drums(bay)).id
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.gate, fact, manifest)
    assert (refused.value.refusals[0].code, refused.value.refusals[0].path) == told


async def test_a_share_of_a_vehicle_is_no_way_to_weigh_a_drum(bay: Bay) -> None:
    with pytest.raises(Refusals) as refused:
        await bay.batch(weight=replace(bay.drum().weight, basis=Basis.WEIGHED_WHOLE))
    assert [p.code for p in refused.value.refusals] == ["share_of_no_vehicle"]
