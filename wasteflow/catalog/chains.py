"""Chains that departments look at: which waste belongs to one, read from `chains.toml` and `heavy_metals.toml`."""

from functools import cache

from msgspec import Struct, convert

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names, Value


class Part(Struct, frozen=True):
    """A part of a chain: all of some streams, and single codes (`scheme:code`) of any stream."""

    id: str
    name: Names
    streams: tuple[str, ...]
    codes: tuple[str, ...]
    source: str
    confidence: Confidence


class SecondLife(Struct, frozen=True):
    """Streams with batteries, and after which treatments a battery is in use again (`scheme:code`)."""

    streams: tuple[str, ...]
    second_life: tuple[str, ...]
    source: str
    confidence: Confidence


class Chains(Struct, frozen=True):
    """The file, whole."""

    missing: Value  # days after which a load that was not taken in is missing
    plastics: dict[str, Part]
    batteries: SecondLife
    construction: tuple[str, ...]  # streams
    over: Value  # percent of a site's plan
    planned_in: tuple[str, ...]  # zones in which sites file plans

    def part(self, stream: str, code: str) -> str | None:
        """The part of the plastics chain that a waste (`scheme:code`) belongs to."""
        of_stream = (part.id for part in self.plastics.values() if stream in part.streams)
        of_code = (part.id for part in self.plastics.values() if code in part.codes)
        return next(of_stream, None) or next(of_code, None)


@cache
def chains() -> Chains:
    """What is in force."""
    found = law.parse("chains")
    return Chains(
        missing=law.value(found["missing"]),
        plastics={id: convert({"id": id, **block}, Part) for id, block in found["plastics"]["parts"].items()},
        batteries=convert(found["batteries"], SecondLife),
        construction=tuple(found["construction"]["streams"]),
        over=law.value(found["construction"]["over"]),
        planned_in=tuple(found["construction"]["plans"]["zones"]),
    )


class Metal(Struct, frozen=True):
    """A heavy metal, with the wastes of the hazardous catalogue that carry it. `key`: of the seven looked at first."""

    id: str
    name: Names
    symbol: str
    key: bool
    categories: frozenset[str]
    codes: frozenset[str]
    source: str
    confidence: Confidence


class Unnamed(Struct, frozen=True):
    """Categories that are looked at though their codes name no metal."""

    name: Names
    categories: frozenset[str]
    source: str
    confidence: Confidence


class HeavyMetals(Struct, frozen=True):
    """An edition, whole."""

    edition: str
    metals: dict[str, Metal]
    unnamed: Unnamed

    def of(self, code: str, category: str) -> tuple[str, ...]:
        """The metals a hazardous waste carries; `unnamed` where none is told, empty where it is no such waste."""
        named = tuple(m.id for m in self.metals.values() if category in m.categories or code in m.codes)
        return named or (("unnamed",) if category in self.unnamed.categories else ())

    @property
    def categories(self) -> list[str]:
        """All whole categories."""
        return sorted(self.unnamed.categories.union(*(m.categories for m in self.metals.values())))

    @property
    def codes(self) -> list[str]:
        """All single codes."""
        return sorted(frozenset[str]().union(*(m.codes for m in self.metals.values())))

    def names(self, id: str) -> Names:
        """Of a metal, or of what names none."""
        return self.metals[id].name if id in self.metals else self.unnamed.name


@cache
def heavy_metals() -> HeavyMetals:
    """What is in force."""
    found = law.parse("heavy_metals")
    return HeavyMetals(
        edition=found["edition"]["edition"],
        metals={id: convert({"id": id, **block}, Metal) for id, block in found["metals"].items()},
        unnamed=convert(found["unnamed"], Unnamed),
    )
