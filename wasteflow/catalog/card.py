"""All about one code on a day: what the API answers and the console's page shows."""

from datetime import date

from wasteflow.catalog.book import Book
from wasteflow.catalog.codes import normal
from wasteflow.catalog.editions import holding
from wasteflow.catalog.schemas import CodeCard
from wasteflow.core.errors import NotFound, Word


def code_card(book: Book, scheme: str, code: str, on: date) -> CodeCard:
    """The code's editions and, by the one that holds or else the youngest, what belongs to it. Raises NotFound."""
    editions = book.code_editions(scheme, normal(code))
    if not editions:
        raise NotFound("code", what=Word("subject.waste_code"))
    found = holding(editions, on)
    shown = found or editions[-1]
    return CodeCard(
        code=found,
        editions=editions,
        category=book.category(scheme, shown.category, on),
        streams=[s.id for s in book.streams.values() if s.takes(shown)],
        exemptions=book.exempt(shown, on),
        crosswalk=holding(book.crosswalk.get(shown.category, ()), on),
    )
