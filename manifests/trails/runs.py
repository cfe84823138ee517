"""Positions in a row: where a vehicle stood, and for how long. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from manifests.trails.model import Point, Position
from manifests.trails.shapes import metres

Number = float | Decimal
APART = 200.0  # metres between two slow positions that are still one stop


@dataclass(frozen=True)
class Run:
    """Some positions in a row."""

    first: Position
    last: Position

    @property
    def lasts(self) -> timedelta:
        return self.last.at - self.first.at

    @property
    def minutes(self) -> float:
        return self.lasts / timedelta(minutes=1)

    @property
    def at(self) -> Point:
        return self.first.point


def runs(positions: Sequence[Position], fit: Callable[[Position], bool]) -> Iterator[Run]:
    """Where each of several positions in a row is `fit`."""
    for yes, some in groupby(positions, fit):
        if yes:
            row = list(some)
            yield Run(row[0], row[-1])


def stops(positions: Sequence[Position], slow_kmh: Number) -> list[Run]:
    """Where it stood. A terminal that sleeps with the engine off leaves a gap within a stop, not an end of it."""
    found: list[Run] = []
    for run in runs(positions, lambda p: p.kmh < slow_kmh):
        if found and metres(found[-1].last.point, run.first.point) < APART:
            found[-1] = Run(found[-1].first, run.last)
        else:
            found.append(run)
    return found


def longest(found: Sequence[Run]) -> Run | None:
    """Of some runs."""
    return max(found, key=lambda run: run.lasts, default=None)
