"""Every page fits a phone of 360 px and a desk of 1280 px, in four languages.

`SHOTS=folder` keeps a picture of each, to look at.
"""

import os
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Page

from manifests.life import events as e
from tests.bay import Bay
from tests.browser.conftest import Enter
from tests.manifests.notices.conftest import photo
from tests.stories.stops import storehouse
from tests.web.every_kind import every_kind
from tests.web.test_pages import a_month, work
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from workers.anomalies.store import set_mode
from workers.cases import commands as cases
from workers.cases import events as steps
from workers.cases import files
from workers.cases.model import Seen
from workers.messages import commands as messages
from workers.messages.model import Channel, What
from workers.tuning import commands as tuning

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")
ONLY = os.environ.get("SHOTS_LANGUAGES", ",".join(LANGUAGES)).split(",")
LONGEST = ("zh-Hans", "pt")  # the first of the languages and the one with the longest words, at the desk too
FITS = """async (frames) => {
  for (; document.documentElement.scrollWidth > innerWidth; frames -= 1) {
    if (frames === 0) return false;
    await new Promise(requestAnimationFrame);
  }
  return true;
}"""
FRAMES = 30  # after which a chart is drawn anew for a window that became narrower; as it is opened a page has none
HOLDINGS = ("stock", "plan", "declarations", "ledger", "import", "approvals", "codes", "code")
PAGES = {
    "clerk": (
        "home",
        "site_plans",
        "batches",
        "new",
        "send",
        "manifests",
        "draft",
        "batch",
        "done",
        *HOLDINGS,
        "declaration",
        "regroup",
        "leave",
        "code_shown",
        "corrections",
        "corrected",
        "correct",
        "apply",
    ),
    "gate": (
        "home",
        "gate_prices",
        "gate",
        "drums",
        "manifest",
        "give_back",
        "part",
        "part_batch",
        "transform",
        "round_at_gate",
    ),
    "driver": ("home", "stop", "stop_added", "absent", "round"),
    "dispatcher": ("rounds", "round_new", "round", "devices", "device", "refused_events", "refused"),
    "regulator": (
        "home",
        "cases",
        "case",
        "companies",
        "company",
        "suspects",
        "overview",
        "rules",
        "rule",
        "inspecting",
        "messages",
        "notices",
        "road",
        "report_litter",
        "notice",
        "overdue",
        "approvals",
        "billing",
    ),
    "office": (
        "home",
        "indicators",
        "indicator_set",
        "standing",
        "value",
        "statistics",
        "loads",
        "capacity",
        "carbon",
        "cells",
        "reports",
        "report_style",
        "registers",
        "bay",
        "open",
        "plastics",
        "batteries",
        "construction",
        "heavy_metals",
        "litter",
        "landfill_years",
        "releases",
    ),
}
LISTS = {
    "home": "/console",
    "batches": "/console/batches",
    "manifests": "/console/manifests",
    "new": "/console/batches/new",
    "corrections": "/console/corrections",
    "stock": "/console/stock",
    "plan": "/console/stock/plan",
    "declarations": "/console/declarations",
    "overdue": "/console/declarations/overdue",
    "approvals": "/console/approvals",
    "apply": "/console/approvals/applications/new",
    "codes": "/console/codes",
    "code": "/console/codes/cn-hw/900-052-31",
    "billing": "/console/billing",
    "ledger": "/console/ledger",
    "import": "/console/ledger/import",
    "leave": "/console/leave",
    "devices": "/console/devices",
    "refused_events": "/console/refused-events",
    "rounds": "/console/rounds",
    "round_new": "/console/rounds/new",
    "cases": "/console/cases",
    "rules": "/console/rules",
    "rule": "/console/rules/weight_gap",
    "companies": "/console/companies",
    "suspects": "/console/suspects",
    "overview": "/console/overview",
    "messages": "/console/messages",
    "notices": "/console/notices",
    "report_litter": "/console/notices/new",
    "indicators": "/console/indicators",
    "indicator_set": "/console/indicator-set",
    "standing": "/console/standing",
    "value": "/console/indicator-set/ZW21-16",
    "statistics": "/console/statistics",
    "capacity": "/console/capacity",
    "carbon": "/console/carbon",
    "bay": "/console/bay",
    "open": "/open",
    "cells": "/console/cells",
    "reports": "/console/reports",
    "report_style": "/console/reports/style",
    "registers": "/console/registers",
    "plastics": "/console/chains/plastics",
    "batteries": "/console/chains/batteries",
    "construction": "/console/chains/construction",
    "heavy_metals": "/console/chains/heavy-metals",
    "litter": "/console/chains/marine-litter",
    "landfill_years": "/console/landfill-years",
    "releases": "/console/releases",
    "site_plans": "/console/site-plans",
    "gate_prices": "/console/gate-prices",
    "road": "/console/road",
}


