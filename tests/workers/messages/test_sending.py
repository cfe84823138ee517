"""From what happened to who is told: once, by right, in their language, however the other side behaves."""

import asyncio
from base64 import b64decode
from datetime import time
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature

from tests.bay import ADMINISTRATOR, Bay
from tests.border import authority_in
from tests.phone import Phone
from tests.workers.messages.conftest import Box, Post, Receiver, text_of, told
from wasteflow.core import clock, jobs, keys
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.keys import signing_keys
from wasteflow.people.commands import close_account, open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers.cases import commands as cases
from workers.cases import events as e
from workers.cases import queries
from workers.cases.model import UNSETTLED, CaseFile
from workers.messages import commands, store, telling, webhook
from workers.messages import refusals as no
from workers.messages.mail import NotSent
from workers.messages.model import Channel, What
from workers.messages.queries import sendings
from workers.messages.sending import WAITS

pytestmark = pytest.mark.anyio


async def short(bay: Bay, weighed: str = "800") -> UUID:
    """A load that arrives with less than was sent."""
    return (await bay.delivered("1000", weighed))[1]


async def an_officer(bay: Bay, department: Department) -> Actor:
    """Of Shenzhen."""
    account = NewAccount(
        name=department.value, person="民警", role=Role.REGULATOR, city="440300", department=department
    )
    (id,) = await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=id, name="民警", role=Role.REGULATOR, city="440300", department=department)


async def the_case(post: Post, bay: Bay) -> CaseFile:
    (case,) = await queries.queue(post.pool, bay.regulator, queries.Wanted(UNSETTLED))
    return case


async def step(post: Post, who: Actor, case: UUID, fact: e.Proposable) -> None:
    await cases.record(post.pool, who, case, cases.Proposal(fact=fact))
    await post.forget_pace()
    await post.work()


async def test_a_new_case_is_told_once_and_says_no_name(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    await short(bay)
    await post.work()
    await post.work()
    (mail,) = box.mails
    case = await the_case(post, bay)
    assert mail["Subject"] == f"[wasteflow] serious · New case {case.reference}"
    assert (mail["To"], mail["From"]) == ("who@example.org", "told@wasteflow.test")
    for text in (text_of(mail), text_of(mail, "html")):
        assert f"http://wasteflow.test/console/cases/{case.id}" in text
        assert "Shenzhen" in text
        for name in ("镀艺", "宝安", "粤B12345", " kg", "王师傅"):
            assert name not in text
    assert mail["Content-Language"] == "en"
    assert [s[0] for s in await post.sendings()] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("zh-Hans", "新案件"), ("zh-Hant", "新個案"), ("pt", "Novo processo")],
)
async def test_in_the_language_of_its_reader(post: Post, bay: Bay, box: Box, language: str, subject: str) -> None:
    await post.subscribed(bay.regulator, What.CASES, language=language)
    await short(bay)
    await post.work()
    assert subject in box.subjects[0]
    assert "messages." not in text_of(box.mails[0])


async def test_who_is_told_is_who_may_see_it(post: Post, bay: Bay, box: Box) -> None:
    """Another city's officer, and one of a department that has no part in weights, subscribe in vain; so does who wants
    graver ones only."""
    far = await authority_in(bay, "440100", "广州监管")
    await post.subscribed(far, What.CASES, "far@example.org")
    police = await an_officer(bay, Department.POLICE)
    await post.subscribed(police, What.CASES, "police@example.org")
    await post.subscribed(bay.regulator, What.CASES, "me@example.org", severity=4)
    await short(bay)
    await post.work()
    assert box.mails == []
    case = await the_case(post, bay)
    await step(post, bay.regulator, case.id, e.Confirmed(reason="现场称重"))
    await step(post, bay.regulator, case.id, e.Passed(department="police", reason="涉嫌倾倒"))
    assert [(m["To"], m["Subject"]) for m in box.mails] == [
        ("police@example.org", f"[wasteflow] serious · Case {case.reference} was passed to your department")
    ]


async def test_a_right_that_is_lost_before_the_hour_is_no_message(post: Post, bay: Bay, box: Box) -> None:
    """A summary waits; meanwhile the account is closed. Nothing goes out."""
    await post.subscribed(bay.regulator, What.CASES, at_hour=8)
    await short(bay)
    await post.work()
    assert box.mails == []
    await close_account(post.pool, ADMINISTRATOR, bay.regulator.account)
    await post.hasten()
    await post.work()
    assert box.mails == []
    assert (await post.sendings())[-1][0] == "dropped"


