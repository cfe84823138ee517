"""The inspection list: loads ordered by how far they stand apart, each with its reasons. It orders, and raises nothing.

A learned score is trusted least (rules before statistics before this): no alert comes of it, and what it says of a
load is which of its features are unusual beside all others, so that a person can judge.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p
from uuid import UUID

from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Connection
from workers.anomalies.ranking import forest, graph, queries
from workers.anomalies.ranking.queries import Ranked
from workers.anomalies.statistics import km, mad, middle

SEED, REASONS = 2026, 3
LEAST_SPREAD = 0.05


@dataclass(frozen=True)
class Suspect:
    """A load of the list: from 0 to 1, and the features that set it apart, the strongest first."""

    manifest: UUID
    number: str
    score: float
    reasons: tuple[str, ...]


def _gap(load: Ranked) -> float:
    if load.gate_kg is None or load.sent_kg <= 0:
        return 0.0
    return log1p(100 * float(abs(load.gate_kg - load.sent_kg) / load.sent_kg))


def _way(load: Ranked) -> float:
    """Hours on the road beside what the distance asks for; what has not arrived counts until now."""
    far = km(load.from_at, load.to_at) if load.from_at and load.to_at else 20.0
    hours = ((load.arrived_at or load.now) - load.departed_at) / timedelta(hours=1)
    return log1p(max(0.0, hours) / (0.5 + far / 40))


def _gate(load: Ranked) -> float:
    until = load.taken_at or load.now
    return log1p(max(0.0, (until - load.arrived_at) / timedelta(hours=1))) if load.arrived_at else 0.0


def _night(load: Ranked) -> float:
    hour = load.departed_at.astimezone(BAY_AREA).hour
    return float(hour >= 22 or hour < 4)


def _full(load: Ranked) -> float:
    return float(load.sent_kg / load.licensed_kg) if load.licensed_kg else 0.5


def _late(load: Ranked) -> float:
    return log1p(max(0.0, load.late_hours))


def _tare(load: Ranked) -> float:
    if load.tare_kg is None or load.usual_tare_kg is None:
        return 0.0
    return log1p(float(abs(load.tare_kg - load.usual_tare_kg)) / 100)


def _equal(load: Ranked) -> float:
    """How often this pair's weights are the same to the kilogram at both ends."""
    return float(load.equal_share)


FEATURES: dict[str, Callable[[Ranked], float]] = {
    "gap": _gap,
    "way": _way,
    "gate": _gate,
    "night": _night,
    "full": _full,
    "late": _late,
    "tare": _tare,
    "equal": _equal,
}

NAMES = (*FEATURES, *graph.FEATURES)
LOW = {"gate": "gate_short"}  # in and out in minutes
FAR = 3  # spreads from what is usual


async def inspection_list(conn: Connection, *, since: datetime, now: datetime, limit: int = 50) -> list[Suspect]:
    """Loads that left since, the oddest first."""
    return rank(await queries.ranked(conn, since=since, now=now))[:limit]


def rank(loads: Sequence[Ranked]) -> list[Suspect]:
    """All of them, ordered. Pure: the same loads, the same list."""
    if not loads:
        return []
    own = _scaled([tuple(feature(load) for feature in FEATURES.values()) for load in loads])
    edges = _scaled([tuple(feature(load.edge) for feature in graph.FEATURES.values()) for load in loads])
    rows = [(*row, _together(edge)) for row, edge in zip(own, edges, strict=True)]
    grown = forest.grow(rows, SEED)
    found = [
        Suspect(load.manifest, load.number, round(grown.score(row), 4), _reasons((*row[:-1], *edge)))
        for load, row, edge in zip(loads, rows, edges, strict=True)
    ]
    return sorted(found, key=lambda suspect: (-suspect.score, str(suspect.manifest)))


def _scaled(rows: Sequence[forest.Row]) -> list[tuple[float, ...]]:
    """In spreads from the median of each feature, so that none counts more for its unit."""
    columns = list(zip(*rows, strict=True))
    usual = [(middle(column), max(1.4826 * mad(column), LEAST_SPREAD)) for column in columns]
    return [tuple((value - at) / spread for value, (at, spread) in zip(row, usual, strict=True)) for row in rows]


def _together(edge: forest.Row) -> float:
    """What is odd about the edge, as one feature: none of its own counts for more than being far out."""
    return log1p(sum(min(max(0.0, value), FAR) for value in edge))


def _reasons(row: Sequence[float]) -> tuple[str, ...]:
    """Those far above what is usual; below it only where that says something."""
    far = [(value, name) for value, name in zip(row, NAMES, strict=True) if value > FAR]
    far += [(-value, LOW[name]) for value, name in zip(row, NAMES, strict=True) if value < -FAR and name in LOW]
    return tuple(name for _, name in sorted(far, reverse=True)[:REASONS])
