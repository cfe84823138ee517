"""A little Bay Area for tests, made through the same commands as everyone: a plating works in Shenzhen, a carrier, a
treatment plant, their people, an authority and the city's zero-waste office."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from manifests.commands import Proposal, Recorded, record_one
from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, Weight
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount, NewToken
from wasteflow.places import commands as places
from wasteflow.places import schemas as s
from wasteflow.places.identity import check_character

ADMINISTRATOR = Actor(account=new_id(), name="管理员", role=Role.ADMINISTRATOR)
SHENZHEN = "440300"
PLATE = "粤B12345"


def credit_code(serial: int, city: str = SHENZHEN) -> str:
    """A credit code that checks, of a company nobody has."""
    first = f"91{city}{serial:09}"
    return first + check_character(first)


@dataclass
class Bay:
    """Who and what there is; `*_actor` act in commands, `tokens` sign in over HTTP."""

    pool: Pool
    factory: UUID
    factory_site: UUID
    carrier: UUID
    plant: UUID
    plant_site: UUID
    clerk: Actor
    dispatcher: Actor
    driver: Actor
    gate: Actor
    regulator: Actor
    office: Actor
    outsider: Actor

    def drum(self, kg: str = "1000", **changes: Any) -> e.Generated:
        """One drum of plating sludge, as proposed."""
        values: dict[str, Any] = {
            "site": self.factory_site,
            "stream": "hazardous",
            "code": Code("cn-hw", "336-054-17", "2021"),
            "name": "电镀污泥",
            "form": "semi_solid",
            "weight": Weight(Decimal(kg), Basis.WEIGHED),
            "container": Container("drum", Decimal(200)),
        }
        return e.Generated(**(values | changes))

    def load(self, *batches: UUID, **changes: Any) -> e.Created:
        """A manifest for these batches, as proposed."""
        values: dict[str, Any] = {
            "consignor_site": self.factory_site,
            "consignee_site": self.plant_site,
            "carrier": self.carrier,
            "lines": tuple(e.LineDraft(b, method="cn_utilisation:R4") for b in batches),
            "plate": PLATE,
            "driver": "王师傅",
        }
        return e.Created(**(values | changes))

    async def tell(self, actor: Actor, fact: Any, subject: UUID | None = None, at: datetime | None = None) -> Recorded:
        """Record one fact; raises its refusals."""
        moment = at or clock.now()
        return await record_one(
            self.pool, actor, Proposal(fact=fact, occurred_at=moment, subject=subject), now=max(moment, clock.now())
        )

    async def batch(self, kg: str = "1000", at: datetime | None = None, **changes: Any) -> UUID:
        return (await self.tell(self.clerk, self.drum(kg, **changes), at=at)).subject

    async def on_the_road(self, *batches: UUID) -> UUID:
        """A manifest that has left."""
        manifest = (await self.tell(self.clerk, self.load(*batches))).subject
        await self.tell(self.clerk, e.Published(), manifest)
        await self.tell(self.clerk, e.Signed(name="李姐"), manifest)
        await self.tell(self.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
        return manifest

    async def at_the_gate(self, *batches: UUID) -> UUID:
        manifest = await self.on_the_road(*batches)
        await self.tell(self.driver, e.Arrived(), manifest)
        return manifest

    async def delivered(self, sent: str = "1000", weighed: str | None = None) -> tuple[UUID, UUID]:
        """A drum that was sent, weighed at the gate and accepted: (batch, manifest)."""
        batch = await self.batch(sent)
        manifest = await self.at_the_gate(batch)
        if weighed:
            await self.tell(self.gate, e.Weighed((e.LineWeighed(1, Decimal(weighed)),)), manifest)
        await self.tell(self.gate, e.Accepted(), manifest)
        return batch, manifest

    async def token(self, actor: Actor) -> str:
        """A Bearer token of this person's account."""
        return (await make_token(self.pool, ADMINISTRATOR, NewToken(account=actor.account, label="test"))).secret


