"""Exemptions as waste x step x condition: what is lifted is lifted and named; the rest stays as it is."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from manifests import queries
from manifests.life import events as e
from manifests.life.model import Basis, Code, Weight
from tests.bay import ADMINISTRATOR, Bay, grant
from wasteflow.catalog.book import open_book
from wasteflow.catalog.exemptions import lifts, steps_of
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.places import commands as places
from wasteflow.places.cards import cards_of

pytestmark = pytest.mark.anyio
BATTERY, LEAD = "900-052-31", 33  # unbroken lead batteries: exempt while they are carried
RAGS, ALL = "900-041-49", 39  # oily rags that were not sorted: exempt at every step
DRUMS, SMELTED = "900-249-08", 18  # iron oil drums: exempt while they are smelted


async def waste(bay: Bay, code: str) -> UUID:
    return await bay.batch(code=Code("cn-hw", code, "2021"), name="豁免废物", form="solid")


def claim(batch: UUID, row: int, method: str = "cn_utilisation:R4", reference: str = "密封车厢") -> e.LineDraft:
    return e.LineDraft(batch, method=method, exemptions=(e.Claim(row, reference),))


async def drawn_up(bay: Bay, *lines: e.LineDraft) -> UUID:
    return (await bay.tell(bay.clerk, bay.load(lines=lines))).subject


async def refused(bay: Bay, *lines: e.LineDraft) -> list[tuple[str, str]]:
    with pytest.raises((Refusal, Refusals)) as told:
        await drawn_up(bay, *lines)
    problems = told.value.refusals if isinstance(told.value, Refusals) else [told.value]
    return [(x.code, x.path) for x in problems]


async def leave(bay: Bay, load: UUID) -> None:
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), load)
    await bay.tell(bay.driver, e.Arrived(), load)


async def test_every_row_says_what_it_lifts(bay: Bay) -> None:
    book = await open_book(bay.pool)
    assert len(book.exemptions) == 51
    for row in book.exemptions:
        assert lifts(row), row
        assert set(steps_of(row)) <= {"collection", "transport", "recovery", "disposal", "all"}


async def test_the_receiver_of_what_is_exempt_there_needs_no_permit(bay: Bay) -> None:
    drum = await waste(bay, DRUMS)
    plain = e.LineDraft(drum, method="cn_utilisation:R4")
    assert await refused(bay, plain) == [("no_permit", "fact.consignee_site")]
    load = await drawn_up(bay, claim(drum, SMELTED))
    await leave(bay, load)
    await bay.tell(bay.gate, e.Accepted(), load)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(1000)), drum)
    line = await bay.pool.fetchval("select state->'lines'->0 from manifest where id = $1", load)
    (exempt,) = line["exempt"]
    assert (exempt["item"], exempt["steps"], exempt["lifts"]) == (8, ["recovery"], ["receiver_permit"])
    assert (exempt["reference"], "冶炼" in exempt["condition"]) == ("密封车厢", True)


async def test_what_is_exempt_on_the_road_still_needs_a_permitted_receiver(bay: Bay) -> None:
    assert await refused(bay, claim(await waste(bay, BATTERY), LEAD)) == [("no_permit", "fact.consignee_site")]


async def test_a_carrier_without_permit_carries_only_what_is_exempt(bay: Bay) -> None:
    async def mixed() -> UUID:
        sludge = e.LineDraft(await bay.batch(), method="cn_utilisation:R4")
        return await drawn_up(bay, claim(await waste(bay, RAGS), ALL), sludge)

    both = await mixed()
    permit = await bay.pool.fetchval("select id from permit where org = $1", bay.carrier)
    await places.revoke_permit(bay.pool, ADMINISTRATOR, permit, clock.local_date(clock.now()))
    cards_of(bay.pool).orgs.clear()  # kept for seconds, a yes among them
    exempt = await drawn_up(bay, claim(await waste(bay, RAGS), ALL))
    await leave(bay, exempt)
    with pytest.raises((Refusal, Refusals), match="transport permit"):
        await mixed()
    await bay.tell(bay.clerk, e.Published(), both)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), both)
    with pytest.raises((Refusal, Refusals), match="transport permit"):
        await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), both)


@pytest.mark.parametrize(
    ("row", "changes", "told"),
    [
        (99, {}, ("unknown_exemption", "fact.lines[0].exemptions[0].row")),
        (LEAD, {}, ("exemption_of_other_waste", "fact.lines[0].exemptions[0].row")),
        (SMELTED, {"method": "cn_disposal:D10"}, ("exemption_of_other_step", "fact.lines[0].exemptions[0].row")),
        (SMELTED, {"reference": " "}, ("missing_field", "fact.lines[0].exemptions[0].reference")),
        (44, {}, ("exemption_of_other_waste", "fact.lines[0].exemptions[0].row")),
    ],
)
async def test_what_does_not_match_is_refused(
    bay: Bay, row: int, changes: dict[str, Any], told: tuple[str, str]
) -> None:
    assert await refused(bay, claim(await waste(bay, DRUMS), row, **changes)) == [told]


async def test_contaminated_soil_names_the_plan_both_cities_were_told_of(bay: Bay) -> None:
    values = {"stream": "contaminated_soil", "name": "污染土壤", "form": "solid"}
    soil = await bay.batch(weight=Weight(Decimal(20000), Basis.WEIGHED), **values)
    line = claim(soil, 44, reference="转运计划 2026-07")
    assert await refused(bay, line) == [("missing_field", "fact.transfer_plan")]
    load = (await bay.tell(bay.clerk, bay.load(lines=(line,), transfer_plan="转运计划 2026-07"))).subject
    await bay.tell(bay.clerk, e.Amended(remark="雨天不运"), load)
    state = await bay.pool.fetchval("select state from manifest where id = $1", load)
    assert state["transfer_plan"] == "转运计划 2026-07"
    assert state["lines"][0]["exempt"][0]["lifts"] == ["carrier_permit"], "it stays where something else is amended"


async def test_a_load_is_found_by_the_provincial_number_too(bay: Bay) -> None:
    load = await bay.on_the_road(await bay.batch())
    await bay.tell(bay.clerk, e.NumberGiven("gd_provincial", "gd2026 000017"), load)
    async with bay.pool.acquire() as conn:
        assert [known[0] for known in await queries.subjects_of(conn, value="GD2026000017")] == [load]
    other = await bay.on_the_road(await bay.batch())
    for fact, code in (
        (e.NumberGiven("gd_provincial", "GD2026000018"), None),
        (e.NumberGiven("gd_provincial", "GD2026000019"), "numbered_already"),
        (e.NumberGiven("hj1276", "GD2026000020"), "no_such_number_scheme"),
    ):
        if code is None:
            await bay.tell(bay.clerk, fact, other)
            continue
        with pytest.raises((Refusal, Refusals)) as told:
            await bay.tell(bay.clerk, fact, other)
        assert getattr(told.value, "code", None) == code or told.value.refusals[0].code == code
    third = await bay.on_the_road(await bay.batch())
    for number, code in (("GD2026000017", "number_taken"), ("?", "number_malformed")):
        with pytest.raises((Refusal, Refusals)) as told:
            await bay.tell(bay.clerk, e.NumberGiven("gd_provincial", number), third)
        first = told.value.refusals[0] if isinstance(told.value, Refusals) else told.value
        assert (first.code, first.path) == (code, "fact.number")


@pytest.mark.parametrize(
    ("kg", "code", "told"),
    [(15000, "841-005-01", []), (15000, "841-001-01", ["too_much_infectious"]), (21000, "841-005-01", ["too_heavy"])],
)
async def test_infectious_waste_has_a_ceiling_of_its_own(bay: Bay, kg: int, code: str, told: list[str]) -> None:
    await grant(bay.pool, bay.plant, bay.plant_site, clock.local_date(clock.now()), code="HW01", number="2")
    weight = Weight(Decimal(kg), Basis.WEIGHED)
    values = {"stream": "medical", "code": Code("cn-hw", code, "2021"), "weight": weight, "form": "solid"}
    boxes = [e.LineDraft(await bay.batch(**values), method="cn_disposal:D10") for _ in range(2)]
    if told:
        assert [x for x, _ in await refused(bay, *boxes)] == told
    else:
        await drawn_up(bay, *boxes)
