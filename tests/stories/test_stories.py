"""Every story happens as it is told."""

from uuid import UUID

import httpx
import pytest

from tests.bay import ADMINISTRATOR, Bay, credit_code, grant
from tests.stories.billing import CHARGED
from tests.stories.hong_kong import CHEMICAL
from tests.stories.journeys import relay
from tests.stories.litter import LITTER
from tests.stories.page import PAGE, page
from tests.stories.regimes import TOLD
from tests.stories.stops import storehouse
from tests.stories.story import Story, Tale
from tests.stories.streams import DIRECT_ROUTES as STREAM_ROUTES
from tests.stories.told import ONE_DRUM, STORIES
from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import cards
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

DIRECT_ROUTES = {
    **STREAM_ROUTES,
    "hazardous": ONE_DRUM,
    "hk_chemical": CHEMICAL,
    "hk_construction": CHARGED,
    "marine_litter": LITTER[0],
}
# A manifest that left, arrived, was accepted and closed, with a batch of the stream treated; or a closed notice.
GONE_THE_WAY = """
select exists (
    select from manifest m
     where m.state->>'stream' = $1 and m.status = 'closed'
       and (select array_agg(e.kind order by e.seq) from custody_event e
             where e.subject = m.id and e.kind in ('signed', 'departed', 'arrived', 'accepted'))
           = array['signed', 'departed', 'arrived', 'accepted']
       and exists (select from batch b where b.state->>'stream' = $1 and b.status = 'treated'))
    or $1 = 'marine_litter' and exists (select from notice where status = 'closed')
"""

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tale(bay: Bay, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Tale:
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)  # what an authority enters counts at the next step
    site, gate = await _next_plant(bay)
    carriers, drivers = await relay(bay)
    stores, storers = await storehouse(bay)
    things = {"next_site": site, **carriers, **stores}
    others = {"next_gate": gate, "registrar": await _registrar(bay), **drivers, **storers}
    return Tale(bay, client, things, others=others)


async def _registrar(bay: Bay) -> Actor:
    """Whoever keeps the registers and the catalogue."""
    account = NewAccount(name="registrar", person="管理员", role=Role.ADMINISTRATOR)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name=account.person, role=account.role)


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
    for stream in (stream for stream, told in DIRECT_ROUTES.items() if told is story):
        assert await tale.bay.pool.fetchval(GONE_THE_WAY, stream), f"nothing of {stream} was sent, accepted and ended"


def test_every_stream_has_a_story_of_its_direct_route() -> None:
    """A block in streams.toml brings its story; marine litter's way is its notice."""
    assert set(DIRECT_ROUTES) == set(law.streams())
    assert [story.title for story in DIRECT_ROUTES.values() if story not in STORIES] == []


def test_every_regime_has_its_story() -> None:
    """Those inside Hong Kong and Macao are told with their tickets, marine notices with theirs."""
    elsewhere = {"marine_notice", "hk_clinical_ticket", "hk_construction_ticket", "hk_trip_ticket"}
    elsewhere |= {"within_hong_kong", "within_macao"}
    assert set(TOLD) == {rule.regime.id for rule in law.regime_rules()} - elsewhere
    assert [story.title for story in TOLD.values() if story not in STORIES] == []


def test_the_page_tells_them() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.stories.page"
