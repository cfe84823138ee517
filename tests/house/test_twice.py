"""Whatever is written, sent twice: the same key gets the same answer, another body is refused, two at once are one."""

import asyncio
import importlib
import itertools
import json
from collections.abc import Iterator

import httpx
import pytest

from tests.house.endpoints import API, Endpoint
from tests.house.test_permission_walk import Person, World, world  # noqa: F401 - the fixture
from wasteflow.app import ROUTERS
from wasteflow.core.ids import new_id
from wasteflow.people.model import Department, Role
from wasteflow.people.once import OnceRoute

pytestmark = pytest.mark.anyio

# Writes that know what they wrote by an id of the sender's, or by what it is about; tested where they stand.
OWN_WAY = (
    "/custody/events",
    "/rounds/acts",
    "/notices",
    "/imports",
    "/cases",
    "/reports",
    "/report-runs",  # refused a second time
    "/report-styles",  # a sample: writes nothing
    "/refused-events",
    "/qr/checks",
    "/verification",  # writes nothing
    "/manifests/{id}/photos",
)
WITH_SECRETS = ("/sessions", "/accounts", "/tokens", "/devices")

# Who writes it, and what changes in a body so that it is another one.
WHO: dict[str, tuple[Role, Department | None]] = {
    "/catalog/codes": (Role.ADMINISTRATOR, None),
    "/organisations": (Role.ADMINISTRATOR, None),
    "/sites": (Role.ADMINISTRATOR, None),
    "/sites/{id}/class": (Role.ADMINISTRATOR, None),
    "/permits": (Role.ADMINISTRATOR, None),
    "/vehicles": (Role.ADMINISTRATOR, None),
    "/drivers": (Role.ADMINISTRATOR, None),
    "/plans": (Role.ADMINISTRATOR, None),
    "/approvals": (Role.ADMINISTRATOR, None),
    "/applications": (Role.GENERATOR, None),
    "/authorisations": (Role.GENERATOR, None),
    "/statistics": (Role.CITY_OFFICE, None),
    "/statements": (Role.CITY_OFFICE, None),
}


def once_routes() -> set[str]:
    """The addresses whose POST goes through OnceRoute."""
    routers = [importlib.import_module(name).router for name in ROUTERS]
    return {r.path for router in routers for r in router.routes if isinstance(r, OnceRoute) and "POST" in r.methods}


def writes() -> Iterator[tuple[str, Endpoint]]:
    for (method, path), endpoint in API.items():
        if method == "post" and path in WHO:
            yield path, endpoint


def test_every_write_is_known_to_be_repeatable() -> None:
    posts = {path for method, path in API if method == "post"}
    elsewhere = {p for p in posts if p.startswith((*OWN_WAY, *WITH_SECRETS))}
    assert posts - elsewhere - once_routes() == set()
    assert WHO.keys() <= once_routes()


def writer(world: World, path: str) -> Person:  # noqa: F811
    role, department = WHO[path]
    fits = (p for p in world.people if not p.stranger and p.actor.role is role and p.actor.department is department)
    return next(fits)


def body_of(world: World, endpoint: Endpoint) -> object:  # noqa: F811
    body = json.loads(world.filled(json.dumps(endpoint.body, ensure_ascii=False)))
    if "edition" in body:  # a waste that no list names yet
        body |= {"code": f"336-{next(_codes)}-17"}
    return body


_codes = itertools.count(900)


def other(body: object) -> object:
    """The same with one thing changed."""
    return [*body, *body] if isinstance(body, list) else {**body, "id": str(new_id())}  # type: ignore[dict-item]


async def send(world: World, path: str, endpoint: Endpoint, body: object, key: str) -> httpx.Response:  # noqa: F811
    headers = {**writer(world, path).headers, "idempotency-key": key}
    return await world.client.post(world.filled(endpoint.path or path), json=body, headers=headers)


async def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(world: World) -> None:  # noqa: F811
    odd = []
    for n, (path, endpoint) in enumerate(writes()):
        body, key = body_of(world, endpoint), f"walk-{n}"
        first = await send(world, path, endpoint, body, key)
        before = await world.stored()
        again = await send(world, path, endpoint, body, key)
        reused = await send(world, path, endpoint, other(body), key)
        fits = (
            first.status_code < 300
            and (again.status_code, again.content) == (first.status_code, first.content)
            and (reused.status_code, reused.json()["code"]) == (409, "repeated_key")
            and await world.stored() == before
        )
        if not fits:
            odd.append((path, first.status_code, again.status_code, reused.status_code, first.text[:200]))
    assert odd == []


