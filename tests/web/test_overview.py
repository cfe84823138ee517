"""The overview counts what the queue lists; loads that stand apart are an order for who may inspect."""

import re

import pytest

from tests.bay import Bay
from tests.border import authority_in
from tests.web.conftest import Enter
from tests.web.test_inspection import officer
from tests.web.test_pages import KEY, visible, work
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.model import Department
from workers.anomalies.trips import catch_up
from workers.cases import commands
from workers.cases import events as e

pytestmark = pytest.mark.anyio


async def two_cases(bay: Bay) -> None:
    """One in the ecology officer's hand, one nobody's; a third dismissed."""
    for kg in ("800", "700", "850"):
        await bay.delivered("1000", kg)
    await work(bay)
    await catch_up(bay.pool)
    first, second, _ = [r["id"] for r in await bay.pool.fetch("select id from case_file order by id")]
    await commands.record(bay.pool, bay.regulator, first, commands.Proposal(fact=e.Dismissed(reason="两台秤之差")))
    await commands.record(bay.pool, bay.regulator, second, commands.Proposal(fact=e.Taken()))


def figures(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<span class="figure">(\d+)</span>', html)]


async def test_it_counts_what_the_queue_lists(bay: Bay, enter: Enter) -> None:
    await two_cases(bay)
    client = await enter(bay.regulator)
    page = (await client.get("/console/overview")).text
    opened, late, serious, nobody, asked, escalated = figures(page)
    assert (opened, late, nobody, asked, escalated) == (2, 0, 1, 0, 0)
    listed = (await client.get("/console/cases?show=serious")).text
    assert serious == listed.count("data-case=")
    assert "新立 3 件，了结 1 件" in page
    assert "/console/cases?rule=weight_gap" in page
    assert "/console/cases?department=ecology" in page


async def test_each_department_and_place_counts_its_own(bay: Bay, enter: Enter) -> None:
    await two_cases(bay)
    emergency = await enter(await officer(bay, Department.EMERGENCY))
    assert figures((await emergency.get("/console/overview")).text)[0] == 0
    elsewhere = await enter(await officer(bay, Department.ECOLOGY, "440100"))
    assert figures((await elsewhere.get("/console/overview?city=440300")).text)[0] == 0
    province = await enter(await authority_in(bay, "440000", "省厅"))
    page = (await province.get("/console/overview")).text
    assert figures(page)[0] == 2
    assert page.count('class="tile-hex') == 11
    assert figures((await province.get("/console/overview?city=440100")).text)[0] == 0
    assert figures((await province.get("/console/overview?city=440300")).text)[0] == 2
    assert (await (await enter(bay.clerk)).get("/console/overview")).status_code == 403


async def test_loads_that_stand_apart_are_ordered_for_inspectors(bay: Bay, enter: Enter) -> None:
    await two_cases(bay)
    client = await enter(bay.regulator)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        for address in ("/console/suspects", "/console/overview"):
            page = (await client.get(address)).text
            assert not KEY.findall(visible(page)), address
            assert "{" not in visible(page)
    page = (await client.get("/console/suspects")).text
    assert page.count('class="lead-cell"') == 3
    elsewhere = await enter(await officer(bay, Department.ECOLOGY, "440100"))
    assert "lead-cell" not in (await elsewhere.get("/console/suspects")).text
    assert (await (await enter(bay.office)).get("/console/suspects")).status_code == 403
