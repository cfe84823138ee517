"""Batches put together, divided, treated with residues, and what becomes of their sources, against PostgreSQL."""

import dataclasses
from decimal import Decimal
from uuid import UUID

import pytest

from manifests import kept, queries, replay
from manifests.chain import queries as chains
from manifests.commands import Proposal, record
from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, ManifestStatus, Source, Weight
from tests.bay import PLATE, grant
from tests.manifests.test_commands import refusals, state_of
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import scopes
from workers.indicators import rollup

pytestmark = pytest.mark.anyio
FINAL, INTERIM = "cn_utilisation:R4", "basel_recovery:R12"


def weight(kg: str) -> Weight:
    return Weight(Decimal(kg), Basis.WEIGHED)


def put(bay, *inputs: tuple[UUID, str], into=(), lost=(), site=None) -> e.Regrouped:
    """Fractions of batches put into containers of these weights; one tank of them all where none is named."""
    into = into or (str(sum(Decimal(kg) for _, kg in inputs)),)
    return e.Regrouped(
        site=site or bay.plant_site,
        inputs=tuple(e.Input(batch, Decimal(kg)) for batch, kg in inputs),
        outputs=tuple(e.Output(weight(kg), Container("tank")) for kg in into),
        losses=tuple(e.Loss(name, Decimal(kg)) for name, kg in lost),
    )


def residue(kg: str, **changes) -> e.Residue:
    values = {
        "stream": "hazardous",
        "code": Code("cn-hw", "772-003-18", "2021"),
        "name": "焚烧飞灰",
        "form": "solid",
        "weight": weight(kg),
        "container": Container("bag"),
    }
    return e.Residue(**(values | changes))


def treat(bay, *inputs, left=(), lost=(), method=FINAL, site=None) -> e.Transformed:
    return e.Transformed(
        site=site or bay.plant_site,
        method=method,
        inputs=tuple(e.Input(batch, Decimal(kg)) for batch, kg in inputs),
        outputs=tuple(left),
        losses=tuple(e.Loss(name, Decimal(kg)) for name, kg in lost),
    )


async def batch_of(bay, id):
    return await state_of(bay, id, "batch")


async def statuses(bay, *ids):
    return [(await batch_of(bay, id)).status.value for id in ids]


async def all_batches(bay):
    async with bay.pool.acquire() as conn:
        return [x.state for x in await queries.list_batches(conn, scopes=None)]


async def sound(bay):
    report = await replay.check(bay.pool)
    assert report.ok, report.different
    await rollup.catch_up(bay.pool)
    assert await rollup.check(bay.pool) == [], "figures are what counting anew gives"


@pytest.fixture
async def three(bay):
    """Three accepted loads: (batch, manifest) each, of 6, 4 and 3 t."""
    return [await bay.delivered(kg) for kg in ("6000", "4000", "3000")]


# --- put together, sent on, treated ----------------------------------------------------------------------


async def test_fractions_go_into_one_batch_and_their_sources_keep_the_rest(bay, three):
    (a, _), (b, _), (c, _) = three
    receipt = await bay.tell(bay.gate, put(bay, (a, "5000"), (b, "3000"), (c, "2400")))
    group = await batch_of(bay, receipt.subject)
    assert (group.weight.kg, group.generated.kg, group.status) == (10400, 0, "stored")
    assert group.sources == (Source(a, Decimal(5000)), Source(b, Decimal(3000)), Source(c, Decimal(2400)))
    assert [(await batch_of(bay, id)).weight.kg for id in (a, b, c)] == [1000, 1000, 600]
    assert [p.kg for p in (await batch_of(bay, c)).portions] == [2400]
    assert receipt.names["digital_code"] == group.digital_code
    assert group.stored_since == min([(await batch_of(bay, id)).stored_since for id in (a, b, c)])
    assert (group.org, group.site) == (bay.factory, bay.factory_site), "all of one producer: it stays that one's waste"
    await sound(bay)


async def test_no_fraction_exceeds_its_source(bay, three):
    (a, _), (b, _), (c, _) = three
    (told,) = await refusals(bay.tell(bay.gate, put(bay, (a, "5000"), (b, "4000.001"), (c, "1"))))
    assert (told.code, told.path) == ("more_than_there_is", "fact.inputs[1].kg")
    assert await statuses(bay, a, b, c) == ["stored"] * 3


