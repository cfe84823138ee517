"""A message is kept with the sending it goes out with, in the caller's transaction; a job sends it when it is due."""

from datetime import datetime, timedelta
from uuid import UUID

from wasteflow.core import jobs
from wasteflow.core.db import Connection
from wasteflow.core.ids import new_id
from workers.messages import hours, store
from workers.messages.model import APART, Contact, Message, Subscription

SEND = "send"  # the kind of job


async def keep(conn: Connection, contact: Contact, subscription: Subscription, one: Message, now: datetime) -> None:
    """Tell this person so, at their hour; told before, it is not told again. The contact is locked by the caller."""
    if await store.told(conn, id=one.id):
        return
    moment = hours.due(contact, subscription, now, one.severity)
    await _with_sending(conn, contact.id, one, subscription.id, moment, now)


async def keep_test(conn: Connection, contact: Contact, one: Message, now: datetime) -> None:
    """The test of a contact goes at once, whatever the hour."""
    await _with_sending(conn, contact.id, one, None, now, now)


async def _with_sending(
    conn: Connection, contact: UUID, one: Message, subscription: UUID | None, moment: datetime, now: datetime
) -> None:
    if moment <= now:
        moment = await _apart(conn, contact, now)
    sending = await store.join_sending(conn, id=new_id(), contact=contact, due_at=moment)
    if sending is None:  # that one is on its way
        moment = max(moment, now) + timedelta(seconds=APART)
        sending = await store.join_sending(conn, id=new_id(), contact=contact, due_at=moment)
        assert sending is not None, "nothing that is due later is on its way"
    await store.add_message(conn, one=one, sending=sending, subscription=subscription)
    await jobs.enqueue(conn, SEND, {"sending": sending}, key=str(sending), run_at=moment)


async def _apart(conn: Connection, contact: UUID, now: datetime) -> datetime:
    """Now, or a minute after the last one: what comes meanwhile goes along."""
    last = await store.latest(conn, contact=contact, until=now + timedelta(seconds=APART))
    return now if last is None else max(now, last if last > now else last + timedelta(seconds=APART))
