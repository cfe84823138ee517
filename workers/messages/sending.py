"""The job `send`: one mail or one request. Its try is noted before it goes out, its end after.

Between the two a crash leaves it open: it is sent a second time, with the same id, which is how its receiver knows it.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from wasteflow.catalog.book import open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.jobs import Job
from wasteflow.core.keys import signing_keys
from wasteflow.core.settings import Settings
from wasteflow.people import queries as people
from wasteflow.people.model import Actor
from workers.cases import policy, queries
from workers.messages import keeping, mail, store, webhook
from workers.messages.mail import NotSent
from workers.messages.model import Channel, Contact, Message, News, What, of_place, open_to
from workers.messages.wording import Wording

# Seconds until the next try: together about a day.
WAITS = (5, 30, 120, 600, 1800, 7200, 21600, 43200)
Told = Sequence[tuple[Message, str | None]]
File = tuple[str, bytes]  # name, bytes
Read = Callable[[Connection, UUID], Awaitable[File | None]]


class Sender:
    """Sends by these settings. `file`: reads a report's file, for whoever wants it with the mail."""

    def __init__(self, settings: Settings, file: Read | None = None) -> None:
        self.settings = settings
        self.file = file

    async def send(self, pool: Pool, job: Job) -> None:
        """The handler of the job."""
        id = UUID(job.body["sending"])
        async with pool.acquire() as conn, conn.transaction():
            begun = await store.begin(conn, id=id, at=clock.now())
            contact = await store.contact(conn, id=begun[0]) if begun else None
            told = await _still_theirs(conn, contact, await store.messages(conn, sending=id)) if contact else []
            if begun is None or contact is None or not told:
                if begun is not None:
                    await store.end(conn, id=id, state="dropped", said="", at=clock.now())
                await jobs.finish(conn, job)
                return
            code, _ = await store.code(conn, id=contact.id)
            files = await self._files(conn, contact, told)
        try:
            said = await self._transmit(pool, contact, id, told, code, files)
        except NotSent as problem:
            await _put_off(pool, job, id, contact, begun[1], problem)
            return
        async with pool.acquire() as conn, conn.transaction():
            if contact.channel is Channel.WEBHOOK and any(one.news is News.TEST for one, _ in told):
                await store.confirm(conn, id=contact.id, at=clock.now())  # who answers there has taken it
            await store.end(conn, id=id, state="sent", said=said, at=clock.now())
            await jobs.finish(conn, job)

    async def _files(self, conn: Connection, contact: Contact, told: Told) -> list[File]:
        wanted = [mail.document(one, contact.language) for one, _ in told if one.attach]
        found = [await self.file(conn, id) for id in wanted if id] if self.file else []
        return [one for one in found if one is not None]

    async def _transmit(
        self, pool: Pool, contact: Contact, id: UUID, told: Told, code: str, files: Sequence[File]
    ) -> str:
        settings, now = self.settings, clock.now()
        wording = Wording(contact, await open_book(pool), settings.public_url)
        if contact.channel is Channel.MAIL:
            written = wording.mail([one for one, _ in told], code)
            message = mail.composed(id, contact.address, written, contact.language, settings, now, files)
            return await mail.send(message, id, settings)
        body, signing = wording.body(told, now), signing_keys(settings)
        return await webhook.send(contact.address, id, body, signing, now, private=settings.webhook_private)


async def _still_theirs(conn: Connection, contact: Contact, told: Told) -> list[tuple[Message, str | None]]:
    """What this person may still know; the rest is withheld for good. What they took away is told no more."""
    actor = (await people.actors(conn, ids=[contact.account])).get(contact.account)
    if actor is None or contact.ended_at is not None:
        return []
    left = [(one, what) for one, what in told if await _theirs(conn, actor, one, what)]
    kept = {one.id for one, _ in left}
    await store.withhold(conn, ids=[one.id for one, _ in told if one.id not in kept])
    return left


async def _theirs(conn: Connection, actor: Actor, one: Message, what: str | None) -> bool:
    if what is None:
        return one.news is News.TEST
    if What(what) not in open_to(actor):
        return False
    if What(what) in (What.REPORTS, What.FAILED_REPORTS):
        return of_place(actor, one.facts["city"])
    if What(what) not in (What.CASES, What.MY_CASES):
        return True
    case = await queries.case(conn, id=one.subject, scopes=None)
    return case is not None and policy.sees(actor, case)


async def _put_off(pool: Pool, job: Job, id: UUID, contact: Contact, tries: int, problem: NotSent) -> None:
    """Later, or never: then its owner sees it as failed, with what the other side said."""
    now = clock.now()
    over = problem.final or tries > len(WAITS)
    async with pool.acquire() as conn, conn.transaction():
        await jobs.finish(conn, job, note=problem.said)
        if problem.gone:
            await store.end_contact(conn, id=contact.id, at=now)
        if over:
            await store.end(conn, id=id, state="failed", said=problem.said, at=now)
        else:
            await store.note(conn, id=id, said=problem.said)
            later = now + timedelta(seconds=WAITS[tries - 1])
            await jobs.enqueue(conn, keeping.SEND, {"sending": id}, key=str(id), run_at=later)
