"""Grouping, repacking and treatment with residues by page: what goes in is what comes out plus what is lost."""

import re
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from manifests import queries
from manifests.life.model import Code
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from tests.web.test_holdings import batch_of

pytestmark = pytest.mark.anyio
REGROUP, TRANSFORM = "/console/stock/regroup", "/console/stock/transform"


def typed(page: httpx.Response, **more: str) -> dict[str, str | list[str]]:
    """The form as shown, with some fields filled in."""
    known = hidden(page, "stock/(?:regroup|transform)")
    rows = re.findall(r'name="row" value="([^"]+)"', page.text)
    return {**known, "row": rows, "basis": "weighed", "out0.kind": "tank", "out0.count": "1", **more}


async def ask(client: httpx.AsyncClient, to: str, *batches: UUID) -> httpx.Response:
    return await client.get(f"{to}?" + "&".join(f"batch={b}" for b in batches))


def wrong(page: httpx.Response) -> list[str]:
    return re.findall(r'class="wrong" id="([^"]+)-wrong"', page.text)


def new(answer: httpx.Response) -> list[UUID]:
    """The batches ticked where one is led to."""
    assert answer.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)', answer.text)
    return [UUID(id) for id in re.findall(r"batch=([0-9a-f-]{36})", answer.headers["location"])]


async def test_parts_of_two_drums_are_put_into_a_tank(bay: Bay, enter: Enter) -> None:
    first, second = await bay.batch("200"), await bay.batch("300")
    clerk = await enter(bay.clerk)
    page = await ask(clerk, REGROUP, first, second)
    (tank,) = new(await clerk.post(REGROUP, data=typed(page, **{f"kg:{first}": "150,5", "out0.kg": "450.5"})))
    made, left, gone = [await batch_of(bay, id) for id in (tank, first, second)]
    assert (made.weight.kg, made.container.kind) == (Decimal("450.5"), "tank")
    assert made.digital_code, "a label of its own"
    assert (left.weight.kg, str(gone.status)) == (Decimal("49.5"), "grouped")


async def test_a_tank_is_filled_into_drums_each_with_its_code(bay: Bay, enter: Enter) -> None:
    tank = await bay.batch("1000")
    clerk = await enter(bay.clerk)
    page = await ask(clerk, REGROUP, tank)
    sent = typed(
        page, **{"out0.count": "4", "out0.kind": "drum", "out0.kg": "240", "loss0.name": "残留罐底", "loss0.kg": "40"}
    )
    drums = new(await clerk.post(REGROUP, data=sent))
    codes = {(await batch_of(bay, id)).digital_code for id in drums}
    assert len(codes) == len(drums) == 4
    shown = await clerk.get("/console/batches?status=stored&" + "&".join(f"batch={id}" for id in drums))
    assert shown.text.count("checked") == 4
    again = await clerk.post(REGROUP, data=sent)
    assert again.status_code == 303, "sent twice, recorded once"
    async with bay.pool.acquire() as conn:
        assert len(await queries.list_batches(conn, scopes=None)) == 5


async def test_what_does_not_add_up_is_refused_by_name_and_nothing_typed_is_lost(bay: Bay, enter: Enter) -> None:
    tank = await bay.batch("1000")
    clerk = await enter(bay.clerk)
    page = await ask(clerk, REGROUP, tank)
    answer = await clerk.post(REGROUP, data=typed(page, **{"out0.kg": "900", "loss0.name": "蒸发", "loss0.kg": "40"}))
    assert (answer.status_code, wrong(answer)) == (422, ["balance"])
    assert "60" in re.findall(r'id="balance-wrong">([^<]*)', answer.text)[0]
    assert 'name="out0.kg" value="900"' in answer.text
    assert 'value="蒸发"' in answer.text


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"out0.kg": "viel"}, "out0.kg"),
        ({"out0.kg": "1000", "out0.kind": "cup"}, "out0.kind"),
        ({"out0.kg": "1000", "out0.count": "101"}, "out0.count"),
        ({"out0.kg": "1000", "out0.litres": "99999999"}, "out0.litres"),
        ({"out0.kg": "1001", "kg": "1001"}, "kg"),
        ({"out0.kg": "990", "loss0.kg": "10"}, "loss0.name"),
        ({}, "balance"),
    ],
)
async def test_what_is_wrong_is_said_at_its_row(bay: Bay, enter: Enter, more: dict[str, str], at: str) -> None:
    tank = await bay.batch("1000")
    clerk = await enter(bay.clerk)
    named = {f"kg:{tank}" if name == "kg" else name: value for name, value in more.items()}
    answer = await clerk.post(REGROUP, data=typed(await ask(clerk, REGROUP, tank), **named))
    assert (answer.status_code, wrong(answer)) == (422, [f"kg:{tank}" if at == "kg" else at])


