"""Every endpoint, every role, every jurisdiction: nobody sees or does what is not theirs.

The table stands in `endpoints.py`; this walks all of it, and asks that no endpoint is missing from it.
"""

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from manifests.commands import Declined, record
from manifests.ledger.writing import template
from manifests.life.events import Amended, AnyEvent, Arrived, CarrierAdded, DifferenceFound, StopAdded, StopDropped
from manifests.life.policy import right
from manifests.life.steps import kind_of_type
from manifests.notices.commands import Proposal as Litter
from manifests.notices.commands import add_photo
from manifests.notices.commands import record as report
from manifests.rounds.planning import plan
from manifests.rounds.schemas import NewRound
from manifests.schemas import read_proposals
from manifests.signed.cases import keep
from manifests.signed.looking import look_at
from manifests.trails.commands import approve_corridor
from manifests.trails.model import Corridor
from tests.bay import ADMINISTRATOR, Bay, credit_code
from tests.collecting import Producer, call_at, give_leave, round_of
from tests.conftest import application
from tests.house.endpoints import API, PUBLIC, SIGNED_IN, Endpoint, proposal
from tests.house.pages import CONSOLE
from tests.manifests.notices.conftest import photo, reported
from tests.phone import Phone
from wasteflow.core import clock, jobs
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.keys import SigningKeys
from wasteflow.core.settings import Settings
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.permissions import ACTIONS, allowed
from wasteflow.people.schemas import NewAccount, NewToken
from wasteflow.places import commands as places
from wasteflow.places import schemas as s
from wasteflow.places.applications.commands import apply
from wasteflow.places.applications.schemas import NewApplication
from wasteflow.web.console import routes as console_routes
from workers import relay, tasks
from workers.app import HANDLERS

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Person:
    actor: Actor
    token: str
    stranger: bool  # another company's, another city's

    @property
    def name(self) -> str:
        where = "a stranger's " if self.stranger else ""
        return f"{where}{self.actor.role}" + (f" ({self.actor.department})" if self.actor.department else "")

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept-language": "en"}


@dataclass
class World:
    """A delivered drum with its case and report, everybody who might look at it, and the application."""

    app: FastAPI
    client: httpx.AsyncClient
    people: list[Person]
    facts: dict[str, str]
    secrets: dict[str, str]
    pool: Pool

    async def call(self, method: str, endpoint: Endpoint, path: str, person: Person | None) -> httpx.Response:
        path = self.filled(endpoint.path or path)
        headers = person.headers if person else {}
        if endpoint.body is None:
            return await self.client.request(method, path, headers=headers)
        body = self.filled(json.dumps(endpoint.body, ensure_ascii=False))
        if endpoint.file:
            files = {"file": ("ledger.csv", LEDGER, "text/csv")}
            return await self.client.request(method, path, data=json.loads(body), files=files, headers=headers)
        return await self.client.request(
            method, path, content=body, headers={"content-type": "application/json", **headers}
        )

    def filled(self, text: str) -> str:
        fresh = {"digits": f"{next(_numbers):05}", "credit_code": credit_code(next(_numbers)), "event": str(new_id())}
        for name, value in (self.facts | fresh).items():
            text = text.replace("{" + name + "}", value)
        return text

    async def stored(self) -> dict[str, int]:
        """What strangers must not change: rows of each table."""
        rows = await self.pool.fetch(
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
        return {t: await self.pool.fetchval(f'select count(*) from "{t}"') for (t,) in rows if t != "audit"}


_numbers = itertools.count(20000)
LEDGER = template("csv", "zh-Hans").content


@pytest.fixture
async def world(bay: Bay, pool: Pool, test_settings: Settings) -> AsyncIterator[World]:
    batch, manifest = await bay.delivered(sent="1000", weighed="800")
    spare = await bay.batch()
    await _work(pool)
    more = await _more(bay)
    people = await _people(bay)
    async with AsyncExitStack() as opened:
        app = opened.enter_context(application(test_settings))
        await opened.enter_async_context(app.router.lifespan_context(app))
        client = await opened.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t")
        )
        facts = {"batch": batch, "manifest": manifest, "spare_batch": spare, "nothing": new_id(), **more,
                 **{n: getattr(bay, n) for n in ("factory", "factory_site", "carrier", "plant", "plant_site")},
                 "account": bay.driver.account}  # fmt: skip
        facts["number"] = await pool.fetchval("select value from alias where subject = $1", manifest)
        facts["case"] = await pool.fetchval("select case_file from alert where subject = $1", manifest)
        world = World(app, client, people, {n: str(v) for n, v in facts.items()}, {}, pool)
        office = next(p for p in people if p.actor.role is Role.CITY_OFFICE and not p.stranger)
        made = (await world.call("post", API[("post", "/reports/monthly")], "/reports/monthly", office)).json()
        world.facts |= {"report": made["id"], "report_number": made["number"]}
        ordered = (await world.call("post", API[("post", "/registers")], "/registers", office)).json()
        await _work(pool)
        world.facts |= {"register": ordered["id"], "register_link": ordered["link"].rpartition("/")[2]}
        code = await pool.fetchval("select value from alias where subject = $1", batch)
        named = {
            n: world.facts[n]
            for n in (
                "notice",
                "photo",
                "batch",
                "manifest",
                "spare_batch",
                "number",
                "case",
                "report",
                "vehicle",
                "round",
            )
        }
        world.secrets = {**named, "container": code, "driver": "独行侠", "remark": "机密备注"}
        yield world


