"""The store and what is done with what is ticked there."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests import queries
from manifests.life.model import Batch
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


async def batch_of(bay: Bay, id: UUID) -> Batch:
    found = await queries.batch(bay.pool, id=id, scopes=None)
    assert found is not None
    return found


def rows(page: httpx.Response) -> list[str]:
    """The batches listed, in their order."""
    (body,) = re.findall(r"<table class=\"list\" data-rows>.*?<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    return re.findall(r'href="/console/batches/([0-9a-f-]{36})"', body)


def treat(page: httpx.Response, **typed: str) -> dict[str, str | list[str]]:
    """The form for what was ticked, filled in."""
    shown = re.findall(r'name="row" value="([^"]+)"', page.text)
    return {"once": hidden(page, "treat")["once"], "row": shown, "method": "cn_utilisation:R4", **typed}


# --- the store -------------------------------------------------------------------------------------------


async def test_the_oldest_stands_first_and_its_clock_is_told_in_words(bay: Bay, enter: Enter) -> None:
    now = clock.now()
    young = await bay.batch("200")
    old = await bay.batch("300", at=now - timedelta(days=320))
    over = await bay.batch("400", at=now - timedelta(days=370))
    client = await enter(bay.clerk)
    page = await client.get("/console/stock")
    assert rows(page) == [str(over), str(old), str(young)]
    assert "已超期" in page.text
    assert "900.0 kg" in page.text, "the sum of the waste"
    assert rows(await client.get("/console/stock?sort=new"))[0] == str(young)
    assert rows(await client.get("/console/stock?aged=soon")) == [str(old)]
    assert rows(await client.get("/console/stock?aged=over")) == [str(over)]
    narrow = await client.get("/console/stock?aged=over&status=stored")
    assert "400.0 kg" in narrow.text
    assert "900.0 kg" not in narrow.text, "the sums follow the filters"


async def test_the_filters_narrow_by_waste_and_state(bay: Bay, enter: Enter) -> None:
    free, planned = await bay.batch("200"), await bay.batch("300")
    await bay.tell(bay.clerk, bay.load(planned))
    client = await enter(bay.clerk)
    assert rows(await client.get("/console/stock?status=assigned")) == [str(planned)]
    assert rows(await client.get("/console/stock?status=stored&waste=336-054-17")) == [str(free)]
    nothing = await client.get("/console/stock?waste=900-252-12")
    assert "没有符合筛选" in nothing.text
    assert (await client.get("/console/stock?site=x&aged=y&status=z&waste=%22")).status_code == 200


async def test_one_sees_the_own_store_only(bay: Bay, enter: Enter) -> None:
    mine = await bay.batch("200")
    gate = await enter(bay.gate)
    assert str(mine) not in (await gate.get("/console/stock")).text
    assert 'name="row"' not in (await gate.get(f"/console/stock/treat?batch={mine}")).text
    driver = await enter(bay.driver)
    assert (await driver.get("/console/stock")).status_code == 403


# --- treating --------------------------------------------------------------------------------------------


async def test_many_are_treated_with_one_form(bay: Bay, enter: Enter) -> None:
    """Three drums: two whole, of one a part."""
    batches = [(await bay.delivered("1000"))[0] for _ in range(3)]
    gate = await enter(bay.gate)
    page = await gate.get("/console/stock/treat?" + "&".join(f"batch={b}" for b in batches))
    answer = await gate.post("/console/stock/treat", data=(sent := treat(page, **{f"kg:{batches[1]}": "400,5"})))
    assert answer.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)', answer.text)
    after = [await batch_of(bay, b) for b in batches]
    assert [str(b.status) for b in after] == ["treated", "stored", "treated"]
    assert after[1].treated_kg == Decimal("400.5")
    seqs = [b.seq for b in after]
    assert (await gate.post("/console/stock/treat", data=sent)).status_code == 303
    assert [(await batch_of(bay, b)).seq for b in batches] == seqs, "sent twice, recorded once"


async def test_what_is_refused_comes_back_and_the_rest_is_recorded(bay: Bay, enter: Enter) -> None:
    good, bad = (await bay.delivered("1000"))[0], (await bay.delivered("500"))[0]
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/stock/treat?batch={good}&batch={bad}")
    answer = await gate.post("/console/stock/treat", data=treat(page, **{f"kg:{bad}": "501"}))
    assert answer.status_code == 422
    assert "1 批已记录" in answer.text
    assert re.search(rf'id="kg:{bad}-wrong">[^<]*501', answer.text)
    assert f'name="kg:{bad}" value="501"' in answer.text, "what was typed is not lost"
    assert str(good) not in answer.text
    assert (await batch_of(bay, good)).treated_kg == 1000
    again = treat(answer, **{f"kg:{bad}": "500"})
    assert again["once"] != treat(page)["once"]
    assert (await gate.post("/console/stock/treat", data=again)).status_code == 303
    assert str((await batch_of(bay, bad)).status) == "treated"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"method": ""}, "method", "请填写此项"),
        ({"method": "cn_utilisation:R99"}, "method", "R99"),
        ({"kg": "viel"}, "kg", "数字"),
        ({"kg": "0"}, "kg", "0"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    bay: Bay, enter: Enter, typed: dict[str, str], field: str, said: str
) -> None:
    batch = (await bay.delivered("1000"))[0]
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/stock/treat?batch={batch}")
    named = {f"kg:{batch}" if name == "kg" else name: value for name, value in typed.items()}
    answer = await gate.post("/console/stock/treat", data=treat(page, **named))
    assert answer.status_code == 422
    at = f"kg:{batch}" if field == "kg" else field
    assert re.search(rf'id="{at}-wrong">[^<]*{said}', answer.text), re.findall(r'class="wrong"[^>]*>[^<]*', answer.text)
    assert (await batch_of(bay, batch)).treated_kg == 0


async def test_somebody_was_quicker_and_that_is_told(bay: Bay, enter: Enter) -> None:
    batch = (await bay.delivered("1000"))[0]
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/stock/treat?batch={batch}")
    first = treat(page, once="01900000-0000-7000-8000-000000000001", **{f"kg:{batch}": "10"})
    assert (await gate.post("/console/stock/treat", data=first)).status_code == 303
    answer = await gate.post("/console/stock/treat", data=treat(page, **{f"kg:{batch}": "10"}))
    assert answer.status_code == 422
    assert (await batch_of(bay, batch)).treated_kg == 10


async def test_made_up_rows_are_no_batches(bay: Bay, enter: Enter) -> None:
    gate = await enter(bay.gate)
    for row in ("", "x", "x:y:z", f"{bay.plant}:1:1", f"{bay.plant}:-1:1e99"):
        answer = await gate.post("/console/stock/treat", data={"row": row, "method": "cn_utilisation:R4"})
        assert answer.status_code == 422, row


# --- beginning a manifest --------------------------------------------------------------------------------


def field(page: httpx.Response, name: str) -> list[str]:
    """What stands in a field: the option or radio chosen, or the value typed."""
    select = re.search(rf'<select[^>]* name="{re.escape(name)}".*?</select>', page.text, re.DOTALL)
    if select:
        return re.findall(r'<option value="([^"]*)" selected', select[0])
    found = re.findall(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', page.text)
    chosen = [x for x in found if "checked" in x or ('type="radio"' not in x and 'type="checkbox"' not in x)]
    return [value for x in chosen for value in re.findall(r'value="([^"]*)"', x)]


def prefilled(page: httpx.Response, bay: Bay, stock: list[UUID]) -> None:
    """The form holds this stock, and what the last manifest said."""
    assert sorted(field(page, "batch")) == sorted(str(b) for b in stock)
    assert field(page, "fact.consignee_site") == [str(bay.plant_site)]
    assert field(page, "fact.carrier") == [str(bay.carrier)]
    assert field(page, "fact.driver") == ["王师傅"]
    assert field(page, "method") == ["cn_utilisation:R4"]


async def test_a_line_of_the_plan_brings_its_stock_and_the_last_parties(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "1000")
    stock = [await bay.batch("200"), await bay.batch("300")]
    client = await enter(bay.clerk)
    page = await client.get("/console/stock/plan")
    assert "200.0 t" in page.text
    assert "1.0 t" in page.text, "sent this year"
    assert "500.0 kg" in page.text
    (link,) = re.findall(r'href="(/console/manifests/new\?site=[^"]+)"', page.text)
    form = await client.get(link.replace("&amp;", "&"))
    prefilled(form, bay, stock)
    sent = {name: field(form, name) for name in ("fact.consignee_site", "fact.carrier", "fact.driver", "method")}
    kept = {**hidden(form), **sent, "batch": [str(stock[1])]}  # one is left out
    answer = await client.post("/console/manifests/new", data=kept)
    assert answer.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)', answer.text)
    assert [str((await batch_of(bay, b)).status) for b in stock] == ["stored", "assigned"]


async def test_when_it_is_to_leave_is_stated_with_it(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "1000")
    await bay.batch("200")
    await bay.batch("300")
    client = await enter(bay.clerk)
    (link,) = re.findall(r'href="(/console/manifests/new\?site=[^"]+)"', (await client.get("/console/stock/plan")).text)
    form = await client.get(link.replace("&amp;", "&"))
    sent = {
        name: field(form, name) for name in ("batch", "fact.consignee_site", "fact.carrier", "fact.driver", "method")
    }
    typed = {**hidden(form), **sent, "fact.window.first": "2026-12-01T08:00"}
    half = await client.post("/console/manifests/new", data=typed)
    assert (half.status_code, 'data-to="fact.window.last"' in half.text) == (422, True)
    before = await client.post("/console/manifests/new", data=typed | {"fact.window.last": "2026-12-01T07:00"})
    assert (before.status_code, 'data-to="fact.window.last"' in before.text) == (422, True)
    done = await client.post("/console/manifests/new", data=typed | {"fact.window.last": "2026-12-01T12:00"})
    assert done.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)', done.text)
    assert re.search(r"计划启运</dt><dd>[^<]* 08:00 – [^<]* 12:00<", (await client.get(done.headers["location"])).text)


async def test_an_earlier_manifest_is_drawn_up_again_with_new_stock(bay: Bay, enter: Enter) -> None:
    _, earlier = await bay.delivered("1000")
    stock = [await bay.batch("200"), await bay.batch("300")]
    client = await enter(bay.clerk)
    assert f"new?like={earlier}" in (await client.get(f"/console/manifests/{earlier}")).text
    prefilled(await client.get(f"/console/manifests/new?like={earlier}"), bay, stock)
    gate = await enter(bay.gate)
    assert f"new?like={earlier}" not in (await gate.get(f"/console/manifests/{earlier}")).text
    assert (await gate.get(f"/console/manifests/new?like={earlier}")).status_code == 404


async def test_what_was_not_ticked_is_still_offered_after_a_mistake(bay: Bay, enter: Enter) -> None:
    first, second = await bay.batch("200"), await bay.batch("300")
    client = await enter(bay.clerk)
    form = await client.get(f"/console/manifests/new?batch={first}&batch={second}")
    typed = {**hidden(form), "batch": [str(second)], f"line:{second}.method": "cn_utilisation:R99"}
    typed |= {"fact.consignee_site": str(bay.plant_site), "fact.carrier": str(bay.carrier)}
    page = await client.post("/console/manifests/new", data=typed)
    assert page.status_code == 422
    assert field(page, "batch") == [str(second)]
    assert f'name="batch" value="{first}"' in page.text
    assert re.search(rf'id="line:{second}-wrong">[^<]*R99', page.text)


# --- how full a store is ---------------------------------------------------------------------------------


async def test_a_store_says_how_full_it_is_once_it_is_said_what_it_may_hold(bay: Bay, enter: Enter) -> None:
    await bay.batch("2700")
    client = await enter(bay.clerk)
    page = await client.get("/console/stock")
    assert "未填写可贮存量" in page.text
    to = f"/console/stock/stores/{bay.factory_site}"
    assert (await client.post(to, data={"store": "point", "store_t": ""})).status_code == 303
    page = await client.get("/console/stock")
    assert "2.700 t / 可贮存 3 t（90 %）" in page.text
    assert "将满" in page.text
    assert (await client.post(to, data={"store": "facility", "store_t": "2,5"})).status_code == 303
    assert "超量" in (await client.get("/console/stock")).text
    for wrong in ({"store": "hole"}, {"store": "point", "store_t": "-1"}, {"store": "point", "store_t": "viel"}):
        assert (await client.post(to, data=wrong)).status_code == 422
    gate = await enter(bay.gate)
    assert (await gate.post(to, data={"store": "point"})).status_code == 403


async def test_a_plan_tells_when_it_is_nearly_used_and_when_it_is_over(
    bay: Bay, enter: Enter, owner: asyncpg.Connection
) -> None:
    await bay.delivered("1000")
    client = await enter(bay.clerk)
    for tonnes, said in (("1.25", ""), ("1.2", "将用完"), ("0.9", "超出计划")):
        await owner.execute("update plan_line set tonnes = $1", Decimal(tonnes))
        page = await client.get("/console/stock/plan")
        assert [word for word in ("将用完", "超出计划") if word in page.text] == ([said] if said else []), tonnes
