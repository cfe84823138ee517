"""Each example of the OpenAPI description is what the application takes: sent as it stands, it is recorded, or refused
only because nobody has these ids."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, get_args

import httpx
import pytest

from manifests import examples as facts
from manifests.ledger.writing import template as ledger_template
from manifests.life.batch_events import snake
from manifests.notices import events as notices
from tests.bay import ADMINISTRATOR, Bay
from tests.manifests.notices.conftest import photo
from wasteflow import examples
from wasteflow.catalog.book import Book, open_book
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Role
from wasteflow.people.permissions import ACTIONS
from wasteflow.people.schemas import NewAccount, NewToken
from workers.statistics.commands import template as statistics_template

pytestmark = pytest.mark.anyio
NOT_MINE = {cls.code for cls in ACTIONS.values()}
UNKNOWN = {
    "not_found", "unknown_subject", "unknown_site", "unknown_organisation", "unknown_carrier", "unknown_account",
    "unknown_company", "unregistered_site", "not_your_site", "not_your_place",
    "value_stands_elsewhere", "nothing_to_vouch_for", "nothing_published",  # nothing was counted in that month
    "not_in_hong_kong",  # of a billing account: the company that sends it here is in Shenzhen
}  # fmt: skip
SIGNS_IN = {
    ("post", "/sessions"),
    ("put", "/sessions/current/password"),
    ("post", "/devices"),
}  # the sender's own secrets stand in them
NOBODYS = "01935c00-0000-7000-8000-000000000001"
PLACES = {"{id}": NOBODYS, "{subject}": NOBODYS, "{event}": NOBODYS, "{n}": "1", "{scheme}": "cn-hw",
          "{code}": "336-054-17", "{law}": "mainland", "{day}": "2030-02-04", "{city}": "440300",
          "{indicator}": "ZW21-16"}  # fmt: skip


@pytest.fixture
async def people(bay: Bay, pool: Pool) -> list[dict[str, str]]:
    """Headers of an administrator, of each of the Bay's people and of a program of each company."""
    programs = [
        NewAccount(name=f"program{n}", person="ERP", role=Role.INTEGRATOR, org=org)
        for n, org in enumerate((bay.factory, bay.carrier, bay.plant))
    ]
    first = NewAccount(name="chief", person="管理员", role=Role.ADMINISTRATOR)
    await open_accounts(pool, ADMINISTRATOR, [first, *programs])
    secrets = [
        (await make_token(pool, ADMINISTRATOR, NewToken(account=a.id, label="t"))).secret for a in (first, *programs)
    ]
    for actor in (bay.clerk, bay.dispatcher, bay.driver, bay.gate, bay.regulator, bay.office):
        secrets.append(await bay.token(actor))
    return [{"Authorization": f"Bearer {secret}"} for secret in secrets]


@pytest.fixture
async def book(pool: Pool) -> Book:
    return await open_book(pool)


Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def send(client: httpx.AsyncClient, people: list[dict[str, str]]) -> Send:
    """Sends as the first of all these people who may."""

    async def one(method: str, path: str, body: Any = None, **form: Any) -> httpx.Response:
        answers = []
        for headers in people:
            answers.append(await client.request(method, path, json=body, headers=headers, **form))
            if not told(answers[-1]) & (NOT_MINE | {"not_your_step"}):
                return answers[-1]
        return answers[0]

    return one


def told(answer: httpx.Response) -> set[str]:
    """The codes of all that was refused."""
    if answer.status_code < 400:
        return set()
    said = answer.json()
    return {said["code"], *(x["code"] for x in said.get("errors", []))} - {"refused", "several"}


@pytest.mark.parametrize("kind", facts.FACTS)
async def test_an_event_as_shown_is_refused_only_for_its_ids(send: Send, kind: str) -> None:
    answer = await send("POST", "/custody/events", facts.proposal(kind))
    assert told(answer) <= UNKNOWN, answer.text
    assert answer.status_code < 500


async def test_with_ids_of_ones_own_what_begins_something_is_recorded(bay: Bay, send: Send) -> None:
    """Two drums; parts of both in a tank, a part of one burnt, what is left sent on."""

    async def begin(kind: str, **ids: str) -> dict[str, Any]:
        text = json.dumps(facts.proposal(kind))
        known = {"FACTORY_SITE": bay.factory_site, "PLANT_SITE": bay.plant_site, "CARRIER": bay.carrier, **ids}
        for name, id in known.items():
            text = text.replace(getattr(facts, name), str(id))
        answer = await send("POST", "/custody/events", json.loads(text))
        assert answer.status_code == 201, (kind, answer.text)
        return answer.json()

    first, second, third = [(await begin("generated"))["subject"] for _ in range(3)]
    await begin("regrouped", BATCH=first, OTHER_BATCH=second)
    await begin("transformed", BATCH=third)
    manifest = (await begin("created", BATCH=first))["subject"]
    await begin("amended", MANIFEST=manifest)
    await begin("published", MANIFEST=manifest)
    await begin("signed", MANIFEST=manifest)
    await begin("departed", MANIFEST=manifest)


def test_every_step_of_a_notice_has_an_example() -> None:
    assert examples.NOTICES.keys() == {snake(cls.__name__) for cls in get_args(notices.Proposable)}


@pytest.mark.parametrize("kind", examples.NOTICES)
async def test_a_step_of_a_notice_as_shown_is_refused_only_for_its_ids(send: Send, kind: str) -> None:
    answer = await send("POST", "/notices/events", examples.notice(kind))
    assert told(answer) <= UNKNOWN, answer.text
    assert answer.status_code == (201 if kind == "reported" else 404)


@pytest.mark.parametrize(("method", "path"), [key for key in examples.BODIES if key not in SIGNS_IN])
async def test_a_body_as_shown_is_refused_only_for_its_ids(send: Send, method: str, path: str) -> None:
    answer = await send(method.upper(), filled(path), examples.BODIES[method, path])
    assert told(answer) <= UNKNOWN, answer.text
    assert answer.status_code < 500


def filled(path: str) -> str:
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize(("method", "path"), examples.UPLOADS)
async def test_a_form_as_shown_is_refused_only_for_its_ids(send: Send, book: Book, method: str, path: str) -> None:
    told_with = examples.UPLOADS[method, path].copy()
    name = told_with.pop("file")
    contents = {
        "2026-10.csv": ledger_template("csv", "zh-Hans").content,
        "2026.csv": statistics_template(book, "440300", "2026", "csv", "zh-Hans").content,
    }
    content = contents.get(name) or (photo() if name.endswith(".jpg") else b"%PDF-1.7\n%%EOF\n")
    answer = await send(method.upper(), filled(path), data=told_with, files={"file": (name, content)})
    assert told(answer) <= UNKNOWN, answer.text
    assert answer.status_code < 500


def test_ids_of_the_examples_are_told_apart() -> None:
    ids = [value for name, value in vars(facts).items() if name.isupper() and name[0] != "_" and isinstance(value, str)]
    assert len(set(ids)) == len(ids) == 7
    assert str(new_id()) not in ids
