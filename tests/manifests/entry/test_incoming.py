"""What may not come into a place, whatever approval its way has."""

import pytest

from manifests.life import events as e
from tests.border import approved, plant_in, works_in
from wasteflow.catalog import law
from wasteflow.core.errors import Refusals

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("hazards", "certain", "possible"), [
    ("I", True, True), ("T,I", False, True), ("I,T", True, True), ("T/C/I/R", False, True), ("In", True, True),
    ("R,T", True, True), ("T", False, False), ("T/In", False, True), ("", False, False),
])  # fmt: skip
def test_the_first_letter_before_a_comma_is_certain(hazards, certain, possible):
    (rule,) = [x.prohibition for x in law.entry_rules() if x.prohibition.id == "dangerous_into_guangdong"]
    assert (rule.certain(hazards), rule.possible(hazards)) == (certain, possible)


def test_nothing_is_asked_within_a_province_or_on_the_way_out():
    assert law.prohibitions_between("440300", "440100") == ()
    assert law.prohibitions_between("440300", "450100") == ()
    assert law.prohibitions_between("810000", "810000") == ()
    assert [p.id for p in law.prohibitions_between("820000", "810000")] == ["imported_not_disposed_of"]


async def _sent(bay, works, clerk, to, hazards="T", method="cn_utilisation:R4"):
    batch = (await bay.tell(clerk, bay.drum("100", site=works, hazards=hazards))).subject
    line = e.LineDraft(batch, method=method)
    return await bay.tell(clerk, bay.load(consignor_site=works, consignee_site=to, lines=(line,)))


@pytest.fixture
async def guangxi(bay):
    """A works in Guangxi with leave to send plating sludge to the plant in Shenzhen: (site, clerk)."""
    site, clerk = await works_in(bay, "450100")
    await approved(bay, bay.plant_site, "5", from_site=site)
    return site, clerk


@pytest.mark.parametrize(
    ("hazards", "method", "told"),
    [
        ("T", "cn_utilisation:R4", []),
        ("T,I", "cn_utilisation:R4", ["perhaps_may_not_enter"]),
        ("T", "cn_disposal:D10", ["limited_entry"]),
        ("T", "cn_disposal:D9", []),
    ],
)
async def test_what_comes_into_guangdong_is_told(bay, guangxi, hazards, method, told):
    answer = await _sent(bay, *guangxi, bay.plant_site, hazards, method)
    assert [w.code for w in answer.warnings if w.code != "not_in_plan"] == told


@pytest.mark.parametrize("hazards", ["I", "R,T", "In"])
async def test_flammable_explosive_and_infectious_waste_stays_out_of_guangdong(bay, guangxi, hazards):
    with pytest.raises(Refusals, match="No flammable") as refused:
        await _sent(bay, *guangxi, bay.plant_site, hazards)
    assert [(x.code, x.path) for x in refused.value.refusals] == [("may_not_enter", "fact.lines[0]")]


async def test_a_works_outside_the_bay_area_can_publish(bay, guangxi):
    manifest = (await _sent(bay, *guangxi, bay.plant_site)).subject
    number = (await bay.tell(guangxi[1], e.Published(), manifest)).names["number"]
    assert number[4:8] == "4501"


async def test_hong_kong_imports_for_recovery_only(bay):
    to, _ = await plant_in(bay, "810000")
    await approved(bay, to, "5", kind="export_hong_kong")
    batch = await bay.batch("100")
    with pytest.raises(Refusals, match="no imported waste"):
        await bay.tell(bay.clerk, bay.load(consignee_site=to, lines=(e.LineDraft(batch, method="cn_disposal:D1"),)))
    await bay.tell(bay.clerk, bay.load(batch, consignee_site=to))
