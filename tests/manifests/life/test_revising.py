"""Corrections by agreement: weights, treatments, calling off; what moved meanwhile refuses the last by name."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from manifests import correction_refusals as cr
from manifests import queries, replay
from manifests.life import events as e
from manifests.life import lifecycle, revising
from manifests.life.model import Basis, Batch, Change, Container, Manifest, ManifestStatus, Revision, Weight
from tests.bay import ADMINISTRATOR, PLATE, Bay, grant
from tests.manifests.facts import AT, FACTORY, PLANT, created, envelope
from tests.manifests.test_giving_back import back, take_home
from tests.stories.journeys import PLATES, relay
from wasteflow.catalog.commands import set_day
from wasteflow.core import clock
from wasteflow.core.errors import Refusals
from wasteflow.people.model import Actor
from workers.indicators import rollup

pytestmark = pytest.mark.anyio
RECOVERED, INCINERATED, SHREDDED = "cn_utilisation:R4", "cn_disposal:D10", "basel_recovery:R12"


async def manifest(bay: Bay, id: UUID) -> Manifest:
    async with bay.pool.acquire() as conn:
        found = await queries.manifest(conn, id=id, scopes=None)
    assert found is not None
    return found


async def batch(bay: Bay, id: UUID) -> Batch:
    async with bay.pool.acquire() as conn:
        found = await queries.batch(conn, id=id, scopes=None)
    assert found is not None
    return found


async def asks(bay: Bay, who: Actor, load: UUID, **line: Any) -> None:
    lines = (e.LineRevised(1, **{k: Decimal(v) if k.endswith("kg") else v for k, v in line.items()}),)
    await bay.tell(who, e.RevisionRequested("磅单抄错", lines=lines), load)


async def agree(bay: Bay, load: UUID, *who: Actor) -> None:
    for one in who:
        await bay.tell(one, e.RevisionApproved(), load)


async def refused(bay: Bay, who: Actor, fact: Any, subject: UUID) -> tuple[str, str]:
    """Code and path of the one refusal."""
    with pytest.raises(Refusals) as told:
        await bay.tell(who, fact, subject)
    (problem,) = told.value.refusals
    return problem.code, problem.path


async def sound(bay: Bay) -> None:
    """Folded rows are the fold of their events, and figures are what counting anew gives."""
    assert (await replay.check(bay.pool)).ok
    await rollup.catch_up(bay.pool)
    assert await rollup.check(bay.pool) == []


async def cells(bay: Bay) -> dict[str, Decimal]:
    await rollup.catch_up(bay.pool)
    rows = await bay.pool.fetch("select measure, sum(kg) as kg from rollup_cell group by 1")
    return {row["measure"]: row["kg"] for row in rows if row["kg"]}


async def taken_in(bay: Bay) -> Decimal:
    found: Decimal = await bay.pool.fetchval("select sum(kg) from taken_in where site = $1", bay.plant_site)
    return found


async def test_another_weight_received_changes_store_figures_and_scale_once_all_agree(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await asks(bay, bay.gate, load, received_kg="960")
    await agree(bay, load, bay.clerk)
    assert ((await batch(bay, drum)).weight.kg, await taken_in(bay)) == (1000, 1000), "nothing until the last agrees"
    await agree(bay, load, bay.driver)
    line = (await manifest(bay, load)).lines[0]
    assert line.weighed is not None
    assert (line.weighed.kg, line.accepted_kg, line.refused_kg) == (960, 960, 0)
    assert ((await batch(bay, drum)).weight.kg, await taken_in(bay)) == (960, 960)
    assert (await cells(bay))["received"] == 960
    await sound(bay)


async def test_more_than_was_written_opens_a_closed_chain_again_and_less_closes_it(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(1000)), drum)
    assert (await manifest(bay, load)).status == "closed"
    await asks(bay, bay.gate, load, received_kg="1100")
    await agree(bay, load, bay.clerk, bay.driver)
    left = await batch(bay, drum)
    assert ((await manifest(bay, load)).status, left.status, left.weight.kg) == ("accepted", "stored", 100)
    await asks(bay, bay.clerk, load, received_kg="1000")
    await agree(bay, load, bay.gate, bay.driver)
    assert ((await manifest(bay, load)).status, (await batch(bay, drum)).status) == ("closed", "treated")
    await sound(bay)


async def test_less_than_was_treated_is_refused_when_asked_and_again_when_the_last_agrees(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await asks(bay, bay.gate, load, received_kg="500")
    await agree(bay, load, bay.clerk)
    await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(600)), drum)
    assert await refused(bay, bay.driver, e.RevisionApproved(), load) == ("less_than_gone", "lines[0].received_kg")
    await bay.tell(bay.driver, e.RevisionRefused("已处置 600 千克"), load)
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, received_kg=Decimal(500)),))
    assert await refused(bay, bay.gate, ask, load) == ("less_than_gone", "fact.lines[0].received_kg")
    await asks(bay, bay.gate, load, received_kg="600")
    await agree(bay, load, bay.clerk, bay.driver)
    assert (await manifest(bay, load)).status == "closed", "no more than what has been treated"
    await sound(bay)


async def test_what_was_put_into_another_batch_cannot_become_more_than_was_there(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, put(bay.plant_site, drum, "400"))
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, received_kg=Decimal(399)),))
    assert (await refused(bay, bay.gate, ask, load))[0] == "less_than_gone"
    await asks(bay, bay.gate, load, received_kg="400")
    await agree(bay, load, bay.clerk, bay.driver)
    assert ((await batch(bay, drum)).status, (await manifest(bay, load)).status) == ("grouped", "accepted")
    await sound(bay)


def put(site: UUID, drum: UUID, kg: str) -> e.Regrouped:
    out = e.Output(Weight(Decimal(kg), Basis.WEIGHED), Container("tank"))
    return e.Regrouped(site, (e.Input(drum, Decimal(kg)),), (out,))


async def test_what_went_on_is_corrected_where_it_went_on(bay: Bay) -> None:
    await grant(bay.pool, bay.factory, bay.factory_site, clock.local_date(clock.now()), number="9")
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, bay.load(drum, consignor_site=bay.plant_site, consignee_site=bay.factory_site))
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, received_kg=Decimal(900)),))
    assert (await refused(bay, bay.gate, ask, load))[0] == "went_on"


async def part_refused(bay: Bay) -> tuple[UUID, UUID]:
    drum = await bay.batch("1000")
    load = await bay.at_the_gate(drum)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), "含杂物"), load)
    return drum, load


async def test_the_part_turned_away_is_corrected_with_what_was_kept(bay: Bay) -> None:
    drum, load = await part_refused(bay)
    await asks(bay, bay.gate, load, refused_kg="150")
    await agree(bay, load, bay.clerk, bay.driver)
    kg = "select (state->'weight'->>'kg')::numeric from batch where state->>'parent' = $1"
    assert ((await batch(bay, drum)).weight.kg, await bay.pool.fetchval(kg, str(drum))) == (850, 150)
    found = await cells(bay)
    assert (found["received"], found["refused"]) == (850, 150)
    await sound(bay)


@pytest.mark.parametrize("asked", [{"refused_kg": "1000"}, {"received_kg": "100"}, {"received_kg": "50"}])
async def test_a_figure_is_corrected_not_the_decision_at_the_gate(bay: Bay, asked: dict[str, str]) -> None:
    _, load = await part_refused(bay)
    line = e.LineRevised(1, **{k: Decimal(v) for k, v in asked.items()})  # type: ignore[arg-type]
    assert (await refused(bay, bay.gate, e.RevisionRequested("x", lines=(line,)), load))[0] == "refusal_stands"


async def test_of_what_was_turned_away_whole_no_more_goes_back_than_came(bay: Bay) -> None:
    load = await bay.at_the_gate(await bay.batch("1000"))
    await bay.tell(bay.gate, e.Refused("桶漏"), load)
    line = e.LineRevised(1, refused_kg=Decimal("1000.001"))
    told = await refused(bay, bay.gate, e.RevisionRequested("x", lines=(line,)), load)
    assert told == ("more_than_there_is", "fact.lines[0].refused_kg")


async def test_the_part_that_left_the_vehicle_is_corrected_elsewhere(bay: Bay) -> None:
    drum, load = await part_refused(bay)
    part = await bay.pool.fetchval("select id from batch where state->>'parent' = $1", str(drum))
    await bay.tell(bay.clerk, bay.load(part, onward_of=load, consignee_site=bay.factory_site))
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, refused_kg=Decimal(150)),))
    assert (await refused(bay, bay.gate, ask, load))[0] == "part_went_on"


async def test_what_was_sent_is_corrected_until_it_is_received(bay: Bay) -> None:
    drum = await bay.batch("1000")
    load = await bay.on_the_road(drum)
    await asks(bay, bay.clerk, load, sent_kg="1200")
    await agree(bay, load, bay.gate, bay.driver)
    there = await batch(bay, drum)
    assert ((await manifest(bay, load)).lines[0].sent.kg, there.weight.kg, there.status) == (1200, 1200, "in_transit")
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, received_kg=Decimal(1)),))
    assert (await refused(bay, bay.gate, ask, load))[0] == "not_received_yet"
    await bay.tell(bay.driver, e.Arrived(), load)
    await asks(bay, bay.clerk, load, sent_kg="1100")
    await agree(bay, load, bay.driver)
    await bay.tell(bay.gate, e.Accepted(), load)
    assert await refused(bay, bay.gate, e.RevisionApproved(), load) == ("sent_stands", "lines[0].sent_kg")
    await bay.tell(bay.clerk, e.RevisionWithdrawn(), load)
    await sound(bay)


async def test_a_treatment_that_was_interim_opens_the_chain_and_one_that_was_final_closes_it(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(400)), drum)
    await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(600)), drum)
    assert (await cells(bay))["used"] == 1000
    await asks(bay, bay.gate, load, treated_by=SHREDDED)
    await agree(bay, load, bay.clerk, bay.driver)
    there = await batch(bay, drum)
    assert (there.status, there.weight.kg, there.treated_kg, there.steps) == ("stored", 1000, 0, (SHREDDED,))
    found = await cells(bay)
    assert ("used" in found, found["interim_treatment"]) == (False, 1000)
    change = (await manifest(bay, load)).corrections[-1].changes[0]
    assert (change.field, change.before, change.after) == ("treated_by", RECOVERED, SHREDDED)
    await sound(bay)


async def test_an_interim_step_that_was_final_ends_the_batch(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, e.Treated(SHREDDED, Decimal(1000)), drum)
    await asks(bay, bay.gate, load, treated_by=INCINERATED)
    await agree(bay, load, bay.clerk, bay.driver)
    there = await batch(bay, drum)
    line = (await manifest(bay, load)).lines[0]
    assert (there.status, there.weight.kg, there.treated_kg, there.steps) == ("treated", 0, 1000, ())
    assert (line.done, line.treated_kg) == (True, 1000)
    found = await cells(bay)
    assert ("interim_treatment" in found, found["disposed"]) == (False, 1000)
    await asks(bay, bay.gate, load, treated_by="cn_disposal:D1")
    await agree(bay, load, bay.clerk, bay.driver)
    assert (await cells(bay))["disposed"] == 1000, "one disposal for another: the measure stands"
    await sound(bay)


async def test_what_was_treated_is_told_anew_also_when_the_rest_went_back(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(400)), drum)
    await take_home(bay, back(bay, drum, load))
    for before, after in ((RECOVERED, INCINERATED), (INCINERATED, RECOVERED)):
        await asks(bay, bay.gate, load, treated_by=after)
        await agree(bay, load, bay.clerk, bay.driver)
        change = (await manifest(bay, load)).corrections[-1].changes[0]
        assert (change.before, change.after) == (before, after)
    assert (await cells(bay))["used"] == 400
    await sound(bay)


async def test_what_went_on_after_an_interim_step_stays_as_it_is(bay: Bay) -> None:
    drum, load = await bay.delivered("1000", "1000")
    ask = e.RevisionRequested("x", lines=(e.LineRevised(1, treated_by=RECOVERED),))
    assert (await refused(bay, bay.gate, ask, load))[0] == "nothing_treated"
    await bay.tell(bay.gate, e.Treated(SHREDDED, Decimal(1000)), drum)
    await bay.tell(bay.gate, put(bay.plant_site, drum, "400"))
    assert (await refused(bay, bay.gate, ask, load))[0] == "not_as_a_whole"
    same = e.RevisionRequested("x", lines=(e.LineRevised(1, treated_by=SHREDDED),))
    assert (await refused(bay, bay.gate, same, load))[0] == "nothing_to_revise"


# --- calling off -----------------------------------------------------------------------------------------

OFF = e.RevisionRequested("改由铁路", cancel=True)


async def signed(bay: Bay, drum: UUID) -> UUID:
    load = (await bay.tell(bay.clerk, bay.load(drum))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    return load


async def test_after_the_signature_it_is_called_off_by_agreement_and_the_batch_is_free(bay: Bay) -> None:
    drum = await bay.batch("1000")
    load = await signed(bay, drum)
    assert (await refused(bay, bay.clerk, e.Cancelled("改期"), load))[0] == "not_possible_now"
    await bay.tell(bay.clerk, OFF, load)
    await agree(bay, load, bay.gate)
    off = await manifest(bay, load)
    assert (off.status, off.corrections[-1].cancel, off.number is not None) == ("cancelled", True, True)
    assert (await batch(bay, drum)).status == "stored"
    await sound(bay)


async def test_on_the_road_the_load_stays_on_its_vehicle_until_it_is_brought_somewhere(bay: Bay) -> None:
    drum = await bay.batch("1000")
    load = await bay.on_the_road(drum)
    await bay.tell(bay.clerk, OFF, load)
    await agree(bay, load, bay.gate, bay.driver)
    there = await batch(bay, drum)
    assert (there.status, there.holder_org, there.refused_by) == ("refused", bay.carrier, load)
    home = (await bay.tell(bay.clerk, bay.load(drum, onward_of=load, consignee_site=bay.factory_site))).subject
    for who, fact in (
        (bay.clerk, e.Published()),
        (bay.clerk, e.Signed(name="李姐")),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
        (bay.driver, e.Arrived()),
        (bay.clerk, e.Accepted()),
    ):
        await bay.tell(who, fact, home)
    back = await batch(bay, drum)
    assert (back.status, back.holder_site) == ("stored", bay.factory_site)
    assert (await manifest(bay, load)).onward == (home,)
    await sound(bay)


async def test_who_takes_the_load_over_meanwhile_is_asked_too(bay: Bay) -> None:
    load = await signed(bay, await bay.batch("1000"))
    await bay.tell(bay.clerk, OFF, load)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load)
    await agree(bay, load, bay.gate)
    assert (await manifest(bay, load)).status == "in_transit"
    await agree(bay, load, bay.driver)
    assert (await manifest(bay, load)).status == "cancelled"
    await sound(bay)


async def test_who_takes_over_while_a_change_is_asked_for_is_asked_too(bay: Bay) -> None:
    """Also where all who were bound have agreed but one; who agreed is not asked twice."""
    orgs, people = await relay(bay)
    drum = await bay.batch("1000")
    load = (await bay.tell(bay.clerk, bay.load(drum, more_carriers=(orgs["second"],)))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load)
    await asks(bay, bay.clerk, load, packages=3)
    await agree(bay, load, bay.driver)
    await bay.tell(people["second_driver"], e.HandedOver(plate=PLATES["second"], driver="何师傅"), load)
    open_ = (await manifest(bay, load)).revision
    assert open_ is not None
    assert set(open_.awaits) == {bay.plant, orgs["second"]}
    await agree(bay, load, bay.gate)
    assert (await manifest(bay, load)).lines[0].packages == 1
    await agree(bay, load, people["second_driver"])
    after = await manifest(bay, load)
    assert (after.lines[0].packages, after.revision) == (3, None)
    assert after.corrections[0].agreed == (bay.carrier, bay.plant, orgs["second"])
    await sound(bay)


async def test_after_receipt_it_is_not_called_off_also_not_by_an_agreement_under_way(bay: Bay) -> None:
    load = await bay.at_the_gate(await bay.batch("1000"))
    await bay.tell(bay.clerk, OFF, load)
    await agree(bay, load, bay.driver)
    await bay.tell(bay.gate, e.Accepted(), load)
    assert await refused(bay, bay.gate, e.RevisionApproved(), load) == ("cancel_after_receipt", "fact.kind")
    await bay.tell(bay.gate, e.RevisionRefused("已接收"), load)
    assert await refused(bay, bay.clerk, OFF, load) == ("cancel_after_receipt", "fact.cancel")


async def test_a_manifest_is_changed_or_called_off_never_both(bay: Bay) -> None:
    load = await bay.on_the_road(await bay.batch("1000"))
    both = e.RevisionRequested("x", plate="粤B54321", cancel=True)
    assert await refused(bay, bay.clerk, both, load) == ("cancel_alone", "fact.cancel")


def test_what_stands_there_may_have_moved_until_the_last_agrees() -> None:
    """A plate asked for on one leg is not written onto the next carrier's."""
    load = lifecycle.evolve(None, envelope(created(), 1))
    assert isinstance(load, Manifest)
    change = Change(None, "plate", "粤B12345", "粤B54321")
    asked = Revision(FACTORY, "x", AT, AT, (PLANT,), (change,))
    load = replace(load, status=ManifestStatus.IN_TRANSIT, revision=asked)
    assert revising.check_still(load) == asked
    later = replace(load, carriers=(replace(load.carriers[0], plate="粤B99999"),))
    with pytest.raises(cr.MovedSince) as told:
        revising.check_still(later)
    assert told.value.path == "plate"


async def test_the_clock_runs_in_working_days_of_the_calendar_on_record(bay: Bay) -> None:
    load = await bay.on_the_road(await bay.batch("1000"))
    await bay.tell(bay.clerk, e.RevisionRequested("x", plate="粤B54321"), load)
    asked = (await manifest(bay, load)).revision
    assert asked is not None
    today, last = clock.local_date(clock.now()), clock.local_date(asked.due - timedelta(seconds=1))
    assert sum((today + timedelta(days=n)).weekday() < 5 for n in range(1, (last - today).days + 1)) == 10
    await bay.tell(bay.clerk, e.RevisionWithdrawn(), load)
    await set_day(bay.pool, ADMINISTRATOR, "mainland", last, working=False, name="调休")
    await bay.tell(bay.clerk, e.RevisionRequested("x", plate="粤B54321"), load)
    later = (await manifest(bay, load)).revision
    assert later is not None
    assert later.due > asked.due
