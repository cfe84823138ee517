"""What a signature seals, and what its author may put right before."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from manifests import queries, replay
from manifests import refusals as r
from manifests.commands import Proposal, Recorded, record
from manifests.life import events as e
from manifests.life import lifecycle, sealing
from manifests.life.model import BatchStatus, Manifest, ManifestStatus, Signature, Window
from tests.bay import ADMINISTRATOR, PLATE, credit_code, grant
from tests.border import approved, left, plant_in
from tests.manifests.facts import AT, BATCH, CARRIER, FACTORY, PLANT, created, envelope
from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

SEALED = law.streams()["hazardous"].sealed
DRAFTED = lifecycle.evolve(None, envelope(created(), 1))
assert isinstance(DRAFTED, Manifest)
LINE = e.LineDraft(BATCH)


def signed(*boxes: str) -> Manifest:
    marks = tuple(Signature(box, None, "", AT) for box in boxes)
    legs = sum(box.startswith("carrier") for box in boxes)
    carriers = tuple(replace(c, departed_at=AT if n < legs else None) for n, c in enumerate(DRAFTED.carriers))
    return replace(DRAFTED, status=ManifestStatus.SIGNED, signatures=marks, carriers=carriers)


def told(manifest: Manifest, fact: e.Amended, org=FACTORY, sealed=SEALED) -> list[tuple[str, str]]:
    try:
        sealing.check(manifest, fact, org, sealed)
    except Refusals as several:
        return [(x.code, x.path) for x in several.refusals]
    return []


WRITES = {
    "consignee": (e.Amended(consignee_site=new_id()), "fact.consignee_site"),
    "lines.batch": (e.Amended(lines=(LINE, e.LineDraft(new_id()))), "fact.lines[1].batch"),
    "lines.packages": (e.Amended(lines=(replace(LINE, packages=3),)), "fact.lines[0].packages"),
    "lines.method": (e.Amended(lines=(replace(LINE, method="local:P"),)), "fact.lines[0].method"),
    "carriers.org": (e.Amended(carrier=new_id()), "fact.carrier"),
    "carriers.plate": (e.Amended(plate="粤B54321"), "fact.plate"),
    "carriers.driver": (e.Amended(driver="刘师傅"), "fact.driver"),
    "remark": (e.Amended(remark="易碎"), "fact.remark"),
    "window": (e.Amended(window=Window(AT, AT + timedelta(hours=4))), "fact.window"),
}


def test_each_field_that_is_written_is_tried_here():
    assert WRITES.keys() == sealing.AUTHORS.keys()


@pytest.mark.parametrize("field", WRITES)
def test_a_field_is_its_authors_until_its_box_is_signed(field):
    """Walked over the very table: for each field, before, after its own box, after every other box."""
    fact, path = WRITES[field]
    own = sealing.box_of(field, SEALED)
    assert own is not None, "every field that can be written is sealed by somebody"
    assert told(DRAFTED, fact) == []
    for box in ("consignor", "carrier", "consignee"):
        mark = "carrier:1" if box == "carrier" else box
        assert told(signed(mark), fact) == ([("sealed_field", path)] if box == own else [])


@pytest.mark.parametrize("field", WRITES)
def test_who_is_not_its_author_does_not_write_it(field):
    fact, path = WRITES[field]
    expected = [] if "carrier" in sealing.AUTHORS[field] else [("not_your_field", path)]
    assert told(signed("consignor"), fact, CARRIER) == expected


def test_what_is_sealed_is_the_catalogues_to_say():
    fact, path = WRITES["remark"]
    assert told(signed("carrier:1"), fact, sealed={"carrier": ("remark",)}) == [("sealed_field", path)]
    assert told(signed("consignor"), fact, sealed={}) == []


@pytest.mark.parametrize("stream", law.streams())
def test_what_a_stream_seals_exists(stream):
    """A misspelt field would never be sealed."""
    manifest = set(Manifest.__struct_fields__)
    inside = {
        "lines": DRAFTED.lines[0].__struct_fields__,
        "carriers": DRAFTED.carriers[0].__struct_fields__,
    }
    for fields in law.streams()[stream].sealed.values():
        for field in fields:
            first, _, rest = field.partition(".")
            assert rest in inside[first] if rest else first in manifest, field
    assert {field for fields in law.streams()[stream].sealed.values() for field in fields} >= set(sealing.AUTHORS)


def test_every_fault_is_told_at_once():
    fact = e.Amended(lines=(replace(LINE, packages=3, method="local:P"),), remark="x", plate="粤B1")
    assert [path for _, path in told(signed("consignor"), fact)] == [
        "fact.lines[0].packages",
        "fact.lines[0].method",
        "fact.remark",
    ]


def test_what_changes_nothing_is_refused():
    for fact in (e.Amended(), e.Amended(remark="", plate="粤B12345", lines=(LINE,), carrier=CARRIER)):
        with pytest.raises(r.NothingToRevise):
            sealing.check(DRAFTED, fact, FACTORY, SEALED)


def test_a_stored_amendment_folds_whatever_is_sealed_today():
    """`evolve` never refuses."""
    state = signed("consignor", "carrier:1")
    after = lifecycle.evolve(state, replace(envelope(e.Amended(remark="x", plate="粤B9"), 2), org=CARRIER))
    assert isinstance(after, Manifest)
    assert (after.remark, after.carriers[0].plate) == ("x", "粤B9")


def test_the_first_carrier_writes_its_own_leg_only():
    two = replace(
        signed("consignor"), carriers=(*DRAFTED.carriers, replace(DRAFTED.carriers[0], org=PLANT, plate=None))
    )
    after = lifecycle.evolve(two, replace(envelope(e.Amended(plate="粤B9"), 2), org=PLANT))
    assert isinstance(after, Manifest)
    assert [c.plate for c in after.carriers] == ["粤B12345", "粤B9"]
    assert [(c.field, c.before, c.after) for c in after.amendments[0].changes] == [("carriers[1].plate", None, "粤B9")]


# --- against a real database ---------------------------------------------------------------------------------


async def refusals(awaitable) -> list[Refusal]:
    with pytest.raises((Refusal, Refusals)) as caught:
        await awaitable
    return getattr(caught.value, "refusals", [caught.value])


async def state_of(bay, subject, kind="manifest"):
    async with bay.pool.acquire() as conn:
        read = queries.manifest if kind == "manifest" else queries.batch
        return await read(conn, id=subject, scopes=None)


async def drawn_up(bay, *batches, published=True):
    manifest = (await bay.tell(bay.clerk, bay.load(*batches))).subject
    if published:
        await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


def lines(*batches, **more):
    return tuple(e.LineDraft(batch, method="cn_utilisation:R4", **more) for batch in batches)


async def next_plant(bay):
    """Another plant with a permit, and its gatekeeper."""
    company = s.NewOrganisation(name="另一处置厂", jurisdiction="440300", credit_code=credit_code(70), receives=True)
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name="龙岗", city="440300")])
    account = NewAccount(name="gate.two", person="钱磅房", role=Role.RECEIVER, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return org, site, Actor(account=account.id, name=account.person, role=account.role, org=org, site=site)


@pytest.mark.anyio
@pytest.mark.parametrize("published", [False, True])
async def test_lines_come_and_go_and_the_number_stays(bay, published):
    one, two, three = [await bay.batch(kg) for kg in ("100", "200", "300")]
    manifest = await drawn_up(bay, one, two, published=published)
    number = (await state_of(bay, manifest)).number
    await bay.tell(bay.clerk, e.Amended(lines=lines(two, three, packages=2), remark="易碎"), manifest)
    after = await state_of(bay, manifest)
    assert [(x.batch, x.packages, x.sent.kg) for x in after.lines] == [(two, 2, 200), (three, 2, 300)]
    assert (after.number, after.remark, bool(after.number)) == (number, "易碎", published)
    standing = [(await state_of(bay, b, "batch")) for b in (one, two, three)]
    assert [(b.status, b.manifest) for b in standing] == [
        (BatchStatus.STORED, None),
        (BatchStatus.ASSIGNED, manifest),
        (BatchStatus.ASSIGNED, manifest),
    ]
    (trail,) = after.amendments
    assert (trail.org, trail.account) == (bay.factory, bay.clerk.account)
    assert [(c.line, c.field, c.before, c.after) for c in trail.changes if c.line is None or c.line == 1] == [
        (1, "batch", str(one), str(two)),
        (1, "packages", 1, 2),
        (None, "remark", "", "易碎"),
    ]
    report = await replay.check(bay.pool)
    assert report.ok, report.different
    await drawn_up(bay, one)  # what was taken off is free


@pytest.mark.anyio
async def test_the_whole_is_checked_anew(bay):
    """Permits, ceilings and batches of others, as at the first drawing up."""
    batch = await bay.batch()
    manifest = await drawn_up(bay, batch)
    _, site, _ = await next_plant(bay)
    taken = await bay.batch()
    await drawn_up(bay, taken)
    heavy = await bay.batch("39500")
    for fact, code, path in (
        (e.Amended(consignee_site=site), "no_permit", "fact.consignee_site"),
        (e.Amended(consignee_site=bay.factory_site), "same_site", "fact.consignee_site"),
        (e.Amended(consignee_site=new_id()), "unknown_site", "fact.consignee_site"),
        (e.Amended(lines=lines(batch, taken)), "batch_taken", "fact.lines[1].batch"),
        (e.Amended(lines=lines(batch, new_id())), "unknown_subject", "fact.lines[1].batch"),
        (e.Amended(lines=lines(batch, heavy)), "too_heavy", "fact.lines"),
        (e.Amended(lines=()), "no_lines", "fact.lines"),
        (e.Amended(lines=lines(batch, batch)), "batch_twice", "fact.lines[1].batch"),
        (e.Amended(lines=(e.LineDraft(batch),)), "missing_field", "fact.lines[0].method"),
        (e.Amended(lines=(e.LineDraft(batch, method="no:such"),)), "unknown_treatment", "fact.lines[0].method"),
        (e.Amended(carrier=new_id()), "unknown_carrier", "fact.carrier"),
        (e.Amended(more_carriers=(bay.carrier,)), "carrier_twice", "fact.more_carriers[0]"),
        (e.Amended(plate="not a plate"), "wrong_plate", "fact.plate"),
    ):
        found = await refusals(bay.tell(bay.clerk, fact, manifest))
        assert (code, path) in [(x.code, x.path) for x in found], (fact, found)
    after = await state_of(bay, manifest)
    assert (after.amendments, [x.batch for x in after.lines]) == ((), [batch])
    assert (await state_of(bay, heavy, "batch")).status is BatchStatus.STORED


@pytest.mark.anyio
async def test_another_consignee_sees_it_and_takes_it_in(bay):
    batch = await bay.batch()
    manifest = await drawn_up(bay, batch)
    org, site, gate = await next_plant(bay)
    await grant(bay.pool, org, site, clock.local_date(clock.now()), number="70")
    await bay.tell(bay.clerk, e.Amended(consignee_site=site), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    (told,) = await refusals(bay.tell(bay.gate, e.Accepted(), manifest))
    assert isinstance(told, r.UnknownSubject)
    await bay.tell(gate, e.Accepted(), manifest)
    assert (await state_of(bay, batch, "batch")).holder_site == site
    assert (await replay.check(bay.pool)).ok


@pytest.mark.anyio
async def test_after_the_signature_the_path_and_the_way_on_are_told(bay):
    batch = await bay.batch()
    manifest = await drawn_up(bay, batch)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    (told,) = await refusals(bay.tell(bay.clerk, e.Amended(lines=lines(batch, packages=2)), manifest))
    assert (told.code, told.path, "revision" in str(told)) == ("sealed_field", "fact.lines[0].packages", True)
    await bay.tell(bay.driver, e.Amended(plate="粤B54321", driver="刘师傅"), manifest)
    after = await state_of(bay, manifest)
    assert (after.carriers[0].plate, after.carriers[0].driver) == ("粤B54321", "刘师傅")
    await bay.tell(bay.driver, e.Departed(), manifest)
    for actor in (bay.driver, bay.clerk):
        (told,) = await refusals(bay.tell(actor, e.Amended(plate=PLATE), manifest))
        assert (told.code, told.path) == ("sealed_field", "fact.plate")
    (told,) = await refusals(bay.tell(bay.gate, e.Amended(remark="x"), manifest))
    assert isinstance(told, r.NotYourStep)
    (told,) = await refusals(bay.tell(bay.clerk, e.Amended(consignee_site=new_id()), manifest))
    assert (told.code, told.path) == ("sealed_field", "fact.consignee_site")


@pytest.mark.anyio
async def test_what_a_client_says_of_the_whole_is_not_believed(bay):
    batch, other = await bay.batch(), await bay.batch()
    manifest = await drawn_up(bay, batch)
    forged = e.Amended(remark="x", whole=bay.load(other), assigned=(other,), released=(batch,))
    await bay.tell(bay.clerk, forged, manifest)
    assert [x.batch for x in (await state_of(bay, manifest)).lines] == [batch]
    assert (await state_of(bay, other, "batch")).status is BatchStatus.STORED
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, having_whole(bay, other), manifest)
    assert [x.batch for x in (await state_of(bay, manifest)).lines] == [batch]
    assert (await replay.check(bay.pool)).ok


def having_whole(bay, other):
    return e.Amended(driver="刘师傅", whole=bay.load(other), assigned=(other,))


@pytest.mark.anyio
async def test_one_request_may_draw_up_amend_and_publish(bay):
    one, two = await bay.batch("10"), await bay.batch("20")
    manifest, now = new_id(), clock.now()
    facts = (bay.load(one), e.Amended(lines=lines(two)), e.Published(), e.Amended(lines=lines(one, two)))
    outcomes = await record(
        bay.pool, bay.clerk, [Proposal(f, now + timedelta(seconds=n), new_id(), manifest) for n, f in enumerate(facts)]
    )
    assert all(isinstance(x, Recorded) for x in outcomes), outcomes
    assert sum(x.sent.kg for x in (await state_of(bay, manifest)).lines) == Decimal(30)
    assert (await replay.check(bay.pool)).ok


@pytest.mark.anyio
async def test_the_way_home_is_amended_too(bay):
    """What was turned away stays bound to its vehicle and its consignor; its paper may still be put right."""
    batch = await bay.batch()
    load = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.Refused("桶漏"), load)
    home = bay.load(onward_of=load, consignee_site=bay.factory_site, lines=(e.LineDraft(batch),))
    manifest = (await bay.tell(bay.clerk, home)).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Amended(lines=(e.LineDraft(batch, packages=2),)), manifest)
    assert (await state_of(bay, manifest)).lines[0].packages == 2
    (told,) = await refusals(bay.tell(bay.clerk, e.Amended(carrier=bay.plant), manifest))
    assert told.code == "on_vehicle_of"
    assert (await state_of(bay, batch, "batch")).status is BatchStatus.REASSIGNED


@pytest.mark.anyio
async def test_while_a_revision_is_open_nothing_is_amended(bay):
    manifest = await drawn_up(bay, await bay.batch())
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.clerk, e.RevisionRequested("车牌写错", plate="粤B54321"), manifest)
    (told,) = await refusals(bay.tell(bay.driver, e.Amended(plate="粤B11111"), manifest))
    assert isinstance(told, r.RevisionOpen)


@pytest.mark.anyio
async def test_an_approval_gives_and_takes_the_difference(bay):
    """Of 3 t, 2 are taken; 2.9 are there for the amended load, as its own 2 count as free."""
    far, _ = await plant_in(bay, "450100")
    item = await approved(bay, far, "3")
    one, two, more = [await bay.batch(kg) for kg in ("1000", "1000", "1900")]
    manifest = (await bay.tell(bay.clerk, bay.load(one, two, consignee_site=far))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    assert await left(bay, item) == 1
    await bay.tell(bay.clerk, e.Amended(lines=lines(one, more)), manifest)
    assert await left(bay, item) == Decimal("0.1")
    (told,) = await refusals(bay.tell(bay.clerk, e.Amended(lines=lines(one, two, more)), manifest))
    assert (told.code, told.path) == ("approval_used_up", "fact.lines[2]")
    await bay.tell(bay.clerk, e.Amended(consignee_site=bay.plant_site), manifest)
    assert await left(bay, item) == 3
    await bay.tell(bay.clerk, e.Amended(consignee_site=far), manifest)
    await bay.tell(bay.clerk, e.Cancelled("改期"), manifest)
    assert await left(bay, item) == 3
    assert (await replay.check(bay.pool)).ok


@pytest.mark.anyio
async def test_one_request_may_turn_to_another_consignee(bay):
    """The second event names a site and a carrier that the first did not."""
    org, site, _ = await next_plant(bay)
    await grant(bay.pool, org, site, clock.local_date(clock.now()), number="71")
    await grant(bay.pool, org, site, clock.local_date(clock.now()), number="72", kind="transport")
    batch, manifest, now = await bay.batch(), new_id(), clock.now()
    facts = (bay.load(batch), e.Amended(consignee_site=site, more_carriers=(org,)))
    outcomes = await record(
        bay.pool, bay.clerk, [Proposal(f, now + timedelta(seconds=n), new_id(), manifest) for n, f in enumerate(facts)]
    )
    assert all(isinstance(x, Recorded) for x in outcomes), outcomes
    after = await state_of(bay, manifest)
    assert (after.consignee.site, [c.org for c in after.carriers]) == (site, [bay.carrier, org])