async def test_wastes_of_different_codes_are_not_put_together(bay):
    a = await bay.batch("100")
    b = await bay.batch("50", code=Code("cn-hw", "336-064-17", "2021"))
    fact = put(bay, (a, "100"), (b, "50"), site=bay.factory_site)
    (told,) = await refusals(bay.tell(bay.clerk, fact))
    assert (told.code, told.path, told.facts["code"]) == ("not_one_waste", "fact.inputs[1].batch", "336-064-17")


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"into": ("90",)}, "out_of_balance", "fact.outputs"),
        ({"into": ("90",), "lost": (("蒸发", "9"),)}, "out_of_balance", "fact.outputs"),
        ({"into": ("90",), "lost": (("  ", "10"),)}, "loss_unnamed", "fact.losses[0].name"),
        ({"into": ("90",), "lost": (("蒸发", "NaN"),)}, "wrong_weight", "fact.losses[0].kg"),
        ({"into": ("110",), "lost": (("蒸发", "-10"),)}, "wrong_weight", "fact.losses[0].kg"),
        ({"into": ("0.5",) * 101}, "too_many_at_once", "fact"),
    ],
)
async def test_what_goes_in_comes_out_or_is_named(bay, changes, code, path):
    a = await bay.batch("100")
    (told,) = await refusals(bay.tell(bay.clerk, put(bay, (a, "100"), site=bay.factory_site, **changes)))
    assert (told.code, told.path) == (code, path)
    if code == "out_of_balance":
        assert told.facts["difference"] in (10, 1)


async def test_one_batch_goes_in_once_and_something_goes_in(bay):
    a = await bay.batch("100")
    (told,) = await refusals(bay.tell(bay.clerk, put(bay, (a, "50"), (a, "50"), site=bay.factory_site)))
    assert told.code == "input_twice"
    (told,) = await refusals(bay.tell(bay.clerk, put(bay, site=bay.factory_site)))
    assert (told.code, told.path) == ("nothing_named", "fact.inputs")


async def test_only_what_stands_in_ones_own_store_goes_in(bay, three):
    (a, _), (b, _), _ = three
    mine = await bay.batch("10")
    (told,) = await refusals(bay.tell(bay.clerk, put(bay, (mine, "10"), (a, "1"), site=bay.factory_site)))
    assert told.code == "not_in_this_store", "its producer still sees it"
    (told,) = await refusals(bay.tell(bay.outsider, put(bay, (a, "1"))))
    assert told.code == "not_your_site"
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(6000)), a)
    (told,) = await refusals(bay.tell(bay.gate, put(bay, (a, "1"), (b, "1"))))
    assert told.code == "batch_taken"


async def test_a_group_finally_treated_ends_its_sources_and_their_manifests(bay, three):
    (a, ma), (b, mb), (c, mc) = three
    group = (await bay.tell(bay.gate, put(bay, (a, "6000"), (b, "4000"), (c, "2400")))).subject
    assert await statuses(bay, a, b, c) == ["grouped", "grouped", "stored"]
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal("1000")), group)
    lines = [(await state_of(bay, m)).lines[0] for m in (ma, mb, mc)]
    assert sum(line.treated_kg for line in lines) == 1000, "to the gram"
    assert [line.treated_kg for line in lines] == [Decimal("483.870"), Decimal("322.581"), Decimal("193.549")]
    assert await statuses(bay, a, b, c) == ["grouped", "grouped", "stored"]
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal("11400")), group)
    assert await statuses(bay, group, a, b, c) == ["treated", "treated", "treated", "stored"]
    assert [(await state_of(bay, m)).status for m in (ma, mb)] == [ManifestStatus.CLOSED] * 2
    assert (await state_of(bay, mc)).status is ManifestStatus.ACCEPTED, "600 kg are left of it"
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal("600")), c)
    assert (await state_of(bay, mc)).status is ManifestStatus.CLOSED
    await sound(bay)


