"""SQL of trials, of who put which limit in force, and of the limits that hold."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection, Pool
from workers.tuning.model import Trial

ADD_TRIAL = """
    insert into rule_trial (id, rule, name, jurisdiction, value, since, asked_by, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def add_trial(conn: Connection, *, one: Trial, by: UUID) -> None:
    await conn.execute(
        ADD_TRIAL, one.id, one.rule, one.name, one.jurisdiction, one.value, one.since, by, one.asked_at
    )  # fmt: skip


TRIAL = """
    select id, rule, name, jurisdiction, value, since, asked_at, ended_at, looked_at, result
      from rule_trial where id = $1"""


async def trial(conn: Connection | Pool, *, id: UUID) -> Trial | None:
    row = await conn.fetchrow(TRIAL, id)
    return Trial(**dict(row)) if row else None


LOOKED = "update rule_trial set looked_at = $2 where id = $1"
END_TRIAL = "update rule_trial set result = $2, ended_at = $3 where id = $1 and ended_at is null"


async def looked(conn: Connection | Pool, *, id: UUID, at: int) -> None:
    await conn.execute(LOOKED, id, at)


async def end_trial(conn: Connection, *, id: UUID, result: dict[str, Any], at: datetime) -> None:
    await conn.execute(END_TRIAL, id, result, at)


LOCK = "select pg_advisory_xact_lock(hashtextextended('rule limit ' || $1 || ' ' || $2, 0))"


async def lock(conn: Connection, *, rule: str, jurisdiction: str) -> None:
    """One decision at a time about a rule in a place."""
    await conn.execute(LOCK, rule, jurisdiction)


END_LIMIT = """
    update rule_threshold set valid_to = $4
     where rule = $1 and name = $2 and jurisdiction = $3 and (valid_to is null or valid_to > $4) and valid_from <= $4
    returning value"""
PUT_LIMIT = """
    insert into rule_threshold (rule, name, jurisdiction, valid_from, value, origin) values ($1, $2, $3, $4, $5, $6)
    on conflict (rule, name, jurisdiction, valid_from)
    do update set value = excluded.value, origin = excluded.origin, valid_to = null"""


async def end_limit(conn: Connection, *, rule: str, name: str, jurisdiction: str, on: date) -> bool:
    """The place departs from it no more; False where it did not."""
    return bool(await conn.fetch(END_LIMIT, rule, name, jurisdiction, on))


async def put_limit(
    conn: Connection, *, rule: str, name: str, jurisdiction: str, on: date, value: Decimal, origin: str
) -> None:
    await conn.execute(PUT_LIMIT, rule, name, jurisdiction, on, value, origin)


NOTE = """
    insert into rule_limit_event (id, rule, name, jurisdiction, kind, value, before, trial, at, account, department,
                                  reason)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


async def note(conn: Connection, *, values: tuple[Any, ...]) -> None:
    """Who did it and why."""
    await conn.execute(NOTE, *values)
