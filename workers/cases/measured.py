"""Was a rule right? What its alerts came to, month by month, and where its limit might better stand. Pure.

A suggestion is only told: a limit is tried over history and put in force by a person (`workers.tuning`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

KEPT = Decimal("0.98")  # of what was confirmed, a suggested limit still finds as much: the promise rules are held to
LEAST_JUDGED = 20  # fewer say nothing
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True)
class Outcome:
    """What a rule's alerts of one month came to; the month is that of what happened."""

    rule: str
    month: date
    raised: int
    confirmed: int
    dismissed: int

    @property
    def judged(self) -> int:
        return self.confirmed + self.dismissed

    @property
    def precision(self) -> Decimal | None:
        """The share confirmed of those judged; null where none is."""
        return Decimal(self.confirmed) / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the rule's precision lies with 95 % confidence (Wilson)."""
        return wilson(self.confirmed, self.judged) if self.judged else None


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    p, z2 = hits / of, Z * Z
    middle, half = p + z2 / (2 * of), Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z2 / of)), min(1.0, (middle + half) / (1 + z2 / of))


def summed(outcomes: Sequence[Outcome]) -> Outcome:
    """Several months of one rule as one; the month is the first."""
    first = outcomes[0]
    sums = (sum(getattr(o, name) for o in outcomes) for name in ("raised", "confirmed", "dismissed"))
    return Outcome(first.rule, min(o.month for o in outcomes), *sums)


@dataclass(frozen=True)
class Suggestion:
    """A limit `times` as high would have left out `spared` of the dismissed and `missed` of the confirmed."""

    times: Decimal
    spared: int
    dismissed: int
    missed: int
    confirmed: int


def suggestion(confirmed: Sequence[Decimal], dismissed: Sequence[Decimal]) -> Suggestion | None:
    """The highest limit that still finds what was confirmed; null where too few are judged, or nothing is gained.

    Takes the scores: how many times its limit a finding was.
    """
    if len(confirmed) + len(dismissed) < LEAST_JUDGED or not confirmed:
        return None
    ordered = sorted(confirmed)
    times = ordered[int(len(ordered) * (1 - KEPT))]
    spared = sum(score < times for score in dismissed)
    if times <= 1 or not spared:
        return None
    missed = sum(score < times for score in confirmed)
    return Suggestion(times, spared, len(dismissed), missed, len(confirmed))