async def test_every_page_fits(bay: Bay, enter: Enter, address: str) -> None:
    at = LISTS | await _a_full_month(bay)
    too_wide = []
    for person, names in PAGES.items():
        page = await enter(person)
        for language in ONLY:
            await page.context.add_cookies([{"name": "wf_lang", "value": language, "url": address}])
            widths = (1280, 360) if SHOTS or language in LONGEST else (360,)
            for name in names:
                await page.set_viewport_size({"width": widths[0], "height": 900})
                await page.goto(at[name])
                for width in widths:
                    frames = 0 if width == widths[0] else FRAMES
                    if not await _fits(page, width, frames, f"{name}-{person}-{width}-{language}"):
                        too_wide.append((name, person, width, language))
    assert not too_wide


async def test_every_chain_fits(bay: Bay, enter: Enter) -> None:
    at = await every_kind(bay)
    too_wide = []
    clerk, gate = await enter("clerk"), await enter("gate")
    for name in at:
        for page in (clerk, gate):
            await page.set_viewport_size({"width": 1280, "height": 900})
        shown = await clerk.goto(at[name])
        page = clerk if shown and shown.ok else gate
        if page is gate:
            await page.goto(at[name])
        await page.eval_on_selector_all("details.fold", "all => all.forEach((fold) => { fold.open = true; })")
        for width, frames in ((1280, 0), (360, FRAMES)):
            if not await _fits(page, width, frames, f"chain-{name}-{width}"):
                too_wide.append((name, width))
    assert not too_wide


async def _a_full_month(bay: Bay) -> dict[str, str]:
    """A drum at each station, one treated, one accepted in part."""
    at = await a_month(bay)
    done, _ = await bay.delivered("2000", "1990")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(1990)), done)
    parted = await bay.batch("600")
    part = await bay.at_the_gate(parted)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), "含水率超标"), part)
    drums = await bay.at_the_gate(*[await bay.batch("200") for _ in range(20)])
    on_the_way = await _on_the_way(bay)
    await _told(bay)
    await _inspected(bay)
    await _tuned(bay)
    await _in_shadow(bay)
    await work(bay)
    month = await bay.pool.fetchval("select to_char(max(month), 'YYYY-MM') from rollup_cell")
    return (
        at
        | on_the_way
        | {
            "inspecting": at["case"] + "?step=inspected",
            "drums": f"/console/manifests/{drums}",
            "done": f"/console/batches/{done}",
            "part": f"/console/manifests/{part}",
            "part_batch": f"/console/batches/{parted}",
            "loads": f"/console/indicators/ZW21-16/loads?city=440300&month={month}&part=denominator",
        }
    )


