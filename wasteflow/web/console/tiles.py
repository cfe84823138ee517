"""The tile map: a hexagon for each city, at its column and row; pointy tops, so that neighbours in a row touch."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wasteflow.catalog.book import Book
from wasteflow.web.console.page import Visit


def laid_out(visit: Visit, book: Book, here: str = "") -> list[dict[str, Any]]:
    """Where each city stands. The reader's own comes last: it is drawn over its neighbours."""
    tiles = []
    for code, place in book.jurisdictions.items():
        if place.tile is None:
            continue
        column, row = place.tile
        tiles.append(
            {
                "code": code,
                "name": place.names[visit.reader.language],
                "x": round(52 + (column - (column + row) % 2) * 45.0, 1),  # every other row is half a tile off
                "y": round(56 + row * 78.0, 1),
            }
        )
    return sorted(tiles, key=lambda tile: tile["code"] == here)


def by_rate(visit: Visit, book: Book, rates: Mapping[str, Decimal | None], here: str = "") -> list[dict[str, Any]]:
    """Each city with its rate, the darker the higher; light where none is known."""
    tiles = laid_out(visit, book, here)
    known = [rate for tile in tiles if (rate := rates.get(tile["code"])) is not None]
    low = min(known, default=Decimal(0))
    span = max(known, default=Decimal(0)) - low or Decimal(1)
    for tile in tiles:
        rate = rates.get(tile["code"])
        tile["value"] = visit.reader.percent(rate)
        tile["shade"] = 0 if rate is None else 1 + min(int((rate - low) / span * 4), 3)
    return tiles
