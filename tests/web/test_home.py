"""The first page: each role finds what waits for it, and nothing else."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from manifests.life import events as e
from tests.bay import PLATE, Bay
from tests.stories.stops import storehouse
from tests.web.conftest import Enter
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


def tasks(html: str, heading: str) -> str:
    """What stands under one heading."""
    found = re.search(rf'<h2 id="{heading}">.*?</section>', html, re.DOTALL)
    return found[0] if found else ""


async def test_each_finds_its_own_step(bay: Bay, enter: Enter) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("100")))).subject
    clerk, driver, gate = await enter(bay.clerk), await enter(bay.driver), await enter(bay.gate)
    for fact, who, finds in (
        (e.Published(), bay.clerk, (clerk, "签字")),
        (e.Signed(name="李姐"), bay.clerk, (driver, "装车启运")),
        (e.Departed(plate=PLATE, driver="王师傅"), bay.driver, (driver, "送达")),
        (e.Arrived(), bay.driver, (gate, "过磅")),
    ):
        await bay.tell(who, fact, manifest)
        browser, act = finds
        assert f'<span class="task-act">{act}</span>' in tasks((await browser.get("/console")).text, "waiting")
        for other in {clerk, driver, gate} - {browser}:
            assert 'class="task-act"' not in tasks((await other.get("/console")).text, "waiting"), act


async def test_the_storer_is_told_what_stands_too_long(bay: Bay, enter: Enter) -> None:
    things, people = await storehouse(bay)
    manifest = await bay.on_the_road(await bay.batch("100"))
    long_ago = clock.now() - timedelta(hours=80)
    await bay.tell(bay.driver, e.StopAdded(things["store"]), manifest)
    await bay.tell(bay.driver, e.Stopped(), manifest, at=long_ago)
    page = (await (await enter(people["storer"])).get("/console")).text
    assert "暂存入库并过磅" in tasks(page, "waiting")
    assert 'class="stay over"' in tasks(page, "waiting")


async def test_refused_loads_and_corrections_wait_for_an_answer(bay: Bay, enter: Enter) -> None:
    refused = await bay.at_the_gate(await bay.batch("100"), await bay.batch("200"))
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), "桶漏"), refused)
    _, closed = await bay.delivered("300")
    await bay.tell(bay.clerk, e.RevisionRequested("车牌写错", plate="粤B54321"), closed)
    clerk, gate = await enter(bay.clerk), await enter(bay.gate)
    page = (await clerk.get("/console")).text
    assert "桶漏" in tasks(page, "undecided")
    assert tasks(page, "corrections") == ""
    assert "车牌写错" in tasks((await gate.get("/console")).text, "corrections")
    await bay.tell(bay.gate, e.RevisionApproved(), closed)
    assert tasks((await gate.get("/console")).text, "corrections") == ""


async def test_waste_that_stands_too_long_is_named(bay: Bay, enter: Enter) -> None:
    await bay.batch("100", at=clock.now() - timedelta(days=400))
    page = (await (await enter(bay.clerk)).get("/console")).text
    assert "400 天" in tasks(page, "old")