async def test_the_rest_may_be_treated_first_and_its_source_waits(bay, three):
    (a, ma), _, _ = three
    group = (await bay.tell(bay.gate, put(bay, (a, "1000")))).subject
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(5000)), a)
    assert await statuses(bay, a) == ["grouped"]
    assert (await state_of(bay, ma)).status is ManifestStatus.ACCEPTED
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(1000)), group)
    assert await statuses(bay, a) == ["treated"]
    assert (await state_of(bay, ma)).lines[0].treated_kg == 6000


async def test_through_two_levels(bay, three):
    (a, ma), (b, mb), (c, mc) = three
    inner = (await bay.tell(bay.gate, put(bay, (a, "6000"), (b, "4000")))).subject
    outer = (await bay.tell(bay.gate, put(bay, (inner, "10000"), (c, "3000")))).subject
    assert await statuses(bay, inner, a, b, c) == ["grouped"] * 4
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(13000)), outer)
    assert await statuses(bay, outer, inner, a, b, c) == ["treated"] * 5
    manifests = [await state_of(bay, m) for m in (ma, mb, mc)]
    assert {m.status for m in manifests} == {ManifestStatus.CLOSED}
    assert [m.lines[0].treated_kg for m in manifests] == [6000, 4000, 3000]
    await sound(bay)


async def test_through_two_levels_in_another_process(bay, three, database_url):
    """What put them together was kept elsewhere: all that may be told is read."""
    (a, ma), (b, _), (c, _) = three
    inner = (await bay.tell(bay.gate, put(bay, (a, "6000"), (b, "4000")))).subject
    outer = (await bay.tell(bay.gate, put(bay, (inner, "10000"), (c, "3000")))).subject
    pool = await open_pool(database_url, 2)
    elsewhere = dataclasses.replace(bay, pool=pool)
    await elsewhere.tell(bay.gate, e.Treated(FINAL, Decimal(13000)), outer)
    await pool.close()
    kept.kept_of(bay.pool).states.clear()
    assert await statuses(bay, inner, a, b, c) == ["treated"] * 4
    assert (await state_of(bay, ma)).status is ManifestStatus.CLOSED
    await sound(bay)


async def test_put_together_and_treated_in_one_request(bay, three):
    (a, ma), (b, _), _ = three
    inner = (await bay.tell(bay.gate, put(bay, (a, "6000"), (b, "4000")))).subject
    kept.kept_of(bay.pool).states.clear()
    group, now = new_id(), clock.now()
    outcomes = await record(
        bay.pool,
        bay.gate,
        [
            Proposal(put(bay, (inner, "10000")), now, subject=group, id=new_id()),
            Proposal(e.Treated(FINAL, Decimal(10000)), now, subject=group, id=new_id()),
        ],
    )
    assert [getattr(x, "problems", []) for x in outcomes] == [[], []]
    assert await statuses(bay, inner, a) == ["treated", "treated"]
    assert (await state_of(bay, ma)).status is ManifestStatus.CLOSED
    await sound(bay)


async def test_an_interim_step_of_a_group_does_not_end_its_sources(bay, three):
    (a, _), _, _ = three
    group = (await bay.tell(bay.gate, put(bay, (a, "6000")))).subject
    await bay.tell(bay.gate, e.Treated(INTERIM, Decimal(6000)), group)
    assert await statuses(bay, group, a) == ["stored", "grouped"]


async def test_the_first_producer_sees_it_treated_and_not_whose_else_it_was(bay, three):
    (a, _), _, _ = three
    group = (await bay.tell(bay.gate, put(bay, (a, "6000")))).subject
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(6000)), group)
    async with bay.pool.acquire() as conn:
        mine = [x.kind for x in await chains.of_batch(conn, id=a, scopes=scopes(bay.clerk))]
        whole = [x.kind for x in await chains.of_batch(conn, id=group, scopes=scopes(bay.gate))]
        assert await chains.of_batch(conn, id=group, scopes=scopes(bay.outsider)) == []
    assert mine[-3:] == ["portion_taken", "portion_treated", "line_treated"]
    assert whole == ["regrouped", "treated"]


# --- turned away, brought back, taken apart --------------------------------------------------------------


