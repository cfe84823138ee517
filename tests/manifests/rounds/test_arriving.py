"""A round at the gate: one weighing for all slips, who may settle, what arrives with the vehicle and what stays."""

import asyncio
from decimal import Decimal

import pytest

from manifests.life.model import Basis, BatchStatus
from manifests.rounds import arriving, kerb
from manifests.rounds import refusals as no
from manifests.rounds.model import RoundStatus
from manifests.rounds.schemas import RefusedCall
from tests.bay import ADMINISTRATOR, Bay, grant
from tests.collecting import Producer, give_leave, planned, workshops
from tests.manifests.rounds.conftest import BY_LEAVE, batch_of, collected, filled, is_sound, refused, stands
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

pytestmark = pytest.mark.anyio


async def test_one_weighing_is_shared_over_all_slips_to_the_gram(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    for n, kg in ((1, "10"), (2, "20.5"), (3, "33.333")):
        await collected(bay, id, n, kg)
    await arriving.arrive(bay.pool, bay.driver, id)
    await arriving.weigh(bay.pool, bay.gate, id, Decimal("4063.777"), Decimal(4000))
    shown = await stands(bay, id)
    weighed = [c.at_gate for c in shown.calls]
    assert {w.basis for w in weighed} == {Basis.WEIGHED_WHOLE}
    assert sum(w.kg for w in weighed) == shown.total.at_gate_kg == Decimal("63.777")
    assert all(abs(w.kg - c.sent.kg) < Decimal("0.1") for w, c in zip(weighed, shown.calls, strict=True))
    before = await bay.pool.fetchval("select count(*) from custody_event")
    again = await arriving.weigh(bay.pool, bay.gate, id, Decimal("4063.777"), Decimal(4000))
    assert (again.round.seq, await bay.pool.fetchval("select count(*) from custody_event")) == (shown.round.seq, before)
    with pytest.raises(Refusals, match="Full"):
        await arriving.weigh(bay.pool, bay.gate, id, Decimal(10), Decimal(20))
    await arriving.settle(bay.pool, bay.gate, id, [RefusedCall(call=2, reason="桶漏")])
    shown = await stands(bay, id)
    assert [c.status for c in shown.calls] == ["delivered", "refused", "delivered"]
    assert shown.round.status is RoundStatus.CLOSED
    assert shown.total.accepted_kg == weighed[0].kg + weighed[2].kg
    assert (await batch_of(bay, shown.calls[1].manifest)).status is BatchStatus.REFUSED
    assert (await batch_of(bay, shown.calls[2].manifest)).weight == weighed[2]
    await is_sound(bay)


async def test_what_is_not_signed_does_not_arrive(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    await filled(bay, id, 1)
    assert isinstance(await refused(arriving.arrive(bay.pool, bay.driver, id)), no.NothingOnBoard)
    await collected(bay, id, 2)
    await arriving.arrive(bay.pool, bay.gate, id)  # the gate tells it as well as the driver
    shown = await stands(bay, id)
    assert [c.manifest_status for c in shown.calls] == ["published", "arrived", None]
    nothing = arriving.settle(bay.pool, bay.gate, id, [RefusedCall(call=1, reason="?")])
    assert isinstance(await refused(nothing), no.NothingAtGate)
    await arriving.settle(bay.pool, bay.gate, id, [])
    late = await refused(kerb.pick_up(bay.pool, bay.driver, id, 1, BY_LEAVE))
    assert isinstance(late, no.RoundNotSo)
    await is_sound(bay)


async def test_only_the_gate_weighs_and_settles(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    await collected(bay, id, 1)
    assert isinstance(await refused(arriving.weigh(bay.pool, bay.gate, id, Decimal(20), Decimal(10))), no.RoundNotSo)
    await arriving.arrive(bay.pool, bay.driver, id)
    assert isinstance(await refused(arriving.weigh(bay.pool, three[0].owner, id, Decimal(20), Decimal(10))), NotFound)
    for actor in (bay.driver, bay.dispatcher):
        assert isinstance(await refused(arriving.settle(bay.pool, actor, id, [])), Refusal)


async def test_a_collector_that_receives_itself_does_the_whole_round(bay: Bay) -> None:
    """Carrier and consignee are one company: its driver arrives, its gate weighs."""
    today = clock.local_date(clock.now())
    (own,) = await places.open_sites(
        bay.pool, ADMINISTRATOR, [s.NewSite(org=bay.carrier, name="收集站", city="440300")]
    )
    await grant(bay.pool, bay.carrier, own, today, number="77")
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    id = (await planned(bay, [producer], consignee_site=str(own))).round.id
    await collected(bay, id, 1)
    await arriving.arrive(bay.pool, bay.driver, id)
    gate = bay.gate.__class__(account=bay.gate.account, name="收集站", role=bay.gate.role, org=bay.carrier, site=own)
    await arriving.weigh(bay.pool, gate, id, Decimal(4050), Decimal(4000))
    await arriving.settle(bay.pool, gate, id, [])
    assert (await stands(bay, id)).total.accepted_kg == Decimal(50)


async def test_what_is_loaded_while_the_vehicle_arrives_arrives_or_stays(bay: Bay, three: list[Producer]) -> None:
    """Loading and arrival are in one order: nothing is left on the road behind a round that has arrived."""
    id = (await planned(bay, three)).round.id
    await collected(bay, id, 1)
    await filled(bay, id, 2)
    await asyncio.gather(
        kerb.pick_up(bay.pool, bay.driver, id, 2, BY_LEAVE),
        arriving.arrive(bay.pool, bay.dispatcher, id),
        return_exceptions=True,
    )
    shown = await stands(bay, id)
    assert shown.round.status is RoundStatus.ARRIVED
    assert [c.manifest_status for c in shown.calls[:2]] in (["arrived", "arrived"], ["arrived", "published"])
    await is_sound(bay)
