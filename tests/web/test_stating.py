"""Small forms for figures: a gate price, a year of a landfill, a building site's plan, a joint release."""

from datetime import timedelta

import pytest

from tests.bay import ADMINISTRATOR, Bay
from tests.web.conftest import Enter
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers.capacity import queries as capacity
from workers.carbon import queries as carbon
from workers.chains import queries as chains
from workers.open_data import store as releases

pytestmark = pytest.mark.anyio


async def test_a_gate_price_is_stated_and_what_is_wrong_stands_at_its_field(bay: Bay, enter: Enter) -> None:
    gate, today = await enter(bay.gate), clock.local_date(clock.now())
    sent = {"site": str(bay.plant_site), "scheme": "cn-hw", "code": "HW17", "price": "1,800.50", "currency": "HKD",
            "valid_from": str(today), "source": "2026 价目表"}  # fmt: skip
    wrong = await gate.post("/console/gate-prices", data=sent | {"price": "x", "source": ""})
    assert (wrong.status_code, 'value="x"' in wrong.text) == (422, True)
    assert all(f'id="{field}-wrong"' in wrong.text for field in ("price", "source")), "all is told at once"
    early = await gate.post("/console/gate-prices", data=sent | {"valid_to": str(today - timedelta(days=1))})
    assert (early.status_code, 'id="valid_to-wrong"' in early.text) == (422, True)
    nobodys = await gate.post("/console/gate-prices", data=sent | {"site": str(bay.factory_site)})
    assert nobodys.status_code == 422
    assert (await gate.post("/console/gate-prices", data=sent)).status_code == 303
    async with bay.pool.acquire() as conn:
        (one,) = await capacity.stated(conn, org=bay.plant)
    assert (str(one.price), one.currency) == ("1800.50", "HKD")
    assert "1,800.5 HKD/t" in (await gate.get("/console/gate-prices")).text


async def test_a_year_of_a_landfill_is_entered_for_ones_own_city(bay: Bay, enter: Enter) -> None:
    office = await enter(bay.office)
    sent = {"city": "440300", "year": "1998", "kind": "msw", "value": "1250000", "source": "城建统计年鉴"}
    wrong = await office.post("/console/landfill-years", data=sent | {"kind": "captured", "value": "60"})
    assert (wrong.status_code, 'id="value-wrong"' in wrong.text) == (422, True)
    assert (await office.post("/console/landfill-years", data=sent | {"city": "440100"})).status_code == 422
    assert (await office.post("/console/landfill-years", data=sent | {"year": "soon"})).status_code == 422
    assert (await office.post("/console/landfill-years", data=sent)).status_code == 303
    async with bay.pool.acquire() as conn:
        (year,) = await carbon.entered(conn, city="440300")
    assert (year.year, year.kind, int(year.value)) == (1998, "msw", 1250000)


async def test_a_site_files_its_plan_once_though_sent_twice(bay: Bay, enter: Enter) -> None:
    clerk, today = await enter(bay.clerk), clock.local_date(clock.now())
    page = await clerk.get("/console/site-plans")
    once = page.text.split('name="once" value="')[1].split('"')[0]
    sent = {"once": once, "site": str(bay.factory_site), "stream": "spoil", "m3": "42 000", "density": "",
            "valid_from": str(today), "valid_to": str(today + timedelta(days=90)), "number": "深建渣 8 号"}  # fmt: skip
    wrong = await clerk.post("/console/site-plans", data=sent | {"density": "1.9", "valid_to": ""})
    assert wrong.status_code == 422
    assert 'id="valid_to-wrong"' in wrong.text
    for _ in range(2):
        assert (await clerk.post("/console/site-plans", data=sent)).status_code == 303
    async with bay.pool.acquire() as conn:
        (plan,) = await chains.filed(conn, org=bay.factory)
    assert (int(plan.m3), plan.usual) == (42000, True)


async def test_three_governments_agree_on_the_page(bay: Bay, enter: Enter) -> None:
    office = await enter(bay.office)
    none = await office.post("/console/releases", data={"period": str(clock.local_date(clock.now()).year)})
    assert (none.status_code, 'href="#period"' in none.text) == (422, True)  # no city has published a value yet
    id, now = bay.factory, clock.now()
    async with bay.pool.acquire() as conn:
        await releases.insert(conn, id=id, period="2025", at=now, by=bay.office.account, sha256="0" * 64, rows=[])
    assert "/consent" not in (await office.get("/console/releases")).text
    city_ecology = await (await enter(bay.regulator)).post(f"/console/releases/{id}/consent")
    assert city_ecology.status_code == 422  # the province speaks for its cities
    for city, name in (("440000", "province"), ("810000", "epd"), ("820000", "dspa")):
        person = NewAccount(name=name, person=name, role=Role.REGULATOR, city=city, department=Department.ECOLOGY)
        await open_accounts(bay.pool, ADMINISTRATOR, [person])
        client = await enter(Actor(person.id, name, Role.REGULATOR, city=city, department=Department.ECOLOGY))
        assert f"/console/releases/{id}/consent" in (await client.get("/console/releases")).text
        assert (await client.post(f"/console/releases/{id}/consent")).status_code == 303
    assert f"/open-data/releases/{id}.csv" in (await office.get("/console/releases")).text
