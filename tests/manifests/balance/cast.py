"""Who takes part, and where: the little Bay Area with a second carrier, a store half way, a second plant near by and
two beyond a border, with the real catalogue and the real cards of the registers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from manifests.entry import scale
from manifests.entry.world import World
from tests.bay import PLATE, Bay
from tests.border import approved, plant_in
from tests.manifests.test_giving_back import another_plant
from tests.stories.journeys import PLATES, relay
from tests.stories.stops import storehouse
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.places.cards import cards_of
from wasteflow.places.model import SiteCard

GUANGXI, HONG_KONG = "450100", "810000"
SCALE_T = Decimal("1.3")  # a year of the plant: what is drawn up first fits in, and little beside it
SITE_CODE = "271828"  # of the works, for whoever signs in its place


@dataclass(frozen=True)
class Cast:
    """The parties, their places, and what stands outside custody."""

    bay: Bay
    world: World
    second: Any  # the second carrier's driver
    storer: Any
    beyond: Any  # at the gate of another plant, where the near one sends things on
    far: Any  # at the gate in Guangxi
    abroad: Any  # at the gate in Hong Kong

    @property
    def people(self) -> list[Any]:
        """Everybody who may try something, with and without a part in it."""
        bay = self.bay
        everybody = [bay.clerk, bay.driver, bay.gate, bay.outsider, bay.regulator]
        return [*everybody, self.second, self.storer, self.beyond, self.far, self.abroad]

    @property
    def takers(self) -> list[UUID]:
        """The sites that loads go to, the near one mostly."""
        return [self.bay.plant_site, self.bay.plant_site, self.far.site, self.abroad.site]

    @property
    def cities(self) -> Mapping[UUID, str]:
        """Of each site."""
        return {site: card.city for site, card in self.world.sites.items()}

    def of(self, org: UUID) -> Any:
        """Who acts for a company."""
        return next((person for person in self.people if person.org == org), self.bay.outsider)

    def of_site(self, site: UUID) -> Any:
        """Who stands at its gate."""
        return next(person for person in self.people if person.site == site)

    def plate(self, org: UUID) -> str:
        """Of the carrier's lorry."""
        return PLATES["second"] if org == self.second.org else PLATE


async def assemble(bay: Bay) -> Cast:
    """Register them all, and read their cards."""
    second, drivers = await relay(bay)
    stores, storers = await storehouse(bay)
    site, beyond = await another_plant(bay)
    _, far = await plant_in(bay, GUANGXI)
    _, abroad = await plant_in(bay, HONG_KONG)
    await approved(bay, far.site, "1.4")
    await approved(bay, abroad.site, "3", kind="export_hong_kong", shipments=4)
    cards, today = cards_of(bay.pool), clock.local_date(clock.now())
    sites = {bay.factory_site, bay.plant_site, site, stores["store"], far.site, abroad.site}
    world = World(
        book=await open_book(bay.pool),
        sites=await cards.of_sites(bay.pool, sites, fresh=True),
        orgs=await cards.of_orgs(bay.pool, {bay.factory, bay.carrier, bay.plant, second["second"]}, fresh=True),
        plans=await cards.planned(bay.pool, sites, today.year, fresh=True),
        taken=scale.NOTHING,
        today=today,
        approvals=await cards.approved(
            bay.pool, [(bay.factory_site, far.site), (bay.factory_site, abroad.site)], fresh=True
        ),
    )
    near = {**world.sites, bay.plant_site: _small(world.sites[bay.plant_site])}
    world = replace(world, sites=near)
    return Cast(bay, world, drivers["second_driver"], storers["storer"], beyond, far, abroad)


def _small(site: SiteCard) -> SiteCard:
    return replace(site, permits=tuple(replace(permit, yearly_t=SCALE_T) for permit in site.permits))
