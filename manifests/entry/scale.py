"""How much of a permit's yearly scale is used. Pure.

A permit to take in hazardous waste names how many tonnes a year; who exceeds the approved scale by a fifth needs a new
one. From where on it is told and refused is data (`limits.toml`, with source and confidence). What is still on the road
does not count yet: it is told beside. A load already moving is never stopped: at the gate it is only told.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from manifests import refusals as r
from manifests.life import events as e
from manifests.life.model import Batch, Line, Value
from wasteflow.catalog.limits import limit, use
from wasteflow.core.errors import Refusal, Warn
from wasteflow.places.model import PermitCard, SiteCard, TakenIn


class Amount(Value, frozen=True):
    """Kilograms of one waste that are to be taken in."""

    scheme: str
    code: str
    category: str
    kg: Decimal

    @classmethod
    def of(cls, waste: Batch | Line, kg: Decimal) -> "Amount":
        return cls(waste.code.scheme, waste.code.code, waste.category, kg)


# What a fact adds to the year of the site that received it: site, year, scheme, code, category, kg.
Addition = tuple[UUID, int, str, str, str, Decimal]


class Taken:
    """By sites: what each and its company's other sites took in this year. A permit's sum is made once a request, and
    goes on with what the request itself takes in."""

    def __init__(self, rows: Mapping[UUID, tuple[TakenIn, ...]]) -> None:
        self._rows = rows
        self._sums: dict[tuple[UUID, UUID], tuple[Decimal, int]] = {}
        self._more: Sequence[Addition] = ()
        self._sites: Mapping[UUID, SiteCard] = {}
        self._year = 0

    def with_more(self, more: Sequence[Addition], sites: Mapping[UUID, SiteCard], year: int) -> "Taken":
        """The same, and what comes to stand in this list of a request. Nothing where nobody takes anything in."""
        if not self._rows:
            return self
        taken = Taken(self._rows)
        taken._more, taken._sites, taken._year = more, sites, year
        return taken

    def kg(self, site: UUID, permit: PermitCard) -> Decimal:
        """Kilograms that the permit covers."""
        key = (site, permit.id)
        known = self._sums.get(key)
        if known is None:
            known = sum((t.kg for t in self._rows.get(site, ()) if _under(permit, t)), Decimal(0)), 0
        if known[1] < len(self._more):
            known = known[0] + self._added(site, permit, self._more[known[1] :]), len(self._more)
        self._sums[key] = known
        return known[0]

    def _added(self, site: UUID, permit: PermitCard, more: Sequence[Addition]) -> Decimal:
        """What of it the permit covers; one of the whole company speaks for all its sites."""
        kg = Decimal(0)
        for at, year, *waste, added in more:
            there = at == site or (permit.site is None and at in self._sites and permit in self._sites[at].permits)
            if there and year == self._year and permit.covers(*waste):
                kg += added
        return kg


NOTHING = Taken({})


def addition(fact: e.Received | e.Corrected | e.Returned, batch: object, year: int) -> Addition | None:
    """What a fact adds to the year of the site that received it, a correction perhaps less than nothing; what is given
    back takes it away there.

    What comes back to where it was made is not taken in."""
    if isinstance(fact, e.Returned):
        site, kg = fact.undoes.site if fact.undoes else None, -fact.weight.kg
    else:
        site, kg = fact.site, fact.weight.kg if isinstance(fact, e.Received) else fact.kg
    if not isinstance(batch, Batch) or site is None or site == batch.site:
        return None
    return site, year, batch.code.scheme, batch.code.code, batch.category, kg


def used(permit: PermitCard, kg: Decimal) -> Decimal:
    """Share of the permit's yearly scale that these kilograms use; 0 where it names no scale."""
    return Decimal(0) if permit.yearly_t is None else kg / (permit.yearly_t * 1000)


def near(site: SiteCard, taken: Taken, today: date) -> bool:
    """Whether one of its permits is used so far that what is on the road may matter."""
    asked_from = limit("permit", "under_way_from")
    return any(p.yearly_t and used(p, taken.kg(site.site, p)) >= asked_from for p in _counting(site, today))


def judge(
    site: SiteCard, amounts: Iterable[Amount], taken: Taken, today: date, path: str, coming: Taken = NOTHING
) -> tuple[list[Refusal], list[Warn]]:
    """Whether the site's permits have room for these amounts. Each counts under the permit that covers it and is
    least used; where it is covered by none, others say so. `coming`: what is on the road, told beside."""
    permits = _counting(site, today)
    sums: dict[UUID, Decimal] = {}

    def used_by(permit: PermitCard) -> Decimal:
        return used(permit, sums.get(permit.id) or taken.kg(site.site, permit))

    for amount in amounts:
        covering = [p for p in permits if p.covers(amount.scheme, amount.code, amount.category)]
        if covering:
            best = covering[0] if len(covering) == 1 else min(covering, key=used_by)
            sums[best.id] = (sums.get(best.id) or taken.kg(site.site, best)) + amount.kg
    problems: list[Refusal] = []
    warnings: list[Warn] = []
    for permit in permits:
        if permit.id not in sums or permit.yearly_t is None:
            continue
        if coming is not NOTHING:
            warnings += _on_the_road(site, permit, sums[permit.id], coming.kg(site.site, permit), path)
        share = used(permit, sums[permit.id])
        told = use("permit", share)
        if not told and share <= limit("permit", "refused"):
            continue
        facts = {"name": site.site_name, "number": permit.number, "percent": _percent(share)}
        if share > limit("permit", "refused"):
            problems.append(r.ScaleExceeded(path, limit=_percent(limit("permit", "refused")), **facts))
        elif told == "over":
            warnings.append(r.ScaleUsedUp(path, **facts))
        else:
            warnings.append(r.ScaleNearlyUsedUp(path, **facts))
    return problems, warnings


def _counting(site: SiteCard, today: date) -> list[PermitCard]:
    return [p for p in site.permits if p.takes_in and p.valid_on(today)]


def _on_the_road(site: SiteCard, permit: PermitCard, kg: Decimal, coming: Decimal, path: str) -> list[Warn]:
    share = used(permit, kg + coming)
    if not coming or not use("permit", share):
        return []
    facts = {"name": site.site_name, "number": permit.number, "percent": _percent(share), "tonnes": coming / 1000}
    return [r.LoadsUnderWay(path, **facts)]


def told(problems: Iterable[Refusal], warnings: Iterable[Warn]) -> list[Warn]:
    """Of a load already moving: what would have been refused is told."""
    facts = ("name", "number", "percent")
    return [r.ScaleUsedUp(p.path, **{name: p.facts[name] for name in facts}) for p in problems] + list(warnings)


def _under(permit: PermitCard, taken: TakenIn) -> bool:
    return permit.site in (None, taken.site) and permit.covers(taken.scheme, taken.code, taken.category)


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
