"""Declarations by page: what is owed and why, the figures, filing what was seen, amending it."""

import re
from datetime import date, timedelta

import asyncpg
import httpx
import pytest

from manifests.declarations import queries
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden as hidden_of
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
TODAY = clock.local_date(clock.now())
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


@pytest.fixture
async def since_spring(bay: Bay, owner: asyncpg.Connection) -> None:
    """The factory stands on the register for some months, and makes enough to report every month."""
    await owner.execute("update site set created_at = now() - interval '100 days' where id = $1", bay.factory_site)
    moment = clock.now().replace(hour=4) - timedelta(days=(TODAY - LAST_MONTH).days - 3)
    for _ in range(4):
        await bay.batch("39000", at=moment)


def address(bay: Bay, first: date = LAST_MONTH) -> str:
    return f"/console/declarations/{bay.factory_site}/month/{first}"


def hidden(page: httpx.Response) -> dict[str, str]:
    """What the form that files would send; nothing where there is none."""
    return hidden_of(page, "month/[0-9-]+") if 'name="figures_sha256"' in page.text else {}


async def file(client: httpx.AsyncClient, to: str, **more: str) -> httpx.Response:
    page = await client.get(to)
    return await client.post(to, data={**hidden(page), **more})


@pytest.mark.usefixtures("since_spring")
async def test_the_list_says_the_class_why_and_what_is_open(bay: Bay, enter: Enter) -> None:
    page = await (await enter(bay.clerk)).get("/console/declarations")
    assert "重点监管" in page.text
    assert "156.0 t" in page.text, "why"
    assert address(bay) in page.text
    assert f"月报 {LAST_MONTH:%Y-%m}" in page.text
    assert "期间未结束" in page.text


@pytest.mark.usefixtures("since_spring")
async def test_what_was_seen_is_filed_once_and_amended_with_a_reason(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    page = await client.get(address(bay))
    assert "156.000 t" in page.text
    sent = hidden(page)
    answer = await client.post(address(bay), data=sent)
    assert answer.status_code == 303, re.findall(r"<li>.*?</li>", answer.text)
    assert (await client.post(address(bay), data=sent)).status_code == 303, "sent twice, filed once"
    async with bay.pool.acquire() as conn:
        filed = await queries.filings(conn, site=bay.factory_site, duty="month", first=LAST_MONTH)
    assert [x.version for x in filed] == [1]
    assert "figures_sha256" not in hidden(await client.get(address(bay))), "nothing to file again"
    await bay.batch("100", at=clock.now() - timedelta(days=(TODAY - LAST_MONTH).days - 4))
    without = await file(client, address(bay))
    assert without.status_code == 422
    assert 'id="reason-wrong"' in without.text
    assert (await file(client, address(bay), reason="补录一批")).status_code == 303
    assert "第 2 版" in (await client.get(address(bay))).text
    assert "156.000 t" in (await client.get(address(bay))).text, "the first version stands as it was filed"


@pytest.mark.usefixtures("since_spring")
async def test_figures_that_changed_since_are_looked_at_again(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    seen = hidden(await client.get(address(bay)))
    await bay.batch("100", at=clock.now() - timedelta(days=(TODAY - LAST_MONTH).days - 4))
    answer = await client.post(address(bay), data=seen)
    assert answer.status_code == 422
    assert "156.100 t" in answer.text
    assert (await client.post(address(bay), data=hidden(answer))).status_code == 303


@pytest.mark.usefixtures("since_spring")
async def test_where_nothing_moved_a_nil_report_is_filed(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    before = (LAST_MONTH - timedelta(days=1)).replace(day=1)
    page = await client.get(address(bay, before))
    assert "提交零申报" in page.text
    answer = await file(client, address(bay, before))
    assert answer.status_code == 303
    assert "零申报" in (await client.get("/console/declarations")).text


async def test_a_period_that_runs_is_shown_and_not_filed(bay: Bay, enter: Enter) -> None:
    await bay.batch("39000")
    client = await enter(bay.clerk)
    this = address(bay, TODAY.replace(day=1))
    page = await client.get(this)
    assert "39.000 t" in page.text
    assert "figures_sha256" not in hidden(page)
    assert (await client.post(this, data={"figures_sha256": "0" * 64})).status_code == 422


async def test_made_up_addresses_are_no_pages(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    for wrong in (f"{bay.factory_site}/month/2026-11-02", f"{bay.factory_site}/week/2026-11-01",
                  f"{bay.plant_site}/month/2026-11-01", f"{bay.factory_site}/month/9999-12-01"):  # fmt: skip
        assert (await client.get(f"/console/declarations/{wrong}")).status_code == 404, wrong
    assert (await client.get(f"/console/declarations/{bay.factory_site}/month/x")).status_code == 422
    assert (await (await enter(bay.driver)).get("/console/declarations")).status_code == 403
