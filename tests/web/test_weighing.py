"""The gate's page: one weighing of the vehicle for twenty drums, or a weight for each."""

import re
from uuid import UUID

import pytest

from manifests import queries
from manifests.life.model import Basis, Weight
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden

pytestmark = pytest.mark.anyio


async def weights(bay: Bay, id: UUID) -> list[Weight]:
    """What the gate found, line by line."""
    found = await queries.manifest(bay.pool, id=id, scopes=None)
    assert found is not None
    return [line.weighed for line in found.lines if line.weighed]


async def test_twenty_drums_are_weighed_with_two_numbers(bay: Bay, enter: Enter) -> None:
    manifest = await bay.at_the_gate(*[await bay.batch("200") for _ in range(20)])
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/manifests/{manifest}")
    form = re.search(r'action="[^"]*/weighed".*?</form>', page.text, re.DOTALL)
    assert form is not None
    before_the_fold = form[0].split("<details")[0]
    assert before_the_fold.count("<input") - before_the_fold.count('type="hidden"') == 2
    sent = hidden(page, "weighed") | {"fact.vehicle.gross": "15,010", "fact.vehicle.tare": "11 000"}
    assert (await gate.post(f"/console/manifests/{manifest}/weighed", data=sent)).status_code == 303
    found = await weights(bay, manifest)
    assert sum(weight.kg for weight in found) == 4010
    assert found[0].basis is Basis.WEIGHED_WHOLE
    shown = await gate.get(f"/console/manifests/{manifest}")
    assert "整车称重分摊" in shown.text
    assert "15010 kg" in shown.text, "the readings stand in the chain"


async def test_a_line_may_be_written_as_full_less_empty(bay: Bay, enter: Enter) -> None:
    manifest = await bay.at_the_gate(await bay.batch("200"), await bay.batch("300"))
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/manifests/{manifest}")
    sent = hidden(page, "weighed") | {"fact.lines[0].kg": "212.5 － 12", "fact.lines[1].kg": "301"}
    assert (await gate.post(f"/console/manifests/{manifest}/weighed", data=sent)).status_code == 303
    assert [str(weight.kg) for weight in await weights(bay, manifest)] == ["200.5", "301"]
    again = await gate.get(f"/console/manifests/{manifest}")
    only_one: dict[str, str | list[str]] = {
        **hidden(again, "weighed"),
        "weighed": ["1", "2"],
        "fact.lines[1].kg": "300",
    }
    assert (await gate.post(f"/console/manifests/{manifest}/weighed", data=only_one)).status_code == 303
    assert [str(weight.kg) for weight in await weights(bay, manifest)] == ["200.5", "300"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "fact.vehicle.gross", "请填写此项"),
        ({"fact.vehicle.gross": "900", "fact.vehicle.tare": "1100"}, "fact.vehicle.gross", "填反"),
        ({"fact.vehicle.gross": "900"}, "fact.vehicle.tare", "请填写此项"),
        ({"fact.vehicle.gross": "9", "fact.vehicle.tare": "1", "fact.lines[1].kg": "3"}, "fact.lines[1].kg", "一种"),
        ({"fact.lines[0].kg": "200"}, "fact.lines[1].kg", "请填写此项"),
        ({"fact.lines[0].kg": "12 - 212", "fact.lines[1].kg": "3"}, "fact.lines[0].kg", "填反"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    bay: Bay, enter: Enter, typed: dict[str, str], field: str, said: str
) -> None:
    manifest = await bay.at_the_gate(await bay.batch("200"), await bay.batch("300"))
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/manifests/{manifest}")
    answer = await gate.post(f"/console/manifests/{manifest}/weighed", data=hidden(page, "weighed") | typed)
    assert answer.status_code == 422
    beside = re.findall(rf'<p class="wrong" id="{re.escape(field)}-wrong">([^<]*)</p>', answer.text)
    assert any(said in sentence for sentence in beside), re.findall(r'class="wrong"[^>]*>([^<]*)', answer.text)
    for name, value in typed.items():
        assert f'name="{name}" type="text" value="{value}"' in answer.text
