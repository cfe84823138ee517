"""What a manifest waits for when what it brought goes on to further gates, whole or in parts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

import wasteflow
from manifests import queries, replay
from manifests.chain import queries as chains
from manifests.life import events as e
from manifests.life.model import Basis, Batch, Container, Weight
from manifests.life.portions import GRAM
from tests.bay import PLATE, SHENZHEN, Bay
from tests.manifests.life.test_grouping import sound
from tests.manifests.test_commands import refusals
from tests.manifests.test_giving_back import TREATED, another_plant, back, stands, take_home
from wasteflow.core.db import open_pool
from wasteflow.people.model import Actor

pytestmark = pytest.mark.anyio
SHREDDED = "basel_recovery:R12"
MIGRATION = next((Path(wasteflow.__file__).parent / "migrations").glob("*_brought.sql"))


async def _only_part_of(bay: Bay, batch: UUID) -> Batch:
    async with bay.pool.acquire() as conn:
        rows = await queries.list_batches(conn, scopes=[f"city:{SHENZHEN}"])
    (part,) = [row.state for row in rows if row.state.parent == batch]
    return part


async def _brought(bay: Bay, load: UUID, who: Actor, taker: Actor, *taken: e.AnyEvent) -> None:
    for actor, fact in (
        (who, e.Published()),
        (who, e.Signed(name="赵磅房")),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
        (bay.driver, e.Arrived()),
        *((taker, fact) for fact in taken),
    ):
        await bay.tell(actor, fact, load)


async def _turned_away_in_part(bay: Bay, batch: UUID, kg: str) -> tuple[Batch, UUID, Actor]:
    """The plant, a collector here, sends it on; the next plant refuses so much, and that comes home to the plant."""
    on, gate = await _sent_on(bay, batch, e.PartlyAccepted((e.LineRefused(1, Decimal(kg)),), "含杂物"))
    part = await _only_part_of(bay, batch)
    home = bay.load(
        consignor_site=bay.plant_site, consignee_site=bay.plant_site, lines=(e.LineDraft(part.id),), onward_of=on
    )
    await _brought(bay, (await bay.tell(bay.gate, home)).subject, bay.gate, bay.gate, e.Accepted())
    return part, on, gate


async def _sent_on(bay: Bay, batch: UUID, came: e.AnyEvent, *, kg: str | None = None) -> tuple[UUID, Actor]:
    """From the collector to the next plant, there weighed, and taken in as `came` says."""
    site, gate = await another_plant(bay)
    line = (e.LineDraft(batch, method=TREATED),)
    on = (await bay.tell(bay.gate, bay.load(consignor_site=bay.plant_site, consignee_site=site, lines=line))).subject
    weighed = [e.Weighed((e.LineWeighed(1, Decimal(kg)),))] if kg else []
    await _brought(bay, on, bay.gate, gate, *weighed, came)
    return on, gate


async def test_a_works_sees_the_end_of_what_a_collector_only_stored(bay: Bay, database_url: str) -> None:
    """Whoever treats it has never seen the manifest by which it left the works."""
    batch, brought = await bay.delivered("1000")
    on, gate = await _sent_on(bay, batch, e.Accepted(), kg="990")
    _, (first,) = await stands(bay, batch, brought)
    assert (first.status, first.lines[0].done) == ("accepted", False)
    pool = await open_pool(database_url, 2)
    try:
        await replace(bay, pool=pool).tell(gate, e.Treated(TREATED, Decimal(500)), batch)
        await bay.tell(gate, e.Treated(TREATED, Decimal(490)), batch)
    finally:
        await pool.close()
    _, loads = await stands(bay, batch, brought, on)
    assert [(load.status, load.lines[0].treated_kg) for load in loads] == [("closed", 990), ("closed", 990)]
    await sound(bay)


async def test_parts_that_the_next_scale_finds_lighter_are_waited_for_by_what_they_are(
    bay: Bay, database_url: str
) -> None:
    """990 of 1,000 kg come, 400 of them are refused and go home: no kilogram that nobody has is waited for."""
    batch, brought = await bay.delivered("1000")
    site, gate = await another_plant(bay)
    line = (e.LineDraft(batch, method=TREATED),)
    on = (await bay.tell(bay.gate, bay.load(consignor_site=bay.plant_site, consignee_site=site, lines=line))).subject
    pool = await open_pool(database_url, 2)  # of a process that has never seen the first manifest
    try:
        weighed, refused = e.Weighed((e.LineWeighed(1, Decimal(990)),)), e.LineRefused(1, Decimal(400))
        await _brought(replace(bay, pool=pool), on, bay.gate, gate, weighed, e.PartlyAccepted((refused,), "含杂物"))
    finally:
        await pool.close()
    part = await _only_part_of(bay, batch)
    _, (first,) = await stands(bay, batch, brought)
    assert first.lines[0].waits_for == (batch, part.id)
    await bay.tell(gate, e.Treated(TREATED, Decimal(590)), batch)
    home = bay.load(
        consignor_site=bay.plant_site, consignee_site=bay.plant_site, lines=(e.LineDraft(part.id),), onward_of=on
    )
    await _brought(bay, (await bay.tell(bay.gate, home)).subject, bay.gate, bay.gate, e.Accepted())
    await bay.tell(bay.gate, e.Treated(SHREDDED, Decimal(400)), part.id)
    _, (first, second) = await stands(bay, batch, brought, on)
    assert (first.status, first.lines[0].treated_kg, second.status) == ("closed", 590, "closed"), "an interim step"
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(400)), part.id)
    _, (first,) = await stands(bay, batch, brought)
    assert (first.status, first.lines[0].treated_kg) == ("closed", 990)
    await sound(bay)


async def test_what_is_put_right_at_the_next_plant_opens_the_first_manifest_again(bay: Bay) -> None:
    batch, brought = await bay.delivered("1000")
    on, gate = await _sent_on(bay, batch, e.Accepted())
    await bay.tell(gate, e.Treated(TREATED, Decimal(1000)), batch)
    ask = e.RevisionRequested("磅单抄错", lines=(e.LineRevised(1, received_kg=Decimal(1040)),))
    await bay.tell(gate, ask, on)
    for who in (bay.gate, bay.driver):
        await bay.tell(who, e.RevisionApproved(), on)
    _, loads = await stands(bay, batch, brought, on)
    assert [(load.status, load.lines[0].done) for load in loads] == [("accepted", False)] * 2
    await bay.tell(gate, e.Treated(TREATED, Decimal(40)), batch)
    _, loads = await stands(bay, batch, brought, on)
    assert [(load.status, load.lines[0].treated_kg) for load in loads] == [("closed", 1040)] * 2
    await sound(bay)


async def test_an_interim_step_at_a_collector_stays_the_end_of_its_line(bay: Bay) -> None:
    """Whatever is treated of it afterwards, in part or whole, here or elsewhere."""
    batch, brought = await bay.delivered("1000")
    await bay.tell(bay.gate, e.Treated(SHREDDED, Decimal(1000)), batch)
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(300)), batch)
    _, (first,) = await stands(bay, batch, brought)
    assert (first.status, first.lines[0].done, first.lines[0].treated_kg) == ("closed", True, 300)
    (told,) = await refusals(bay.tell(bay.gate, back(bay, batch, brought)))
    assert told.code == "not_as_taken_in"
    await sound(bay)


async def test_rows_on_which_an_interim_step_had_been_opened_again_are_put_right(
    bay: Bay, owner: asyncpg.Connection
) -> None:
    batch, brought = await bay.delivered("1000")
    await bay.tell(bay.gate, e.Treated(SHREDDED, Decimal(1000)), batch)
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(300)), batch)
    other, load = await bay.delivered("50")
    await take_home(bay, back(bay, other, load))
    older = "update manifest set state = jsonb_set(state, '{lines,0,done}', 'false') where id = $1"
    await owner.execute(older, brought)
    assert not (await replay.check(bay.pool)).ok
    statements = MIGRATION.read_text(encoding="utf-8")
    await owner.execute(statements[statements.index("update manifest") :])
    await sound(bay)


async def test_a_part_refused_further_on_still_is_what_the_first_manifest_brought(bay: Bay) -> None:
    """Its treatment is told to the works, and its chain begins with the works' own manifest."""
    batch, brought = await bay.delivered("1000")
    part, on, gate = await _turned_away_in_part(bay, batch, "400")
    there, _ = await stands(bay, part.id)
    assert (there.arrived_by, there.status, there.holder_site) == (brought, "stored", bay.plant_site)
    async with bay.pool.acquire() as conn:
        chain = await chains.of_batch(conn, id=part.id, scopes=[f"org:{bay.clerk.org}"])
    assert chain[0].subject == brought
    assert [link.seq for link in chain if link.subject == brought] == list(range(1, 8))
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(400)), part.id)
    _, (first,) = await stands(bay, batch, brought)
    assert (first.status, first.lines[0].waits_for) == ("accepted", (batch,)), "the rest went on"
    await bay.tell(gate, e.Treated(TREATED, Decimal(600)), batch)
    _, (first, second) = await stands(bay, batch, brought, on)
    told = [(load.lines[0].batch, load.lines[0].treated_kg) for load in (first, second)]
    assert told == [(batch, 1000), (batch, 600)], "the works sees both, the collector what it sent on"
    assert (first.status, second.status) == ("closed", "closed")
    assert (await replay.check(bay.pool)).different == {}


