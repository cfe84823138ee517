"""Whose figures are they?"""

from wasteflow.catalog.book import Book
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes
from workers.statistics.refusals import FigureOfAnotherCity


def own(actor: Actor, book: Book, city: str) -> bool:
    """Is this the actor's own city, or a city of their province, or do they look at all?"""
    mine = scopes(actor)
    return mine is None or bool({f"city:{city}", f"province:{book.provinces.get(city) or city}"} & set(mine))


def require_own(actor: Actor, book: Book, city: str) -> None:
    """Raises FigureOfAnotherCity, also where there is no such city."""
    if city not in book.jurisdictions or not own(actor, book, city):
        raise FigureOfAnotherCity("city")
