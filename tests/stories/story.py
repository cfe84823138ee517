"""What a story is: a title, a paragraph in the trade's words, who acts, and steps over HTTP. docs/stories.md is
written from them, so that what it tells is what happens."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import msgspec

from manifests.life import events as e
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor

ACTORS = {
    "clerk": "李姐, clerk of a plating works in Shenzhen",
    "driver": "王师傅, driver of a dangerous-goods carrier",
    "second_driver": "何师傅, driver of a second carrier",
    "third_driver": "梁师傅, driver of a third carrier",
    "dispatcher": "陈调度, dispatcher of the same carrier",
    "small_producer": "小店主, owner of a small workshop",
    "outsider": "外人, clerk of a company with no part in it",
    "gate": "赵磅房, gatekeeper of the treatment plant",
    "next_gate": "钱磅房, gatekeeper of the next plant",
    "hong_kong_clerk": "何文员, clerk of a works in Hong Kong",
    "province": "黄处长, Guangdong ecology department",
    "department": "陈主任, environmental department in Hong Kong",
    "kowloon_gate": "郭磅房, gatekeeper of a plant in Hong Kong",
    "taishan": "海主任, authority at Taishan",
    "tokyo_gate": "田中, gatekeeper of a plant in Japan",
    "macao_gate": "马磅房, gatekeeper of a plant in Macao",
    "dspa": "李处长, environmental authority in Macao",
    "far_gate": "韦磅房, gatekeeper of a plant in Guangxi",
    "origin_clerk": "覃文员, clerk of a works in Guangxi",
    "storer": "孙库管, storekeeper of a store half way",
    "office": "The city office, the zero-waste team of Shenzhen",
    "regulator": "周监管, Shenzhen ecology bureau",
    "hk_clerk": "何文員, clerk of a producer in Hong Kong",
    "hk_collector": "阿強, driver's office of a collector in Hong Kong",
    "hk_gate": "郭磅房, gatekeeper of a reception point in Hong Kong",
    "hk_officer": "陳主任, Environmental Protection Department, Hong Kong",
    "hk_site": "何文員, site clerk of a main contractor in Hong Kong",
    "mo_clerk": "何文員, clerk of a site in Macao",
    "mo_collector": "阿強, office of a haulier in Macao",
    "mo_gate": "郭磅房, gatekeeper of Macao's treatment plant",
    "mo_officer": "馬主任, environmental authority of Macao",
    "police": "吴警官, Shenzhen police",
    "patrol": "马船长, officer of the Shenzhen maritime authority",
    "cleaner": "洪班长, foreman of a shore-cleaning company in Shenzhen",
    "registrar": "管理员, administrator of the registers",
    "buyer": "梁采购, buyer of recovered metals, without an account",
    "wasteflow": "wasteflow itself",
}


@dataclass
class Tale:
    """One telling of a story: the application, who acts, and the things the steps name."""

    bay: Bay
    client: httpx.AsyncClient
    things: dict[str, UUID] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Actor] = field(default_factory=dict)  # who is not of the little Bay Area
    _tokens: dict[str, str] = field(default_factory=dict)

    async def headers(self, who: str) -> dict[str, str]:
        if who not in self._tokens:
            self._tokens[who] = await self.bay.token(self.others.get(who) or getattr(self.bay, who))
        return {"authorization": f"Bearer {self._tokens[who]}", "accept-language": "zh-CN"}

    async def get(self, who: str, path: str) -> Any:
        """What a person reads; names in braces stand for things of the story."""
        filled = path.format(**self.things)
        answer = await self.client.get(filled, headers=await self.headers(who))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, who: str, body: object, **headers: str) -> httpx.Response:
        return await self.client.post(
            "/custody/events",
            content=msgspec.json.encode(body),
            headers={**await self.headers(who), "content-type": "application/json", **headers},
        )


Act = Callable[[Tale, str], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """One sentence of a story, and what it does."""

    who: str
    does: str
    act: Act


@dataclass(frozen=True)
class Story:
    title: str
    text: str
    steps: tuple[Step, ...]

    @property
    def actors(self) -> list[str]:
        return list(dict.fromkeys(step.who for step in self.steps))


def proposal(fact: e.AnyEvent, subject: UUID | None = None, at: datetime | None = None) -> dict[str, Any]:
    """An event as a client sends it."""
    made: dict[str, Any] = {"id": new_id(), "occurred_at": at or clock.now(), "fact": fact}
    return made if subject is None else {**made, "subject": subject}


def records(
    thing: str, fact: e.AnyEvent | Callable[[Tale], e.AnyEvent], *, status: int = 201, code: str = "", warns: str = ""
) -> Act:
    """Send one event about `thing`; what begins here is remembered under that name. `code`: the refusal expected."""

    async def act(tale: Tale, who: str) -> None:
        body = proposal(fact(tale) if callable(fact) else fact, tale.things.get(thing))
        tale.sent[thing] = body
        answer = await tale.send(who, body)
        told = answer.json()
        assert answer.status_code == status, answer.text
        if status == 201:
            tale.things[thing] = UUID(told["subject"])
            assert [w["code"] for w in told["warnings"]] == ([warns] if warns else []), answer.text
        else:
            assert told["code"] == code, answer.text

    return act


def sees(path: str, **expected: Any) -> Act:
    """A person reads it, and it says so: `status="closed"`."""

    async def act(tale: Tale, who: str) -> None:
        found = await tale.get(who, path)
        assert {name: found[name] for name in expected} == expected, found

    return act


def chain(path: str, *kinds: str) -> Act:
    """A person reads a chain of custody, and these are its events."""

    async def act(tale: Tale, who: str) -> None:
        found = [x["kind"] for x in (await tale.get(who, path))["events"]]
        assert found == list(kinds), found

    return act


def later(act: Act, hours: int = 73) -> Act:
    """The same some time on; three days, unless told otherwise."""
    present = clock.now

    async def then(tale: Tale, who: str) -> None:
        with patch.object(clock, "now", lambda: present() + timedelta(hours=hours)):
            await act(tale, who)

    return then


# --- what most stories begin with ------------------------------------------------------------------------


def fills(kg: str, drum: str = "drum") -> Step:
    return Step(
        "clerk", f"fills a drum with plating sludge and weighs it: {kg} kg.", records(drum, lambda t: t.bay.drum(kg))
    )


def leaves(drum: str = "drum") -> tuple[Step, ...]:
    """From the manifest to the gate."""
    return (
        Step("clerk", "draws up a manifest and publishes it; it gets its 14-digit number.", _publishes(drum)),
        Step("clerk", "signs as consignor.", records("load", e.Signed(name="李姐"))),
        Step("driver", "scans, signs and leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
    )


def _publishes(drum: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        await records("load", tale.bay.load(tale.things[drum]))(tale, who)
        await records("load", e.Published())(tale, who)
        number = (await tale.get(who, "/manifests/{load}"))["number"]
        assert number.startswith(f"{clock.local_date(clock.now()).year}4403")
        assert len(number) == 14

    return act


async def alerts_told(tale: Tale, who: str, rule: str) -> list[dict[str, Any]]:
    """The alerts of a rule in the cases that this person sees open."""
    cases = (await tale.get(who, "/cases"))["items"]
    return [alert for case in cases for alert in case["alerts"] if alert["rule"] == rule]