async def test_a_part_refused_further_on_needs_the_plants_permit_for_its_method(
    bay: Bay, owner: asyncpg.Connection
) -> None:
    """Waste of others does not become the plant's own by coming back."""
    await owner.execute("update permit_item set methods = '{cn_utilisation:R4}' where code = 'HW17'")
    batch, _ = await bay.delivered("1000")
    part, _, _ = await _turned_away_in_part(bay, batch, "400")
    (told,) = await refusals(bay.tell(bay.gate, e.Treated("cn_disposal:D10", Decimal(400)), part.id))
    assert told.code == "method_not_permitted"


async def test_a_part_refused_further_on_is_given_back_to_the_works(bay: Bay) -> None:
    batch, brought = await bay.delivered("1000")
    part, _, gate = await _turned_away_in_part(bay, batch, "400")
    await take_home(bay, back(bay, part.id, brought))
    there, (first,) = await stands(bay, part.id, brought)
    assert (there.holder_site, there.arrived_by, there.earlier or None) == (bay.factory_site, None, None)
    assert (first.lines[0].given_back_kg, first.lines[0].done, first.status) == (400, False, "accepted")
    await bay.tell(gate, e.Treated(TREATED, Decimal(600)), batch)
    _, (first,) = await stands(bay, part.id, brought)
    assert (first.lines[0].given_back_kg, first.lines[0].treated_kg, first.status) == (400, 600, "closed")
    assert (await replay.check(bay.pool)).different == {}


