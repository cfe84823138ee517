"""The drum's walk, by clicking: one drum of plating sludge from the factory that made it to its treatment, the alert
that a short weight raised, the indicator it moved and the month's PDF."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.bay import PLATE, Bay
from tests.browser.conftest import Enter

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
ACT = "section.acts details[open] form button"


@pytest.mark.usefixtures("workers")
async def test_the_drums_walk(bay: Bay, enter: Enter) -> None:
    clerk = await enter("clerk")
    batch = await _a_drum_is_recorded(clerk)
    await _its_label_is_printed(clerk)
    manifest = await _a_manifest_is_drawn_up_and_signed(clerk)

    driver = await enter("driver", 360)
    await _it_leaves_and_arrives(driver)

    gate = await enter("gate")
    await _it_is_weighed_short_accepted_and_treated(gate, batch)
    await clerk.goto(manifest)
    await expect(clerk.locator("h1")).to_contain_text("联单")
    await expect(clerk.locator(".lead .status")).to_have_text("已完结")

    regulator = await enter("regulator")
    await _the_case_is_seen_and_confirmed(regulator)

    office = await enter("office")
    await _the_indicator_moved_and_the_month_is_printed(office)


async def _a_drum_is_recorded(page: Page) -> str:
    """The clerk searches the code in words, forgets the weight, is told so, and loses nothing typed."""
    await page.click("text=新批次")
    await page.fill('[name="fact.code"]', "电镀 污泥 336-054")
    await page.locator(".combo-list li", has_text="336-054-17").first.click()
    await expect(page.locator('[name="fact.code"]')).to_have_value("336-054-17")
    await page.fill('[name="fact.name"]', "含镍电镀污泥")
    await page.check('[name="fact.form"][value="semi_solid"]')
    await page.fill('[name="fact.container.litres"]', "200")
    await page.click("text=登记批次")
    await expect(page.locator(".problems")).to_contain_text("请填写此项")
    await expect(page.locator('[name="fact.name"]')).to_have_value("含镍电镀污泥")
    await expect(page.locator('[name="fact.form"][value="semi_solid"]')).to_be_checked()
    await page.fill('[name="fact.weight.kg"]', "２００")
    await page.click("text=登记批次")
    await expect(page.locator(".said.done")).to_contain_text("批次已登记")
    await expect(page.locator(".lead")).to_contain_text("200.0 kg 已称重")
    return page.url


async def _its_label_is_printed(page: Page) -> None:
    """The label is a PDF; the address in its code shows the label to anybody, also in small letters."""
    link = await page.get_attribute("text=打印标签", "href")
    answer = await page.request.get(link or "")
    assert answer.headers["content-type"] == "application/pdf"
    assert (await answer.body()).startswith(b"%PDF")
    digital = re.sub(r"\s", "", await page.locator("dd.mono").inner_text())
    assert len(digital) == 37
    stranger = await page.context.browser.new_page()  # type: ignore[union-attr]
    await stranger.goto(page.url.split("/console")[0] + f"/L/{digital.lower()}")
    await expect(stranger.locator(".label-name")).to_have_text("含镍电镀污泥")
    await stranger.close()


async def _a_manifest_is_drawn_up_and_signed(page: Page) -> str:
    """Only sites with a permit are offered; published, it has its number; signed, it waits for the vehicle."""
    await page.click("section.acts >> text=建联单")
    await page.fill('[name="find"]', "不存在")
    await expect(page.locator("#receivers")).to_contain_text("没有找到")
    await page.fill('[name="find"]', "宝安")
    await page.locator("#receivers label", has_text="宝安基地").click()
    await page.select_option('[name="fact.carrier"]', label="深圳危运物流 · 深圳市")
    await expect(page.locator(f'#plates option[value="{PLATE}"]')).to_be_attached()
    await page.fill('[name="fact.plate"]', PLATE)
    await page.click("form.form button.main")
    await expect(page.locator(".problems")).to_contain_text("缺少此项")
    await page.select_option('[name$=".method"]', "cn_utilisation:R4")
    await page.click("form.form button.main")
    await expect(page.locator(".said.done")).to_contain_text("草稿")
    await page.locator(ACT).dblclick()  # 签发, by a nervous hand
    await expect(page.locator("h1 code")).to_have_text(re.compile(r"^\d{14}$"))
    await page.locator(ACT).click()  # 签字
    await expect(page.locator(".said.done")).to_contain_text("移出人已签字")
    assert await page.locator(".chain .node").count() == 3
    return page.url


async def _it_leaves_and_arrives(page: Page) -> None:
    """The driver's phone: what waits stands on the first page, two taps per step."""
    await page.locator(".tasks a", has_text="装车启运").click()
    await expect(page.locator('[name="fact.driver"]')).to_have_value("王师傅")
    await page.locator(ACT).click()
    await expect(page.locator(".said.done")).to_contain_text("已启运")
    await page.locator(ACT).click()
    await expect(page.locator(".said.done")).to_contain_text("已送达")


