"""A story of messages: who is told of a case, and a question that is answered with a document."""

import hashlib
import re
from decimal import Decimal
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from manifests.life import events as e
from tests.stories.cases import steps
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records
from wasteflow.core import jobs
from wasteflow.core.settings import Settings
from workers import relay, tasks
from workers.app import HANDLERS
from workers.messages import keeping
from workers.messages.sending import Sender

SLIP = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
SHA = hashlib.sha256(SLIP).hexdigest()


async def _mails(tale: Tale, who: str) -> list[EmailMessage]:
    """What came to a person since the last look, once all that is due was done: a minute after the mail before."""
    settings, pool = tale.client._transport.app.state.settings, tale.bay.pool  # type: ignore[attr-defined]
    seen = tale.sent.setdefault("seen", set(_kept(settings)))
    handlers = HANDLERS | {keeping.SEND: Sender(settings).send}
    await pool.execute("update sending set due_at = due_at - interval '2 minutes' where state = 'sent'")
    while True:
        passed, due = await relay.pass_on(pool), await jobs.due(pool)
        for job in due:
            await tasks.look_at(pool, job, handlers, 60)
        if not passed and not due:
            break
    new = [path for path in _kept(settings) if path not in seen]
    mails = [(path, BytesParser(policy=default).parsebytes(path.read_bytes())) for path in new]
    mine = [(path, mail) for path, mail in mails if mail["To"] == _address(who)]
    seen.update(path for path, _ in mine)
    return [mail for _, mail in mine]  # type: ignore[misc]


def _kept(settings: Settings) -> list[Path]:
    """As mails are kept where no mail server is set."""
    return list((settings.data_dir / "mail").glob("*.eml"))


def _address(who: str) -> str:
    return f"{who}@example.org"


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def subscribes(what: str, language: str, **wanted: Any) -> Act:
    """A mail address, confirmed by the code that came to it, and what is told there."""

    async def act(tale: Tale, who: str) -> None:
        headers = await tale.headers(who)
        asked = {"channel": "mail", "address": _address(who), "language": language}
        made = await tale.client.post("/messages/contacts", json=asked, headers=headers)
        assert made.status_code == 201, made.text
        contact = made.json()["id"]
        path = f"/messages/contacts/{contact}/subscriptions"
        (test,) = await _mails(tale, who)
        code = re.search(r"\b(\d{6})\b", _text(test))
        assert code
        wrong = await tale.client.post(
            f"/messages/contacts/{contact}/confirmation", json={"code": "?"}, headers=headers
        )
        assert wrong.status_code in (409, 422)
        right = await tale.client.post(
            f"/messages/contacts/{contact}/confirmation", json={"code": code[1]}, headers=headers
        )
        assert right.status_code == 204, right.text
        told = await tale.client.post(path, json={"what": what, **wanted}, headers=headers)
        assert told.status_code == 201, told.text

    return act


async def _may_not_subscribe(tale: Tale, who: str) -> None:
    headers = await tale.headers(who)
    asked = {"channel": "mail", "address": "x@example.org", "language": "en"}
    made = await tale.client.post("/messages/contacts", json=asked, headers=headers)
    if made.status_code == 201:
        path = f"/messages/contacts/{made.json()['id']}/subscriptions"
        made = await tale.client.post(path, json={"what": "cases"}, headers=headers)
    assert made.status_code == 403


async def _is_told_of_the_case(tale: Tale, who: str) -> None:
    (mail,) = await _mails(tale, who)
    (case,) = (await tale.get(who, "/cases"))["items"]
    tale.things["case"] = case["id"]
    assert mail["Content-Language"] == "zh-Hans"
    assert f"/console/cases/{case['id']}" in _text(mail)
    assert case["reference"] in _text(mail)
    said = _text(mail).replace(case["id"], "").replace(case["reference"], "")  # random, and may hold an 800 by chance
    for kept in ("镀艺", "粤B", "800", "王师傅"):
        assert kept not in said


async def _is_told_of_the_question(tale: Tale, who: str) -> None:
    (mail,) = await _mails(tale, who)
    assert mail["Content-Language"] == "en"
    assert "/console/questions" in _text(mail)
    assert "磅单" not in _text(mail)
    assert await _mails(tale, who) == [], "nothing is sent twice"


async def _sends(tale: Tale, who: str) -> None:
    path, headers = f"/cases/{tale.things['case']}/files", await tale.headers(who)
    other = await tale.client.post(path, files={"file": ("a.pdf", SLIP + b"\n")}, headers=headers)
    assert other.status_code in (404, 409, 422), "no step names these bytes"
    sent = await tale.client.post(path, files={"file": ("a.pdf", SLIP)}, headers=headers)
    assert (sent.status_code, sent.json()) == (201, {"sha256": SHA})


def _reads(status: int) -> Act:
    async def act(tale: Tale, who: str) -> None:
        path = f"/cases/{tale.things['case']}/files/{SHA}"
        got = await tale.client.get(path, headers=await tale.headers(who))
        assert got.status_code == status
        assert status != 200 or got.content == SLIP

    return act


async def _is_told_of_the_answer(tale: Tale, who: str) -> None:
    (mail,) = await _mails(tale, who)
    assert f"/console/cases/{tale.things['case']}" in _text(mail)


TOLD = Story(
    "Told by mail, answered with a document",
    "An officer wants to hear of serious cases without looking for them, and the works when an authority asks."
    " Each gives an address, proves it by the code that comes to it, and says what to be told there. A mail says that"
    " something happened and where to read it, in its reader's language, and names no company, no person and no weight:"
    " it may lie in anybody's inbox. The answer comes with the weighing slip, by its digest first and then the very"
    " bytes; the authority reads it, and nobody else does but who sent it.",
    (
        Step(
            "regulator",
            "wants to be told of serious cases, and proves the address.",
            subscribes("cases", "zh-Hans", severity=3),
        ),
        Step("clerk", "wants to be told of authorities' questions, in English.", subscribes("questions", "en")),
        Step("driver", "may not be told of cases.", _may_not_subscribe),
        fills("1000"),
        *leaves(),
        Step(
            "gate",
            "weighs 800 kg.",
            records("load", e.Weighed((e.LineWeighed(1, Decimal(800)),)), warns="weight_differs"),
        ),
        Step("regulator", "gets one mail about one case: where to read it, and no name.", _is_told_of_the_case),
        Step("regulator", "takes it.", steps("taken")),
        Step(
            "regulator",
            "asks the works for the slip.",
            steps("asked", org=lambda t: str(t.bay.factory), question="请附磅单"),
        ),
        Step("clerk", "gets one mail, in English, without the question's words.", _is_told_of_the_question),
        Step(
            "clerk",
            "answers, and names the slip by its digest.",
            steps("answered", answer="附后", files=[{"name": "磅单.pdf", "sha256": SHA, "size": len(SLIP)}]),
        ),
        Step("clerk", "sends other bytes, which no step names, and then the slip itself.", _sends),
        Step("regulator", "reads the slip.", _reads(200)),
        Step("clerk", "can read again what the works sent.", _reads(200)),
        Step("gate", "cannot read it.", _reads(404)),
        Step(
            "regulator",
            "dismisses the case: the slip is of the same scale.",
            steps("dismissed", reason="磅单与原始记录一致"),
        ),
    ),
)

MESSAGES = (TOLD,)
