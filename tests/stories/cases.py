"""Stories of cases: a question to the works, and a case passed to the police with its evidence."""

from decimal import Decimal
from typing import Any

import httpx

from manifests.life import events as e
from tests.bay import ADMINISTRATOR
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records
from wasteflow.core import jobs, keys
from wasteflow.core.db import Pool
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers import relay, tasks
from workers.app import HANDLERS
from workers.cases import bundle


async def _workers(pool: Pool) -> None:
    while await relay.pass_on(pool):
        pass
    for job in await jobs.due(pool):
        await tasks.look_at(pool, job, HANDLERS, 60)


async def _finds_it(tale: Tale, who: str) -> None:
    """The police have an account of their own, in the same city."""
    given: dict[str, Any] = {"role": Role.REGULATOR, "city": "440300", "department": Department.POLICE}
    account = NewAccount(name="police", person="吴警官", **given)
    await open_accounts(tale.bay.pool, ADMINISTRATOR, [account])
    tale.others["police"] = Actor(account=account.id, name="吴警官", **given)
    await _workers(tale.bay.pool)
    (case,) = (await tale.get(who, "/cases"))["items"]
    assert ([x["rule"] for x in case["alerts"]], case["severity"], case["status"]) == (["weight_gap"], 3, "open")
    assert (await tale.get("police", "/cases"))["items"] == []
    tale.things["case"] = case["id"]
    tale.sent["seq"] = case["seq"]


async def _post(tale: Tale, who: str, fact: dict[str, Any], seq: int | None = None) -> httpx.Response:
    headers = await tale.headers(who) | ({"if-match": f'"{seq}"'} if seq else {})
    return await tale.client.post(f"/cases/{tale.things['case']}/events", json={"fact": fact}, headers=headers)


def steps(kind: str, *, status: int = 201, code: str = "", seq: str = "", **fact: Any) -> Act:
    """Take one step in the case."""

    async def act(tale: Tale, who: str) -> None:
        said = {name: value(tale) if callable(value) else value for name, value in fact.items()}
        answer = await _post(tale, who, {"kind": kind, **said}, tale.sent[seq] if seq else None)
        assert answer.status_code == status, answer.text
        assert not code or answer.json()["code"] == code

    return act


async def _reads_the_question(tale: Tale, who: str) -> None:
    (asked,) = (await tale.get(who, "/case-questions"))["items"]
    assert (asked["question"], asked["waits"]) == ("少的两百千克去了哪里？", True)
    assert not {"alerts", "officer", "score"} & asked.keys()
    answer = await tale.client.get(f"/cases/{tale.things['case']}", headers=await tale.headers(who))
    assert answer.status_code == 403


async def _verifies(tale: Tale, who: str) -> None:
    """On another machine: the file and the public keys, nothing else."""
    path = f"/cases/{tale.things['case']}/bundle.zip"
    packed = (await tale.client.get(path, headers=await tale.headers(who))).content
    jwks = (await tale.client.get("/.well-known/jwks.json")).json()["keys"]
    public = [keys.public_key(jwk) for jwk in jwks]
    found = bundle.check(packed, public)
    assert (found.wrong, found.reference) == ([], (await tale.get(who, "/cases/{case}"))["reference"])
    spoiled = bytearray(packed)
    spoiled[len(packed) // 2] ^= 1
    assert bundle.check(bytes(spoiled), public).wrong


PASSED_ON = Story(
    "A morning's queue, and a case for the police",
    "The plant's scale shows two hundred kilograms less than the works sent. The rule that sees it makes a case, which"
    " stands in the morning's queue of the ecology bureau and in nobody else's. The officer takes it; a colleague who"
    " read the same queue a moment before is told that it is taken. The works is asked, and sees the question and"
    " nothing of the case. Its answer does not hold, the officer confirms, and passes the case to the police with all"
    " of its evidence as one signed file, that they check on a machine of their own.",
    (
        fills("1000"),
        *leaves(),
        Step(
            "gate",
            "weighs 800 kg.",
            records("load", e.Weighed((e.LineWeighed(1, Decimal(800)),)), warns="weight_differs"),
        ),
        Step("regulator", "finds one case in the morning's queue; the police see none.", _finds_it),
        Step("regulator", "takes it.", steps("taken", seq="seq")),
        Step(
            "regulator",
            "takes it once more from a page opened before: it has gone on since.",
            steps("taken", status=409, code="case_went_on", seq="seq"),
        ),
        Step(
            "regulator",
            "asks the works.",
            steps("asked", org=lambda t: str(t.bay.factory), question="少的两百千克去了哪里？"),
        ),
        Step("clerk", "reads the question, and sees nothing of the case.", _reads_the_question),
        Step("gate", "cannot answer what the works was asked.", steps("answered", answer="?", status=404)),
        Step("clerk", "answers.", steps("answered", answer="桶漏了")),
        Step("regulator", "cannot confirm without a reason.", steps("confirmed", reason=" ", status=422)),
        Step("regulator", "confirms: no leak was seen on the way.", steps("confirmed", reason="沿途视频未见渗漏")),
        Step("regulator", "passes it to the police.", steps("passed", department="police", reason="涉嫌非法倾倒")),
        Step(
            "regulator",
            "can no longer decide in it.",
            steps("decided", measure="penalty", reason="?", status=403, code="anothers_case"),
        ),
        Step("police", "take its evidence with them, and check it with the public keys alone.", _verifies),
        Step("police", "open an investigation.", steps("decided", measure="prosecution", reason="立案侦查")),
    ),
)

CASES = (PASSED_ON,)
