"""When a figure is not given to everybody, since it would tell of one company. Pure.

Two rules of statistical offices: fewer than so many companies, or one with more than so much of a side. Where a sum is
given beside its parts (a province and its cities, a year and its months) and just one part is withheld, the rest of the
sum would tell it: then the sum is withheld too (`derivable`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from wasteflow.catalog.open_data import OpenData

Why = Literal["few_companies", "one_dominates", "derivable"]
Key = tuple[str, str, str]  # city, period, indicator


def why_withheld(sides: Sequence[Mapping[str, Decimal]], rules: OpenData) -> Why | None:
    """Of the sides of a value that come from custody: company -> kilograms. None where it may be given.

    What a correction took away still tells of its company: kilograms count without their sign. A side on which nothing
    lies tells of nobody.
    """
    for side in sides:
        kg = sorted((abs(x) for x in side.values() if x), reverse=True)
        if not kg:
            continue
        if len(kg) < rules.least.value:
            return "few_companies"
        if kg[0] > sum(kg) * rules.dominant.value / 100:
            return "one_dominates"
    return None


def with_sums(found: Mapping[Key, Why | None], provinces: Mapping[str, str | None]) -> dict[Key, Why | None]:
    """The same, with what would tell by the rest of its sum the one part that is withheld: a province of its cities, a
    year of its months. What is withheld for that is a part of other sums itself."""
    answer = dict(found)
    sums = _sums(found, provinces)
    while telling := [
        whole for whole, parts in sums if answer[whole] is None and sum(answer[x] is not None for x in parts) == 1
    ]:
        answer |= dict.fromkeys(telling, "derivable")
    return answer


def _sums(found: Iterable[Key], provinces: Mapping[str, str | None]) -> list[tuple[Key, list[Key]]]:
    """What is the sum of what, of the values there are."""
    of: defaultdict[Key, tuple[list[Key], list[Key]]] = defaultdict(lambda: ([], []))
    for key in found:
        place, period, indicator = key
        if province := provinces.get(place):
            of[province, period, indicator][0].append(key)
        if len(period) > len("2026"):
            of[place, period[:4], indicator][1].append(key)
    known = set(found)
    return [(whole, parts) for whole, both in of.items() if whole in known for parts in both]
