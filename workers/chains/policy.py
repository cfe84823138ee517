"""Who sees which chain, and of which place: departments by the one permission table, places by jurisdiction."""

from wasteflow.catalog.book import Book
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from workers.chains import refusals as no
from workers.statistics.policy import own

PLASTICS, BATTERIES, CONSTRUCTION, METALS, LITTER = (
    "plastics:see",
    "battery:see",
    "construction:see",
    "metal:see",
    "notice:see",
)
FILE = "plan:file"


def require_place(actor: Actor, action: str, book: Book, city: str) -> None:
    """Raises the action's refusal, NoSuchJurisdiction, ChainOfAnotherPlace: these views name companies."""
    require(actor, action)
    book.jurisdiction(city)
    if not own(actor, book, city):
        raise no.ChainOfAnotherPlace("city")


def places(actor: Actor, book: Book) -> list[str]:
    """The places somebody may choose, their own first."""
    mine = [code6 for code6 in book.jurisdictions if own(actor, book, code6)]
    return sorted(mine, key=lambda code6: (code6 != actor.city, list(book.jurisdictions).index(code6)))


def sees_accounts(actor: Actor) -> bool:
    """Whether Hong Kong's billing accounts are shown beside its building sites."""
    mine = scopes(actor)
    return allowed(actor, "billing:see") and (mine is None or "city:810000" in mine)