async def test_a_summary_is_one_mail_of_all(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.regulator, What.CASES, at_hour=8)
    for _ in range(3):
        await short(bay)
        await post.work()
    assert box.mails == []
    await post.hasten()
    await post.work()
    (mail,) = box.mails
    assert mail["Subject"] == "[wasteflow] 3 messages"
    assert text_of(mail).count("/console/cases/") == 3


async def test_a_flood_is_one_mail_a_minute(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    for _ in range(4):
        await short(bay)
        await post.work()
    assert len(box.mails) == 1, "the first at once"
    await post.hasten()
    await post.work()
    assert [text_of(m).count("/console/cases/") for m in box.mails] == [1, 3]


async def test_a_question_is_told_to_the_company_and_its_answer_to_the_officer(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.clerk, What.QUESTIONS, "clerk@example.org", language="zh-Hans")
    await post.subscribed(bay.gate, What.QUESTIONS, "gate@example.org")
    await post.subscribed(bay.regulator, What.MY_CASES, "me@example.org")
    await short(bay)
    await post.work()
    case = await the_case(post, bay)
    await step(post, bay.regulator, case.id, e.Taken())
    await step(post, bay.regulator, case.id, e.Asked(org=bay.factory, question="磅单在哪里？"))
    await step(post, bay.clerk, case.id, e.Answered(answer="附后"))
    assert [m["To"] for m in box.mails] == ["clerk@example.org", "me@example.org"]
    assert "主管部门向贵企业询问" in box.subjects[0]
    assert "磅单" not in text_of(box.mails[0])
    assert "The company has answered" in box.subjects[1]


async def test_a_refused_event_of_a_phone_is_told_to_its_dispatcher(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.dispatcher, What.REFUSED_EVENTS)
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    load = await bay.on_the_road(await bay.batch("90"))
    again = phone.event(load, {"kind": "departed", "plate": "粤B12345", "driver": "王师傅"}, clock.now())
    await phone.hand_in(bay.pool, bay.driver, again)
    await phone.hand_in(bay.pool, bay.driver, again)
    await post.work()
    assert box.subjects == ["[wasteflow] An event of a phone was not taken"]
    assert f"/console/refused-events/{load}/" in text_of(box.mails[0])


async def test_nobody_subscribes_to_what_is_not_theirs(post: Post, bay: Bay) -> None:
    contact = await post.contact(bay.clerk, "clerk@example.org")
    for what in (What.CASES, What.MY_CASES, What.REFUSED_EVENTS):
        with pytest.raises(no.NotForYou):
            await commands.subscribe(post.pool, bay.clerk, contact, id=new_id(), what=what, severity=1, at_hour=None)


# --- the address is theirs -------------------------------------------------------------------------------


async def test_nothing_but_a_test_goes_to_an_address_that_is_not_confirmed(post: Post, bay: Bay, box: Box) -> None:
    values: dict[str, Any] = {
        "language": "en",
        "time_zone": "UTC",
        "quiet": (None, None),
        "urgent": False,
        "private": False,
    }
    me = bay.regulator
    id = await commands.add_contact(
        post.pool, me, id=new_id(), channel=Channel.MAIL, address="me@example.org", **values
    )
    await post.work()
    (test,) = box.mails
    assert test["Subject"] == "[wasteflow] Test message"
    with pytest.raises(no.ContactNotConfirmed):
        await commands.subscribe(post.pool, me, id, id=new_id(), what=What.CASES, severity=1, at_hour=None)
    with pytest.raises(no.TestedJustNow):
        await commands.test(post.pool, me, id)
    right = box.code()
    for _ in range(5):
        with pytest.raises(no.WrongCode):
            await commands.confirm(post.pool, me, id, "x" + right)
    with pytest.raises(no.WrongCode):
        await commands.confirm(post.pool, me, id, right)  # guessed too often
    await post.pool.execute("update message set at = at - interval '2 minutes'")
    await post.forget_pace()
    await commands.test(post.pool, me, id)
    await post.work()
    await commands.confirm(post.pool, me, id, box.code())
    await commands.subscribe(post.pool, me, id, id=new_id(), what=What.CASES, severity=1, at_hour=None)
    await commands.end_contact(post.pool, me, id)
    with pytest.raises(no.TestedJustNow):  # who takes it away and adds it again floods nobody
        await commands.add_contact(post.pool, me, id=new_id(), channel=Channel.MAIL, address="Me@example.org", **values)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a@b.c", "a b@c.org", "a@b.org\nBcc: x@y.org", "a@b.org,c@d.org", "<a@b.org>", "é@b.org"],
)
async def test_what_is_no_mail_address_is_refused(post: Post, bay: Bay, address: str) -> None:
    with pytest.raises(no.NoMailAddress):
        await post.contact(bay.regulator, address)


