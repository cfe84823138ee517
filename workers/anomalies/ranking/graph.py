"""Sender, carrier and receiver as a graph: how odd the edge is that a load goes along. Pure.

Each feature is odd in itself for honest reasons (a new works has new partners), so together they are one of the
forest's features: each counts up to the same bound, and the reasons name those that are far from what is usual.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log1p

CARRIER_KNOWN = 10  # loads; the share of fewer says nothing


@dataclass(frozen=True)
class Edge:
    """What is known of an edge on the day of a load; loads are those of the last four hundred days."""

    sender_before: int  # loads of the sender until the day before
    pair_before: int  # of these, to this receiver
    back: int  # loads from the receiver to the sender
    community: int  # loads of the sender's city and stream
    community_here: int  # of these, to this receiver
    community_most: int  # to the receiver that most of them go to
    carrier: int  # loads of the carrier
    carrier_here: int  # of these, to this receiver
    senders: int  # how many send to this receiver


def new(edge: Edge) -> float:
    """A receiver that the sender never, or seldom, sent to before; the more it sent elsewhere, the more sudden."""
    return log1p(edge.sender_before) / (1 + edge.pair_before)


def back(edge: Edge) -> float:
    """Waste goes to and fro between the two."""
    return log1p(edge.back)


def unusual(edge: Edge) -> float:
    """How far the receiver is from the one its neighbours send such waste to."""
    return log1p(edge.community) * (1 - edge.community_here / max(edge.community_most, 1))


def bound(edge: Edge) -> float:
    """The carrier drives for one receiver more than the community's waste explains."""
    if edge.carrier < CARRIER_KNOWN:
        return 0.0
    return max(0.0, edge.carrier_here / edge.carrier - edge.community_here / max(edge.community, 1))


def few(edge: Edge) -> float:
    """Hardly anybody else sends to the receiver."""
    return 1 / max(edge.senders, 1)


FEATURES: dict[str, Callable[[Edge], float]] = {
    "edge_new": new,
    "edge_back": back,
    "edge_unusual": unusual,
    "edge_bound": bound,
    "edge_few": few,
}
