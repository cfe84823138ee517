"""Placing amounts at least cost: minimum-cost flow from supplies to sinks by successive shortest paths. Pure.

Ahuja, Magnanti, Orlin, Network Flows, chapter 9: after each step the flow is the cheapest of its size, and potentials
keep reduced costs from being negative, so that Dijkstra finds the next path. Whole numbers only: the answer is exact.
"""

import heapq
from collections.abc import Sequence
from typing import NamedTuple


class Arc(NamedTuple):
    """A way from a supply to a sink (by their places in the lists): what fits on it, what one unit costs.

    `bound`: a limit it shares with others of the same cost, by its place in the list of bounds.
    """

    supply: int
    sink: int
    room: int
    cost: int
    bound: int | None = None


def cheapest(
    supplies: Sequence[int], sinks: Sequence[int], arcs: Sequence[Arc], bounds: Sequence[int] = ()
) -> list[int]:
    """How much goes over each arc, so that as much as can be is placed, at the least cost. No cost is negative."""
    first_bound = len(supplies) + len(sinks)
    net = _Net(first_bound + 2 * len(bounds) + 2)
    source, drain = net.size - 2, net.size - 1
    for n, amount in enumerate(supplies):
        net.add(source, n, amount, 0)
    for n, amount in enumerate(sinks):
        net.add(len(supplies) + n, drain, amount, 0)
    for n, room in enumerate(bounds):
        net.add(first_bound + 2 * n, first_bound + 2 * n + 1, room, 0)
    edges = [_lay(net, arc, len(supplies), first_bound, bounds) for arc in arcs]
    while net.augment(source, drain):
        pass
    return _shared_out(arcs, [net.room[edge ^ 1] for edge in edges], net, len(supplies), first_bound)


def _lay(net: "_Net", arc: Arc, sinks: int, first_bound: int, bounds: Sequence[int]) -> int:
    """The edge of an arc; through a bound it is the one that leaves the supply, shared by all its arcs."""
    if arc.bound is None:
        return net.add(arc.supply, sinks + arc.sink, arc.room, arc.cost)
    gate = first_bound + 2 * arc.bound
    if (gate + 1, sinks + arc.sink) not in net.known:
        net.add(gate + 1, sinks + arc.sink, bounds[arc.bound], 0)  # of all its supplies together
    return net.known.get((arc.supply, gate)) or net.add(arc.supply, gate, arc.room, arc.cost)


def _shared_out(arcs: Sequence[Arc], flows: Sequence[int], net: "_Net", sinks: int, first_bound: int) -> list[int]:
    """Flow by arc: what went through a bound is given to its arcs, as far as their supply and their sink have some."""
    sent = {(arc.supply, arc.bound): flow for arc, flow in zip(arcs, flows, strict=True)}
    got = {
        (arc.bound, arc.sink): net.room[net.known[first_bound + 2 * arc.bound + 1, sinks + arc.sink] ^ 1]
        for arc in arcs
        if arc.bound is not None
    }
    found = []
    for arc, flow in zip(arcs, flows, strict=True):
        if arc.bound is not None:
            flow = min(sent[arc.supply, arc.bound], got[arc.bound, arc.sink])
            sent[arc.supply, arc.bound] -= flow
            got[arc.bound, arc.sink] -= flow
        found.append(flow)
    return found


class _Net:
    """Edges stand in pairs, each with its reverse: `edge ^ 1`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.leaving: list[list[int]] = [[] for _ in range(size)]
        self.to: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []
        self.known: dict[tuple[int, int], int] = {}  # the latest edge between two nodes
        self.potential = [0] * size

    def add(self, start: int, end: int, room: int, cost: int) -> int:
        edge = self.known[start, end] = len(self.to)
        for node, other, fits, price in ((start, end, room, cost), (end, start, 0, -cost)):
            self.leaving[node].append(len(self.to))
            self.to.append(other)
            self.room.append(fits)
            self.cost.append(price)
        return edge

    def augment(self, source: int, drain: int) -> bool:
        """Send what fits over the cheapest path there is; False where there is none."""
        distance, came_by = self._distances(source)
        if distance[drain] is None:
            return False
        for node, far in enumerate(distance):
            if far is not None:
                self.potential[node] += far
        path, node = [], drain
        while node != source:
            edge = came_by[node]
            path.append(edge)
            node = self.to[edge ^ 1]
        amount = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= amount
            self.room[edge ^ 1] += amount
        return True

    def _distances(self, source: int) -> tuple[list[int | None], list[int]]:
        distance: list[int | None] = [None] * self.size
        came_by = [-1] * self.size
        distance[source] = 0
        queue = [(0, source)]
        while queue:
            far, node = heapq.heappop(queue)
            if far != distance[node]:
                continue
            for edge in self.leaving[node]:
                if not self.room[edge]:
                    continue
                other = self.to[edge]
                way = far + self.cost[edge] + self.potential[node] - self.potential[other]
                known = distance[other]
                if known is None or way < known:
                    distance[other], came_by[other] = way, edge
                    heapq.heappush(queue, (way, other))
        return distance, came_by