async def refused_by_the_works(bay: Bay, batch: UUID, load: UUID, kg: str) -> Batch:
    """So much of what is given back comes home to the plant."""
    home = (await bay.tell(bay.gate, back(bay, batch, load))).subject
    await _brought(bay, home, bay.gate, bay.clerk, e.PartlyAccepted((e.LineRefused(1, Decimal(kg)),), "库满"))
    part = await _only_part_of(bay, batch)
    again = bay.load(
        consignor_site=bay.plant_site, consignee_site=bay.plant_site, lines=(e.LineDraft(part.id),), onward_of=home
    )
    await _brought(bay, (await bay.tell(bay.gate, again)).subject, bay.gate, bay.gate, e.Accepted())
    return part


async def test_what_the_works_refuses_of_a_load_given_back_is_still_what_the_plant_was_brought(bay: Bay) -> None:
    """Home at the plant, it is treated there: the manifest that brought it tells 600 kg given back, 400 treated."""
    batch, brought = await bay.delivered("1000")
    part = await refused_by_the_works(bay, batch, brought, "400")
    _, (first,) = await stands(bay, batch, brought)
    assert (first.lines[0].given_back_kg, first.lines[0].waits_for, first.status) == (600, (part.id,), "accepted")
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(400)), part.id)
    _, (first,) = await stands(bay, batch, brought)
    (line,) = first.lines
    assert (line.given_back_kg, line.treated_kg, first.status) == (600, 400, "closed")
    assert (await replay.check(bay.pool)).different == {}