SHENZHEN_ECOLOGY = Actor(
    account=new_id(), name="周监管", role=Role.REGULATOR, city="440300", department=Department.ECOLOGY
)


async def _work(pool: Pool) -> None:
    await relay.pass_on(pool)
    for job in await jobs.due(pool):
        await tasks.look_at(pool, job, HANDLERS, 60)


async def _more(bay: Bay) -> dict[str, Any]:
    pool = bay.pool
    spare, far = await places.open_sites(
        pool,
        ADMINISTRATOR,
        [
            s.NewSite(org=bay.factory, name="旧厂区", city="440300"),
            s.NewSite(org=bay.plant, name="长沙基地", city="430100"),
        ],
    )
    (driver,) = await places.register_drivers(pool, ADMINISTRATOR, [s.NewDriver(org=bay.carrier, name="独行侠")])
    vehicle = await pool.fetchval("select id from vehicle where org = $1", bay.carrier)
    permit = await pool.fetchval("select id from permit where org = $1", bay.plant)
    today = clock.local_date(clock.now())
    asked = NewApplication(
        kind="cross_province", from_site=bay.factory_site, to_site=far, scheme="cn-hw", code="336-054-17",
        tonnes=Decimal(5), valid_from=today, valid_to=today + timedelta(days=100), reason="机密备注",
    )  # fmt: skip
    await apply(pool, ADMINISTRATOR, asked)
    litter = await report(pool, SHENZHEN_ECOLOGY, Litter(fact=reported(city="440300", receiver="810000"),
                                                         occurred_at=clock.now()))  # fmt: skip
    pictured = await add_photo(pool, SHENZHEN_ECOLOGY, litter.notice.id, photo((40, 30)))
    seen = {"notice": litter.notice.id, "photo": pictured.notice.photos[0].sha256}
    named = {**seen, "spare_site": spare, "far_site": far, "driver": driver, "vehicle": vehicle, "permit": permit}
    await give_leave(bay, Producer(bay.factory, bay.factory_site, "", bay.clerk))
    calls = [call_at(bay.factory_site)]
    way = Corridor(new_id(), bay.factory_site, bay.plant_site, ((22.6, 114.0), (22.7, 114.1)), today, "?")
    await approve_corridor(pool, ADMINISTRATOR, way)
    made = await plan(pool, bay.dispatcher, NewRound.model_validate(round_of(bay, calls, driver="独行侠")))
    phone = await Phone.enrolled(pool, bay.dispatcher, bay.driver)
    return {
        **named,
        "application": asked.id,
        "round": made.round.id,
        "corridor": way.id,
        "device": phone.device,
        **await _refused(bay, phone),
    }