async def leave(bay, group: UUID, sender=None, **changes) -> UUID:
    """From one store, the factory's unless said, to the gate of another, the plant's."""
    sender = sender or bay.clerk
    manifest = (await bay.tell(sender, bay.load(group, **changes))).subject
    await bay.tell(sender, e.Published(), manifest)
    await bay.tell(sender, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    return manifest


@pytest.fixture
async def pair(bay):
    """A group at the factory, of two drums."""
    a, b = await bay.batch("700"), await bay.batch("300")
    group = (await bay.tell(bay.clerk, put(bay, (a, "700"), (b, "200"), site=bay.factory_site))).subject
    return group, a, b


async def test_taken_apart_before_it_left_its_sources_are_free(bay, pair):
    group, a, b = pair
    await bay.tell(bay.clerk, e.Ungrouped(), group)
    assert await statuses(bay, group, a, b) == ["ungrouped", "stored", "stored"]
    assert [(await batch_of(bay, id)).weight.kg for id in (group, a, b)] == [0, 700, 300]
    assert (await batch_of(bay, a)).portions == ()
    await bay.tell(bay.clerk, bay.load(a, b))
    await sound(bay)


async def test_a_group_turned_away_comes_back_and_frees_its_sources(bay, pair):
    group, a, b = pair
    load = await leave(bay, group)
    assert [x.code for x in await refusals(bay.tell(bay.clerk, e.Ungrouped(), group))] == ["not_your_step"]
    await bay.tell(bay.gate, e.Refused("桶漏"), load)
    back = await leave(bay, group, onward_of=load, consignee_site=bay.factory_site)
    await bay.tell(bay.clerk, e.Weighed((e.LineWeighed(1, Decimal("899.999")),)), back)
    await bay.tell(bay.clerk, e.Accepted(), back)
    await bay.tell(bay.clerk, e.Ungrouped(), group)
    assert await statuses(bay, group, a, b) == ["ungrouped", "stored", "stored"]
    weights = [(await batch_of(bay, id)).weight.kg for id in (a, b)]
    assert sum(weights) == Decimal("999.999"), "what the scale found goes back, to the gram"
    await sound(bay)


async def test_a_part_of_a_group_turned_away_keeps_its_sources_waiting(bay, pair):
    group, a, b = pair
    load = await leave(bay, group)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), "含杂物"), load)
    (part,) = [x for x in await all_batches(bay) if x.parent == group]
    assert part.sources == (Source(group, Decimal(100)),)
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(800)), group)
    assert await statuses(bay, group, a) == ["grouped", "grouped"]
    back = await leave(bay, part.id, onward_of=load, consignee_site=bay.factory_site)
    await bay.tell(bay.clerk, e.Accepted(), back)
    (told,) = await refusals(bay.tell(bay.clerk, e.Ungrouped(), part.id))
    assert told.code == "source_went_on"
    await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(100)), part.id)
    assert await statuses(bay, part.id, group, a, b) == ["treated", "treated", "treated", "stored"]
    assert (await batch_of(bay, a)).treated_in_all in (Decimal(700), Decimal("699.999"))
    await sound(bay)


async def test_sources_wait_again_where_there_was_more_and_end_where_there_was_not(bay, three):
    """A correction at the gate opens a treated group again, or ends it: its sources and what brought them follow."""
    (drum, brought), _, _ = three
    inner = (await bay.tell(bay.gate, put(bay, (drum, "6000")))).subject
    group = (await bay.tell(bay.gate, put(bay, (inner, "6000")))).subject
    await grant(bay.pool, bay.factory, bay.factory_site, clock.local_date(clock.now()), number="2")
    sites = {"consignor_site": bay.plant_site, "consignee_site": bay.factory_site}
    load = await leave(bay, group, sender=bay.gate, **sites)
    await bay.tell(bay.clerk, e.Accepted(), load)
    await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(6000)), group)
    for kg, there, at in (("6010", ["stored", "grouped", "grouped"], "accepted"), ("6000", ["treated"] * 3, "closed")):
        asked = e.LineRevised(1, received_kg=Decimal(kg))
        await bay.tell(bay.clerk, e.RevisionRequested("磅单抄错", lines=(asked,)), load)
        await bay.tell(bay.gate, e.RevisionApproved(), load)
        await bay.tell(bay.driver, e.RevisionApproved(), load)
        assert await statuses(bay, group, inner, drum) == there
        assert (await state_of(bay, brought)).status.value == at
        await sound(bay)


