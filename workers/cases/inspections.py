"""What an inspector looks at: lists of points, read from `catalog/data/inspections.toml`. Pure."""

from functools import cache

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Names


class Point(msgspec.Struct, frozen=True):
    """One thing to look at, and what to look for."""

    name: Names
    look: Names


class Checklist(msgspec.Struct, frozen=True):
    """A list of points, offered where a case is about one of these kinds of subject."""

    name: Names
    about: tuple[str, ...]
    points: tuple[str, ...]


class _File(msgspec.Struct, frozen=True):
    source: str
    confidence: str
    lists: dict[str, Checklist]
    points: dict[str, Point]


@cache
def _read() -> _File:
    return msgspec.convert(law.parse("inspections"), _File)


def points() -> dict[str, Point]:
    """Every point, by its key."""
    return _read().points


def checklists() -> dict[str, Checklist]:
    """Every list, by its key."""
    return _read().lists


def offered(subject_kind: str) -> str:
    """The list for a case about such a thing."""
    return next((key for key, one in checklists().items() if subject_kind in one.about), next(iter(checklists())))
