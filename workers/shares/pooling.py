"""Sums that everybody may see: those that would tell of one company are put together until they do not. Pure.

Two figures may be made of the same loads, and what is in one of them alone is told by their difference. So loads are
put together only among those that are in the same figures (a class), and a figure is opened only where every class that
it makes tells of no company: then neither does any sum or difference of what is shown. Statistical offices call it
secondary suppression.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from wasteflow.catalog.open_data import OpenData
from workers.lineage.behind import Part
from workers.open_data.withholding import why_withheld

Side = tuple[str, Part]  # indicator, above or below the line
Figure = tuple[Side, ...]  # what one value is made of: its sides that come from custody
K = TypeVar("K", bound=Hashable)
Companies = Mapping[str, Decimal]  # company -> kilograms
Sides = frozenset[Side]


@dataclass(frozen=True)
class Pooled(Generic[K]):
    """Sums that stand alone, the largest first, and the one of the rest (null: nothing was put together)."""

    alone: dict[K, Decimal]
    rest: Decimal | None


def opened(figures: Sequence[Figure], found: Iterable[tuple[Sides, Companies]], rules: OpenData) -> frozenset[Side]:
    """The sides that may be shown beside each other, of `found`: loads by the sides they are in. Figures of one side go
    first, since their value tells it anyway; of a rate either both sides are shown or none."""
    loads, shown = list(found), frozenset[Side]()
    for figure in sorted(figures, key=len):
        more = shown | set(figure)
        classes: defaultdict[Sides, dict[str, Decimal]] = defaultdict(dict)
        for sides, companies in loads:
            for company, kg in companies.items() if sides & more else ():
                mine = classes[sides & more]
                mine[company] = mine.get(company, Decimal(0)) + abs(kg)
        if not any(why_withheld([companies], rules) for companies in classes.values()):
            shown = more
    return shown


def pooled_by_class(
    found: Mapping[tuple[Sides, K], Companies],
    side: Side,
    shown: frozenset[Side],
    rules: OpenData,
    beside: Sequence[Mapping[tuple[Sides, K], Companies]] = (),
) -> Pooled[K]:
    """The sums of a side that is shown, put together within each class."""

    def of(loads: Mapping[tuple[Sides, K], Companies], sides: Sides) -> dict[tuple[Sides, K], Companies]:
        return {key: companies for key, companies in loads.items() if key[0] & shown == sides}

    alone: defaultdict[K, Decimal] = defaultdict(Decimal)
    rest: Decimal | None = None
    for sides in {key[0] & shown for key in found if side in key[0]}:
        one = pooled(of(found, sides), rules, [of(loads, sides) for loads in beside])
        for (_, key), kg in one.alone.items():
            alone[key] += kg
        if one.rest is not None:
            rest = (rest or Decimal(0)) + one.rest
    return Pooled(dict(sorted(alone.items(), key=lambda one: (-abs(one[1]), str(one[0])))), rest)


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