async def test_what_cannot_be_taken_apart_says_why(bay, pair):
    group, _, b = pair
    assert [x.code for x in await refusals(bay.tell(bay.clerk, e.Ungrouped(), b))] == ["not_put_together"]
    await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(1)), group)
    assert [x.code for x in await refusals(bay.tell(bay.clerk, e.Ungrouped(), group))] == ["changed_since"]
    again = (await bay.tell(bay.clerk, put(bay, (b, "50"), site=bay.factory_site))).subject
    await bay.tell(bay.clerk, bay.load(b))
    assert [x.code for x in await refusals(bay.tell(bay.clerk, e.Ungrouped(), again))] == ["source_went_on"]


# --- one tank into drums ---------------------------------------------------------------------------------


async def test_a_tank_is_repacked_into_drums_each_with_its_own_code(bay):
    tank = await bay.batch("600.5")
    fact = put(bay, (tank, "600.5"), into=("200", "200", "200"), lost=(("蒸发", "0.5"),), site=bay.factory_site)
    first = (await bay.tell(bay.clerk, fact)).subject
    drums = [x for x in await all_batches(bay) if x.sources]
    assert len(drums) == 3
    assert {x.digital_code[-3:] for x in drums} == {"002", "003", "004"}
    assert sum(x.sources[0].kg for x in drums) == Decimal("600.5")
    assert {x.generated.kg for x in drums} == {0}, "not waste anew"
    assert {x.generated_at for x in drums} == {(await batch_of(bay, tank)).generated_at}
    async with bay.pool.acquire() as conn:
        for drum in drums:
            assert await queries.batch(conn, id=drum.id, scopes=scopes(bay.clerk)) == drum
            found = await queries.subject_of(conn, value=drum.digital_code)
            assert found is not None
            assert found[0] == drum.id
    for drum in drums:
        assert await statuses(bay, tank) == ["grouped"]
        await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(200)), drum.id)
    assert await statuses(bay, tank, first) == ["treated", "treated"]
    await sound(bay)


async def test_one_of_the_drums_is_poured_back(bay):
    tank = await bay.batch("600")
    fact = put(bay, (tank, "600"), into=("200", "400"), site=bay.factory_site)
    first = (await bay.tell(bay.clerk, fact)).subject
    await bay.tell(bay.clerk, e.Ungrouped(), first)
    there = await batch_of(bay, tank)
    assert (there.status, there.weight.kg, len(there.portions)) == ("stored", 200, 1)
    await sound(bay)


async def test_the_same_request_again_makes_nothing_twice(bay):
    tank = await bay.batch("600")
    fact = put(bay, (tank, "600"), into=("200", "400"), site=bay.factory_site)
    proposal = Proposal(fact, clock.now())
    for repeated in (False, True):
        (answer,) = await record(bay.pool, bay.clerk, [proposal], key="once")
        assert answer.repeated is repeated
    assert len(await all_batches(bay)) == 3


# --- treatment with residues -----------------------------------------------------------------------------


async def test_a_final_treatment_leaves_residues_of_their_own(bay, three):
    (a, ma), (b, mb), _ = three
    fact = treat(
        bay, (a, "6000"), (b, "1000"), left=(residue("900"), residue("600", name="炉渣")), lost=(("烟气", "5500"),)
    )
    ash = (await bay.tell(bay.gate, fact)).subject
    left = [x for x in await all_batches(bay) if x.residue_of]
    assert sorted(x.weight.kg for x in left) == [600, 900]
    assert all((x.generated, x.org, x.site, x.sources) == (x.weight, bay.plant, bay.plant_site, ()) for x in left)
    assert {x.code.code for x in left} == {"772-003-18"}
    assert all(x.residue_of == (a, b) for x in left)
    assert await statuses(bay, a, b, ash) == ["treated", "stored", "stored"]
    assert (await batch_of(bay, b)).weight.kg == 3000
    assert (await state_of(bay, ma)).status is ManifestStatus.CLOSED
    assert (await state_of(bay, mb)).lines[0].treated_kg == 1000
    async with bay.pool.acquire() as conn:
        (treated,) = [x for x in await chains.of_batch(conn, id=a, scopes=None) if x.kind == "treated"]
        assert str(ash) in bytes(treated.body).decode(), "its chain leads on to what it left"
    await sound(bay)