async def _inspected(bay: Bay) -> None:
    """A case whose company answered with a document, and that was inspected."""
    case = await bay.pool.fetchval("select id from case_file order by id limit 1")
    picture, paper = photo((640, 480)), b"%PDF-1.7\n%%EOF\n"
    points = (steps.Point("weight", Seen.NOT_IN_ORDER, "802 kg"), steps.Point("labels", Seen.IN_ORDER))
    shown = replace(files.checked("复称.jpg", picture, "photos"), point="weight")
    for who, fact, sent in (
        (bay.regulator, steps.Taken(), ()),
        (bay.regulator, steps.Asked(org=bay.factory, question="少的 200 千克去了哪里？"), ()),
        (bay.clerk, steps.Answered(answer="磅单附后。", files=(files.checked("磅单.pdf", paper, "f"),)), (paper,)),
        (bay.regulator, steps.Inspected(at=clock.now(), checklist="load", points=points, photos=(shown,)), (picture,)),
    ):
        await cases.record(bay.pool, who, case, cases.Proposal(fact=fact), sent=sent)


async def _in_shadow(bay: Bay) -> None:
    """The rule whose page is opened is tried in shadow, and has found something there."""
    async with bay.pool.acquire() as conn:
        await set_mode(
            conn, rule="weight_gap", at=clock.now(), mode="shadow", reason="限值改过，先看一个月", person="李工"
        )
    for weighed in ("700", "860"):
        await bay.delivered("1000", weighed)


async def _tuned(bay: Bay) -> None:
    """A limit that was tried and put in force, and another that was tried."""
    for value in ("12", "16"):
        trial = await tuning.try_limit(
            bay.pool, bay.regulator, "weight_gap", id=new_id(), name="serious_percent", value=Decimal(value)
        )
        await work(bay)
        if value == "12":
            await tuning.accept(
                bay.pool, bay.regulator, "weight_gap", id=new_id(), trial=trial, reason="两台秤的差异，见九月比对"
            )


async def _told(bay: Bay) -> None:
    """Two contacts of the regulator, one with all that may be subscribed to, one not confirmed yet."""
    me = bay.regulator
    hours: dict[str, Any] = {"language": "zh-Hans", "time_zone": "Asia/Shanghai", "quiet": (time(22), time(7))}
    for address in ("zhou.jianguan@shenzhen.example.org", "second@example.org"):
        id = await messages.add_contact(
            bay.pool, me, id=new_id(), channel=Channel.MAIL, address=address, urgent=True, private=False, **hours
        )
        if address.startswith("zhou"):
            code = await bay.pool.fetchval("select code from contact where id = $1", id)
            await messages.confirm(bay.pool, me, id, code)
            for what, hour in ((What.CASES, None), (What.MY_CASES, 8)):
                await messages.subscribe(bay.pool, me, id, id=new_id(), what=what, severity=3, at_hour=hour)


async def _on_the_way(bay: Bay) -> dict[str, str]:
    """A load in a store on its way, one that a stop may be added to, one whose consignor is not there."""
    things, people = await storehouse(bay)
    stop = await bay.on_the_road(await bay.batch("1000"), await bay.batch("500"))
    await bay.tell(bay.driver, e.StopAdded(things["store"]), stop)
    await bay.tell(bay.driver, e.Stopped(), stop)
    weights = (e.LineWeighed(1, Decimal(950)), e.LineWeighed(2, Decimal(501)))
    await bay.tell(people["storer"], e.StopWeighed(weights, "孙库管"), stop)
    await bay.tell(people["storer"], e.Resealed("DG-0417"), stop)
    road = await bay.on_the_road(await bay.batch("700"))
    absent = (await bay.tell(bay.clerk, bay.load(await bay.batch("100")))).subject
    await bay.tell(bay.clerk, e.Published(), absent)
    return {
        "stop": f"/console/manifests/{stop}",
        "stop_added": f"/console/manifests/{road}/stop_added",
        "absent": f"/console/manifests/{absent}",
        "code_shown": f"/console/leave/codes/{bay.factory_site}/shown",
    }


async def _fits(page: Page, width: int, frames: int, name: str) -> bool:
    """Whether what is opened has room in a window of this width, within so many frames; a picture of it is kept."""
    await page.set_viewport_size({"width": width, "height": 900})
    if SHOTS:
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    return bool(await page.evaluate(FITS, frames))
