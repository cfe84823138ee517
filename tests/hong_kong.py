"""Companies of Hong Kong and Macao with what they must hold; made through commands, as everything."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from manifests.billing.commands import open_account
from manifests.billing.schemas import NewBillingAccount
from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, Weight
from tests.bay import ADMINISTRATOR, Bay
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s
from wasteflow.places.model import PermitKind

HONG_KONG, MACAO = "810000", "820000"
_serial = count(300)


@dataclass(frozen=True)
class Firm:
    """A company with one site and a person who acts for it."""

    org: UUID
    site: UUID
    actor: Actor
    login: str


async def firm(bay: Bay, city: str, name: str, person: str, role: Role) -> Firm:
    """Enters the register, and its person gets an account."""
    n = next(_serial)
    part = {Role.GENERATOR: "generates", Role.DISPATCHER: "carries", Role.RECEIVER: "receives"}[role]
    company = s.NewOrganisation(name=f"{name}{n}", jurisdiction=city, credit_code=f"{n:08}", **{part: True})  # type: ignore[arg-type]
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name=f"{name}場所{n}", city=city)])
    account = NewAccount(name=f"firm.{n}", person=person, role=role, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Firm(org, site, Actor(account=account.id, name=person, role=role, org=org, site=site), account.name)


async def licence(bay: Bay, of: Firm, kind: PermitKind, *items: tuple[str, str]) -> None:
    """A licence or registration for these (list, code or category)."""
    today = clock.local_date(clock.now())
    await places.grant_permits(bay.pool, ADMINISTRATOR, [
        s.NewPermit(
            org=of.org, number=f"HK-{next(_serial)}", kind=kind, valid_from=today - timedelta(days=400),
            valid_to=today + timedelta(days=400), items=tuple(s.NewPermitItem(scheme=a, code=b) for a, b in items),
        ),
    ])  # fmt: skip


async def officer(bay: Bay, city: str, person: str, department: Department = Department.ECOLOGY) -> Actor:
    """A person of an authority of the place."""
    n = next(_serial)
    account = NewAccount(name=f"officer.{n}", person=person, role=Role.REGULATOR, city=city, department=department)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name=person, role=Role.REGULATOR, city=city, department=department)


@dataclass(frozen=True)
class Trip:
    """A producer, a collector and a reception point of one place."""

    producer: Firm
    collector: Firm
    reception: Firm
    plate: str

    def drum(self, scheme: str, code: str, stream: str, kg: str, name: str = "廢物", **changes: Any) -> e.Generated:
        """Waste at the producer's."""
        values: dict[str, Any] = {
            "site": self.producer.site,
            "stream": stream,
            "code": Code(scheme, code, ""),
            "name": name,
            "form": "solid",
            "weight": Weight(Decimal(kg), Basis.WEIGHED),
            "container": Container("drum", Decimal(200)),
        }
        return e.Generated(**(values | changes))

    def load(self, batch: UUID, **changes: Any) -> e.Created:
        """A load from the producer to the reception point."""
        values: dict[str, Any] = {
            "consignor_site": self.producer.site,
            "consignee_site": self.reception.site,
            "carrier": self.collector.org,
            "lines": (e.LineDraft(batch, method="basel_disposal:D10"),),
            "plate": self.plate,
            "driver": "阿強",
        }
        return e.Created(**(values | changes))


async def trip(bay: Bay, city: str = HONG_KONG) -> Trip:
    """All three on the register, none of them licensed; the collector has one vehicle."""
    parties = (
        await firm(bay, city, "工場", "何文員", Role.GENERATOR),
        await firm(bay, city, "收集商", "阿強", Role.DISPATCHER),
        await firm(bay, city, "接收站", "郭磅房", Role.RECEIVER),
    )
    plate = f"AB{next(_serial):04}" if city == HONG_KONG else f"MA{next(_serial):04}"
    vehicle = s.NewVehicle(org=parties[1].org, plate=plate, energy="diesel", licensed_kg=Decimal(30000))
    await places.register_vehicles(bay.pool, ADMINISTRATOR, [vehicle])
    return Trip(*parties, plate)


@dataclass(frozen=True)
class Charged:
    """A truck of mixed construction waste at a landfill, weighed twice and taken in, and the account that pays."""

    trip: Trip
    account: UUID
    load: UUID


async def charged(bay: Bay) -> Charged:
    """12 t at HK$200, after 12,345 kg that were reversed."""
    found = await trip(bay)
    await licence(bay, found.reception, "operate", ("hk-cd", "CD"))
    clerk, driver, gate = found.producer.actor, found.collector.actor, found.reception.actor
    today = clock.local_date(clock.now())
    account = NewBillingAccount(
        number="7004711", contract="啟德地基工程", value_hkd=Decimal(5_000_000), awarded_on=today, opened_on=today
    )
    await open_account(bay.pool, clerk, account)
    waste = (await bay.tell(clerk, found.drum("hk-cd", "CD-03", "hk_construction", "12000", "混合建築廢物"))).subject
    load = (await bay.tell(clerk, found.load(waste, billing_account=account.id))).subject
    await bay.tell(clerk, e.Published(), load)
    await bay.tell(clerk, e.Signed(name="何文員"), load)
    await bay.tell(driver, e.Departed(plate=found.plate, driver="阿強"), load)
    await bay.tell(driver, e.Arrived(), load)
    for kg in ("12345", "12000"):
        await bay.tell(gate, e.Weighed((e.LineWeighed(1, Decimal(kg)),)), load)
    await bay.tell(gate, e.Accepted(), load)
    return Charged(found, account.id, load)
