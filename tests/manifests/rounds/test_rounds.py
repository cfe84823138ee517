"""Rounds: leave, slips filled in at the kerb, the lapse of what nobody signed, one container or not, the table."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from manifests import queries
from manifests import refusals as r
from manifests.absent import commands as absent
from manifests.absent.refusals import LeaveForNothing, NotAuthorised, WrongSigningCode
from manifests.chain import queries as chains
from manifests.life import events as custody
from manifests.life.model import Basis, BatchStatus, ManifestStatus
from manifests.rounds import events as e
from manifests.rounds import kerb, planning
from manifests.rounds import refusals as no
from manifests.rounds.lifecycle import TABLE, evolve, judge
from manifests.rounds.model import CallStatus, RoundStatus
from manifests.rounds.schemas import NewCall, NewRound, NewSlip, PickUp
from tests.bay import ADMINISTRATOR, Bay
from tests.collecting import CODE, Producer, call_at, give_leave, planned, round_of, set_code, workshops
from tests.manifests.rounds.conftest import BY_LEAVE, batch_of, collected, filled, is_sound, refused, stands, work
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, RepeatedKey, Word
from wasteflow.people.refusals import MayNotCollect, MayNotPlanRounds
from wasteflow.places import cards
from wasteflow.places import commands as places

pytestmark = pytest.mark.anyio


# --- leave ---------------------------------------------------------------------------------------------------


async def test_without_leave_no_call_is_planned_and_no_slip_filled_in(bay: Bay) -> None:
    (willing, unwilling) = await workshops(bay, 2)
    leave = await give_leave(bay, willing)
    await give_leave(bay, unwilling, fills=False)
    asked = round_of(bay, [call_at(willing.site), call_at(unwilling.site)])
    no_leave = await refused(planning.plan(bay.pool, bay.dispatcher, NewRound.model_validate(asked)))
    assert isinstance(no_leave, no.NoLeaveToFill)
    assert (no_leave.path, no_leave.facts["name"]) == ("calls[1].site", unwilling.name)
    id = (await planned(bay, [willing])).round.id
    await absent.withdraw(bay.pool, willing.owner, leave, clock.local_date(clock.now()))
    late = await refused(kerb.fill(bay.pool, bay.driver, id, 1, NewSlip(kg=Decimal(5))))
    assert isinstance(late, no.NoLeaveToFill)
    assert await bay.pool.fetchval("select count(*) from custody_event") == 0


async def test_leave_for_another_stream_or_carrier_or_time_is_none(bay: Bay) -> None:
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer, stream="general_industrial")
    await give_leave(bay, producer, carrier=bay.plant)
    soon = clock.local_date(clock.now()) + timedelta(days=1)
    await give_leave(bay, producer, valid_from=soon)
    assert isinstance(await refused(planned(bay, [producer])), no.NoLeaveToFill)


async def test_leave_to_fill_in_is_no_leave_to_sign(bay: Bay) -> None:
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer, signs=False)
    id = (await planned(bay, [producer])).round.id
    await filled(bay, id, 1)
    assert isinstance(await refused(kerb.pick_up(bay.pool, bay.driver, id, 1, BY_LEAVE)), NotAuthorised)
    assert isinstance(await refused(give_leave(bay, producer, signs=False, fills=False)), LeaveForNothing)


async def test_who_has_no_round_to_plan_plans_none(bay: Bay, three: list[Producer]) -> None:
    asked = NewRound.model_validate(round_of(bay, [call_at(three[0].site)]))
    for actor in (bay.driver, bay.gate, bay.clerk, bay.regulator):
        assert isinstance(await refused(planning.plan(bay.pool, actor, asked)), MayNotPlanRounds)
    id = (await planned(bay, three)).round.id
    assert isinstance(await refused(kerb.fill(bay.pool, bay.gate, id, 1, NewSlip(kg=Decimal(1)))), MayNotCollect)
    stranger = bay.driver.__class__(
        account=bay.driver.account, name="?", role=bay.driver.role, org=three[0].org
    )  # a driver of one of the producers
    assert isinstance(await refused(kerb.fill(bay.pool, stranger, id, 1, NewSlip(kg=Decimal(1)))), NotFound)


# --- at the kerb ---------------------------------------------------------------------------------------------


async def test_a_slip_is_the_producers_own_manifest_filled_in_by_the_collector(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    await filled(bay, id, 2, "37.5", basis="estimated")
    call = (await stands(bay, id)).calls[1]
    assert (call.status, len(call.manifest_number or "")) == (CallStatus.FILLED, 14)
    batch = await batch_of(bay, call.manifest)
    assert (batch.org, batch.holder_org, batch.status) == (three[1].org, three[1].org, BatchStatus.ASSIGNED)
    assert (batch.weight.kg, batch.weight.basis) == (Decimal("37.5"), Basis.ESTIMATED)
    assert len(batch.digital_code) == 37
    async with bay.pool.acquire() as conn:
        slip = await queries.manifest(conn, id=call.manifest, scopes=[f"org:{three[1].org}"])
        assert slip is not None
        assert slip.consignor.org == three[1].org
        assert (slip.filled.round, slip.filled.org) == (id, bay.carrier)
        first = (await chains.of_manifest(conn, id=slip.id))[0]
    assert (first.org, first.account) == (bay.carrier, bay.driver.account)
    await is_sound(bay)


async def test_what_nobody_filled_in_for_another_stores_nothing_of_it(bay: Bay) -> None:
    await bay.on_the_road(await bay.batch())
    assert await bay.pool.fetchval("select count(*) from custody_event where body ? 'filled'") == 0
    assert await bay.pool.fetchval("select count(*) from manifest where state ? 'filled'") == 0


async def test_a_client_cannot_say_that_it_fills_in_for_another(bay: Bay, three: list[Producer]) -> None:
    from manifests.life.model import Filled

    fact = bay.drum(site=three[0].site, filled=Filled(bay.carrier, bay.carrier, bay.carrier))
    assert isinstance(await refused(bay.tell(bay.clerk, fact)), r.NotYourSite)
    own = await bay.tell(bay.clerk, bay.drum(filled=Filled(bay.carrier, bay.carrier, bay.carrier)))
    assert await bay.pool.fetchval("select body ? 'filled' from custody_event where subject = $1", own.subject) is False


async def test_the_same_slip_again_is_one_slip_and_another_weight_is_refused(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    await asyncio.gather(*(filled(bay, id, 1, "20") for _ in range(4)), return_exceptions=True)
    await filled(bay, id, 1, "20")
    assert await bay.pool.fetchval("select count(*) from manifest") == 1
    assert await bay.pool.fetchval("select count(*) from batch") == 1
    assert await bay.pool.fetchval("select count(*) from job where kind = 'lapse'") == 1
    differs = await refused(kerb.fill(bay.pool, bay.driver, id, 1, NewSlip(kg=Decimal(21))))
    assert isinstance(differs, no.SlipDiffers)
    await is_sound(bay)


async def test_what_custody_refuses_leaves_nothing_of_the_slip(
    bay: Bay, three: list[Producer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch would stand, the manifest would not: neither is recorded."""
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)
    id = (await planned(bay, three)).round.id
    await places.close_site(bay.pool, ADMINISTRATOR, bay.plant_site, clock.local_date(clock.now()))
    assert isinstance(await refused(kerb.fill(bay.pool, bay.driver, id, 1, NewSlip(kg=Decimal(9)))), r.SiteClosed)
    assert await bay.pool.fetchval("select count(*) from custody_event") == 0
    assert await bay.pool.fetchval("select count(*) from job where kind = 'lapse'") == 0
    assert (await stands(bay, id)).round.status is RoundStatus.PLANNED


