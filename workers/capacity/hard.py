"""Wastes that are hard to place: what waits, how long, who turns it away, who may take it. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workers.capacity.board import Row
from workers.capacity.model import Refused, Stock, Waste

AGES = (90, 180, 365)  # days; a year is the most that a generator may store without leave


@dataclass(frozen=True)
class Hard:
    """One waste across all sites."""

    scheme: str
    code: str
    category: str
    kg: Decimal
    batches: int
    sites: int
    oldest_days: int
    by_age: tuple[Decimal, ...]  # kilograms up to 90 days, to 180, to 365, longer
    outlets: int  # licences that name it
    refusals: tuple[Refused, ...]  # by facility, the most first


def hard(stock: Iterable[Stock], refused: Iterable[Refused], rows: Sequence[Row], now: datetime) -> list[Hard]:
    """Each waste that waits or was turned away: without an outlet first, then the oldest."""
    lots: defaultdict[Waste, list[Stock]] = defaultdict(list)
    away: defaultdict[Waste, list[Refused]] = defaultdict(list)
    category: dict[Waste, str] = {}
    for lot in stock:
        lots[lot.waste].append(lot)
        category[lot.waste] = lot.category
    for one in refused:
        away[one.scheme, one.code].append(one)
        category[one.scheme, one.code] = one.category
    found = [_one(waste, category[waste], lots[waste], away[waste], rows, now) for waste in category]
    return sorted(found, key=lambda x: (x.outlets > 0, -x.oldest_days, -x.kg, x.code))


def _one(
    waste: Waste, category: str, lots: Sequence[Stock], away: Sequence[Refused], rows: Sequence[Row], now: datetime
) -> Hard:
    by_age = [Decimal(0)] * (len(AGES) + 1)
    for lot in lots:
        by_age[bisect_left(AGES, (now - lot.since).days)] += lot.kg
    return Hard(
        scheme=waste[0],
        code=waste[1],
        category=category,
        kg=sum((lot.kg for lot in lots), Decimal(0)),
        batches=sum(lot.batches for lot in lots),
        sites=len({lot.site for lot in lots}),
        oldest_days=max(((now - lot.since).days for lot in lots), default=0),
        by_age=tuple(by_age),
        outlets=sum(row.licence.item(*waste, category) is not None for row in rows if row.licence.kind == "operate"),
        refusals=tuple(sorted(away, key=lambda x: (-x.refused, x.site_name))),
    )