async def test_after_an_interim_treatment_the_inputs_wait_for_the_outputs(bay, three):
    (a, ma), _, _ = three
    fact = treat(bay, (a, "6000"), left=(residue("2500"),), lost=(("脱水", "3500"),), method=INTERIM)
    cake = (await bay.tell(bay.gate, fact)).subject
    there = await batch_of(bay, cake)
    assert (there.generated.kg, there.steps, there.residue_of) == (0, (INTERIM,), ())
    assert await statuses(bay, a) == ["grouped"]
    assert [x.code for x in await refusals(bay.tell(bay.gate, e.Ungrouped(), cake))] == ["changed_since"]
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(2500)), cake)
    assert await statuses(bay, a) == ["treated"]
    assert (await state_of(bay, ma)).status is ManifestStatus.CLOSED
    await sound(bay)


async def test_hazardous_wastes_are_not_merged_under_an_interim_code_either(bay):
    a, b = [await bay.batch("100", code=Code("cn-hw", code, "2021")) for code in ("336-054-17", "336-064-17")]
    both = ((a, "100"), (b, "100"))
    fact = treat(bay, *both, left=(residue("200"),), method=INTERIM, site=bay.factory_site)
    (told,) = await refusals(bay.tell(bay.clerk, fact))
    assert told.code == "not_one_waste"
    await bay.tell(bay.clerk, treat(bay, *both, left=(residue("200"),), site=bay.factory_site))
    assert await statuses(bay, a, b) == ["treated", "treated"]


async def test_a_residue_is_a_waste_the_catalogue_knows(bay, three):
    (a, _), _, _ = three
    wrong = residue("6000", code=Code("cn-hw", "999-999-99", "2021"))
    (told,) = await refusals(bay.tell(bay.gate, treat(bay, (a, "6000"), left=(wrong,))))
    assert told.path == "fact.outputs[0].code.code"
    (told,) = await refusals(bay.tell(bay.gate, treat(bay, (a, "6000"), left=(residue("6000"),), method="x:y")))
    assert told.code == "unknown_treatment"


# --- treated otherwise than was told ---------------------------------------------------------------------


async def test_how_a_group_was_treated_is_corrected_for_all_that_is_in_it(bay, three):
    """Two levels up, share by share; whether its chain ended is not."""
    (a, _), (b, _), (c, _) = three
    pair = (await bay.tell(bay.gate, put(bay, (a, "6000"), (b, "4000")))).subject
    lot = (await bay.tell(bay.gate, put(bay, (pair, "10000"), (c, "3000")))).subject
    await grant(bay.pool, bay.factory, bay.factory_site, clock.local_date(clock.now()), number="2")
    sites = {"consignor_site": bay.plant_site, "consignee_site": bay.factory_site}
    load = await leave(bay, lot, sender=bay.gate, **sites)
    await bay.tell(bay.clerk, e.Accepted(), load)
    await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(6500)), lot)
    await bay.tell(bay.clerk, e.Treated(FINAL, Decimal(6500)), lot)

    def asked(method: str) -> e.RevisionRequested:
        return e.RevisionRequested("工艺记错", lines=(e.LineRevised(1, treated_by=method),))

    (told,) = await refusals(bay.tell(bay.clerk, asked(INTERIM), load))
    assert (told.code, told.path) == ("treated_as_group", "fact.lines[0].treated_by")
    burnt = "cn_disposal:D10"
    await bay.tell(bay.clerk, asked(burnt), load)
    for who in (bay.gate, bay.driver):
        await bay.tell(who, e.RevisionApproved(), load)
    rows = await bay.pool.fetch(
        "select subject, sum((body->>'kg')::numeric) as kg from custody_event where kind = 'reclassified'"
        " and body->>'method' = $1 group by 1",
        burnt,
    )
    assert {r["subject"]: r["kg"] for r in rows} == {lot: 13000, pair: 10000, a: 6000, b: 4000, c: 3000}
    assert await statuses(bay, lot, pair, a, b, c) == ["treated"] * 5
    await sound(bay)
    cells = await bay.pool.fetch(
        "select method, sum(kg) as kg from rollup_cell where measure in ('used', 'disposed')"
        " group by 1 having sum(kg) <> 0"
    )
    assert {r["method"]: r["kg"] for r in cells} == {burnt: 13000}
