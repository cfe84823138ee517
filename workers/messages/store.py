"""SQL of contacts, subscriptions, messages and the sendings they go out with."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from asyncpg import Record

from wasteflow.core.db import Connection
from workers.messages.model import Channel, Contact, Message, News

# --- what a person sets ------------------------------------------------------------------------------------

COUNT_CONTACTS = "select count(*) from contact where account = $1 and ended_at is null"


async def count_contacts(conn: Connection, *, account: UUID) -> int:
    found: int = await conn.fetchval(COUNT_CONTACTS, account)
    return found


ADD_CONTACT = """
    insert into contact (id, account, channel, address, language, time_zone, quiet_from, quiet_to, urgent, code)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


async def add_contact(conn: Connection, *, one: Contact, code: str) -> None:
    """Raises UniqueViolationError (contact_once)."""
    await conn.execute(
        ADD_CONTACT, one.id, one.account, one.channel.value, one.address, one.language, one.time_zone,
        one.quiet_from, one.quiet_to, one.urgent, code,
    )  # fmt: skip


LOCK_CONTACT = """
    select id, account, channel, address, language, time_zone, quiet_from, quiet_to, urgent, confirmed_at, ended_at
      from contact where id = $1 for update"""


async def lock_contact(conn: Connection, *, id: UUID) -> Contact | None:
    """Ours until the transaction ends: nobody else gives it messages meanwhile."""
    row = await conn.fetchrow(LOCK_CONTACT, id)
    return contact_of(row) if row else None


READ_CONTACT = """
    select id, account, channel, address, language, time_zone, quiet_from, quiet_to, urgent, confirmed_at, ended_at
      from contact where id = $1"""


async def contact(conn: Connection, *, id: UUID) -> Contact | None:
    """As it stands."""
    row = await conn.fetchrow(READ_CONTACT, id)
    return contact_of(row) if row else None


def contact_of(row: Any) -> Contact:
    """A row as a Contact."""
    values = {name: row[name] for name in Contact.__struct_fields__}
    return Contact(**values | {"channel": Channel(values["channel"])})


CHANGE_CONTACT = """
    update contact set language = $2, time_zone = $3, quiet_from = $4, quiet_to = $5, urgent = $6 where id = $1"""


async def change_contact(
    conn: Connection,
    *,
    id: UUID,
    language: str,
    time_zone: str,
    quiet_from: time | None,
    quiet_to: time | None,
    urgent: bool,
) -> None:
    await conn.execute(CHANGE_CONTACT, id, language, time_zone, quiet_from, quiet_to, urgent)


CODE = "select code, tries from contact where id = $1"


async def code(conn: Connection, *, id: UUID) -> tuple[str, int]:
    """The code of the latest test, and how often a wrong one was typed since."""
    row = await conn.fetchrow(CODE, id)
    assert row is not None
    return row["code"], row["tries"]


NEW_CODE = "update contact set code = $2, tries = 0 where id = $1"
WRONG_CODE = "update contact set tries = tries + 1 where id = $1"
TESTED = """
    select exists (select from contact c join sending s on s.contact = c.id join message m on m.sending = s.id
                    where c.account = $1 and c.channel = $2 and lower(c.address) = lower($3)
                      and m.news = 'test' and m.at > $4)"""


async def tested_since(conn: Connection, *, one: Contact, since: datetime) -> bool:
    """Whether this person had a test sent to this address, as this contact or as one that they took away since."""
    found: bool = await conn.fetchval(TESTED, one.account, one.channel.value, one.address, since)
    return found


CONFIRM = "update contact set confirmed_at = $2 where id = $1 and confirmed_at is null"
END_CONTACT = "update contact set ended_at = $2 where id = $1 and ended_at is null"
END_SUBSCRIPTIONS = "update subscription set ended_at = $2 where contact = $1 and ended_at is null"


async def new_code(conn: Connection, *, id: UUID, code: str) -> None:
    await conn.execute(NEW_CODE, id, code)


async def wrong_code(conn: Connection, *, id: UUID) -> None:
    await conn.execute(WRONG_CODE, id)


async def confirm(conn: Connection, *, id: UUID, at: datetime) -> None:
    await conn.execute(CONFIRM, id, at)


async def end_contact(conn: Connection, *, id: UUID, at: datetime) -> None:
    await conn.execute(END_CONTACT, id, at)
    await conn.execute(END_SUBSCRIPTIONS, id, at)


SUBSCRIBE = """
    insert into subscription (id, contact, what, severity, at_hour, attach) values ($1, $2, $3, $4, $5, $6)"""


async def subscribe(
    conn: Connection, *, id: UUID, contact: UUID, what: str, severity: int, at_hour: int | None, attach: bool
) -> None:
    """Raises UniqueViolationError (subscription_once)."""
    await conn.execute(SUBSCRIBE, id, contact, what, severity, at_hour, attach)


UNSUBSCRIBE = """
    update subscription s set ended_at = $3 from contact c
     where s.id = $1 and c.id = s.contact and c.account = $2 and s.ended_at is null returning s.id"""


async def unsubscribe(conn: Connection, *, id: UUID, account: UUID, at: datetime) -> bool:
    return await conn.fetchval(UNSUBSCRIBE, id, account, at) is not None


# --- who is to be told -------------------------------------------------------------------------------------

