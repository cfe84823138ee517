"""Whose figures are they?"""

from wasteflow.catalog.book import Book
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes


def own(actor: Actor, book: Book, city: str) -> bool:
    """Is this the actor's own city, or a city of their province, or do they look at all?"""
    mine = scopes(actor)
    return mine is None or bool({f"city:{city}", f"province:{book.provinces.get(city) or city}"} & set(mine))
