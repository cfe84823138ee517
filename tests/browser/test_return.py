"""Twenty drums in one form, four of them refused at the gate and brought back, by clicking."""

import os
import re
import time
from pathlib import Path

import pypdfium2
import pytest
from playwright.async_api import Page, expect

from tests.bay import PLATE, Bay
from tests.browser.conftest import Enter

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
ACT = "section.acts details[open] form button"
REFUSED = (3, 7, 11, 20)
SHOTS = os.environ.get("SHOTS")


async def keep(page: Page, name: str) -> None:
    """A picture of where the story stands, where somebody asked for them."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"return-{name}.png", full_page=True)


async def test_four_of_twenty_drums_come_back(bay: Bay, enter: Enter) -> None:
    clerk = await enter("clerk")
    begun = time.monotonic()
    await _twenty_drums_are_recorded_and_labelled(clerk)
    manifest = await _a_manifest_for_all_of_them(clerk)
    took = time.monotonic() - begun
    assert took < 180, "a clerk has three minutes for it"
    await keep(clerk, "1-manifest")

    driver = await enter("driver", 360)
    await _drives(driver)
    gate = await enter("gate")
    await keep(driver, "2-driver")
    await _four_are_refused(gate)
    await keep(gate, "3-refused")

    await clerk.goto(manifest)
    await expect(clerk.locator("#carried")).to_be_visible()
    await expect(clerk.locator("section:has(#carried) li")).to_have_count(4)
    await keep(clerk, "4-on-vehicle")
    await clerk.click("text=退回本厂")
    await expect(clerk.locator(".said.done")).to_contain_text("草稿")
    await clerk.locator(ACT).click()  # 签发
    await clerk.locator(ACT).click()  # 签字
    await expect(clerk.locator(".said.done")).to_contain_text("移出人已签字")
    back = clerk.url
    await driver.goto("/console")
    await _drives(driver)
    await clerk.goto(back)
    await clerk.click("summary:has-text('签收')")
    await clerk.locator(ACT).click()
    await expect(clerk.locator(".lead .status")).to_have_text("已完结")
    await keep(clerk, "5-home")

    await clerk.goto("/console/batches?status=stored")
    home = clerk.locator("tbody tr:has(input[name=batch])")  # those that are hers to send again
    await expect(home).to_have_count(4)
    await keep(clerk, "6-stock")
    serials = {text.rsplit("·")[-1] for text in await home.locator(".mono").all_inner_texts()}
    assert serials == {f"{line:03}" for line in REFUSED}, "the lines stand in the order of the drums"
    await home.locator("a").first.click()
    await keep(clerk, "7-chain")
    assert await clerk.locator(".chain .node").count() >= 12, "the way out and the way home in one chain"
    await expect(clerk.locator(".chain .node").last).to_contain_text("深圳镀艺电镀厂 持有")


async def _twenty_drums_are_recorded_and_labelled(page: Page) -> None:
    await page.click("text=新批次")
    await page.fill('[name="fact.code"]', "336-054-17")
    await page.fill('[name="fact.name"]', "含镍电镀污泥")
    await page.check('[name="fact.form"][value="semi_solid"]')
    await page.fill('[name="fact.container.litres"]', "200")
    await page.fill('[name="containers"]', "20")
    await page.fill('[name="fact.weight.kg"]', "198；201")
    await page.click("text=登记批次")
    await expect(page.locator(".problems")).to_contain_text("现有 2 个重量")
    await page.fill('[name="fact.weight.kg"]', "200")
    await page.click("text=登记批次")
    await expect(page.locator(".said.done")).to_contain_text("已登记 20 个批次")
    await expect(page.locator("tbody input:checked")).to_have_count(20)
    ids = await page.locator("tbody input:checked").evaluate_all("boxes => boxes.map(b => b.value)")
    answer = await page.request.get("/labels.pdf?" + "&".join(f"batch={id}" for id in ids))
    assert answer.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(await answer.body())) == 20


async def _a_manifest_for_all_of_them(page: Page) -> str:
    await page.click("button:has-text('建联单')")
    await page.select_option("#method", "cn_utilisation:R4")
    await page.locator("#receivers label", has_text="宝安基地").click()
    await page.select_option('[name="fact.carrier"]', label="深圳危运物流 · 深圳市")
    await page.fill('[name="fact.plate"]', PLATE)
    await page.fill('[name="fact.driver"]', "王师傅")
    await page.click("form.form button.main")
    await expect(page.locator(".said.done")).to_contain_text("草稿")
    await page.locator(ACT).click()  # 签发
    await expect(page.locator("h1 code")).to_have_text(re.compile(r"^\d{14}$"))
    await page.locator(ACT).click()  # 签字
    await expect(page.locator(".said.done")).to_contain_text("移出人已签字")
    return page.url


async def _drives(page: Page) -> None:
    await page.locator(".tasks a", has_text="装车启运").click()
    await page.locator(ACT).click()
    await expect(page.locator(".said.done")).to_contain_text("已启运")
    await page.locator(ACT).click()
    await expect(page.locator(".said.done")).to_contain_text("已送达")


async def _four_are_refused(page: Page) -> None:
    await page.locator(".tasks a", has_text="过磅").click()
    await page.click("summary:has-text('部分')")
    for line in REFUSED:
        await page.check(f'details[open] [name="whole"][value^="{line}:"]')
    await page.fill("details[open] [name='fact.reason']", "桶漏")
    await page.locator("details[open] button.main").click()
    await expect(page.locator(".lead .status")).to_have_text("部分接收")
