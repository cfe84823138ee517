"""What is on record about the companies before anything moves: permits, management plans, drivers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from manifests.billing.schemas import NewBillingAccount
from wasteflow.core.clock import local_date
from wasteflow.core.ids import derived_id
from wasteflow.demo import walk
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.flows import Drop, Load
from wasteflow.places.model import PermitKind
from wasteflow.places.schemas import NewDriver, NewPermit, NewPermitItem, NewPlanLine

if TYPE_CHECKING:
    from wasteflow.demo.build import Plan

BUSY = Decimal("0.28")  # share of its licensed capacity that a plant uses (Guangdong 2024)


def permits(
    companies: Companies, loads: Sequence[Load], start: datetime, end: datetime, tight: Mapping[str, Decimal]
) -> list[NewPermit]:
    """Receivers may operate or collect, carriers of hazardous waste may transport, Hong Kong's workshops are
    registered as producers of chemical waste."""
    received: defaultdict[str, Decimal] = defaultdict(Decimal)
    for load in loads:
        received[load.consignee.key] += load.kg
    days = Decimal(max(1, (end - start).days))
    found = []
    for company in companies.all.values():
        if company.takes and (items := _items(company)):
            tonnes = received[company.key] / 1000 * 365 / days / BUSY
            kind: PermitKind = "collect" if company.collects else "operate"
            scale = tight.get(company.key) or max(Decimal(100), tonnes.quantize(Decimal(1)))
            found.append(_permit(company, kind, start, items, scale))
        elif company.kind == "hazardous_carrier":
            found.append(_permit(company, "transport", start, (), None))
    return found + _producers(loads, start)


def _producers(loads: Sequence[Load], start: datetime) -> list[NewPermit]:
    """Registrations, with the categories each sends."""
    sent: defaultdict[Company, set[str]] = defaultdict(set)
    for load in loads:
        if load.waste.scheme == "hk-cw":
            sent[load.consignor].add(load.waste.category)
    return [
        _permit(maker, "produce", start, tuple(NewPermitItem(scheme="hk-cw", code=c) for c in sorted(categories)), None)
        for maker, categories in sent.items()
    ]


def plans(
    drops: Sequence[Drop], start: datetime, end: datetime, tight: Mapping[tuple[UUID, str], Decimal]
) -> list[NewPlanLine]:
    """Makers of hazardous waste file what they expect in a year, a fifth more than they make."""
    made: defaultdict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
    of_year: defaultdict[tuple[UUID, str, int], Decimal] = defaultdict(Decimal)
    for drop in drops:
        if drop.waste.scheme == "cn-hw":
            made[drop.maker.site.id, drop.waste.code] += drop.kg
            of_year[drop.maker.site.id, drop.waste.code, local_date(drop.at).year] += drop.kg
    days = Decimal(max(1, (end - start).days))
    years = range(local_date(start).year, local_date(end).year + 1)
    return [
        NewPlanLine(
            id=derived_id("demo", "plan", site, code, year),
            site=site,
            year=year,
            scheme="cn-hw",
            code=code,
            tonnes=tight.get((site, code)) or _planned(max(kg * 365 / days, of_year[site, code, year])),
        )
        for (site, code), kg in made.items()
        for year in years
    ]


def _planned(kg: Decimal) -> Decimal:
    return max(Decimal("0.1"), (kg * Decimal("0.0012")).quantize(Decimal("0.1")))


def drivers(plan: "Plan", names: dict[str, UUID]) -> list[NewDriver]:
    """Everybody who drives, the demo's driver among them."""
    company = walk.carrier(plan.companies)
    own = NewDriver(
        id=derived_id("demo", plan.seed, "driver"), org=company.org.id, name="何志强", account=names["driver"]
    )
    return [own] + [d for fleet in plan.journeys.fleets.values() for d in fleet.drivers()]


def _items(company: Company) -> tuple[NewPermitItem, ...]:
    """Only hazardous waste needs a permit; Hong Kong licenses its chemical waste and runs its facilities by kind."""
    schemes = {"HW": "cn-hw", "CW": "hk-cw", "CD": "hk-cd"}
    return tuple(
        NewPermitItem(scheme=schemes[category[:2]], code=category, methods=methods)
        for category, methods in company.takes.items()
        if category[:2] in schemes
    )


def billing_accounts(loads: Sequence[Load], start: datetime) -> dict[Company, NewBillingAccount]:
    """The account of each contractor in Hong Kong that sends construction waste, opened in time."""
    awarded = local_date(start) - timedelta(days=90)
    makers = {load.consignor: None for load in loads if load.waste.scheme == "hk-cd"}
    return {
        maker: NewBillingAccount(
            id=billing_account(maker),
            number=f"70{maker.org.credit_code[-6:]}",
            contract=f"{maker.site.name}合約",
            value_hkd=Decimal(80_000_000),
            awarded_on=awarded,
            opened_on=awarded + timedelta(days=12),
        )
        for maker in makers
    }


def billing_account(maker: Company) -> UUID:
    """The id of a contractor's account."""
    return derived_id("demo", "billing", maker.org.id)


def _permit(
    company: Company, kind: PermitKind, start: datetime, items: tuple[NewPermitItem, ...], tonnes: Decimal | None
) -> NewPermit:
    first = date(local_date(start).year - 1, 1, 1)
    years = 3 if kind == "collect" else 5
    return NewPermit(
        id=derived_id("demo", "permit", company.org.id, kind),
        org=company.org.id,
        site=company.site.id if items else None,
        number=f"{company.city}{kind[:1].upper()}{company.org.credit_code[-6:]}",
        kind=kind,
        valid_from=first,
        valid_to=date(first.year + years, 12, 31),
        yearly_t=tonnes,
        items=items,
    )
