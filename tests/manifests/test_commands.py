"""`record` against a real PostgreSQL: what is kept, what is refused, and what happens when two come at once."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import msgspec
import pytest

from manifests import queries, replay
from manifests import refusals as r
from manifests.chain import queries as chains
from manifests.commands import Declined, Proposal, Recorded, record, record_one
from manifests.life import events as e
from manifests.life.model import Basis, Batch, Code, Container, ManifestStatus, Weight
from tests.bay import grant
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals, RepeatedKey
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import scopes

pytestmark = pytest.mark.anyio


async def refusals(awaitable) -> list[Refusal]:
    with pytest.raises((Refusal, Refusals)) as told:
        await awaitable
    return getattr(told.value, "refusals", [told.value])


async def state_of(bay, subject, kind="manifest"):
    async with bay.pool.acquire() as conn:
        read = queries.manifest if kind == "manifest" else queries.batch
        return await read(conn, id=subject, scopes=None)


# --- the life of a drum ----------------------------------------------------------------------------------


async def test_a_drum_from_the_bath_to_its_treatment(bay):
    batch, manifest = await bay.delivered("1000", weighed="998")
    async with bay.pool.acquire() as conn:
        received = await queries.batch(conn, id=batch, scopes=scopes(bay.gate))
    assert (received.weight.kg, received.holder_org, received.arrived_by) == (998, bay.plant, manifest)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(998)), batch)
    assert (await state_of(bay, manifest)).status is ManifestStatus.CLOSED
    assert (await state_of(bay, batch, "batch")).weight.kg == 0
    report = await replay.check(bay.pool)
    assert report.ok, report.different
    assert report.subjects == 2


@pytest.mark.parametrize("change", ["plates = '[\"粤Z00001\"]'", "revision_due = 'x'", "status = 'closed'"])
async def test_a_column_that_is_not_what_its_state_says_is_found(bay, owner, change):
    """Lists read the columns, people the state: `replay --check` holds them together."""
    _, manifest = await bay.delivered()
    await owner.execute(f"update manifest set {change} where id = $1", manifest)
    assert (await replay.check(bay.pool)).different == {manifest: "its columns differ from its state"}


async def test_the_label_code_is_the_37_characters_of_the_standard(bay):
    receipt = await bay.tell(bay.clerk, bay.drum())
    code = receipt.names["digital_code"]
    day = clock.local_date(clock.now())
    assert len(code) == 37
    assert code[18:] == f"33605417{day:%Y%m%d}001"


async def test_the_1000th_drum_of_a_day_is_refused_clearly(bay, owner):
    first = (await bay.tell(bay.clerk, bay.drum())).names["digital_code"]
    await owner.execute("update counter set last = 998 where name = $1", f"hj1276:{first[:34]}")
    assert (await bay.tell(bay.clerk, bay.drum())).names["digital_code"].endswith("999")
    (told,) = await refusals(bay.tell(bay.clerk, bay.drum()))
    assert told.code == "serials_used_up"


async def test_an_interim_step_does_not_end_the_chain(bay):
    batch, manifest = await bay.delivered()
    await bay.tell(bay.gate, e.Treated("basel_recovery:R12", Decimal(1000)), batch)
    there = await state_of(bay, batch, "batch")
    assert (there.status, there.weight.kg, there.steps) == ("stored", 1000, ("basel_recovery:R12",))
    assert (await state_of(bay, manifest)).status is ManifestStatus.CLOSED


@pytest.mark.parametrize("hazards", ["Z", "t", "T;I", "T,", "toxic", "I,Z"])
async def test_hazards_are_written_as_in_the_catalogue(bay, hazards):
    """The signs on the label, and what may enter Guangdong, are read from these letters."""
    (told,) = await refusals(bay.tell(bay.clerk, bay.drum(hazards=hazards)))
    assert (told.code, told.path) == ("unknown_hazards", "fact.hazards")
    assert (await bay.tell(bay.clerk, bay.drum(hazards="T/C/I/R/In"))).warnings[0].code == "hazards_differ"


async def test_a_partial_refusal_leaves_two_batches_and_loses_nothing(bay):
    batch = await bay.batch("10000")
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(4000)),), "含水"), manifest)
    async with bay.pool.acquire() as conn:
        (part, kept) = [x.state for x in await queries.list_batches(conn, scopes=scopes(bay.clerk))]
    if part.parent is None:
        part, kept = kept, part
    assert (kept.weight.kg, part.weight.kg, part.parent) == (6000, 4000, batch)
    assert part.holder_org == bay.carrier
    assert (await replay.check(bay.pool)).ok


async def refused_in_part(bay, batch: UUID) -> Batch:
    """400 kg of it, as the batch they became."""
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含水"), manifest)
    async with bay.pool.acquire() as conn:
        found = [x.state for x in await queries.list_batches(conn, scopes=scopes(bay.clerk))]
    return next(x for x in found if x.parent == batch)


async def test_what_is_refused_in_part_has_a_label_of_its_own(bay):
    told = await bay.tell(bay.clerk, bay.drum())
    whole = told.names["digital_code"]
    part = await refused_in_part(bay, told.subject)
    assert part.digital_code is not None
    assert part.digital_code[:34] == whole[:34], "of who filled it, not of who turned it away"
    assert int(part.digital_code[34:]) == int(whole[34:]) + 1
    async with bay.pool.acquire() as conn:
        assert await queries.subject_of(conn, value=part.digital_code) == (part.id, "batch", "hj1276")
    assert (await replay.check(bay.pool)).ok


async def test_a_part_is_refused_also_where_the_labels_of_the_day_are_used_up(bay, owner):
    told = await bay.tell(bay.clerk, bay.drum())
    await owner.execute("update counter set last = 999 where name = $1", f"hj1276:{told.names['digital_code'][:34]}")
    assert (await refused_in_part(bay, told.subject)).digital_code is None


async def test_a_refused_load_stays_on_the_vehicle(bay):
    batch = await bay.batch()
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.Refused("名称不符"), manifest)
    there = await state_of(bay, batch, "batch")
    assert (there.status, there.holder_org) == ("refused", bay.carrier)


async def test_a_cancelled_draft_sets_its_batches_free(bay):
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    (told,) = await refusals(bay.tell(bay.clerk, bay.load(batch)))
    assert isinstance(told, r.BatchTaken)
    await bay.tell(bay.clerk, e.Cancelled("改期"), manifest)
    await bay.tell(bay.clerk, bay.load(batch))


# --- numbers ---------------------------------------------------------------------------------------------


async def test_fifty_at_once_get_consecutive_numbers(bay):
    """50 clients publish in one city at once: no number twice, none missing."""
    outcomes = await record(
        bay.pool, bay.clerk, [Proposal(fact=bay.drum("10"), occurred_at=clock.now()) for _ in range(50)]
    )
    loads = await record(
        bay.pool, bay.clerk, [Proposal(fact=bay.load(o.subject), occurred_at=clock.now()) for o in outcomes]
    )

    async def publish(subject):
        return await bay.tell(bay.clerk, e.Published(), subject)

    receipts = await asyncio.gather(*(publish(load.subject) for load in loads))
    numbers = sorted(int(x.names["number"]) for x in receipts)
    assert numbers == list(range(numbers[0], numbers[0] + 50))
    assert str(numbers[0]) == f"{clock.local_date(clock.now()).year}4403000001"


async def test_a_refused_publication_takes_no_number(bay):
    batches = [await bay.batch("10") for _ in range(3)]
    loads = [(await bay.tell(bay.clerk, bay.load(b))).subject for b in batches]
    first = await bay.tell(bay.clerk, e.Published(), loads[0])
    await refusals(bay.tell(bay.clerk, e.Published(), loads[0]))
    await refusals(bay.tell(bay.outsider, e.Published(), loads[1]))
    second = await bay.tell(bay.clerk, e.Published(), loads[2])
    assert int(second.names["number"]) == int(first.names["number"]) + 1


# --- twice, late, at once --------------------------------------------------------------------------------


async def test_the_same_event_again_is_the_same_event(bay):
    proposal = Proposal(fact=bay.drum(), occurred_at=clock.now(), id=new_id(), subject=new_id())
    first = await record_one(bay.pool, bay.clerk, proposal)
    again = await record_one(bay.pool, bay.clerk, proposal)
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.seq, again.names, again.digest) == (first.seq, first.names, first.digest)


async def test_a_default_spelt_out_changes_no_digest(bay):
    """So a release that adds a field with a default takes what a client of the one before sends again."""
    ids = {"id": str(new_id()), "subject": str(new_id()), "occurred_at": clock.now().isoformat()}
    fact = msgspec.to_builtins(bay.drum())
    sent = [{**ids, "fact": more} for more in (fact, {**fact, "ledger_code": None, "constituents": ""})]
    assert "ledger_code" not in fact
    first, again = [await record_one(bay.pool, bay.clerk, msgspec.convert(x, Proposal)) for x in sent]
    assert (again.repeated, again.digest) == (True, first.digest)


async def test_an_idempotency_key_stands_in_for_ids(bay):
    proposal = Proposal(fact=bay.drum(), occurred_at=clock.now())
    first = await record_one(bay.pool, bay.clerk, proposal, key="k1")
    again = await record_one(bay.pool, bay.clerk, proposal, key="k1")
    other = await record_one(bay.pool, bay.clerk, proposal, key="k2")
    assert again.subject == first.subject != other.subject
    assert again.repeated
    changed = Proposal(fact=bay.drum("7"), occurred_at=proposal.occurred_at)
    (told,) = await refusals(record_one(bay.pool, bay.clerk, changed, key="k1"))
    assert isinstance(told, RepeatedKey)


async def test_the_same_event_sent_at_once_by_ten_is_stored_once(bay, owner):
    proposal = Proposal(fact=bay.drum(), occurred_at=clock.now(), id=new_id(), subject=new_id())
    receipts = await asyncio.gather(*(record_one(bay.pool, bay.clerk, proposal) for _ in range(10)))
    assert sorted(x.repeated for x in receipts) == [False] + [True] * 9
    assert await owner.fetchval("select count(*) from custody_event") == 1


async def test_of_two_who_saw_the_same_step_one_is_told_of_the_other(bay):
    """A lost update is a conflict, never a rights error, and leaves no phantom row."""
    batch = await bay.batch()

    async def reweigh(kg):
        fact = e.Reweighed(Weight(Decimal(kg), Basis.WEIGHED))
        return await record(
            bay.pool, bay.clerk, [Proposal(fact=fact, occurred_at=clock.now(), subject=batch, expected=1)]
        )

    outcomes = [o for (o,) in await asyncio.gather(*(reweigh(900 + n) for n in range(6)))]
    assert sum(isinstance(o, Recorded) for o in outcomes) == 1
    told = [p for o in outcomes if isinstance(o, Declined) for p in o.problems]
    assert {type(p) for p in told} == {r.LostUpdate}
    assert {p.status for p in told} == {409}
    assert (await state_of(bay, batch, "batch")).seq == 2


async def test_writers_without_an_expectation_follow_one_another(bay):
    batch = await bay.batch()
    fact = e.Reweighed(Weight(Decimal(900), Basis.WEIGHED))
    await asyncio.gather(*(bay.tell(bay.clerk, fact, batch) for _ in range(6)))
    assert (await state_of(bay, batch, "batch")).seq == 7
    assert (await replay.check(bay.pool)).ok


async def test_many_in_one_call_build_on_each_other_and_a_refused_one_harms_no_other(bay):
    batch, manifest, at = new_id(), new_id(), clock.now()

    def propose(fact, subject):
        return Proposal(fact=fact, occurred_at=at, id=new_id(), subject=subject)

    made, left, drawn, published, twice = await record(
        bay.pool,
        bay.clerk,
        [
            propose(bay.drum(), batch),
            propose(e.Signed(name="李姐"), manifest),
            propose(bay.load(batch), manifest),
            propose(e.Published(), manifest),
            propose(e.Published(), manifest),
        ],
    )
    assert [isinstance(x, Recorded) for x in (made, left, drawn, published, twice)] == [True, False, True, True, False]
    assert isinstance(left.problems[0], r.UnknownSubject)
    assert published.names["number"]


# --- rights ----------------------------------------------------------------------------------------------


async def test_to_hold_an_id_is_no_right(bay):
    batch = await bay.batch()
    manifest = await bay.on_the_road(batch)
    for actor, status in ((bay.outsider, 403), (bay.regulator, 403)):
        (told,) = await refusals(bay.tell(actor, e.Arrived(), manifest))
        assert told.status in (status, 404)
    (told,) = await refusals(bay.tell(bay.outsider, e.Reweighed(Weight(Decimal(5), Basis.WEIGHED)), batch))
    assert told.status == 404


async def test_each_step_belongs_to_its_party(bay):
    manifest = await bay.at_the_gate(await bay.batch())
    for actor in (bay.clerk, bay.driver):
        (told,) = await refusals(bay.tell(actor, e.Accepted(), manifest))
        assert told.status == 403
    await bay.tell(bay.gate, e.Accepted(), manifest)


async def test_a_draft_is_its_makers_alone_until_it_is_published(bay):
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject

    async def seen_by(actor):
        async with bay.pool.acquire() as conn:
            return await queries.manifest(conn, id=manifest, scopes=scopes(actor)) is not None

    people = [bay.clerk, bay.gate, bay.driver, bay.regulator, bay.outsider]
    assert [await seen_by(p) for p in people] == [True, False, False, False, False]
    await bay.tell(bay.clerk, e.Published(), manifest)
    assert [await seen_by(p) for p in people] == [True, True, True, True, False]


async def test_the_application_can_neither_change_nor_delete_events(bay):
    await bay.batch()
    for statement in (
        "update custody_event set kind = 'x'",
        "delete from custody_event",
        "truncate custody_event",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(statement)


async def test_not_even_the_owner_can(bay, owner):
    await bay.batch()
    for statement in ("update custody_event set seq = 9", "delete from custody_event", "truncate custody_event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed"):
            await owner.execute(statement)


# --- entry -----------------------------------------------------------------------------------------------


async def told_of(bay, **changes) -> tuple[str, str]:
    (told,) = await refusals(bay.tell(bay.clerk, bay.drum(**changes)))
    return told.path, told.code


async def test_wrong_waste_is_refused_at_its_field(bay):
    code = lambda scheme, value: {"code": Code(scheme, value, "")}  # noqa: E731
    assert await told_of(bay, **code("cn-hw", "336-999-17")) == ("fact.code.code", "unknown_hazardous_code")
    assert await told_of(bay, **code("cn-hw", "900-099-S03")) == ("fact.code.code", "waste_code_of_other_scheme")
    assert await told_of(bay, **code("cn-sw", "900-099-S03")) == ("fact.code.code", "code_not_of_stream")
    assert await told_of(bay, stream="nonsense") == ("fact.stream", "unknown_stream")
    assert await told_of(bay, form="plasma") == ("fact.form", "unknown_form")
    assert await told_of(bay, site=bay.plant_site) == ("fact.site", "not_your_site")
    assert await told_of(bay, site=new_id()) == ("fact.site", "unknown_site")
    assert await told_of(bay, container=Container("drum", Decimal(-1))) == ("fact.container.litres", "wrong_container")


async def test_the_receivers_permit_is_asked(bay):
    today = clock.local_date(clock.now())
    copper = await bay.batch(code=Code("cn-hw", "398-004-22", "2021"), name="含铜蚀刻废液", form="liquid")
    (told,) = await refusals(bay.tell(bay.clerk, bay.load(copper)))
    assert (told.path, told.code) == ("fact.consignee_site", "no_permit")
    await grant(bay.pool, bay.plant, bay.plant_site, today, code="HW22", until=today - timedelta(days=1), number="2")
    (told,) = await refusals(bay.tell(bay.clerk, bay.load(copper)))
    assert (told.path, told.code, told.facts["number"]) == ("fact.consignee_site", "permit_expired", "440300-2")


async def test_a_permit_that_ends_between_draft_and_publication_stops_it_but_not_a_moving_load(bay, owner, monkeypatch):
    monkeypatch.setattr("wasteflow.places.cards.KEPT_SECONDS", 0)
    waiting, moving = await bay.batch(), await bay.batch()
    draft = (await bay.tell(bay.clerk, bay.load(waiting))).subject
    manifest = await bay.on_the_road(moving)
    await owner.execute("update permit set valid_to = current_date - 3, valid_from = current_date - 9")
    (told,) = await refusals(bay.tell(bay.clerk, e.Published(), draft))
    assert told.code == "permit_expired"
    await bay.tell(bay.driver, e.Arrived(), manifest)
    await bay.tell(bay.gate, e.Accepted(), manifest)


async def test_a_wrong_plate_is_refused_and_a_strange_one_is_odd(bay):
    batch = await bay.batch()
    (told,) = await refusals(bay.tell(bay.clerk, bay.load(batch, plate="HELLO")))
    assert (told.path, told.code) == ("fact.plate", "wrong_plate")
    receipt = await bay.tell(bay.clerk, bay.load(batch, plate="粤b·99999"))
    assert [(w.path, w.code) for w in receipt.warnings] == [("fact.plate", "plate_unknown")]
    assert (await state_of(bay, receipt.subject)).carriers[0].plate == "粤B99999"


async def test_what_no_plan_names_may_leave_with_a_warning(bay):
    batch = await bay.batch(code=Code("cn-hw", "336-055-17", "2021"))
    receipt = await bay.tell(bay.clerk, bay.load(batch))
    assert [w.code for w in receipt.warnings] == ["not_in_plan"]


async def test_what_the_stream_requires_must_be_there(bay):
    batch = await bay.batch()
    load = bay.load(batch, lines=(e.LineDraft(batch),))
    assert [(x.path, x.code) for x in await refusals(bay.tell(bay.clerk, load))] == [
        ("fact.lines[0].method", "missing_field")
    ]
    manifest = await bay.at_the_gate(batch)
    assert [(x.path, x.code) for x in await refusals(bay.tell(bay.gate, e.Refused(" "), manifest))] == [
        ("fact.reason", "missing_field")
    ]


async def test_a_chain_names_who_and_keeps_both_times(bay):
    occurred = clock.now() - timedelta(hours=6)
    batch = await bay.batch(at=occurred)
    await bay.on_the_road(batch)
    async with bay.pool.acquire() as conn:
        chain = await chains.of_batch(conn, id=batch, scopes=None)
    kinds = [x.kind for x in chain]
    assert kinds[0] == "generated"
    assert set(kinds) == {"generated", "created", "assigned", "published", "signed", "departed", "loaded"}
    assert (chain[0].person, chain[0].org_name) == ("李姐", "深圳镀艺电镀厂")
    assert chain[0].occurred_at == occurred < chain[0].received_at
    by_kind = {x.kind: x for x in chain}
    assert by_kind["loaded"].cause == by_kind["departed"].id


@pytest.mark.parametrize("packages", [0, -1, 10_001])
async def test_a_line_has_packages_that_can_be_counted(bay, packages):
    lines = (e.LineDraft(await bay.batch(), method="cn_utilisation:R4", packages=packages),)
    (told,) = await refusals(bay.tell(bay.clerk, bay.load(lines=lines)))
    assert (told.code, told.path) == ("wrong_packages", "fact.lines[0].packages")


async def test_no_carrier_is_named_that_may_not_carry_it(bay):
    """Told when it is drawn up, not to the driver at the ramp once the consignor has signed."""
    first = await refusals(bay.tell(bay.clerk, bay.load(await bay.batch(), carrier=bay.plant)))
    assert [(x.code, x.path) for x in first] == [("no_carrier_permit", "fact.carrier")]
    second = await refusals(bay.tell(bay.clerk, bay.load(await bay.batch(), more_carriers=(bay.plant,))))
    assert [(x.code, x.path) for x in second] == [("no_carrier_permit", "fact.more_carriers[0]")]
