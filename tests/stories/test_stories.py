"""Every story happens as it is told."""

from uuid import UUID

import httpx
import pytest

from tests.bay import ADMINISTRATOR, Bay, build_bay, credit_code, grant
from tests.stories.journeys import relay
from tests.stories.page import PAGE, page
from tests.stories.regimes import TOLD
from tests.stories.stops import storehouse
from tests.stories.story import Story, Tale
from tests.stories.told import STORIES
from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import cards
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tale(pool: Pool, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Tale:
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)  # what an authority enters counts at the next step
    bay = await build_bay(pool)
    site, gate = await _next_plant(bay)
    carriers, drivers = await relay(bay)
    stores, storers = await storehouse(bay)
    things = {"next_site": site, **carriers, **stores}
    return Tale(bay, client, things, others={"next_gate": gate, **drivers, **storers})


async def _next_plant(bay: Bay) -> tuple[UUID, Actor]:
    """Another plant, where things go on."""
    (org,) = await places.register_organisations(
        bay.pool,
        ADMINISTRATOR,
        [s.NewOrganisation(name="深圳金属再生厂", jurisdiction="440300", credit_code=credit_code(50), receives=True)],
    )
    (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name="龙岗基地", city="440300")])
    await grant(bay.pool, org, site, clock.local_date(clock.now()), number="2")
    account = NewAccount(name="next.gate", person="钱磅房", role=Role.RECEIVER, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return site, Actor(account=account.id, name=account.person, role=account.role, org=org, site=site)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
async def test_a_story_happens_as_it_is_told(story: Story, tale: Tale) -> None:
    for number, step in enumerate(story.steps, 1):
        try:
            await step.act(tale, step.who)
        except AssertionError as error:
            error.add_note(f"step {number}: {step.who} {step.does}")
            raise


def test_every_regime_has_its_story() -> None:
    """Those inside Hong Kong and Macao are told with their tickets, marine notices with theirs."""
    elsewhere = {"marine_notice", "hk_clinical_ticket", "hk_construction_ticket", "hk_trip_ticket"}
    elsewhere |= {"within_hong_kong", "within_macao"}
    assert set(TOLD) == {rule.regime.id for rule in law.regime_rules()} - elsewhere
    assert [story.title for story in TOLD.values() if story not in STORIES] == []


def test_the_page_tells_them() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.stories.page"
