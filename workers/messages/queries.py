"""SQL for screens: what a person has set, what went out to them, what could not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from wasteflow.core.db import Connection, Pool
from workers.messages.model import Contact, Sending, Subscription, What
from workers.messages.store import contact_of

Reader = Connection | Pool

CONTACTS = """
    select id, account, channel, address, language, time_zone, quiet_from, quiet_to, urgent, confirmed_at, ended_at
      from contact where account = $1 and ended_at is null order by created_at, id"""
SUBSCRIPTIONS = """
    select s.id, s.contact, s.what, s.severity, s.at_hour, s.attach
      from subscription s join contact c on c.id = s.contact
     where c.account = $1 and c.ended_at is null and s.ended_at is null order by s.created_at, s.id"""


class Set(Struct, frozen=True):
    """A contact with what is subscribed to there."""

    contact: Contact
    subscriptions: tuple[Subscription, ...]


async def contacts(conn: Reader, *, account: UUID) -> list[Set]:
    """What a person has set."""
    held = [contact_of(row) for row in await conn.fetch(CONTACTS, account)]
    wanted = [
        Subscription(row["id"], row["contact"], What(row["what"]), row["severity"], row["at_hour"], row["attach"])
        for row in await conn.fetch(SUBSCRIPTIONS, account)
    ]
    return [Set(one, tuple(s for s in wanted if s.contact == one.id)) for one in held]


SENDINGS = """
    select s.id, s.contact, c.address, s.due_at, s.state, s.tries, s.said, s.ended_at,
           (select count(*)::int from message m where m.sending = s.id and not m.withheld) as messages
      from sending s join contact c on c.id = s.contact
     where c.account = $1 and ($2::timestamptz is null or (s.due_at, s.id) < ($2, $3::uuid))
     order by s.due_at desc, s.id desc limit $4"""


async def sendings(
    conn: Reader, *, account: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> list[Sending]:
    """What went out to a person, is on its way or could not be delivered, newest first."""
    return [Sending(**dict(row)) for row in await conn.fetch(SENDINGS, account, *(before or (None, None)), limit)]


FAILED = """
    select s.id, s.contact, c.account, a.person, c.channel, s.due_at, s.tries, s.said, s.ended_at
      from sending s join contact c on c.id = s.contact join account a on a.id = c.account
     where s.state = 'failed' order by s.ended_at desc, s.id limit $1"""


async def failed(conn: Reader, *, limit: int = 100) -> Sequence[Record]:
    """What could not be delivered to anybody, latest first, without what it says."""
    rows: list[Record] = await conn.fetch(FAILED, limit)
    return rows
