"""Where one is told things, what, and when: a person sets it for themselves."""

import secrets
from datetime import datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import asyncpg

from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.messages import keeping, mail, store, webhook
from workers.messages import refusals as no
from workers.messages.model import (
    APART,
    MOST_CONTACTS,
    MOST_TRIES,
    SUBSCRIBE,
    Channel,
    Contact,
    Message,
    News,
    What,
    open_to,
)

CODE_DIGITS = 6


async def add_contact(
    pool: Pool,
    actor: Actor,
    *,
    id: UUID,
    channel: Channel,
    address: str,
    language: str,
    time_zone: str,
    quiet: tuple[time | None, time | None],
    urgent: bool,
    private: bool,
) -> UUID:
    """A new contact; a test goes there at once. `private`: webhooks may go anywhere.

    Raises NoMailAddress, NoWebhookAddress, PrivateAddress, UnknownTimeZone, QuietHalf, TooManyContacts, ContactTwice,
    TestedJustNow.
    """
    require(actor, SUBSCRIBE)
    address = address.strip()
    await _check_address(channel, address, private=private)
    _check_hours(time_zone, quiet)
    now = clock.now()
    one = Contact(id, actor.account, channel, address, language, time_zone, *quiet, urgent, None, None)
    async with pool.acquire() as conn, conn.transaction():
        if await store.count_contacts(conn, account=actor.account) >= MOST_CONTACTS:
            raise no.TooManyContacts("", most=MOST_CONTACTS)
        try:
            await store.add_contact(conn, one=one, code="")
        except asyncpg.UniqueViolationError:
            raise no.ContactTwice("address") from None
        await _test(conn, one, now)
    return id


async def _check_address(channel: Channel, address: str, *, private: bool) -> None:
    if channel is Channel.MAIL:
        if not mail.ADDRESS.fullmatch(address):
            raise no.NoMailAddress("address")
        return
    try:
        target = webhook.target_of(address, private=private)
    except ValueError:
        raise no.NoWebhookAddress("address") from None
    try:
        await webhook.located(target, private=private)
    except webhook.Private:
        raise no.PrivateAddress("address", host=target.host) from None


def _check_hours(time_zone: str, quiet: tuple[time | None, time | None]) -> None:
    if time_zone not in _zones():
        raise no.UnknownTimeZone("time_zone", zone=time_zone[:60])
    ZoneInfo(time_zone)
    if (quiet[0] is None) != (quiet[1] is None):
        raise no.QuietHalf("quiet_to" if quiet[0] else "quiet_from")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


async def change_contact(
    pool: Pool,
    actor: Actor,
    contact: UUID,
    *,
    language: str,
    time_zone: str,
    quiet: tuple[time | None, time | None],
    urgent: bool,
) -> None:
    """When and how one is told there; another address is another contact. Raises UnknownTimeZone, QuietHalf."""
    _check_hours(time_zone, quiet)
    async with pool.acquire() as conn, conn.transaction():
        await _mine(conn, actor, contact)
        await store.change_contact(
            conn, id=contact, language=language, time_zone=time_zone, quiet_from=quiet[0], quiet_to=quiet[1],
            urgent=urgent,
        )  # fmt: skip


async def end_contact(pool: Pool, actor: Actor, contact: UUID) -> None:
    """Nothing is sent there any more, not even what waits."""
    async with pool.acquire() as conn, conn.transaction():
        await _mine(conn, actor, contact)
        await store.end_contact(conn, id=contact, at=clock.now())


async def test(pool: Pool, actor: Actor, contact: UUID) -> None:
    """Send a test there, with a code of its own. Raises TestedJustNow."""
    now = clock.now()
    async with pool.acquire() as conn, conn.transaction():
        one = await _mine(conn, actor, contact)
        await _test(conn, one, now)


async def _test(conn: Connection, one: Contact, now: datetime) -> None:
    if await store.tested_since(conn, one=one, since=now - timedelta(seconds=APART)):
        raise no.TestedJustNow("")
    await store.new_code(conn, id=one.id, code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}")
    message = Message(new_id(), News.TEST, one.id, {}, 1, now)
    await keeping.keep_test(conn, one, message, now)


async def confirm(pool: Pool, actor: Actor, contact: UUID, code: str) -> None:
    """The code of the latest test shows that the address is theirs. Raises WrongCode."""
    async with pool.acquire() as conn:
        async with conn.transaction():
            await _mine(conn, actor, contact)
            known, tries = await store.code(conn, id=contact)
            right = tries < MOST_TRIES and bool(known) and secrets.compare_digest(known, code.strip())
            if right:
                await store.confirm(conn, id=contact, at=clock.now())
            else:
                await store.wrong_code(conn, id=contact)
        if not right:
            raise no.WrongCode("code")


async def subscribe(
    pool: Pool,
    actor: Actor,
    contact: UUID,
    *,
    id: UUID,
    what: What,
    severity: int,
    at_hour: int | None,
    attach: bool = False,
) -> UUID:
    """Be told of this there; `attach`: of a report, with its file.

    Raises NotForYou, ContactNotConfirmed, SubscribedTwice.
    """
    require(actor, SUBSCRIBE)
    if what not in open_to(actor):
        raise no.NotForYou("what")
    async with pool.acquire() as conn, conn.transaction():
        one = await _mine(conn, actor, contact)
        if one.confirmed_at is None:
            raise no.ContactNotConfirmed("")
        try:
            await store.subscribe(
                conn, id=id, contact=contact, what=what.value, severity=severity, at_hour=at_hour,
                attach=attach and what is What.REPORTS and one.channel is Channel.MAIL,
            )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise no.SubscribedTwice("what") from None
    return id


async def unsubscribe(pool: Pool, actor: Actor, subscription: UUID) -> None:
    """Be told of it no more."""
    require(actor, SUBSCRIBE)
    async with pool.acquire() as conn:
        if not await store.unsubscribe(conn, id=subscription, account=actor.account, at=clock.now()):
            raise NotFound("id", what=Word("subject.subscription"))


async def retry(pool: Pool, actor: Actor, sending: UUID) -> None:
    """What has failed is tried again at once. Raises NothingToRetry."""
    require(actor, SUBSCRIBE)
    async with pool.acquire() as conn, conn.transaction():
        if not await store.again(conn, id=sending, account=actor.account):
            raise no.NothingToRetry("id")
        await jobs.enqueue(conn, keeping.SEND, {"sending": sending}, key=str(sending))


async def _mine(conn: Connection, actor: Actor, contact: UUID) -> Contact:
    """The contact, locked. Raises NotFound: another's is none."""
    require(actor, SUBSCRIBE)
    one = await store.lock_contact(conn, id=contact)
    if one is None or one.account != actor.account or one.ended_at is not None:
        raise NotFound("id", what=Word("subject.contact"))
    return one
