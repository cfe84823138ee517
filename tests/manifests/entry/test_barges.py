"""How much may go at once: by road, and by barge."""

import pytest

from manifests.life import events as e
from tests.bay import PLATE, Bay
from tests.manifests.test_commands import refusals
from wasteflow.catalog import law

pytestmark = pytest.mark.anyio
BARGE = "mmsi 413 456 789"


async def told(bay: Bay, kg: str, **changes: object) -> list[tuple[str, str]]:
    """What is refused of a load of so much."""
    drawn = bay.load(await bay.batch(kg), **changes)
    return [(x.code, x.path) for x in await refusals(bay.tell(bay.clerk, drawn))]


async def test_what_is_too_much_for_a_lorry_goes_on_a_barge(bay: Bay) -> None:
    assert await told(bay, "40001") == [("too_heavy", "fact.lines")]
    assert await told(bay, "40001", plate=None) == [("too_heavy", "fact.lines")], "who names no barge goes by road"
    receipt = await bay.tell(bay.clerk, bay.load(await bay.batch("500000"), plate=BARGE))
    assert [odd.code for odd in receipt.warnings if odd.path == "fact.plate"] == ["plate_unknown"]


async def test_a_barge_has_a_ceiling_of_its_own(bay: Bay) -> None:
    most = law.streams()["hazardous"].ceilings["barge"].value
    assert await told(bay, str(most + 1), plate=BARGE) == [("too_heavy_for_barge", "fact.lines")]


async def test_a_lorry_does_not_leave_with_what_was_drawn_up_for_a_barge(bay: Bay) -> None:
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("500000"), plate=BARGE))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    (wrong,) = await refusals(bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load))
    assert (wrong.code, wrong.path) == ("too_heavy", "fact.plate")
    await bay.tell(bay.driver, e.Departed(driver="王师傅"), load)
