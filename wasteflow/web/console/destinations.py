"""Where waste may lawfully go from a place, for choosing a receiver."""

from manifests.entry.permits import asked_for
from wasteflow.catalog.book import Book


def ways(book: Book, origin: str, stream: str) -> list[tuple[str, str]]:
    """Each city the stream may go to, with each list of whose waste its receiver there needs a permit."""
    regimes = {city: book.regime(origin, city, stream) for city in book.jurisdictions}
    return [(city, scheme) for city, x in regimes.items() if x.lawful for scheme in sorted(asked_for(x.id))]
