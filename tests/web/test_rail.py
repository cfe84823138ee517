"""The rail: seven entries at most, a way to each page, by role and by where the company is registered."""

import re

import pytest

from tests.bay import Bay
from tests.hong_kong import charged
from tests.web.conftest import Enter
from wasteflow.people.model import Actor, Department, Role
from wasteflow.web.console.rail import GROUPS, rail

pytestmark = pytest.mark.anyio
COMPANIES = (Role.GENERATOR, Role.DISPATCHER, Role.DRIVER, Role.RECEIVER, Role.INTEGRATOR)


def people(bay: Bay) -> list[Actor]:
    """One for each role, and for each department of an authority."""
    me, org = bay.clerk.account, bay.clerk.org
    mine = [Actor(me, "甲", r, org, registered="440300") for r in COMPANIES]
    office = [Actor(me, "乙", Role.REGULATOR, city="440300", department=d) for d in Department]
    rest = [Actor(me, "丙", r, city="440300") for r in (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)]
    return [*mine, *office, *rest]


async def test_nobody_has_more_than_seven_entries_and_each_page_is_somebodys(bay: Bay) -> None:
    pages = {page.to for _, many in GROUPS for page in many}
    seen: set[str] = set()
    for person in [*people(bay), Actor(bay.clerk.account, "丁", Role.GENERATOR, bay.clerk.org, registered="810000")]:
        assert len(rail(person, "/console")) <= 7, person
        seen |= {page.to for to in pages for one in rail(person, to) for page in [*one.tabs, one]}
    assert seen == pages


async def test_every_entry_has_its_picture(bay: Bay, enter: Enter) -> None:
    for actor in (bay.clerk, bay.gate, bay.driver, bay.dispatcher, bay.regulator, bay.office):
        home = (await (await enter(actor)).get("/console")).text
        entries = home.split('<nav class="rail"')[1].split("</nav>")[0].split("<li>")[1:]
        assert all("<path" in entry for entry in entries), entries


async def test_whoever_is_led_there_is_let_in(bay: Bay, enter: Enter) -> None:
    for actor in (bay.clerk, bay.gate, bay.driver, bay.dispatcher, bay.regulator, bay.office):
        client = await enter(actor)
        home = await client.get("/console")
        entries = re.findall(
            r'<li><a href="(/console[^"]*)"', home.text.split('<nav class="rail"')[1].split("</nav>")[0]
        )
        assert entries[0] == "/console"
        for to in entries:
            page = await client.get(to)
            assert page.status_code == 200, to
            assert 'aria-current="page"' in page.text.split("</nav>")[1], to
            tabs = (
                page.text.split('<nav class="tabs"')[1].split("</nav>")[0] if '<nav class="tabs"' in page.text else ""
            )
            for tab in re.findall(r'href="([^"]+)"', tabs):
                assert (await client.get(tab)).status_code == 200, tab


async def test_accounts_are_hong_kongs_and_declarations_the_mainlands(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    hong_kong = await (await enter(there.trip.producer.actor)).get("/console/ledger")
    mainland = await (await enter(bay.clerk)).get("/console/ledger")
    assert "/console/billing" in hong_kong.text
    assert '"/console/declarations"' not in hong_kong.text
    assert "/console/billing" not in mainland.text
    assert '"/console/declarations"' in mainland.text