async def _refused(bay: Bay, phone: Phone) -> dict[str, UUID]:
    """What a driver's phone recorded in vain."""
    item = phone.event(new_id(), {"kind": "arrived"}, clock.now())
    sent = read_proposals(json.dumps([item]).encode())
    assert isinstance(sent, list)
    looked = await look_at(bay.pool, SigningKeys([], []), bay.driver, json.dumps([item]).encode(), sent)
    outcomes = await record(bay.pool, bay.driver, sent, signatures=looked)
    await keep(bay.pool, bay.driver, looked, [o for o in outcomes if isinstance(o, Declined)])
    return {"refused": UUID(item["id"]), "refused_subject": UUID(item["subject"])}


async def _people(bay: Bay) -> list[Person]:
    """Everybody with a part in the drum or authority over it, and their like from elsewhere."""
    sz, gz = "440300", "440100"
    (other_org,) = await places.register_organisations(
        bay.pool,
        ADMINISTRATOR,
        [
            s.NewOrganisation(
                name="他城公司", jurisdiction=gz, credit_code=credit_code(77, gz), generates=True, carries=True
            )
        ],
    )
    wanted: list[tuple[bool, dict[str, Any]]] = [
        (False, {"role": Role.GENERATOR, "org": bay.factory, "site": bay.factory_site}),
        (False, {"role": Role.DISPATCHER, "org": bay.carrier}),
        (False, {"role": Role.DRIVER, "org": bay.carrier}),
        (False, {"role": Role.RECEIVER, "org": bay.plant, "site": bay.plant_site}),
        (False, {"role": Role.INTEGRATOR, "org": bay.factory}),
        (False, {"role": Role.CITY_OFFICE, "city": sz}),
        (False, {"role": Role.AUDITOR}),
        (False, {"role": Role.ADMINISTRATOR}),
        *((False, {"role": Role.REGULATOR, "city": sz, "department": d}) for d in Department),
        *((True, {"role": r, "org": other_org}) for r in Role if r in _COMPANIES),
        (True, {"role": Role.CITY_OFFICE, "city": gz}),
        *((True, {"role": Role.REGULATOR, "city": gz, "department": d}) for d in Department),
    ]
    accounts = [NewAccount(name=f"walker.{n}", person="走查", **given) for n, (_, given) in enumerate(wanted)]
    await open_accounts(bay.pool, ADMINISTRATOR, accounts)
    people = []
    for account, (stranger, _) in zip(accounts, wanted, strict=True):
        made = await make_token(bay.pool, ADMINISTRATOR, NewToken(account=account.id, label="walk"))
        same = ("role", "org", "city", "department", "site")
        actor = Actor(account=account.id, name=account.person, **{f: getattr(account, f) for f in same})
        people.append(Person(actor, made.secret, stranger))
    return people


_COMPANIES = (Role.GENERATOR, Role.DISPATCHER, Role.DRIVER, Role.RECEIVER, Role.INTEGRATOR)


# Told by the driver or by the gate; by the driver or by the consignor.
_EITHER: dict[type, str] = {
    Arrived: "manifest:receive",
    DifferenceFound: "manifest:receive",
    **dict.fromkeys((Amended, CarrierAdded, StopAdded, StopDropped), "manifest:create"),
}


def walk() -> Iterator[tuple[str, str, Endpoint]]:
    """Every endpoint, every kind of event."""
    yield from ((method, path, endpoint) for (method, path), endpoint in API.items())
    for cls in get_args(AnyEvent):
        if not cls.follows:
            also = _EITHER.get(cls, "")
            yield "post", "/custody/events", Endpoint(right(cls), "", proposal(kind_of_type(cls)), True, also)


def console() -> Iterator[tuple[str, Endpoint]]:
    yield from ((f"/console{path}", endpoint) for path, endpoint in CONSOLE.items())


# --- the table is whole ------------------------------------------------------------------------------------


def test_every_endpoint_is_in_the_table(test_settings: Settings) -> None:
    with application(test_settings) as app:
        described = app.openapi()["paths"]
    there = {(method, path) for path, methods in described.items() for method in methods}
    assert there ^ (API.keys() | {("post", "/custody/events")}) == set()