async def test_two_at_once_are_one(world: World) -> None:  # noqa: F811
    odd = []
    for n, (path, endpoint) in enumerate(writes()):
        body = body_of(world, endpoint)
        answers = await asyncio.gather(*(send(world, path, endpoint, body, f"both-{n}") for _ in range(4)))
        if len({(a.status_code, a.content) for a in answers}) != 1 or answers[0].status_code >= 300:
            odd.append((path, [a.status_code for a in answers], answers[0].text[:200]))
    assert odd == []
    assert await world.pool.fetchval("select count(*) from request_once where status is null") == 0


async def test_what_was_refused_may_be_tried_again_under_its_key(world: World) -> None:  # noqa: F811
    path, endpoint = "/sites", API[("post", "/sites")]
    wrong = {**body_of(world, endpoint), "city": "999999"}  # type: ignore[dict-item]
    for _ in range(2):
        assert (await send(world, path, endpoint, wrong, "again")).status_code == 422
    assert (await send(world, path, endpoint, body_of(world, endpoint), "again")).status_code == 201


async def test_a_key_is_its_senders_own(world: World) -> None:  # noqa: F811
    path, endpoint = "/sites", API[("post", "/sites")]
    body = body_of(world, endpoint)
    mine = await send(world, path, endpoint, body, "shared")
    clerk = next(p for p in world.people if p.actor.role is Role.GENERATOR and not p.stranger)
    theirs = await world.client.post("/sites", json=body, headers={**clerk.headers, "idempotency-key": "shared"})
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json() != theirs.json()


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_is_none_is_told(world: World, key: str) -> None:  # noqa: F811
    endpoint = API[("post", "/sites")]
    answer = await send(world, "/sites", endpoint, body_of(world, endpoint), key)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "Idempotency-Key")


async def test_after_a_crash_it_is_not_done_twice(world: World) -> None:  # noqa: F811
    """The process died after the act and before its answer was kept: the second is told so, or gets what stands."""
    odd = []
    for n, (path, endpoint) in enumerate(writes()):
        body, key = body_of(world, endpoint), f"crash-{n}"
        first = await send(world, path, endpoint, body, key)
        await world.pool.execute("update request_once set status = null, lease_until = now() - interval '1 second'")
        before = await world.stored() | {"request_once": 0}
        late = await send(world, path, endpoint, body, key)
        if first.status_code >= 300 or late.status_code not in (first.status_code, 409):
            odd.append((path, first.status_code, late.status_code, late.text[:200]))
        if await world.stored() | {"request_once": 0} != before:
            odd.append((path, "doubled"))
    assert odd == []


READS = (
    "/plans", "/approvals", "/applications", "/applications/{application}", "/sites/{factory_site}/declarations",
    "/batches/{batch}", "/manifests/{manifest}", "/organisations/{factory}", "/catalog/codes/cn-hw/336-054-17",
)  # fmt: skip


@pytest.mark.parametrize("path", READS)
async def test_what_a_client_has_is_not_sent_again(world: World, path: str) -> None:  # noqa: F811
    headers = writer(world, "/applications").headers
    first = await world.client.get(world.filled(path), headers=headers)
    assert first.status_code == 200, first.text
    again = await world.client.get(world.filled(path), headers={**headers, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_two_steps_of_an_application_at_once_have_one_winner(world: World) -> None:  # noqa: F811
    regulator = next(p for p in world.people if p.actor.department is Department.ECOLOGY and not p.stranger)
    path = world.filled("/applications/{application}")
    seen = await world.client.get(path, headers=regulator.headers)
    step = {"to": "accepted", "expected": 99}
    answers = await asyncio.gather(
        *(
            world.client.post(
                f"{path}/steps", json=step, headers={**regulator.headers, "if-match": seen.headers["etag"]}
            )
            for _ in range(2)
        )
    )
    won, late = sorted(answers, key=lambda a: a.status_code)
    assert (won.status_code, late.status_code, late.json()["code"]) == (201, 409, "application_moved")
    assert (late.json()["seq"], late.json()["state"]["state"]) == (won.json()["seq"], "accepted")
    assert late.headers["etag"] == won.headers["etag"]
