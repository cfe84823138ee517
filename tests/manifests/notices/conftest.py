"""Both sides of the water: Hong Kong finds, Zhuhai is asked; each with people of their own."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from PIL import Image

from manifests.notices import events as e
from manifests.notices.commands import Proposal, Written, record
from manifests.notices.model import Place, Position, Tide
from tests.bay import ADMINISTRATOR, Bay
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount

HONG_KONG, ZHUHAI, GUANGDONG = "810000", "440400", "440000"
BEACH = Place(Position(Decimal("22.2005"), Decimal("113.9012")), "大嶼山貝澳灘")


def reported(**changes: Any) -> e.Reported:
    """Litter on a beach of Lantau, thought to come from Zhuhai."""
    values: dict[str, Any] = {
        "city": HONG_KONG, "receiver": ZHUHAI, "place": BEACH, "tide": Tide.RISING, "kinds": ("ML-01", "ML-03"),
        "kg": Decimal(850), "remark": "大量簡體字包裝", "suspected": "包裝產地為珠海",
        "internal": "聯絡人 何督察 +852 9123 4567",
    }  # fmt: skip
    return e.Reported(**(values | changes))


def photo(size: tuple[int, int] = (640, 480), form: str = "JPEG", **more: Any) -> bytes:
    """A real picture."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, form, **more)
    return out.getvalue()


@dataclass
class Shore:
    """Who is there, and the shortest way to tell a step."""

    bay: Bay
    finder: Actor  # Hong Kong, ecology
    patrol: Actor  # Hong Kong, maritime
    asked: Actor  # Zhuhai, ecology
    province: Actor
    stranger: Actor  # Guangzhou, ecology
    clients: dict[UUID, httpx.AsyncClient] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        return self.bay.pool

    async def tell(
        self, actor: Actor, fact: e.Proposable, notice: UUID | None = None, at: datetime | None = None, **more: Any
    ) -> Written:
        moment = at or clock.now()
        sent = Proposal(fact=fact, occurred_at=moment, subject=notice, id=new_id(), **more)
        return await record(self.pool, actor, sent, now=moment)

    async def notice(self, **changes: Any) -> UUID:
        return (await self.tell(self.finder, reported(**changes))).notice.id

    async def headers(self, actor: Actor) -> dict[str, str]:
        return {"authorization": f"Bearer {await self.bay.token(actor)}", "accept-language": "en"}


@pytest.fixture
async def shore(bay: Bay, pool: Pool) -> Shore:
    wanted = {
        "finder": ("何督察", HONG_KONG, Department.ECOLOGY),
        "patrol": ("馬船長", HONG_KONG, Department.MARITIME),
        "asked": ("珠小环", ZHUHAI, Department.ECOLOGY),
        "province": ("粤处长", GUANGDONG, Department.ECOLOGY),
        "stranger": ("穗科长", "440100", Department.ECOLOGY),
    }
    accounts = {
        name: NewAccount(name=name, person=person, role=Role.REGULATOR, city=city, department=department)
        for name, (person, city, department) in wanted.items()
    }
    await open_accounts(pool, ADMINISTRATOR, list(accounts.values()))
    actors = {
        name: Actor(account=a.id, name=a.person, role=a.role, city=a.city, department=a.department)
        for name, a in accounts.items()
    }
    return Shore(bay, **actors)


Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def send(shore: Shore, client: httpx.AsyncClient) -> Send:
    """Sends one step over HTTP."""

    async def one(
        actor: Actor,
        fact: e.Proposable | dict[str, Any],
        subject: UUID | None = None,
        *,
        at: datetime | None = None,
        **headers: str,
    ) -> httpx.Response:
        body = {"occurred_at": at or clock.now(), "fact": fact, **({"subject": subject} if subject else {})}
        return await client.post(
            "/notices/events",
            content=msgspec.json.encode(body),
            headers={**await shore.headers(actor), "content-type": "application/json", **headers},
        )

    return one