async def test_one_row_more_keeps_what_was_typed(bay: Bay, enter: Enter) -> None:
    tank = await bay.batch("1000")
    clerk = await enter(bay.clerk)
    page = await clerk.post(REGROUP, data=typed(await ask(clerk, REGROUP, tank), more="out", **{"out0.kg": "600"}))
    assert page.status_code == 200
    assert 'name="out0.kg" value="600"' in page.text
    sent = typed(page, **{"out0.kg": "600", "out1.kg": "400", "out1.kind": "bag"})
    assert len(new(await clerk.post(REGROUP, data=sent))) == 2


async def test_different_codes_are_not_put_together(bay: Bay, enter: Enter) -> None:
    one = await bay.batch("100")
    other = await bay.batch("100", code=Code("cn-hw", "336-055-17", "2021"))
    clerk = await enter(bay.clerk)
    answer = await clerk.post(REGROUP, data=typed(await ask(clerk, REGROUP, one, other), **{"out0.kg": "200"}))
    assert wrong(answer) == [f"kg:{other}"]


async def test_a_treatment_leaves_ash_with_its_own_code_and_names_what_it_lost(bay: Bay, enter: Enter) -> None:
    batch = (await bay.delivered("1000"))[0]
    gate = await enter(bay.gate)
    page = await ask(gate, TRANSFORM, batch)
    ash = {
        "method": "cn_disposal:D10", "out0.code": "772-003-18 焚烧飞灰", "out0.name": "飞灰", "out0.form": "solid",
        "out0.kind": "bag", "out0.kg": "300", "loss0.name": "烟气", "loss0.kg": "700",
    }  # fmt: skip
    short = await gate.post(TRANSFORM, data=typed(page, **{**ash, "loss0.kg": "600"}))
    assert wrong(short) == ["balance"]
    nameless = await gate.post(TRANSFORM, data=typed(page, **{**ash, "out0.code": "", "method": ""}))
    assert wrong(nameless) == ["method", "out0.code"]
    (left,) = new(await gate.post(TRANSFORM, data=typed(page, **ash)))
    residue, source = await batch_of(bay, left), await batch_of(bay, batch)
    assert (residue.code.code, residue.residue_of, str(source.status)) == ("772-003-18", (batch,), "treated")
    assert f"/console/batches/{batch}" in (await gate.get(f"/console/batches/{left}")).text


async def test_what_was_put_together_is_taken_apart_again(bay: Bay, enter: Enter) -> None:
    first, second = await bay.batch("200"), await bay.batch("300")
    clerk = await enter(bay.clerk)
    page = await ask(clerk, REGROUP, first, second)
    (tank,) = new(await clerk.post(REGROUP, data=typed(page, **{"out0.kg": "500"})))
    one = await clerk.get(f"/console/batches/{tank}")
    assert f"/console/batches/{first}" in one.text
    assert (await clerk.post(f"/console/batches/{tank}/ungrouped", data=hidden(one, "ungrouped"))).status_code == 303
    assert [(await batch_of(bay, id)).weight.kg for id in (first, second)] == [200, 300]
    plain = await clerk.get(f"/console/batches/{first}")
    assert "/ungrouped" not in plain.text, "it was never put together"


async def test_what_is_not_mine_or_not_free_is_no_input(bay: Bay, enter: Enter) -> None:
    mine = await bay.batch("200")
    gate, driver = await enter(bay.gate), await enter(bay.driver)
    assert 'name="row"' not in (await ask(gate, REGROUP, mine)).text
    answer = await gate.post(
        REGROUP, data={"row": f"{mine}:1:200", "out0.kg": "200", "out0.kind": "tank", "basis": "weighed"}
    )
    assert answer.status_code == 422
    assert (await batch_of(bay, mine)).weight.kg == 200
    assert (await driver.get(REGROUP)).status_code == 403