async def test_a_batch_in_store_is_collected_as_its_producer_weighed_it(bay: Bay) -> None:
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    batch = (await bay.tell(producer.owner, bay.drum("61", site=producer.site))).subject
    asked = round_of(bay, [call_at(producer.site, batch=str(batch))])
    id = (await planning.plan(bay.pool, bay.dispatcher, NewRound.model_validate(asked))).round.id
    assert isinstance(await refused(kerb.fill(bay.pool, bay.driver, id, 1, NewSlip(kg=Decimal(9)))), no.UsesItsBatch)
    await kerb.fill(bay.pool, bay.driver, id, 1, NewSlip())
    call = (await stands(bay, id)).calls[0]
    assert (call.sent.kg, (await batch_of(bay, call.manifest)).id) == (Decimal(61), batch)


async def test_a_load_goes_on_the_vehicle_once_it_is_signed(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    assert isinstance(await refused(kerb.pick_up(bay.pool, bay.driver, id, 1, BY_LEAVE)), no.NoSlipYet)
    for n in (1, 2, 3):
        await filled(bay, id, n)
    assert isinstance(await refused(kerb.pick_up(bay.pool, bay.driver, id, 1, PickUp())), no.NotSignedYet)
    calls = (await stands(bay, id)).calls
    await bay.tell(three[0].owner, custody.Signed(name="店主"), calls[0].manifest)  # its own people
    await kerb.pick_up(bay.pool, bay.driver, id, 1, PickUp())
    await set_code(bay, three[1])
    wrong = await refused(kerb.pick_up(bay.pool, bay.driver, id, 2, PickUp(mode="site_code", code="314159")))
    assert isinstance(wrong, WrongSigningCode)
    await kerb.pick_up(bay.pool, bay.driver, id, 2, PickUp(mode="site_code", code=CODE))
    await kerb.pick_up(bay.pool, bay.driver, id, 3, BY_LEAVE)
    await kerb.pick_up(bay.pool, bay.driver, id, 3, BY_LEAVE)  # a second tap
    shown = await stands(bay, id)
    assert {c.status for c in shown.calls} == {CallStatus.LOADED}
    modes = []
    async with bay.pool.acquire() as conn:
        for call in shown.calls:
            slip = await queries.manifest(conn, id=call.manifest, scopes=None)
            modes.append(str(slip.signatures[0].mode))
    assert modes == ["own", "site_code", "pre_authorised"]
    await is_sound(bay)


# --- lapse ---------------------------------------------------------------------------------------------------


async def test_of_twelve_slips_the_unsigned_one_lapses_once_and_the_total_is_the_eleven(bay: Bay) -> None:
    producers = await workshops(bay, 12)
    for producer in producers:
        await give_leave(bay, producer)
    id = (await planned(bay, producers)).round.id
    six_days_ago = clock.now() - timedelta(days=6)
    for n in range(1, 13):
        at = {"occurred_at": six_days_ago} if n == 7 else {}
        await filled(bay, id, n, f"{10 + n}.125", **at)
        if n != 7:
            await kerb.pick_up(bay.pool, bay.driver, id, n, BY_LEAVE)
    number = (await stands(bay, id)).calls[6].manifest_number
    lapsing = (await stands(bay, id)).calls[6].manifest
    assert (await stands(bay, id)).total.waiting == 1
    for _ in range(2):
        await work(bay.pool)
    shown = await stands(bay, id)
    assert shown.calls[6].status is CallStatus.LAPSED
    assert (shown.total.signed, shown.total.lapsed, shown.total.waiting) == (11, 1, 0)
    assert shown.total.kg == sum(Decimal(f"{10 + n}.125") for n in range(1, 13) if n != 7)
    async with bay.pool.acquire() as conn:
        slip = await queries.manifest(conn, id=lapsing, scopes=None)
        assert slip is not None
        assert (slip.status, slip.number) == (ManifestStatus.CANCELLED, number)
        assert (await queries.subject_of(conn, value=number))[0] == lapsing
        kinds = [x.kind for x in await chains.of_manifest(conn, id=lapsing)]
    assert kinds == ["created", "published", "lapsed"]
    assert (await batch_of(bay, lapsing)).status is BatchStatus.STORED
    await is_sound(bay)
    late = await refused(bay.tell(producers[6].owner, custody.Signed(name="店主"), lapsing))
    assert isinstance(late, r.NotPossibleNow)
    await collected(bay, id, 7, "3")  # called at once more: a new slip with its own number
    again = (await stands(bay, id)).calls[6]
    assert again.manifest != lapsing
    assert again.manifest_number != number
    await is_sound(bay)


async def test_a_signed_slip_does_not_lapse(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    long_ago = clock.now() - timedelta(days=9)
    await filled(bay, id, 1, occurred_at=long_ago)
    slip = (await stands(bay, id)).calls[0].manifest
    await bay.tell(three[0].owner, custody.Signed(name="店主"), slip)
    await work(bay.pool)
    assert (await stands(bay, id)).calls[0].status is CallStatus.SIGNED
    outcome = await bay.pool.fetchval("select outcome from job_history where kind = 'lapse'")
    assert outcome == "done"


async def test_the_clock_is_the_streams_and_the_job_waits_in_the_database(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three)).round.id
    at = clock.now() - timedelta(hours=1)
    await filled(bay, id, 1, occurred_at=at)
    run_at = await bay.pool.fetchval("select run_at from job where kind = 'lapse'")
    assert run_at == at + timedelta(days=5)
    await work(bay.pool)
    assert (await stands(bay, id)).calls[0].status is CallStatus.FILLED


async def test_two_workers_let_it_lapse_once(bay: Bay, three: list[Producer]) -> None:
    """The lease of a dead worker runs out while it was only slow: both write, one does."""
    from manifests.rounds.lapsing import lapse

    id = (await planned(bay, three)).round.id
    await filled(bay, id, 1, occurred_at=clock.now() - timedelta(days=6))
    slip = (await stands(bay, id)).calls[0].manifest

    async def nothing(_: Any) -> None:
        return None

    told = await asyncio.gather(
        *(lapse(bay.pool, trip=id, call=1, manifest=slip, days=5, then=nothing) for _ in range(4))
    )
    assert sorted(told) == [False, False, False, True]
    assert await bay.pool.fetchval("select count(*) from round_event where kind = 'slip_lapsed'") == 1
    await is_sound(bay)


# --- what is put together --------------------------------------------------------------------------------------


async def test_hazardous_loads_are_never_put_together(bay: Bay, three: list[Producer]) -> None:
    tank = {"kind": "tank", "litres": "2000"}
    asked = round_of(bay, [call_at(p.site) for p in three], container=tank)
    forbidden = await refused(planning.plan(bay.pool, bay.dispatcher, NewRound.model_validate(asked)))
    assert isinstance(forbidden, no.MergingForbidden)
    assert (forbidden.path, forbidden.source) == ("container", "kept-apart")
    assert "D-010" in str(forbidden.facts["rule"])
    assert await bay.pool.fetchval("select count(*) from round") == 0


@pytest.mark.parametrize(
    ("stream", "codes", "refusal"),
    [
        ("kitchen", ("900-001-S61", "900-002-S61"), None),
        ("general_industrial", ("900-005-S17", "900-005-S17"), None),
        ("general_industrial", ("900-005-S17", "900-003-S17"), no.OtherCodeInContainer),
    ],
)
async def test_where_the_stream_allows_it_one_container_takes_all(
    bay: Bay, stream: str, codes: tuple[str, str], refusal: type[Refusal] | None
) -> None:
    two = await workshops(bay, 2)
    for producer in two:
        await give_leave(bay, producer, stream=stream)
    calls = [call_at(p.site, scheme="cn-sw", code=c, form="solid") for p, c in zip(two, codes, strict=True)]
    bin_ = {"kind": "bin", "litres": "8000"}
    asked = NewRound.model_validate(round_of(bay, calls, stream=stream, container=bin_))
    if refusal:
        assert isinstance(await refused(planning.plan(bay.pool, bay.dispatcher, asked)), refusal)
        return
    id = (await planning.plan(bay.pool, bay.dispatcher, asked)).round.id
    await filled(bay, id, 1, "400")
    batch = await batch_of(bay, (await stands(bay, id)).calls[0].manifest)
    assert (batch.container.kind, batch.container.litres) == ("bin", Decimal(8000))


async def test_a_plan_is_looked_at_whole(bay: Bay, three: list[Producer]) -> None:
    a, b, _ = (p.site for p in three)

    async def plan(calls: list[dict[str, Any]], **more: Any) -> Refusal:
        asked = NewRound.model_validate(round_of(bay, calls, **more))
        return await refused(planning.plan(bay.pool, bay.dispatcher, asked))

    assert isinstance(await plan([call_at(a), call_at(b), call_at(a)]), no.CalledTwice)
    assert isinstance(await plan([call_at(a)], plate="粤B00001"), no.NotYourVehicle)
    assert isinstance(await plan([call_at(a, code="900-249-08")]), r.NoPermit)
    assert isinstance(await plan([call_at(a, kg="30000"), call_at(b, kg="30000")]), r.TooHeavy)
    assert isinstance(await plan([call_at(a, method=None)]), Refusal)
    assert isinstance(await plan([call_at(a)], stream="?"), r.UnknownStream)
    assert isinstance(await plan([call_at(a)], consignee_site=str(bay.carrier)), r.UnknownSite)


async def test_a_plan_sent_twice_is_one_round(bay: Bay, three: list[Producer]) -> None:
    asked = NewRound.model_validate(round_of(bay, [call_at(p.site) for p in three]))
    first = await planning.plan(bay.pool, bay.dispatcher, asked)
    again = await planning.plan(bay.pool, bay.dispatcher, asked)
    assert again.round == first.round
    other = asked.model_copy(update={"driver": "别人"})
    assert isinstance(await refused(planning.plan(bay.pool, bay.dispatcher, other)), RepeatedKey)


async def test_calls_are_added_and_skipped(bay: Bay, three: list[Producer]) -> None:
    id = (await planned(bay, three[:2])).round.id
    await planning.add_call(bay.pool, bay.dispatcher, id, NewCall.model_validate(call_at(three[2].site)))
    twice = planning.add_call(bay.pool, bay.dispatcher, id, NewCall.model_validate(call_at(three[2].site)))
    assert isinstance(await refused(twice), no.CalledTwice)
    await planning.skip_call(bay.pool, bay.driver, id, 1, "店铺未开")
    assert isinstance(await refused(kerb.fill(bay.pool, bay.driver, id, 1, NewSlip(kg=Decimal(1)))), no.CallDone)
    await collected(bay, id, 2)
    assert isinstance(await refused(planning.skip_call(bay.pool, bay.driver, id, 2, "?")), no.CallDone)
    assert isinstance(await refused(planning.skip_call(bay.pool, bay.driver, id, 9, "?")), no.UnknownCall)
    shown = await stands(bay, id)
    assert [c.status for c in shown.calls] == ["skipped", "loaded", "planned"]
    assert shown.next.number == 3
    assert isinstance(await refused(planning.cancel(bay.pool, bay.dispatcher, id, "?")), no.SlipsCount)
    await is_sound(bay)


async def test_the_same_request_twice_is_done_once_and_answered_alike(
    bay: Bay, three: list[Producer], client: httpx.AsyncClient
) -> None:
    """Also where the process died between the act and its answer: then the second is told that it is there."""
    id = (await planned(bay, three[:2])).round.id
    body = NewCall.model_validate(call_at(three[2].site)).model_dump(mode="json")
    headers = {"authorization": f"Bearer {await bay.token(bay.dispatcher)}", "idempotency-key": "one more"}

    async def send() -> httpx.Response:
        return await client.post(f"/rounds/{id}/calls", json=body, headers=headers)

    first, again = await send(), await send()
    assert (first.status_code, again.content) == (201, first.content), first.text
    await bay.pool.execute("update request_once set status = null, lease_until = now() - interval '1 second'")
    assert (await send()).json()["code"] == "called_twice"
    assert len((await stands(bay, id)).calls) == 3
    await is_sound(bay)


# --- the table -----------------------------------------------------------------------------------------------


async def test_every_pair_of_the_table_is_possible_or_refused(bay: Bay, three: list[Producer]) -> None:
    from msgspec.structs import replace

    state = (await planned(bay, three)).round
    call = e.CallPlanned(state.calls[0].producer, state.calls[0].expected)
    facts: list[Any] = [
        e.CallAdded(call), e.CallSkipped(1, "?"), e.SlipFilled(1, state.id), e.CallLoaded(1), e.SlipLapsed(1, state.id),
        e.RoundArrived(), e.RoundWeighed(Decimal(2), Decimal(1)), e.RoundClosed(), e.RoundCancelled("?"),
    ]  # fmt: skip
    for status in RoundStatus:
        for fact in facts:
            at = replace(state, status=status)
            after = TABLE.get((status, e.kind_of(fact)))
            if after is None:
                with pytest.raises(no.RoundNotSo) as told:
                    judge(at, fact)
                assert Word("step.slip_lapsed") not in told.value.facts["possible"], "nobody can propose it"
            else:
                judge(at, fact)
                assert evolve(at, state.id, 2, fact, clock.now()).status is after
    assert {e.kind_of(fact) for fact in facts} | {"round_planned"} == {step for _, step in TABLE}