# --- however the other side behaves ----------------------------------------------------------------------


async def test_a_server_that_is_away_gets_it_later_once_under_the_same_id(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    box.refuse = "451 later"
    await short(bay)
    await post.work()
    assert (await post.sendings())[-1] == ("sending", 1, "451 later")
    box.refuse = ""
    await post.work()
    assert box.mails == [], "not before its time"
    await post.hasten()
    await post.work()
    assert len(box.mails) == 1
    id = await post.pool.fetchval("select id from sending order by due_at desc limit 1")
    assert box.mails[0]["Message-ID"] == f"<{id}@wasteflow.test>"


async def test_what_is_refused_for_good_is_shown_and_can_be_sent_again(post: Post, bay: Bay, box: Box) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    box.refuse = "550 no such person"
    await short(bay)
    await post.work()
    assert (await post.sendings())[-1] == ("failed", 1, "550 no such person")
    (failed,) = [s for s in await _sendings(post, bay.regulator) if s.state == "failed"]
    with pytest.raises(no.NothingToRetry):
        await commands.retry(post.pool, bay.clerk, failed.id)
    box.refuse = ""
    await commands.retry(post.pool, bay.regulator, failed.id)
    await post.work()
    assert len(box.mails) == 1


async def _sendings(post: Post, who: Actor) -> list[Any]:
    return await sendings(post.pool, account=who.account)


async def test_after_a_day_in_vain_it_has_failed(post: Post, bay: Bay, receiver: Receiver) -> None:
    await post.subscribed(bay.regulator, What.CASES, receiver.url, channel=Channel.WEBHOOK)
    receiver.requests.clear()
    receiver.answers = ["500 Oh"] * 20
    await short(bay)
    for _ in range(len(WAITS) + 3):
        await post.work()
        await post.hasten()
    assert (await post.sendings())[-1] == ("failed", len(WAITS) + 1, "HTTP 500")
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1


async def test_a_crash_between_sending_and_noting_sends_it_again_under_the_same_id(
    post: Post, bay: Bay, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies when the request has gone out and is not noted yet: its lease lapses, and another takes over."""
    await post.subscribed(bay.regulator, What.CASES, receiver.url, channel=Channel.WEBHOOK)
    receiver.requests.clear()
    await short(bay)
    real = store.end

    async def dies(*_: Any, **__: Any) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(store, "end", dies)
    with pytest.raises(asyncio.CancelledError):
        await post.work()
    monkeypatch.setattr(store, "end", real)
    await post.pool.execute("update job set lease_until = now(), send_at = now() where lease_token is not null")
    await post.work()
    first, second = receiver.requests
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert told(first) == told(second)
    assert (await post.sendings())[-1][:2] == ("sent", 2)


async def test_two_workers_that_hear_of_it_at_once_tell_it_once(post: Post, bay: Bay, pool: Pool) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    await short(bay)
    await post.work()
    case = await the_case(post, bay)
    news = {"news": [{"case": str(case.id), "seq": 1, "kind": "alerted"}]}
    before = await pool.fetchval("select count(*) from message")
    for _ in range(2):
        async with pool.acquire() as conn, conn.transaction():
            await jobs.enqueue(conn, telling.TELL, news)
    taken = [await jobs.take(pool, id) for id in await jobs.due(pool)]
    await asyncio.gather(*(telling.tell(pool, job) for job in taken if job))
    assert await pool.fetchval("select count(*) from message") == before


# --- webhooks --------------------------------------------------------------------------------------------


async def test_a_webhook_is_signed_by_the_published_key(post: Post, bay: Bay, receiver: Receiver) -> None:
    await post.subscribed(bay.regulator, What.CASES, receiver.url, channel=Channel.WEBHOOK)
    receiver.requests.clear()
    await short(bay)
    await post.work()
    ((headers, body),) = receiver.requests
    (one,) = told((headers, body))
    case = await the_case(post, bay)
    assert (one["what"], one["news"], one["subject"], one["severity"]) == ("cases", "new", str(case.id), 3)
    assert headers[":path"] == "/hook?of=us"
    (jwk,) = [k for k in signing_keys(post.settings).jwks()["keys"] if k.get("crv") == "Ed25519"]
    public: Any = keys.public_key(jwk).public_key
    version, _, signature = headers["webhook-signature"].partition(",")
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert version == "v1a"
    public.verify(b64decode(signature), said)
    with pytest.raises(InvalidSignature):
        public.verify(b64decode(signature), said + b" ")


async def test_a_webhook_that_is_gone_is_taken_away(post: Post, bay: Bay, receiver: Receiver) -> None:
    await post.subscribed(bay.regulator, What.CASES, receiver.url, channel=Channel.WEBHOOK)
    receiver.answers = ["410 Gone"]
    await short(bay)
    await post.work()
    assert (await post.sendings())[-1] == ("failed", 1, "HTTP 410")
    assert await post.pool.fetchval("select count(*) from contact where ended_at is null") == 0


async def test_a_redirect_is_not_followed_and_a_broken_answer_is_no_answer(
    post: Post, bay: Bay, receiver: Receiver
) -> None:
    await post.subscribed(bay.regulator, What.CASES, receiver.url, channel=Channel.WEBHOOK)
    receiver.answers = ["302 Found", "hang up", "nonsense"]
    await short(bay)
    said = []
    for _ in range(3):
        await post.work()
        said.append((await post.sendings())[-1][2])
        await post.hasten()
    assert said[0] == "HTTP 302"
    assert said[1].startswith("IncompleteReadError")
    assert (await post.sendings())[-1][0] == "sending"


PRIVATE = [
    "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://192.168.1.1:8443/x", "https://169.254.169.254/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/", "https://0.0.0.0/",
    "https://[2002:7f00:1::]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://2130706433/", "https://0x7f.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
async def test_a_private_address_is_refused_and_never_called(post: Post, bay: Bay, url: str) -> None:
    with pytest.raises(no.PrivateAddress):
        await post.contact(bay.regulator, url, Channel.WEBHOOK, private=False)
    with pytest.raises(NotSent, match="private"):
        await webhook.send(url, new_id(), {}, signing_keys(post.settings), clock.now(), private=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://a:b@example.org/", "https://example.org/ x",
        "https://example.org/\r\nX: y", "https://example.org:99999/", "javascript:alert(1)", "https://例子.org/",
        "https://example.org/#x", "https://" + "a" * 2000 + ".org/",
    ],
)  # fmt: skip
async def test_what_is_no_webhook_is_refused(post: Post, bay: Bay, url: str) -> None:
    with pytest.raises(no.NoWebhookAddress):
        await post.contact(bay.regulator, url, Channel.WEBHOOK, private=False)


async def test_a_public_name_that_leads_home_is_found_out(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with one public and one private address is refused: the check and the connection see the same answer."""

    async def resolved(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (a, port)) for a in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    with pytest.raises(webhook.Private):
        await webhook.located(webhook.target_of("https://example.org/", private=False), private=False)


async def test_without_a_server_mails_are_files(post: Post, bay: Bay) -> None:
    await post.subscribed(bay.regulator, What.CASES)
    post.settings = post.settings.model_copy(update={"mail_url": None})
    await short(bay)
    await post.work()
    (file,) = (post.settings.data_dir / "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"To: who@example.org" in file.read_bytes()


async def test_during_quiet_hours_it_waits(post: Post, bay: Bay, box: Box) -> None:
    local = clock.now().astimezone(clock.BAY_AREA)
    hours = (time((local.hour - 1) % 24), time((local.hour + 2) % 24))
    await post.subscribed(bay.regulator, What.CASES, quiet=hours)
    await short(bay)
    await post.work()
    assert box.mails == []
    due = await post.pool.fetchval("select due_at from sending where state = 'waiting'")
    assert due.astimezone(clock.BAY_AREA).hour == hours[1].hour
