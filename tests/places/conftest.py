"""Companies to test with, registered through the commands."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from tests.people.conftest import as_role, new_account, quick_hashes
from wasteflow.core.db import Pool
from wasteflow.people.model import HOUSE
from wasteflow.places import commands
from wasteflow.places.identity import check_character
from wasteflow.places.schemas import NewOrganisation, NewPermit, NewPermitItem, NewSite, NewVehicle

__all__ = ["as_role", "new_account", "quick_hashes"]  # fixtures of the floor below

Make = Callable[..., Awaitable[UUID]]


def credit_code(n: int, city: str = "440300") -> str:
    """The n-th credit code of a city, right to the check digit."""
    first17 = f"91{city}{n:09}"
    return first17 + check_character(first17)


@pytest.fixture
def new_org(pool: Pool) -> Make:
    """Registers an organisation."""
    count = iter(range(1, 100))

    async def make(name: str = "深圳表面处理有限公司", jurisdiction: str = "440300", **more: object) -> UUID:
        values: dict[str, object] = {"credit_code": credit_code(next(count), jurisdiction), **more}
        item = NewOrganisation(name=name, jurisdiction=jurisdiction, **values)
        return (await commands.register_organisations(pool, HOUSE, [item]))[0]

    return make


@pytest.fixture
def new_site(pool: Pool, new_org: Make) -> Make:
    """Opens a site, of a new organisation unless one is named."""

    async def make(org: UUID | None = None, city: str = "440300", name: str = "一厂") -> UUID:
        org = org or await new_org(jurisdiction=city if city.startswith("44") else "440300")
        return (await commands.open_sites(pool, HOUSE, [NewSite(org=org, name=name, city=city)]))[0]

    return make


def permit(org: UUID, **more: object) -> NewPermit:
    """A permit for electroplating sludge through 2026."""
    values: dict[str, object] = {
        "number": "440300260101",
        "kind": "operate",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "yearly_t": "20000",
        "items": (NewPermitItem(scheme="cn-hw", code="HW17", methods=("cn_utilisation:R4",)),),
        **more,
    }
    return NewPermit(org=org, **values)


def vehicle(org: UUID, plate: str = "粤B·12345") -> NewVehicle:
    """A lorry for ten tonnes."""
    return NewVehicle(org=org, plate=plate, energy="diesel", licensed_kg="10000")
