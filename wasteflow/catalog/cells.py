"""Zero-waste cells: kinds of unit and the sheet each is scored by, read from `data/cells.toml`."""

from decimal import Decimal
from functools import cache

from msgspec import Struct, convert

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names, Value


class Criterion(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a sheet. `needed`: without a point here there is no award."""

    criterion: str
    points: int  # at most
    needed: bool = False


class CellKind(Struct, frozen=True):
    """A kind of unit with its sheet of a hundred points."""

    id: str
    names: Names
    sheet: tuple[Criterion, ...]

    def line(self, criterion: str) -> Criterion | None:
        """The line of this criterion."""
        return next((c for c in self.sheet if c.criterion == criterion), None)


class CellSheets(Struct, frozen=True):
    """An edition, whole."""

    edition: str
    source: str
    confidence: Confidence
    mark: Value  # points
    years: Value
    renew_days: Value
    criteria: dict[str, Names]
    kinds: dict[str, CellKind]

    def short_of(self, kind: str, scores: dict[str, int]) -> list[str]:
        """Why scores are not enough: `mark`, or the criteria that need a point and have none."""
        sheet = self.kinds[kind].sheet
        below = ["mark"] if Decimal(sum(scores.values())) < self.mark.value else []
        return below + [c.criterion for c in sheet if c.needed and not scores.get(c.criterion)]


@cache
def cell_sheets() -> CellSheets:
    """What is in force."""
    found = law.parse("cells")
    values = {name: law.value(found[name]) for name in ("mark", "years", "renew_days")}
    kinds = {
        id: CellKind(id, block["name"], convert(block["sheet"], tuple[Criterion, ...]))
        for id, block in found["kinds"].items()
    }
    return convert({**found, **values, "kinds": kinds}, CellSheets)
