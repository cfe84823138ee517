"""How indicators of the zero-waste city come about: figures, and formulas over them, from `data/indicators_*.toml`.

One file is one edition: the national set, and what Hong Kong and Macao measure themselves by. What an indicator is
called, in which group it stands and whether it is compulsory is the table `zero_waste_indicator`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from msgspec import Struct, convert

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names


class Formula(StrEnum):
    """How a value comes about."""

    SHARE = "share"  # above / below, in percent
    RATIO = "ratio"
    AMOUNT = "amount"  # the figure itself
    DECLINE = "decline"  # against the figure of the base year, in percent
    GROWTH = "growth"
    CUSTODY = "custody"  # a file of its own in workers/indicators/catalogue
    DECLARED = "declared"  # in words
    UNKNOWN = "unknown"


class Custody(Struct, frozen=True):
    """Which sums of custody a figure is; of `stock` only what was generated before the period began."""

    streams: tuple[str, ...]
    measures: tuple[str, ...]
    stock: tuple[str, ...] = ()


class Figure(Struct, frozen=True):
    """One number that indicators rest on: from custody, or from a city's statistics."""

    id: str
    unit: str  # a key of `units`
    names: Names
    custody: Custody | None = None
    place: str = ""  # whose statistics know it; empty: everybody's


class Computed(Struct, frozen=True):
    """One indicator of the set."""

    id: str
    formula: Formula
    names: dict[str, str]  # language -> name; zh-Hans stands in the table, except of the unknown one
    above: str | None = None  # figures
    below: str | None = None
    direction: Literal["up", "down", "none"] = "none"
    scale: Decimal = Decimal(1)
    edition: str = ""
    owner: str = ""  # a key of `owners`: what kind of office answers for it; nobody for the one that is not known

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(id for id in (self.above, self.below) if id)


class Edition(Struct, frozen=True):
    """One file of the set."""

    id: str
    place: str  # whose it is; empty: everybody's
    since: date
    source: str
    confidence: Confidence


class IndicatorSet(Struct, frozen=True):
    """All editions together: ids are never used twice, so what an older one computed can always be told."""

    editions: dict[str, Edition]
    units: dict[str, Names]
    owners: dict[str, Names]
    written_units: dict[str, str]  # as the table of indicators writes it -> a key of `units`
    figures: dict[str, Figure]
    indicators: dict[str, Computed]

    def unit(self, written: str, language: str) -> str:
        """The unit of an indicator for a reader; empty where it is counted or said in words."""
        return self.units[self.written_units[written]][language] if written in self.written_units else ""

    def owner(self, id: str, language: str) -> str:
        """Who answers for an indicator, for a reader; empty where nobody is known."""
        owner = self.indicators[id].owner
        return self.owners[owner][language] if owner else ""

    def of(self, place: str, on: date) -> list[Computed]:
        """What a place is measured by in a period that ends at `on`: its own indicators first, then everybody's.

        Of several editions the newest that had begun; before the first, the first.
        """
        chosen = [self._in_force(whose, on) for whose in dict.fromkeys((place, ""))]
        return [one for edition in chosen if edition for one in self.indicators.values() if one.edition == edition.id]

    def concerns(self, id: str, place: str, on: date | None = None) -> bool:
        """Whether a place is measured by an indicator: in a period that ends at `on`, else by any edition."""
        if on is not None:
            return any(one.id == id for one in self.of(place, on))
        one = self.indicators.get(id)
        return one is not None and self.editions[one.edition].place in ("", place)

    def entered(self, place: str, on: date) -> list[Figure]:
        """The figures that a place's statistics have to give for that."""
        used = dict.fromkeys(id for one in self.of(place, on) for id in one.figures)
        return [figure for id in used if not (figure := self.figures[id]).custody]

    def _in_force(self, place: str, on: date) -> Edition | None:
        known = sorted((e for e in self.editions.values() if e.place == place), key=lambda e: e.since)
        begun = [edition for edition in known if edition.since <= on]
        return begun[-1] if begun else known[0] if known else None


@cache
def indicator_set() -> IndicatorSet:
    """Every edition that is in the catalogue."""
    return read_editions([law.parse(name) for name in law.FILES if name.startswith("indicators_")])


def read_editions(files: Iterable[dict[str, Any]]) -> IndicatorSet:
    """The set that some files make. Raises ValueError where two of them use one id."""
    kinds = ("editions", "units", "owners", "written_units", "figures", "indicators")
    found: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    for file in files:
        edition, place = file["edition"], file["place"]
        head = {key: file[key] for key in ("place", "since", "source", "confidence")}
        _add(found["editions"], {edition: {"id": edition, **head}})
        _add(found["units"], file.get("units", {}))
        _add(found["owners"], file.get("owners", {}))
        _add(found["written_units"], file.get("written_units", {}))
        _add(
            found["figures"],
            {
                id: {"id": id, "place": place, **block, "custody": _custody(block.get("custody"))}
                for id, block in file.get("figures", {}).items()
            },
        )
        _add(
            found["indicators"],
            {id: {"id": id, "edition": edition, **block} for id, block in file["indicators"].items()},
        )
    return convert(found, IndicatorSet)


def _add(known: dict[str, Any], more: dict[str, Any]) -> None:
    if twice := known.keys() & more.keys():
        raise ValueError(f"used by two editions: {', '.join(sorted(twice))}")
    known.update(more)


def _custody(written: str | None) -> dict[str, list[str]] | None:
    if written is None:
        return None
    return dict(zip(("streams", "measures", "stock"), (part.split("+") for part in written.split(":")), strict=False))
