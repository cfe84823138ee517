"""What a store holds against what it may hold, and how long it stood there already when it is entered.

A storage point holds 3 t at most (GB 18597-2023, 8.3.5), a permit names what its store may hold, waste may stand for a
year and medical waste for two days. All of it is told and nothing refused: waste that is there has to be on record.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests.entry.world import World
from manifests.life import events as e
from manifests.life.model import Manifest
from wasteflow.catalog.book import Book
from wasteflow.catalog.limits import limit, use
from wasteflow.core.errors import Warn
from wasteflow.places.model import SiteCard

FILLING = {"generated", "accepted", "partly_accepted"}  # facts that bring something into a store


def filled(fact: e.AnyEvent, state: object) -> UUID | None:
    """The site into whose store a fact brings something."""
    match fact:
        case e.Generated(site=site):
            return site
        case e.Accepted() | e.PartlyAccepted() if isinstance(state, Manifest):
            return state.consignee.site
        case _:
            return None


def most(site: SiteCard, today: date) -> Decimal | None:
    """Tonnes of hazardous waste its store may hold; null where nobody says."""
    return site.store_limit(today, limit("store", "point_t"))


def told(fact: e.AnyEvent, state: object, at: datetime, now: datetime, world: World) -> list[Warn]:
    """How full the store is with what this brings, and whether its time is over already."""
    match fact:
        case e.Generated():
            brought = fact.weight.kg if world.book.stream(fact.stream).hazardous else Decimal(0)
            return _full(fact.site, brought, world, "fact.weight") + _stood(fact.stream, now - at, world.book)
        case e.Accepted() | e.PartlyAccepted() if isinstance(state, Manifest):
            return _full(state.consignee.site, _accepted(fact, state, world.book), world, "fact.kind")
        case _:
            return []


def with_more(world: World, fact: e.AnyEvent) -> World:
    """The world once a fact has brought something into a store whose limit is looked at."""
    if not isinstance(fact, e.Generated | e.Received) or fact.site not in world.held:
        return world
    held = {**world.held, fact.site: world.held[fact.site] + fact.weight.kg}
    return replace(world, held=held)


def _accepted(fact: e.Accepted | e.PartlyAccepted, manifest: Manifest, book: Book) -> Decimal:
    if not book.stream(manifest.stream).hazardous:
        return Decimal(0)
    refused = sum((x.refused_kg for x in fact.lines), Decimal(0)) if isinstance(fact, e.PartlyAccepted) else Decimal(0)
    return sum((line.at_gate.kg for line in manifest.lines), Decimal(0)) - refused


def _full(site: UUID, brought: Decimal, world: World, path: str) -> list[Warn]:
    held, card = world.held.get(site), world.sites.get(site)
    tonnes = most(card, world.today) if card else None
    if held is None or card is None or not tonnes or not brought:
        return []
    share = (held + brought) / (tonnes * 1000)
    facts = {
        "name": card.site_name,
        "held": (held + brought) / 1000,
        "limit": tonnes,
        "percent": (share * 100).quantize(Decimal(1), ROUND_HALF_UP),
    }
    match use("store", share):
        case "over" if card.store == "point":
            return [r.StoragePointOverfull(path, **facts)]
        case "over":
            return [r.StoreOverfull(path, **facts)]
        case "told":
            return [r.StoreNearlyFull(path, **facts)]
        case _:
            return []


def _stood(stream: str, stood: timedelta, book: Book) -> list[Warn]:
    """Of waste entered late: its clock runs from when it was made."""
    clock = book.stream(stream).clocks.get("storage")
    if clock is None or stood <= timedelta(days=int(clock.value)):
        return []
    return [r.StoodTooLong("occurred_at", days=stood.days, limit=int(clock.value))]
