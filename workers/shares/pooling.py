"""Sums that everybody may see: those that would tell of one company are put together until they do not. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
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


def pooled(found: Mapping[K, Companies], rules: OpenData, beside: Sequence[Mapping[K, Companies]] = ()) -> Pooled[K]:
    """The whole is given too, so what is put together must not tell of one company either: the smallest of the others
    join it until it does not. Where even all of them together would, nothing stands alone.

    `beside`: the same sums of other periods, which may be shown too: the year of a month, the months of a year. The
    same ones stand alone in all of them, or what one hides the others would tell by what is left.
    """
    every = (found, *beside)
    of_all: defaultdict[K, Decimal] = defaultdict(Decimal)
    for sums in every:
        for key, companies in sums.items():
            of_all[key] += abs(_kg(companies))
    order = sorted(of_all, key=lambda key: (-of_all[key], str(key)))
    alone = [key for key in order if not any(why_withheld([sums.get(key, {})], rules) for sums in every)]
    rests: list[dict[str, Decimal]] = [{} for _ in every]
    hidden = [key for key in order if key not in set(alone)]
    while hidden:
        key = hidden.pop()
        for sums, rest in zip(every, rests, strict=True):
            for company, kg in sums.get(key, {}).items():
                rest[company] = rest.get(company, Decimal(0)) + kg
        if not hidden:
            telling = [sums for sums, rest in zip(every, rests, strict=True) if why_withheld([rest], rules)]
            joins = next((key for key in reversed(alone) if any(key in sums for sums in telling)), None)
            if joins is not None:
                alone.remove(joins)
                hidden.append(joins)
    shown = {key: _kg(found[key]) for key in alone if key in found}
    return Pooled(
        dict(sorted(shown.items(), key=lambda one: -abs(one[1]))),
        _kg(rests[0]) if found.keys() - shown.keys() else None,
    )


def _kg(companies: Companies) -> Decimal:
    return sum(companies.values(), Decimal(0))
