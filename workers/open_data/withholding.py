"""When a figure is not given to everybody, since it would tell of one company. Pure.

Two rules of statistical offices: fewer than so many companies, or one with more than so much of a side. Where a
province is given beside its cities and just one city is withheld, the rest of the sum would tell it: then the province
is withheld too (`derivable`).
"""

from collections.abc import Mapping, Sequence
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
    """The same, with provinces withheld whose sum would tell of the one city that is."""
    answer = dict(found)
    for (place, period, indicator), why in found.items():
        cities = [c for c, province in provinces.items() if province == place]
        if why is None and sum(found.get((c, period, indicator)) is not None for c in cities) == 1:
            answer[place, period, indicator] = "derivable"
    return answer
