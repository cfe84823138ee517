"""A building site's plan, its truck tickets and the tip: planned, carried, tipped, in tonnes and cubic metres. Pure.

Cubic metres that were stated count as stated; the rest is tonnes over the density of the plan, or the usual one of the
stream, which stands beside every figure. Spoil and slurry are rows of their own: they are never mixed with other waste.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.catalog.model import Stream
from workers.chains.model import ZERO, Carried, Plan

KILO, TENTH = Decimal("0.001"), Decimal("0.1")


@dataclass(frozen=True)
class Density:
    """Tonnes in a cubic metre, and where that is from."""

    value: Decimal
    source: str
    usual: bool


@dataclass(frozen=True)
class Amount:
    """Tonnes and, where a density is known, cubic metres."""

    t: Decimal
    m3: Decimal | None


@dataclass(frozen=True)
class SiteBalance:
    """One stream of one site."""

    site: UUID
    stream: str
    plan: Plan | None
    density: Density | None
    loads: int
    carried: Amount
    tipped: Amount
    refused: Amount
    between: Amount  # left and not taken in: on the road, missing, or turned away
    open: int
    missing: int
    oldest: datetime | None
    tips: tuple[Carried, ...]  # the most first

    @property
    def planned(self) -> Amount | None:
        """What the site set out to carry away."""
        return Amount((self.plan.m3 * self.plan.density).quantize(KILO), self.plan.m3) if self.plan else None

    @property
    def share(self) -> Decimal | None:
        """Carried of what was planned, in percent of the cubic metres."""
        if self.plan is None or self.carried.m3 is None:
            return None
        return (self.carried.m3 / self.plan.m3 * 100).quantize(TENTH)

    def over(self, limit: Decimal) -> bool:
        """More than planned was carried."""
        return self.share is not None and self.share > limit

    @property
    def elsewhere(self) -> tuple[Carried, ...]:
        """What went to another place than the plan names."""
        return tuple(x for x in self.tips if self.plan and self.plan.tip and x.to_site != self.plan.tip)


def balances(plans: Iterable[Plan], carried: Iterable[Carried], streams: Mapping[str, Stream]) -> list[SiteBalance]:
    """One row for each site and stream that has a plan or was carried from."""
    planned = {(plan.site, plan.stream): plan for plan in plans}
    gone: defaultdict[tuple[UUID, str], list[Carried]] = defaultdict(list)
    for one in carried:
        gone[one.site, one.stream].append(one)
    return [
        _one(key, planned.get(key), gone.get(key, []), streams[key[1]])
        for key in sorted(planned.keys() | gone.keys(), key=lambda k: (str(k[0]), list(streams).index(k[1])))
    ]


def _one(key: tuple[UUID, str], plan: Plan | None, rows: list[Carried], stream: Stream) -> SiteBalance:
    density = _density(plan, stream)
    left = sum((x.sent for x in rows), ZERO)
    stated_m3, stated_kg = sum((x.sent_m3 for x in rows), ZERO), sum((x.stated for x in rows), ZERO)
    accepted = sum((x.accepted for x in rows), ZERO)
    oldest = [x.oldest for x in rows if x.oldest]
    return SiteBalance(
        site=key[0],
        stream=key[1],
        plan=plan,
        density=density,
        loads=sum(x.loads for x in rows),
        carried=_amount(left, density, stated_kg, stated_m3),
        tipped=_amount(accepted, density),
        refused=_amount(sum((x.refused for x in rows), ZERO), density),
        between=_amount(left - sum((x.gate for x in rows), ZERO), density),
        open=sum(x.open for x in rows),
        missing=sum(x.missing for x in rows),
        oldest=min(oldest, default=None),
        tips=tuple(sorted(rows, key=lambda x: (-x.accepted, x.to_name))),
    )


def _density(plan: Plan | None, stream: Stream) -> Density | None:
    return Density(plan.density, plan.density_source, plan.usual) if plan is not None else usual_density(stream)


def usual_density(stream: Stream) -> Density | None:
    """That of the catalogue; null: the stream has none."""
    usual = stream.density
    return Density(usual.value, usual.source, usual=True) if usual else None


def _amount(kg: Decimal, density: Density | None, stated_kg: Decimal = ZERO, m3: Decimal = ZERO) -> Amount:
    """`m3` cubic metres of `stated_kg` were stated; the rest goes by the density."""
    rest = kg - stated_kg
    if density is None:
        return Amount((kg / 1000).quantize(KILO), m3.quantize(KILO) if not rest else None)
    return Amount((kg / 1000).quantize(KILO), (m3 + rest / 1000 / density.value).quantize(KILO))
