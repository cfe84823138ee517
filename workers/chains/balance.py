"""The balance of a chain, step by step: what came on from the step before, and by name what did not. Pure.

generated -> collected (left its producer) -> received (a receiver took it) -> recycled. Between two steps every
kilogram has a name, so that a gap is a place to look at and not a rest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from workers.chains.model import ZERO, Flow

K = TypeVar("K")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Step:
    """A step of a chain. `gaps`: what did not come on from the step before, by name; negative where more did."""

    name: str
    kg: Decimal
    gaps: tuple[tuple[str, Decimal], ...] = ()

    @property
    def lost(self) -> Decimal:
        """All gaps before it."""
        return sum((kg for _, kg in self.gaps), ZERO)


@dataclass(frozen=True)
class Balance:
    """Sums over flows."""

    lots: int = 0
    generated: Decimal = ZERO
    own: Decimal = ZERO
    own_used: Decimal = ZERO
    here: Decimal = ZERO
    sent: Decimal = ZERO
    on_way: Decimal = ZERO
    missing: Decimal = ZERO
    refused: Decimal = ZERO
    accepted: Decimal = ZERO
    used: Decimal = ZERO
    disposed: Decimal = ZERO
    other: Decimal = ZERO

    def steps(self) -> tuple[Step, ...]:
        """The four steps; each is the one before less its gaps."""
        reweighed = self.generated - self.own - self.here - self.sent
        scales = self.sent - self.on_way - self.missing - self.refused - self.accepted
        return (
            Step("generated", self.generated),
            Step("collected", self.sent, (("here", self.here), ("own", self.own), ("reweighed", reweighed))),
            Step(
                "received",
                self.accepted,
                (("on_way", self.on_way), ("missing", self.missing), ("refused", self.refused), ("scales", scales)),
            ),
            Step(
                "recycled",
                self.used,
                (("disposed", self.disposed), ("other", self.other), ("waiting", self.waiting)),
            ),
        )

    @property
    def waiting(self) -> Decimal:
        """Taken in and not finally treated yet: there, or sent on."""
        return self.accepted - self.used - self.disposed - self.other

    @property
    def recycled(self) -> Decimal | None:
        """Share of what came into being that was recycled, where it was made too, in percent."""
        return ((self.used + self.own_used) / self.generated * 100).quantize(TENTH) if self.generated else None


def balance(flows: Iterable[Flow]) -> Balance:
    """Everything added up."""
    rows, nothing = list(flows), Balance()
    names = Balance.__dataclass_fields__
    return Balance(**{name: sum((getattr(row, name) for row in rows), getattr(nothing, name)) for name in names})


def by(flows: Iterable[Flow], key: Callable[[Flow], K | None]) -> dict[K, Balance]:
    """A balance for each key, in the order of what came into being; what has none is left out."""
    groups: defaultdict[K, list[Flow]] = defaultdict(list)
    for flow in flows:
        if (its := key(flow)) is not None:
            groups[its].append(flow)
    found = {its: balance(rows) for its, rows in groups.items()}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].generated, str(pair[0]))))


def largest_gap(found: Balance) -> tuple[str, Decimal] | None:
    """Where most is missing between producer and recycler, of what nobody accounts for by treatment."""
    open_gaps = [gap for step in found.steps() for gap in step.gaps if gap[0] not in ("own", "disposed", "other")]
    worst = max(open_gaps, key=lambda gap: gap[1], default=None)
    return worst if worst and worst[1] > 0 else None