async def _it_is_weighed_short_accepted_and_treated(page: Page, batch: str) -> None:
    """170 of 200 kg: the difference is shown while it is typed, and said again as a warning."""
    await page.locator(".tasks a", has_text="过磅").click()
    await page.fill('[name="fact.lines[0].kg"]', "170")
    await expect(page.locator('.gap-live[data-for="weighed.1"]')).to_have_text("−30.0 kg (−15.0 %)")
    await page.locator(ACT).click()
    await expect(page.locator(".said.warn")).to_contain_text("15.0 %")
    await page.locator(ACT).click()  # 签收
    await expect(page.locator(".said.done")).to_contain_text("已签收")
    await page.goto(batch)
    await expect(page.locator(".node.gap")).to_contain_text("−30.0 kg (−15.0 %)")
    await page.select_option('[name="fact.method"]', "cn_utilisation:R4")
    await page.locator(ACT).first.click()
    await expect(page.locator(".lead .status")).to_have_text("已处置")


async def _the_case_is_seen_and_confirmed(page: Page) -> None:
    """Within seconds it stands on the list, with its article, its evidence and the way to the chain."""
    await page.goto("/console/cases")
    await expect(page.locator("table")).to_contain_text("少 30 千克", timeout=20_000)
    await page.click("table a")
    await expect(page.locator(".finding")).to_contain_text("15.0%")
    await expect(page.locator("section.facts").first).to_contain_text("第18条")
    await page.click("summary:has-text('查实')")
    confirm = page.locator("details[open] form")
    await confirm.locator("button").click()
    await expect(page.locator(".problems")).to_contain_text("请用文字说明")
    await page.fill("details[open] textarea", "地磅校验单与视频一致")
    await confirm.locator("button").click()
    await expect(page.locator(".kicker")).to_contain_text("已查实")
    await page.click("section.facts >> text=336-054-17")
    await expect(page.locator(".chain")).to_contain_text("重量差异")


async def _the_indicator_moved_and_the_month_is_printed(page: Page) -> None:
    """170 of 200 kg recovered; the figure leads to its load, and the month's PDF is made."""
    rate = page.locator(".indicator", has_text="危险废物").locator(".figure")
    await page.goto("/console/indicators")
    for _ in range(40):
        if await rate.inner_text() == "85.00 %":
            break
        await page.wait_for_timeout(500)
        await page.reload()
    await expect(rate).to_have_text("85.00 %")
    await expect(page.locator(".chart canvas")).to_be_visible()
    await page.locator(".indicator", has_text="危险废物").locator("dd a").first.click()
    await expect(page.locator("table")).to_contain_text("170.0 kg")
    await page.go_back()
    async with page.expect_response(re.compile(r"/reports/[^/]+\.pdf")) as shown:
        await page.click("text=生成本月 PDF")
    answer = await (await shown.value).all_headers()
    assert answer["content-type"] == "application/pdf"
