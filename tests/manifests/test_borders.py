"""Loads of an approval are numbered without gaps; certificates come in their order and in time."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace

from manifests import replay
from manifests.borders import certificates, document, queries
from manifests.entry import approvals, legs
from manifests.life import events as e
from manifests.life import lifecycle
from manifests.life.model import Approved, Manifest, ManifestStatus, Signature, TakeBackReason
from tests.border import approved, plant_in
from tests.manifests.facts import AT, created, envelope, generated
from wasteflow.catalog import law
from wasteflow.catalog.papers import papers
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.i18n import LANGUAGES
from wasteflow.places import cards
from wasteflow.places import queries as place_queries
from wasteflow.places import schemas as s

DRAFTED = lifecycle.evolve(None, envelope(created(), 1))
assert isinstance(DRAFTED, Manifest)
LINE = replace(DRAFTED.lines[0], accepted_kg=Decimal(900), refused_kg=Decimal(100))
ABROAD = replace(DRAFTED, regime="export_approval", status=ManifestStatus.CLOSED, lines=(LINE,))
DAY = timedelta(days=1)


@pytest.fixture
async def far(bay, monkeypatch):
    """A plant in Guangxi; approvals are read afresh at each step."""
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)
    return (await plant_in(bay, "450100"))[0]


async def loads(bay, approval):
    async with bay.pool.acquire() as conn:
        return await queries.shipments(conn, approval=approval, scopes=None, limit=100)


@pytest.mark.anyio
async def test_two_that_publish_at_once_get_two_numbers_and_no_gap(bay, far):
    item = await approved(bay, far, "9")
    drafts = [(await bay.tell(bay.clerk, bay.load(await bay.batch("100"), consignee_site=far))).subject for _ in "abcd"]
    await asyncio.gather(*(bay.tell(bay.clerk, e.Published(), draft) for draft in drafts))
    found = await loads(bay, item.id)
    assert [one.serial for one in found] == [1, 2, 3, 4]
    assert {one.manifest.id for one in found} == set(drafts)
    assert found[0].name == f"{item.number}/0001"
    assert all(one.manifest.lines[0].approval.shipment == one.serial for one in found)
    assert (await replay.check(bay.pool)).different == {}


@pytest.mark.anyio
async def test_a_load_refused_for_want_of_tonnes_takes_no_number(bay, far):
    item = await approved(bay, far, "1")
    first, second = [
        (await bay.tell(bay.clerk, bay.load(await bay.batch("600"), consignee_site=far))).subject for _ in "ab"
    ]
    await bay.tell(bay.clerk, e.Published(), first)
    with pytest.raises(Refusals):
        await bay.tell(bay.clerk, e.Published(), second)
    await bay.tell(bay.clerk, e.Cancelled("改期"), first)
    await bay.tell(bay.clerk, e.Published(), second)
    assert [(one.serial, one.manifest.id) for one in await loads(bay, item.id)] == [(1, first), (2, second)]


@pytest.mark.anyio
async def test_put_right_under_another_approval_it_takes_that_ones_next_number(bay, far):
    """The other plant has an approval of its own; what it was numbered as before stays in the chain."""
    one = await approved(bay, far, "9")
    nearer, _ = await plant_in(bay, "450200")
    other = await approved(bay, nearer, "9")
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("600"), consignee_site=far))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Amended(consignee_site=nearer), manifest)
    await bay.tell(bay.clerk, e.Amended(remark="易碎"), manifest)
    assert [x.serial for x in await loads(bay, other.id)] == [1]
    (found,) = await loads(bay, one.id)
    assert found.manifest.lines[0].approval == Approved(other.id, other.number, 1)
    assert (await replay.check(bay.pool)).different == {}


def test_a_publication_without_shipments_still_reads():
    """As events were stored before loads were numbered."""
    fact = msgspec.json.decode(b'{"kind":"published","number":"20264403000001"}', type=e.AnyEvent)
    assert fact == e.Published("20264403000001")
    assert msgspec.json.encode(fact) == b'{"kind":"published","number":"20264403000001"}'


def code_of(manifest, fact) -> list[str]:
    try:
        certificates.completed(fact, manifest)
    except Refusals as several:
        return [x.code for x in several.refusals]
    except Refusal as one:
        return [one.code]
    return []


RECEIPT, COMPLETION = e.ReceiptCertified("郭"), e.CompletionCertified("郭")
BACK = e.TakeBackStarted(TakeBackReason.ILLEGAL, "无批准")
CERTIFIED = (Signature(certificates.RECEIPT, None, "郭", AT),)


@pytest.mark.parametrize(
    ("changes", "fact", "codes"),
    [
        ({}, RECEIPT, []),
        ({"regime": "within_city"}, RECEIPT, ["no_border_paper"]),
        ({"regime": "between_provinces_hazardous"}, BACK, ["no_border_paper"]),
        ({"regime": "gone"}, COMPLETION, ["no_border_paper"]),
        ({}, e.ReceiptCertified(" "), ["who_certifies"]),
        ({"signatures": CERTIFIED}, RECEIPT, ["certified_already"]),
        ({}, COMPLETION, ["receipt_first", "not_treated_yet"]),
        ({"signatures": CERTIFIED}, COMPLETION, ["not_treated_yet"]),
        ({"signatures": CERTIFIED, "lines": (replace(LINE, treated_kg=Decimal(900)),)}, COMPLETION, []),
        ({"signatures": CERTIFIED, "lines": (replace(LINE, done=True),)}, COMPLETION, ["not_treated_yet"]),
        ({}, e.TakeBackStarted(TakeBackReason.ILLEGAL, ""), ["say_why"]),
    ],
)
def test_what_may_be_certified(changes, fact, codes):
    """A line done without a kilogram treated went through an interim step: its chain goes on."""
    assert code_of(replace(ABROAD, **changes), fact) == codes


def test_a_certificate_copies_the_weights():
    receipt = certificates.completed(RECEIPT, ABROAD)
    assert (receipt.received_kg, receipt.accepted_kg, receipt.refused_kg) == (1000, 900, 100)


def test_until_when_each_is_in_time():
    """Receipt within days; completion within days of the treatment, at the latest a year after receipt."""
    decided = replace(ABROAD, signatures=(Signature("consignee", None, "", AT),))
    known = {id: int(one.clock.value) for id, one in papers().certificates.items()}
    assert certificates.due(ABROAD, "receipt", None) is None, "nothing was decided yet"
    assert certificates.due(decided, "receipt", None) == AT + known["receipt"] * DAY
    assert certificates.due(decided, "completion", AT + 10 * DAY) == AT + (10 + known["completion"]) * DAY
    assert certificates.due(decided, "completion", AT + 360 * DAY) == AT + 365 * DAY
    assert certificates.due(replace(decided, status=ManifestStatus.ACCEPTED), "completion", AT) == AT + 365 * DAY
    turned_away = replace(decided, lines=(replace(LINE, accepted_kg=Decimal(0)),))
    assert certificates.due(turned_away, "completion", None) is None


@pytest.mark.parametrize(("reason", "days"), [(TakeBackReason.ILLEGAL, 30), (TakeBackReason.INCOMPLETE, 90)])
def test_the_way_back_has_its_clock(reason, days):
    fact = certificates.completed(e.TakeBackStarted(reason, "退运"), ABROAD)
    after = lifecycle.evolve(replace(ABROAD, status=ManifestStatus.REFUSED), envelope(fact, 9))
    assert isinstance(after, Manifest)
    assert after.take_back.due == AT + days * DAY
    assert document.taken_back(after, AT + (days + 2) * DAY)["late"]
    assert not document.taken_back(after, AT + (days + 2) * DAY, came_back=True)["late"]


@pytest.mark.parametrize("form", [papers().notification, papers().movement_document], ids=["notification", "movement"])
def test_every_block_has_its_label_in_four_languages(form):
    assert [block.id for block in form.blocks if set(block.name) != set(LANGUAGES)] == []
    assert len({block.block for block in form.blocks}) == len(form.blocks)


@pytest.mark.anyio
async def test_what_a_notification_says_is_kept_with_the_approval(bay, far):
    stated = s.Notification(technology="湿法", states=(s.State(role="transit", code="VN"),))
    item = await approved(bay, far, "9", notification=stated)
    async with bay.pool.acquire() as conn:
        kept = await place_queries.notifications(conn, ids=[item.id])
    assert s.Notification.model_validate(kept[item.id]) == stated


def test_where_a_filing_is_required_none_on_record_refuses():
    """Told or refused is the catalogue's to say."""
    regime = law.regime("440300", "450100", "general_industrial")
    batch = lifecycle.evolve(None, envelope(generated(), 1))
    line = e.LineDraft(batch.id, "cn_utilisation:R4")
    asked = ((line,), ("use",), (batch,), (), AT.date())
    assert [w.code for w in approvals.filed(regime, *asked)[1]] == ["not_filed"]
    with pytest.raises(Refusals) as refused:
        approvals.filed(replace(regime, filing_effect="refused"), *asked)
    assert [x.code for x in refused.value.refusals] == ["no_approval"]
    disposal = ((line,), ("disposal",), (batch,), (), AT.date())
    assert approvals.filed(regime, *disposal) == ({}, []), "that needs an approval, and is asked for there"


@pytest.mark.parametrize(("plate", "codes"), [("MMSI412345678", []), ("粤B12345", ["barge_needed"])])
def test_inert_fill_goes_by_barge(plate, codes):
    try:
        legs.by_barge("marine_fill", plate, "fact.plate")
        found = []
    except Refusal as refusal:
        found = [refusal.code]
    assert found == codes
    legs.by_barge("within_city", plate, "fact.plate")