def test_every_page_is_in_the_table() -> None:
    found = set()
    for router in console_routes.PARTS:
        prefix = router.prefix
        found |= {r.path if r.path.startswith(prefix) else prefix + r.path for r in router.routes if "GET" in r.methods}
    assert found ^ CONSOLE.keys() == set()


# --- the walk ------------------------------------------------------------------------------------------------


async def test_who_is_not_signed_in_sees_what_is_public_and_nothing_else(world: World) -> None:
    for method, path, endpoint in walk():
        answer = await world.call(method, endpoint, path, None)
        told = (method, path, answer.status_code, answer.text[:200])
        if endpoint.needs == PUBLIC:
            unknown = answer.status_code == 404 and "{nothing}" in endpoint.path
            assert answer.status_code < 400 or unknown or path in ("/sessions", "/devices"), told
        else:
            assert answer.status_code == 401, told
            assert answer.json()["code"] == "not_signed_in", told
    for path, endpoint in console():
        answer = await world.call("get", endpoint, path, None)
        if endpoint.needs == PUBLIC:
            assert answer.status_code < 400, path
        else:
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/console/sign-in"), path


async def test_a_role_does_what_the_table_gives_it_and_nothing_else(world: World) -> None:
    odd = []
    for (method, path, endpoint), person in itertools.product(walk(), world.people):
        if endpoint.needs in (PUBLIC, SIGNED_IN) or person.stranger:
            continue
        answer = await world.call(method, endpoint, path, person)
        code = answer.json()["code"] if answer.status_code >= 400 else None
        if any(allowed(person.actor, action) for action in (endpoint.needs, endpoint.also) if action):
            fits = answer.status_code not in (401, 500) and code != ACTIONS[endpoint.needs].code
        else:
            fits = (answer.status_code, code) == (403, ACTIONS[endpoint.needs].code)
        if not fits:
            odd.append(
                (person.name, method, endpoint.path or path, endpoint.needs, answer.status_code, answer.text[:90])
            )
    assert odd == []


async def test_strangers_get_nothing_of_it(world: World) -> None:
    """Another company, another city's authority: refused, or told of nothing; no secret in any answer."""
    before = await world.stored()
    odd = []
    for (method, path, endpoint), person in itertools.product(walk(), world.people):
        if not person.stranger or not endpoint.mine:
            continue
        answer = await world.call(method, endpoint, path, person)
        lists = method == "get" and not any(n in endpoint.path for n in ("{", "city="))
        fits = answer.status_code in ((200, 403, 404) if lists else (403, 404))
        leaks = [n for n, v in world.secrets.items() if v in answer.text and v not in str(answer.request.url)]
        if not fits or leaks:
            odd.append((person.name, method, endpoint.path or path, answer.status_code, leaks, answer.text[:120]))
    assert odd == []
    assert await world.stored() == before


async def test_pages_show_what_the_table_gives(world: World) -> None:
    odd = []
    for (path, endpoint), person in itertools.product(console(), world.people):
        answer = await world.call("get", endpoint, path, person)
        leaks = [n for n, v in world.secrets.items() if v in answer.text and v not in str(answer.request.url)]
        if endpoint.needs in (PUBLIC, SIGNED_IN):
            fits = answer.status_code < 400
        elif not allowed(person.actor, endpoint.needs):
            fits = answer.status_code == 403
        elif person.stranger and endpoint.mine:
            fits = (
                answer.status_code in (200, 403, 404) if "{" not in endpoint.path else answer.status_code in (403, 404)
            )
        else:
            fits = answer.status_code not in (401, 500)
        if not fits or (person.stranger and leaks):
            odd.append((person.name, path, answer.status_code, leaks))
    assert odd == []


async def test_insiders_see_the_drum(world: World) -> None:
    """The walk would pass on an application that refuses everybody."""
    for person in world.people:
        if not person.stranger and allowed(person.actor, "custody:see"):
            answer = await world.call("get", API[("get", "/batches/{id}/chain")], "", person)
            assert answer.status_code == 200, person.name
            assert world.facts["manifest"] in answer.text, person.name
