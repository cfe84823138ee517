"""The bay as a whole, read from `data/bay.toml`: groups of waste, differing definitions, what readiness means."""

from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from wasteflow.catalog import law
from wasteflow.catalog.model import Names, Value

SYSTEMS = ("mainland", "hong_kong", "macao")


class Group(Struct, frozen=True):
    """Waste that is added up over cities. `outside`: systems that have no such class."""

    id: str
    names: Names
    streams: tuple[str, ...]
    outside: tuple[str, ...]
    differs: dict[str, Names]  # system -> what it counts

    def counts(self, city: str) -> bool:
        """Whether a city's system has the class."""
        return law.zone(city) not in self.outside


class ReadinessCriterion(Struct, frozen=True):
    """One criterion of the commitment."""

    id: str
    names: Names
    group: str
    share: Literal["used", "landfilled"]
    direction: Literal["up", "down"]
    threshold: Value


class BayArea(Struct, frozen=True):
    """The file, whole."""

    groups: dict[str, Group]
    uncertainty: dict[str, Value]  # by what a weight rests on, percent
    cities: Value  # how many are to be ready
    by: date  # the month by which, as its first day
    criteria: dict[str, ReadinessCriterion]


@cache
def bay_area() -> BayArea:
    """What is in force."""
    found = law.parse("bay")
    year, month = found["readiness"]["by"].split("-")
    return BayArea(
        groups={
            id: Group(id, b["name"], tuple(b["streams"]), tuple(b["outside"]), b["differs"])
            for id, b in found["groups"].items()
        },
        uncertainty={basis: law.value(block) for basis, block in found["uncertainty"].items()},
        cities=law.value(found["readiness"]["cities"]),
        by=date(int(year), int(month), 1),
        criteria={
            id: ReadinessCriterion(id, b["name"], b["group"], b["share"], b["direction"], law.value(b["threshold"]))
            for id, b in found["readiness"]["criteria"].items()
        },
    )
