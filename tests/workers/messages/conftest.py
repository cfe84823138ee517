"""A mail server, a webhook's receiver, and people who subscribe: real sockets on this machine."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from wasteflow.core import jobs
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor
from workers import relay, tasks
from workers.anomalies import engine
from workers.app import HANDLERS
from workers.messages import commands, keeping
from workers.messages.model import Channel, What
from workers.messages.sending import Sender

Work = Callable[[], Awaitable[int]]


@dataclass
class Box:
    """What the mail server took; `refuse`: what it answers instead, as long as that is set."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def code(self) -> str:
        """The code of the last test."""
        found = re.search(r"\b(\d{6})\b", text_of(self.mails[-1]))
        assert found
        return found[1]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The mail's text, or its HTML."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def box() -> Iterator[Box]:
    box = Box(free_port())
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


@dataclass
class Receiver:
    """What came to the webhook; `answers`: its next answers, then 204."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in head[1:]) if n}
        body = await reader.readexactly(int(headers["content-length"]))
        answer = self.answers.pop(0) if self.answers else "204 No Content"
        self.requests.append(({":path": head[0].split()[1], **headers}, body))
        if answer != "hang up":
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n".encode())
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?of=us"
    yield receiver
    server.close()


@pytest.fixture
def sending_settings(test_settings: Settings, box: Box) -> Settings:
    """With the mail server, and webhooks allowed to this machine."""
    more = {"mail_url": f"smtp://127.0.0.1:{box.port}", "mail_from": "told@wasteflow.test", "webhook_private": True}
    return test_settings.model_copy(update=more)


@dataclass
class Post:
    """Relay, worker and beat for messages, and people's settings."""

    pool: Pool
    settings: Settings
    box: Box

    async def work(self) -> int:
        """All that is due now; how many jobs that were."""
        handlers = HANDLERS | {keeping.SEND: Sender(self.settings).send}
        done = 0
        while True:
            passed = await relay.pass_on(self.pool)
            due = await jobs.due(self.pool)
            for job in due:
                done += await tasks.look_at(self.pool, job, handlers, 60)
            await engine.fall_due(self.pool)
            if not passed and not due:
                return done

    async def contact(self, who: Actor, address: str, channel: Channel = Channel.MAIL, **more: Any) -> UUID:
        """A confirmed contact of this person."""
        values: dict[str, Any] = {
            "language": "en", "time_zone": "Asia/Shanghai", "quiet": (None, None), "urgent": False, "private": True,
        }  # fmt: skip
        id = await commands.add_contact(
            self.pool, who, id=new_id(), channel=channel, address=address, **(values | more)
        )
        await self.work()
        if channel is Channel.MAIL:
            await commands.confirm(self.pool, who, id, self.box.code())
            self.box.mails.clear()
        await self.forget_pace()
        return id

    async def subscribed(self, who: Actor, what: What, address: str = "who@example.org", **more: Any) -> UUID:
        """Their contact, with this subscription."""
        wanted = {name: more.pop(name) for name in ("severity", "at_hour") if name in more}
        contact = await self.contact(who, address, **more)
        values: dict[str, Any] = {"severity": 1, "at_hour": None}
        await commands.subscribe(self.pool, who, contact, id=new_id(), what=what, **(values | wanted))
        return contact

    async def forget_pace(self) -> None:
        """As if a minute had gone by since whatever was sent."""
        await self.pool.execute("update sending set due_at = due_at - interval '2 minutes' where state = 'sent'")

    async def hasten(self) -> None:
        """What waits for its hour, or for its next try, is due now."""
        await self.pool.execute("update job set run_at = now(), send_at = now() where kind = 'send'")

    async def sendings(self) -> list[tuple[str, int, str]]:
        rows = await self.pool.fetch("select state, tries, said from sending order by due_at, id")
        return [(row["state"], row["tries"], row["said"]) for row in rows]


@pytest.fixture
async def post(pool: Pool, sending_settings: Settings, box: Box) -> Post:
    return Post(pool, sending_settings, box)


def told(request: tuple[dict[str, str], bytes]) -> list[dict[str, Any]]:
    """The messages in a webhook's body."""
    found: list[dict[str, Any]] = msgspec.json.decode(request[1])["data"]["messages"]
    return found