async def test_what_the_works_refuses_of_a_load_given_back_may_be_given_back_once_more(bay: Bay) -> None:
    batch, brought = await bay.delivered("1000")
    part = await refused_by_the_works(bay, batch, brought, "400")
    await take_home(bay, back(bay, part.id, brought))
    there, (first,) = await stands(bay, part.id, brought)
    assert (there.holder_site, there.arrived_by) == (bay.factory_site, None)
    assert (first.lines[0].given_back_kg, first.status) == (1000, "closed")
    (told,) = await refusals(bay.tell(bay.gate, back(bay, part.id, brought)))
    assert told.code == "unknown_subject", "not a third time: it is the works' own"
    assert (await replay.check(bay.pool)).different == {}


async def test_a_group_refused_in_part_tells_the_manifest_of_each_part_its_own_kilograms(bay: Bay) -> None:
    """What was refused of a mixed lot at the next gate and treated elsewhere is not counted as treated behind it."""
    batch, brought = await bay.delivered("1000")
    bag = e.Output(Weight(Decimal(1000), Basis.WEIGHED), Container("drum", Decimal(200)))
    put = e.Regrouped(bay.plant_site, (e.Input(batch, Decimal(1000)),), (bag,))
    lot = (await bay.tell(bay.gate, put)).subject
    part, on, gate = await _turned_away_in_part(bay, lot, "400")
    await bay.tell(gate, e.Treated(TREATED, Decimal(600)), lot)
    _, (first, second) = await stands(bay, lot, brought, on)
    assert (second.lines[0].treated_kg, second.status, first.status) == (600, "closed", "accepted")
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(400)), part.id)
    _, (first, second) = await stands(bay, lot, brought, on)
    assert [(load.lines[0].treated_kg, load.status) for load in (first, second)] == [(1000, "closed"), (600, "closed")]
    assert (await replay.check(bay.pool)).different == {}


async def test_what_was_put_together_and_is_taken_apart_is_waited_for_in_its_sources_alone(bay: Bay) -> None:
    source = await bay.batch("1000")
    bag = e.Output(Weight(Decimal(400), Basis.WEIGHED), Container("drum", Decimal(200)))
    lot = (await bay.tell(bay.clerk, e.Regrouped(bay.factory_site, (e.Input(source, Decimal(400)),), (bag,)))).subject
    load = (await bay.tell(bay.clerk, bay.load(source, lot))).subject
    await _brought(bay, load, bay.clerk, bay.gate, e.Accepted())
    await bay.tell(bay.gate, e.Ungrouped(), lot)
    _, (first,) = await stands(bay, source, load)
    assert (first.status, [line.done for line in first.lines]) == ("accepted", [False, True])
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(1000)), source)
    _, (first,) = await stands(bay, source, load)
    assert (first.status, [line.treated_kg for line in first.lines]) == ("closed", [1000, 0])
    await sound(bay)


async def test_of_what_was_lost_wholly_in_a_group_nothing_comes_back(bay: Bay) -> None:
    drum, _ = await bay.delivered("1000")
    gram, brought = await bay.delivered("0.001")
    bag = e.Output(Weight(Decimal(1000), Basis.WEIGHED), Container("drum", Decimal(1200)))
    inputs = (e.Input(gram, GRAM), e.Input(drum, Decimal(1000)))
    put = e.Regrouped(bay.plant_site, inputs, (bag,), (e.Loss("蒸发", GRAM),))
    lot = (await bay.tell(bay.gate, put)).subject
    await bay.tell(bay.gate, e.Ungrouped(), lot)
    there, (first,) = await stands(bay, gram, brought)
    assert (there.status, there.weight.kg, first.status) == ("lost", 0, "closed")
    there, _ = await stands(bay, drum)
    assert (there.status, there.weight.kg) == ("stored", 1000)
    await sound(bay)