# $2: the severity of what happened; $3: where it lies, as scopes; $4: the company it concerns; $5: the officer.
SUBSCRIBED = """
    select s.id, s.contact, s.what, s.severity, s.at_hour, c.account
      from subscription s join contact c on c.id = s.contact join account a on a.id = c.account
     where s.ended_at is null and c.ended_at is null and c.confirmed_at is not null and a.closed_at is null
       and s.what = any($1::text[]) and s.severity <= $2
       and (s.what not in ('cases', 'reports', 'failed_reports') or a.city is null
            or array['city:' || a.city, 'province:' || a.city] && $3::text[]
            or (s.what <> 'cases' and cardinality($3::text[]) = 0))
       and (s.what not in ('questions', 'refused_events') or a.org = $4)
       and (s.what <> 'my_cases' or a.id = $5)
     order by s.contact, s.id"""


async def subscribed(
    conn: Connection,
    *,
    what: Sequence[str],
    severity: int,
    scopes: Sequence[str],
    org: UUID | None,
    officer: UUID | None,
) -> list[Record]:
    """Subscriptions that this may concern; whether their owners may know it is for `telling` to ask."""
    rows: list[Record] = await conn.fetch(SUBSCRIBED, list(what), severity, list(scopes), org, officer)
    return rows


# --- messages and sendings ---------------------------------------------------------------------------------

TOLD = "select exists (select from message where id = $1)"


async def told(conn: Connection, *, id: UUID) -> bool:
    found: bool = await conn.fetchval(TOLD, id)
    return found


LATEST = "select max(due_at) from sending where contact = $1 and due_at <= $2"


async def latest(conn: Connection, *, contact: UUID, until: datetime) -> datetime | None:
    """When the last sending to this contact falls due, of those until a moment."""
    found: datetime | None = await conn.fetchval(LATEST, contact, until)
    return found


JOIN_SENDING = """
    insert into sending as s (id, contact, due_at) values ($1, $2, $3)
    on conflict (contact, due_at) do update set due_at = excluded.due_at where s.state = 'waiting'
    returning id"""


async def join_sending(conn: Connection, *, id: UUID, contact: UUID, due_at: datetime) -> UUID | None:
    """The sending of that moment, begun where there is none; None where it is on its way already."""
    found: UUID | None = await conn.fetchval(JOIN_SENDING, id, contact, due_at)
    return found


ADD_MESSAGE = """
    insert into message (id, sending, subscription, news, subject, facts, severity, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def add_message(conn: Connection, *, one: Message, sending: UUID, subscription: UUID | None) -> None:
    await conn.execute(
        ADD_MESSAGE, one.id, sending, subscription, one.news.value, one.subject, one.facts, one.severity, one.at
    )


BEGIN = """
    update sending set state = 'sending', tries = tries + 1, tried_at = $2
     where id = $1 and state in ('waiting', 'sending') returning contact, tries"""


async def begin(conn: Connection, *, id: UUID, at: datetime) -> tuple[UUID, int] | None:
    """A try begins: which contact, which try it is. None where it has ended. From here on no message joins it."""
    row = await conn.fetchrow(BEGIN, id, at)
    return (row["contact"], row["tries"]) if row else None


MESSAGES = """
    select m.id, m.news, m.subject, m.facts, m.severity, m.at, s.what, coalesce(s.attach, false) as attach
      from message m
      left join subscription s on s.id = m.subscription where m.sending = $1 and not m.withheld order by m.at, m.id"""


async def messages(conn: Connection, *, sending: UUID) -> list[tuple[Message, str | None]]:
    """What goes out with it, each with what was subscribed to."""
    rows = await conn.fetch(MESSAGES, sending)
    named = ("id", "subject", "facts", "severity", "at", "attach")
    return [(Message(news=News(row["news"]), **{name: row[name] for name in named}), row["what"]) for row in rows]


WITHHOLD = "update message set withheld = true where id = any($1)"


async def withhold(conn: Connection, *, ids: Sequence[UUID]) -> None:
    await conn.execute(WITHHOLD, list(ids))


END = "update sending set state = $2, said = $3, ended_at = $4 where id = $1"


async def end(conn: Connection, *, id: UUID, state: str, said: str, at: datetime) -> None:
    await conn.execute(END, id, state, said, at)


NOTE = "update sending set said = $2 where id = $1"


async def note(conn: Connection, *, id: UUID, said: str) -> None:
    await conn.execute(NOTE, id, said)


AGAIN = """
    update sending s set state = 'sending', tries = 0, ended_at = null from contact c
     where s.id = $1 and c.id = s.contact and c.account = $2 and c.ended_at is null and s.state = 'failed'
    returning s.id"""


async def again(conn: Connection, *, id: UUID, account: UUID) -> bool:
    """What has failed is tried anew."""
    return await conn.fetchval(AGAIN, id, account) is not None


FORGET_MESSAGES = "delete from message where sending in (select id from sending where ended_at < $1)"
FORGET_SENDINGS = "delete from sending where ended_at < $1"


async def forget(conn: Connection, *, before: datetime) -> None:
    """What was sent, or could not be, is kept for a time only."""
    await conn.execute(FORGET_MESSAGES, before)
    await conn.execute(FORGET_SENDINGS, before)
