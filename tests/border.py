"""Places on the other side of a border, and leave to send something there; made through commands, as everything."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from tests.bay import ADMINISTRATOR, Bay, credit_code, grant
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

_serial = count(700)


async def plant_in(bay: Bay, city: str, person: str = "远方磅房") -> tuple[UUID, Actor]:
    """A plant in another place that is permitted to take electroplating waste, and its gatekeeper."""
    n = next(_serial)
    company = s.NewOrganisation(name=f"远方处置 {n}", jurisdiction=city, credit_code=_number(n, city), receives=True)
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name=f"基地 {n}", city=city)])
    await grant(bay.pool, org, site, clock.local_date(clock.now()), number=str(n))
    account = NewAccount(name=f"gate.{n}", person=person, role=Role.RECEIVER, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return site, Actor(account=account.id, name=person, role=account.role, org=org, site=site)


async def works_in(bay: Bay, city: str, person: str = "远方文员") -> tuple[UUID, Actor]:
    """A works in another place, and its clerk."""
    n = next(_serial)
    company = s.NewOrganisation(name=f"远方工厂 {n}", jurisdiction=city, credit_code=_number(n, city), generates=True)
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name=f"厂区 {n}", city=city)])
    account = NewAccount(name=f"clerk.{n}", person=person, role=Role.GENERATOR, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return site, Actor(account=account.id, name=person, role=account.role, org=org, site=site)


async def authority_in(bay: Bay, city: str, person: str) -> Actor:
    """The ecology authority of a city, or of a whole province."""
    given = {"role": Role.REGULATOR, "city": city, "department": Department.ECOLOGY}
    account = NewAccount(name=f"authority.{next(_serial)}", person=person, **given)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name=person, **given)


def _number(n: int, city: str) -> str:
    if len(city) == 2:
        return ""  # abroad, and without a number
    return f"{n:08}" if city.startswith("8") else credit_code(n, city)


def approval(bay: Bay, to: UUID, tonnes: str = "5", **changes: Any) -> s.NewApproval:
    """Leave to send plating sludge from the works to that site, from yesterday for 200 days."""
    today = clock.local_date(clock.now())
    values: dict[str, Any] = {
        "number": f"粤环跨-{next(_serial)}",
        "from_site": bay.factory_site,
        "to_site": to,
        "scheme": "cn-hw",
        "code": "336-054-17",
        "tonnes": Decimal(tonnes),
        "valid_from": today - timedelta(days=1),
        "valid_to": today + timedelta(days=200),
    }
    return s.NewApproval(**(values | changes))


async def approved(bay: Bay, to: UUID, tonnes: str = "5", **changes: Any) -> s.NewApproval:
    """The same, granted by an administrator."""
    item = approval(bay, to, tonnes, **changes)
    await places.grant_approvals(bay.pool, ADMINISTRATOR, [item])
    return item


async def left(bay: Bay, item: s.NewApproval) -> Decimal:
    """Tonnes that are left of it."""
    tonnes: Decimal = await bay.pool.fetchval("select tonnes - used_t from approval where id = $1", item.id)
    return tonnes
