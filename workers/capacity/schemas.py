"""HTTP shapes of the capacity board. Tonnes; whose stock it is, only within the reader's own jurisdiction."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.currencies import currencies
from wasteflow.catalog.transport import transport
from workers.capacity.board import Row
from workers.capacity.hard import Hard
from workers.capacity.matching import Matching, Proposal, Unplaced
from workers.capacity.model import Stock

Mine = Callable[[str], bool]  # whether a city is the reader's own


class NewPrice(BaseModel):
    """What a facility asks for a tonne."""

    model_config = ConfigDict(extra="forbid")
    site: UUID
    scheme: str = Field(max_length=20, examples=["cn-hw"])
    code: str = Field(max_length=20, description="A code, or a whole category.", examples=["HW17"])
    price: Decimal = Field(ge=0, max_digits=12, decimal_places=2, examples=["1800"])
    currency: Literal["CNY", "HKD", "MOP"] = "CNY"
    valid_from: date
    valid_to: date | None = None
    source: str = Field(min_length=1, max_length=300, examples=["2026 年收费标准"])


class Stated(BaseModel):
    """The statement that was kept."""

    id: UUID


def tonnes(kg: Decimal | None) -> Decimal | None:
    """Kilograms as tonnes, to the kilogram."""
    return None if kg is None else (kg / 1000).quantize(Decimal("0.001"))


def row(one: Row) -> dict[str, Any]:
    """A line of the board."""
    licence = one.licence
    return {
        "permit": licence.number,
        "kind": licence.kind,
        "site": licence.site,
        "name": licence.site_name,
        "company": licence.org_name,
        "city": licence.city,
        "valid_to": licence.valid_to,
        "covers": [{"scheme": i.scheme, "code": i.code, "methods": sorted(i.methods)} for i in licence.items],
        "licensed_t": licence.yearly_t,
        "used_t": tonnes(one.used),
        "used_by_code": [{"scheme": u.scheme, "code": u.code, "t": tonnes(u.kg)} for u in one.wastes],
        "free_this_year_t": tonnes(one.free),
        "expected_next_month_t": tonnes(one.expected),
        "free_next_month_t": tonnes(one.ahead),
    }


def hard(one: Hard) -> dict[str, Any]:
    """A waste that is hard to place."""
    return {
        "scheme": one.scheme,
        "code": one.code,
        "category": one.category,
        "stock_t": tonnes(one.kg),
        "batches": one.batches,
        "sites": one.sites,
        "oldest_days": one.oldest_days,
        "by_age_t": dict(zip(("to_90", "to_180", "to_365", "longer"), map(tonnes, one.by_age), strict=True)),
        "outlets": one.outlets,
        "refusals": [
            {"site": x.site, "name": x.site_name, "city": x.city, "refused": x.refused, "loads": x.loads}
            for x in one.refusals
        ],
    }


def matching(found: Matching, mine: Mine) -> dict[str, Any]:
    """The proposal, with what it rests on."""
    known = transport()
    return {
        "proposal": "for people to decide; nothing is ordered, moved or reserved by it",
        "items": [_proposal(one, mine) for one in found.proposals],
        "unplaced": [_unplaced(one, mine) for one in found.unplaced],
        "prices_counted": found.by_price,
        "saved_t_km": found.saved_t_km,
        "saved_kg_co2e": found.saved_kg_co2e,
        "compared_t": found.compared_t.quantize(Decimal("0.001")),
        "basis": {
            "detour": known.detour,
            "cost": known.yuan_per_t_km,
            "rates": {"edition": currencies().edition, "yuan": currencies().yuan},
            "emission": known.energies["diesel"].factor,
        },
    }


def _proposal(one: Proposal, mine: Mine) -> dict[str, Any]:
    return {
        **_stock(one.stock, mine),
        "t": tonnes(one.kg),
        "to": {"site": one.licence.site, "name": one.licence.site_name, "city": one.licence.city},
        "permit": one.licence.number,
        "method": one.way.method,
        "regime": one.way.regime,
        "approval": one.way.approval,
        "km": one.way.km,
        "usual_km": one.usual_km,
        "price": one.way.price and {"amount": one.way.price.price, "currency": one.way.price.currency},
    }


def _unplaced(one: Unplaced, mine: Mine) -> dict[str, Any]:
    return {**_stock(one.stock, mine), "t": tonnes(one.kg), "why": one.why}


def _stock(lot: Stock, mine: Mine) -> dict[str, Any]:
    shown = {"site": lot.site, "name": lot.site_name} if mine(lot.city) else {}
    return {"scheme": lot.scheme, "code": lot.code, "from": {"city": lot.city, **shown}}
