"""A morning at three desks: ecology works its queue by keyboard and passes a case on; the police check the bundle on
another machine; Hong Kong is told the shared minimum of a case across the border. `SHOTS=folder` keeps pictures.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from tests.bay import ADMINISTRATOR, SHENZHEN, Bay
from tests.browser.conftest import PASSWORD, Enter
from tests.web.test_pages import work
from wasteflow.catalog.book import open_book
from wasteflow.core.ids import derived_id
from wasteflow.people.commands import open_accounts, reset_password
from wasteflow.people.model import Department, Role
from wasteflow.people.schemas import NewAccount
from workers.alerts import raise_once
from workers.anomalies.finding import Finding, Found, Subject
from workers.anomalies.trips import catch_up
from workers.cases import queries

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


async def _desk(bay: Bay, name: str, person: str, department: Department, city: str = SHENZHEN) -> None:
    account = NewAccount(name=name, person=person, role=Role.REGULATOR, city=city, department=department)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    await reset_password(bay.pool, ADMINISTRATOR, account.id, PASSWORD)


async def _keep(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"morning-{name}.png", full_page=True)


async def _across_the_border(bay: Bay, like: UUID) -> UUID:
    """The same kind of alert about a load that concerns both sides."""
    async with bay.pool.acquire() as conn, conn.transaction():
        told = await queries.case(conn, id=like, scopes=None)
        assert told is not None
        x = told.about
        found = Found(
            rule=x.rule, version=x.version, family=x.family, citation=x.citation,
            finding=Finding("across", x.severity, x.says, x.facts), about=Subject(x.subject_kind, x.subject),
            matter="across the border", stream=x.stream, categories=x.categories,
            scopes=("city:440300", "city:810000", "province:440000"), happened_at=x.happened_at, limits={},
        )  # fmt: skip
        await raise_once(conn, await open_book(bay.pool), found)
        return derived_id("case", found.matter)


def _verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """As on another machine: the program, the two files, and no database and no settings."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    asked = [sys.executable, "-m", "wasteflow", "verify", "bundle.zip", "--keys", "jwks.json"]
    return subprocess.run(asked, cwd=folder, env=bare, capture_output=True, text=True, timeout=60, check=False)


async def test_a_morning_at_three_desks(bay: Bay, enter: Enter, tmp_path: Path) -> None:
    for kg in ("800", "700"):
        await bay.delivered("1000", kg)
    await work(bay)
    await catch_up(bay.pool)
    await _desk(bay, "police", "陈警官", Department.POLICE)
    await _desk(bay, "epd", "何主任", Department.ECOLOGY, "810000")

    ecology = await enter("regulator")
    await ecology.goto("/console/cases?severity=3")
    await ecology.fill("#name", "严重的")
    await ecology.click(".save button")
    await ecology.goto("/console/cases")
    await ecology.click("h1")  # nothing is being typed in
    await ecology.keyboard.press("1")
    await ecology.wait_for_url("**severity=3**")
    rows = ecology.locator("#cases tbody tr")
    await expect(rows).to_have_count(2)
    await _keep(ecology, "queue-zh-Hans")
    await ecology.keyboard.press("j")
    await ecology.keyboard.press("t")
    await expect(ecology.locator(".said")).to_contain_text("您已领办此案")
    await ecology.keyboard.press("j")
    await ecology.keyboard.press("Enter")
    await ecology.wait_for_url("**/console/cases/*")
    await _keep(ecology, "case-zh-Hans")
    case = ecology.url.rpartition("/")[2].partition("?")[0]
    await ecology.keyboard.press("p")
    act = ecology.locator('.act[data-step="passed"]')
    await act.locator("select").select_option("police")
    await act.locator("textarea").fill("两车均少收二百公斤以上，涉嫌途中倾倒")
    await act.locator("button").click()
    await expect(ecology.locator(".said").first).to_be_visible()

    police = await enter("police", language="en")
    await police.context.add_cookies([{"name": "wf_lang", "value": "en", "url": police.url}])
    await police.goto("/console/cases?show=passed")
    await expect(police.locator("#cases tbody tr")).to_have_count(1)
    await police.goto(f"/console/cases/{case}")
    await expect(police.locator(".chain .node").first).to_be_visible()
    await _keep(police, "police-en")
    async with police.expect_download() as coming:
        await police.click("a[download]")
    await (await coming.value).save_as(tmp_path / "elsewhere" / "bundle.zip")
    keys = await police.request.get("/.well-known/jwks.json")
    (tmp_path / "elsewhere" / "jwks.json").write_text(json.dumps(await keys.json()))
    told = await asyncio.to_thread(_verified, tmp_path / "elsewhere")
    assert (told.returncode, "as it was signed" in told.stdout) == (0, True), told.stdout + told.stderr

    crossing = await _across_the_border(bay, UUID(case))
    hong_kong = await enter("epd", language="zh-Hant")
    await hong_kong.context.add_cookies([{"name": "wf_lang", "value": "zh-Hant", "url": hong_kong.url}])
    await hong_kong.goto("/console/cases")
    await expect(hong_kong.locator("#cases tbody tr")).to_have_count(1)  # not one of Shenzhen's own
    await _keep(hong_kong, "queue-zh-Hant")
    await hong_kong.goto(f"/console/cases/{crossing}")
    shown = await hong_kong.inner_text("main")
    assert "镀艺电镀厂" not in shown
    assert "粤B12345" not in shown
    assert "800" not in shown
    await _keep(hong_kong, "case-zh-Hant")
    for address in (f"/cases/{crossing}/bundle.zip", f"/cases/{crossing}/sheet.pdf"):
        assert (await hong_kong.request.get(address)).status == 403
    assert (await hong_kong.request.get(f"/console/cases/{case}")).status == 404
