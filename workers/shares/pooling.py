"""Sums that everybody may see: those that would tell of one company are put together until they do not. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from wasteflow.catalog.open_data import OpenData
from workers.open_data.withholding import why_withheld

K = TypeVar("K", bound=Hashable)
Companies = Mapping[str, Decimal]  # company -> kilograms


@dataclass(frozen=True)
class Pooled(Generic[K]):
    """Sums that stand alone, the largest first, and the one of the rest (null: nothing was put together)."""

    alone: dict[K, Decimal]
    rest: Decimal | None


def pooled(found: Mapping[K, Companies], rules: OpenData) -> Pooled[K]:
    """The whole is given too, so what is put together must not tell of one company either: the smallest of the others
    join it until it does not. Where even all of them together would, nothing stands alone."""
    order = sorted(found, key=lambda key: -abs(sum(found[key].values(), Decimal(0))))
    alone = [key for key in order if why_withheld([found[key]], rules) is None]
    rest: defaultdict[str, Decimal] = defaultdict(Decimal)
    hidden = [key for key in order if key not in alone]
    while hidden:
        for company, kg in found[hidden.pop()].items():
            rest[company] += kg
        if not hidden and alone and why_withheld([rest], rules) is not None:
            hidden.append(alone.pop())
    sums = {key: sum(found[key].values(), Decimal(0)) for key in alone}
    return Pooled(sums, sum(rest.values(), Decimal(0)) if rest else None)
