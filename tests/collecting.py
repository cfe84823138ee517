"""Small producers that let a collector fill in their papers; made through commands, as everything."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from manifests.absent import commands as absent
from manifests.absent.schemas import NewAuthorisation, NewSigningCode
from manifests.rounds import planning
from manifests.rounds.recording import Done
from manifests.rounds.schemas import NewRound
from tests.bay import ADMINISTRATOR, PLATE, SHENZHEN, Bay, credit_code
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

_serial = count(300)
CODE = "271828"


@dataclass(frozen=True)
class Producer:
    """A small workshop and the person who runs it."""

    org: UUID
    site: UUID
    name: str
    owner: Actor


async def workshops(bay: Bay, number: int, city: str = SHENZHEN) -> list[Producer]:
    """Small workshops, each a company of its own."""
    found = []
    for n in (next(_serial) for _ in range(number)):
        name = f"小作坊 {n}"
        company = s.NewOrganisation(name=name, jurisdiction=city, credit_code=credit_code(n, city), generates=True)
        (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
        (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name=f"铺面 {n}", city=city)])
        account = NewAccount(name=f"owner.{n}", person=f"店主 {n}", role=Role.GENERATOR, org=org, site=site)
        await open_accounts(bay.pool, ADMINISTRATOR, [account])
        owner = Actor(account=account.id, name=account.person, role=Role.GENERATOR, org=org, site=site)
        found.append(Producer(org, site, name, owner))
    return found


async def give_leave(bay: Bay, producer: Producer, **changes: Any) -> UUID:
    """Leave to fill in its papers, and to sign them, for sixty days."""
    today = clock.local_date(clock.now())
    values: dict[str, Any] = {
        "site": producer.site, "carrier": bay.carrier, "stream": "hazardous", "signs": True, "fills": True,
        "valid_from": today - timedelta(days=20), "valid_to": today + timedelta(days=40),
    }  # fmt: skip
    return await absent.authorise(bay.pool, producer.owner, NewAuthorisation(**(values | changes)))


async def set_code(bay: Bay, producer: Producer) -> None:
    await absent.set_code(bay.pool, producer.owner, producer.site, NewSigningCode(code=CODE))


def call_at(site: UUID, **changes: Any) -> dict[str, Any]:
    """A drum of plating sludge to be collected there."""
    values: dict[str, Any] = {
        "site": str(site), "scheme": "cn-hw", "code": "336-054-17", "name": "电镀污泥", "form": "semi_solid",
        "container": {"kind": "drum", "litres": "200"}, "method": "cn_utilisation:R4",
    }  # fmt: skip
    return values | changes


def round_of(bay: Bay, calls: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Today's round of the carrier's vehicle to the plant."""
    values: dict[str, Any] = {
        "day": clock.local_date(clock.now()).isoformat(), "plate": PLATE, "driver": "王师傅", "stream": "hazardous",
        "consignee_site": str(bay.plant_site), "calls": calls,
    }  # fmt: skip
    return values | changes


async def planned(bay: Bay, producers: list[Producer], **changes: Any) -> Done:
    """A round at these producers, each with leave."""
    asked = round_of(bay, [call_at(p.site) for p in producers], **changes)
    return await planning.plan(bay.pool, bay.dispatcher, NewRound.model_validate(asked))


def kg(text: str) -> Decimal:
    return Decimal(text)
