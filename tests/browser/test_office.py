"""A month at the city office: the statistics are imported with three wrong cells, mended from the error file and sent
again; a second person approves and publishes; one figure is opened down to its loads, and a late correction is seen.

`SHOTS=folder` keeps pictures.
"""

import csv
import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.bay import SHENZHEN, Bay
from tests.browser.conftest import Enter
from tests.workers.test_lineage import agree
from tests.workers.test_values import MONTH, USE, a_used_drum, count

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")
AT = f"city={SHENZHEN}&period={MONTH}"
FIGURE = f"/console/indicator-set/{USE}?{AT}"
HEAD = "city,figure,period,value,source"
GOOD = (
    f"440300,industrial_value_added,{MONTH},10000,深圳统计月报",
    f"440300,green_crop_area,{MONTH},120,农业农村局函",
    f"440300,crop_area,{MONTH},1200,农业农村局函",
    f"440300,green_factories,{MONTH},7,工信局函",
)
WRONG = (
    GOOD[0],
    GOOD[1].replace(",120,", ",一百二,"),
    GOOD[2].replace("crop_area", "no_such"),
    GOOD[3].replace("440300", "440100"),
)


async def _keep(page: Page, name: str, address: str, *opened: str) -> None:
    if not SHOTS:
        return
    for language in ("zh-Hans", "en"):
        await page.context.add_cookies([{"name": "wf_lang", "value": language, "url": address}])
        for width in (1280, 360):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(*opened)
            await page.wait_for_timeout(400)
            await page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{language}.png", full_page=True)
    await page.context.clear_cookies(name="wf_lang")
    await page.set_viewport_size({"width": 1280, "height": 900})


async def _send(page: Page, path: Path) -> None:
    await page.set_input_files("#file", path)
    await page.click('form[action="/console/statistics/import"] button')


async def test_a_month_at_the_city_office(bay: Bay, enter: Enter, address: str, tmp_path: Path) -> None:
    batch, manifest = await a_used_drum(bay)
    await count(bay)
    office, second = await enter("office"), await enter("regulator")
    sent = tmp_path / "十月.csv"
    sent.write_text("\n".join([HEAD, *WRONG]), encoding="utf-8-sig")
    await office.goto(f"/console/statistics?{AT}")
    await _send(office, sent)
    await expect(office.locator("[role=status]")).to_contain_text("3")
    async with office.expect_download() as given:
        await office.click("a[download].main")
    errors = tmp_path / "errors.csv"
    await (await given.value).save_as(errors)
    with errors.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 3
    with errors.open("w", encoding="utf-8-sig", newline="") as file:
        columns = len(HEAD.split(","))
        csv.writer(file).writerows(
            [head, *([*row[:-columns], *good.split(",")] for row, good in zip(rows, GOOD[1:], strict=True))]
        )
    await _send(office, errors)
    await expect(office.locator("[role=status]")).to_have_class("said done")

    await second.goto(f"/console/statistics?{AT}")
    for left in (3, 2, 1, 0):
        await second.click("button[value=approved] >> nth=0")
        await expect(second.locator("button[value=approved]")).to_have_count(left)

    await office.goto(FIGURE)
    await office.click("details.acts > summary")
    for name, typed in (
        ("year0", "2020"),
        ("value0", "65"),
        ("year2", "2030"),
        ("value2", "90"),
        ("source", "实施方案"),
    ):
        await office.fill(f"#{name}", typed)
    await office.click("details.acts .form button")
    await office.click("button[value=review]")
    await second.goto(FIGURE)
    await second.click("button[value=publish]")
    await expect(second.locator(".indicator .status").first).to_have_class("status published")
    await second.click(f'a[href*="/{USE}/loads"]')
    await expect(second.locator(f'a[href="/console/batches/{batch}"]').first).to_be_visible()

    await agree(bay, manifest, treated_by="cn_disposal:D10")  # it was burnt, not recovered
    await count(bay)
    await second.goto(FIGURE)
    await expect(second.locator(".indicator .status").first).to_have_class("status revised")
    await _keep(second, "value", address, FIGURE)
    await _keep(second, "standing", address, f"/console/standing?{AT}")
    await _keep(second, "capacity", address, "/console/capacity")
    await second.goto(FIGURE)
    await second.click('a[href*="moved=true"] >> nth=0')
    await expect(second.locator(f'a[href="/console/batches/{batch}"]')).to_be_visible()
    await expect(second.locator("tbody")).to_contain_text("-600.0 kg")