async def build_bay(pool: Pool) -> Bay:
    """Register the companies, sites, permits, vehicles, plan and people."""
    ids = {name: new_id() for name in ("factory", "factory_site", "carrier", "plant", "plant_site", "stranger")}
    today = clock.local_date(clock.now())
    companies = (
        ("factory", "深圳镀艺电镀厂", "generates"),
        ("carrier", "深圳危运物流", "carries"),
        ("plant", "深圳宝安处置中心", "receives"),
        ("stranger", "无关公司", "generates"),
    )
    await places.register_organisations(
        pool,
        ADMINISTRATOR,
        [
            s.NewOrganisation(id=ids[key], name=name, jurisdiction=SHENZHEN, credit_code=credit_code(n), **{part: True})
            for n, (key, name, part) in enumerate(companies, 1)
        ],
    )
    await places.open_sites(pool, ADMINISTRATOR, [
        s.NewSite(id=ids["factory_site"], org=ids["factory"], name="沙井厂区", city=SHENZHEN),
        s.NewSite(id=ids["plant_site"], org=ids["plant"], name="宝安基地", city=SHENZHEN),
    ])  # fmt: skip
    await grant(pool, ids["plant"], ids["plant_site"], today)
    await places.grant_permits(pool, ADMINISTRATOR, [
        s.NewPermit(org=ids["carrier"], number="粤交运-0001", kind="transport",
                    valid_from=today - timedelta(days=100), valid_to=today + timedelta(days=900)),
    ])  # fmt: skip
    await places.register_vehicles(pool, ADMINISTRATOR, [
        s.NewVehicle(org=ids["carrier"], plate=PLATE, energy="electric", licensed_kg=Decimal(15000)),
    ])  # fmt: skip
    planned = {"site": ids["factory_site"], "year": today.year, "scheme": "cn-hw", "code": "336-054-17"}
    await places.file_plan(pool, ADMINISTRATOR, [s.NewPlanLine(**planned, tonnes=Decimal(200))])
    return await _people(pool, ids)


async def grant(
    pool: Pool,
    org: UUID,
    site: UUID,
    today: date,
    *,
    code: str = "HW17",
    until: date | None = None,
    number: str = "1",
    kind: Literal["operate", "transport"] = "operate",
) -> None:
    """A permit to take in and treat one category, or to carry it."""
    await places.grant_permits(pool, ADMINISTRATOR, [
        s.NewPermit(
            org=org, site=site, number=f"440300-{number}", kind=kind, valid_from=today - timedelta(days=400),
            valid_to=until or today + timedelta(days=900), yearly_t=Decimal(20000),
            items=(s.NewPermitItem(scheme="cn-hw", code=code),),
        ),
    ])  # fmt: skip


async def _people(pool: Pool, ids: dict[str, UUID]) -> Bay:
    def account(name: str, person: str, role: Role, **more: Any) -> NewAccount:
        return NewAccount(name=name, person=person, role=role, **more)

    accounts = [
        account("clerk", "李姐", Role.GENERATOR, org=ids["factory"], site=ids["factory_site"]),
        account("dispatcher", "陈调度", Role.DISPATCHER, org=ids["carrier"]),
        account("driver", "王师傅", Role.DRIVER, org=ids["carrier"]),
        account("gate", "赵磅房", Role.RECEIVER, org=ids["plant"], site=ids["plant_site"]),
        account("regulator", "周监管", Role.REGULATOR, city=SHENZHEN, department=Department.ECOLOGY),
        account("office", "无废专班", Role.CITY_OFFICE, city=SHENZHEN),
        account("outsider", "外人", Role.GENERATOR, org=ids["stranger"]),
    ]
    await open_accounts(pool, ADMINISTRATOR, accounts)
    same = ("role", "org", "city", "department", "site")
    actors = {
        a.name: Actor(account=a.id, name=a.person, **{field: getattr(a, field) for field in same}) for a in accounts
    }
    del ids["stranger"]
    return Bay(pool=pool, **ids, **actors)
