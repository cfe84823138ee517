"""How often whoever asks without an account may ask, per address: kept in this process, forgotten with it.

It is no guard of a secret (those are counted in the database) but keeps one address from taking all of what a public
question costs. Each process counts for itself.
"""

from collections.abc import Hashable
from ipaddress import ip_address
from math import ceil
from time import monotonic

from wasteflow.people.refusals import AskedTooOften

MOST_KEPT = 20_000  # addresses at a time; then those whose time is over are dropped, or all


class Pace:
    """`most` requests within `seconds`, counted from the first of them."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._counted: dict[Hashable, tuple[float, int]] = {}

    def count(self, key: Hashable, now: float | None = None) -> None:
        """Count one. Raises AskedTooOften."""
        moment = monotonic() if now is None else now
        since, count = self._counted.get(key, (moment, 0))
        if moment >= since + self.seconds:
            since, count = moment, 0
        if count >= self.most:
            raise AskedTooOften("", seconds=max(1, ceil(since + self.seconds - moment)))
        if key not in self._counted and len(self._counted) >= MOST_KEPT:
            self._tidy(moment)
        self._counted[key] = since, count + 1

    def _tidy(self, moment: float) -> None:
        kept = {key: seen for key, seen in self._counted.items() if moment < seen[0] + self.seconds}
        self._counted = kept if len(kept) < MOST_KEPT else {}


def household(address: str) -> str:
    """An address as one asker: of IPv6 the first half, for the rest is the asker's to choose."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else found.exploded[:19]
