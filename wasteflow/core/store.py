"""SQL of the ground: the outbox and the job table. Leases are measured by the database's clock, the one all share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from wasteflow.core.db import Connection

ANNOUNCE = "insert into outbox (topic, body) values ($1, $2)"


async def announce(conn: Connection, *, topic: str, body: object) -> None:
    await conn.execute(ANNOUNCE, topic, body)


TAKE_ANNOUNCED = """
    delete from outbox where id in (select id from outbox order by id limit $1 for update skip locked)
    returning id, topic, body"""


async def take_announced(conn: Connection, *, limit: int) -> list[Record]:
    """The oldest rows that no other relay is taking, gone once this transaction commits."""
    rows: list[Record] = await conn.fetch(TAKE_ANNOUNCED, limit)
    return sorted(rows, key=lambda row: row["id"])


ADD_JOB = """
    insert into job (id, kind, body, key, run_at, send_at)
    select $1, $2, $3, $4, moment, moment from (select coalesce($5::timestamptz, now())) as at (moment)
    on conflict (kind, key) do nothing returning id"""


async def add_job(
    conn: Connection, *, job_id: UUID, kind: str, body: object, key: str | None, run_at: datetime | None
) -> UUID | None:
    found: UUID | None = await conn.fetchval(ADD_JOB, job_id, kind, body, key, run_at)
    return found


CLAIM_SENDING = """
    update job set sends = sends + 1, send_at = now() + $2 * power(2, least(sends, 8)) * interval '1 second'
    where id in (select id from job where send_at <= now() order by send_at limit $1 for update skip locked)
    returning id"""


async def claim_sending(conn: Connection, *, limit: int, grace: float) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(CLAIM_SENDING, limit, grace)]


UNCLAIM_SENDING = "update job set sends = 0, send_at = now() where id = any($1) and lease_token is null"


async def unclaim_sending(conn: Connection, *, ids: Sequence[UUID]) -> None:
    await conn.execute(UNCLAIM_SENDING, ids)


LEASE = """
    update job set attempts = attempts + 1, lease_token = $2, sends = 0,
        lease_until = clock_timestamp() + $3::float8 * interval '1 second',
        send_at = clock_timestamp() + $3::float8 * interval '1 second'
    where id = $1 and run_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
    returning kind, body, attempts, created_at"""


async def lease(conn: Connection, *, job_id: UUID, token: UUID, seconds: float) -> Record | None:
    return await conn.fetchrow(LEASE, job_id, token, seconds)


END_JOB = """
    with ended as (delete from job where id = $1 and lease_token = $2 returning *)
    insert into job_history (id, kind, body, outcome, note, attempts, created_at, finished_at)
    select id, kind, body, $3, coalesce($4, note), attempts, created_at, clock_timestamp() from ended
    returning id"""


async def end_job(conn: Connection, *, job_id: UUID, token: UUID, outcome: str, note: str | None) -> bool:
    """False where the lease is no longer ours."""
    return await conn.fetchval(END_JOB, job_id, token, outcome, note) is not None


POSTPONE = """
    update job set lease_token = null, lease_until = null, note = $3, sends = 0,
        run_at = clock_timestamp() + $4::float8 * interval '1 second',
        send_at = clock_timestamp() + $4::float8 * interval '1 second'
    where id = $1 and lease_token = $2"""


async def postpone(conn: Connection, *, job_id: UUID, token: UUID, note: str, seconds: float) -> None:
    await conn.execute(POSTPONE, job_id, token, note, seconds)


SET_PROGRESS = "update job set progress = $3, note = $4 where id = $1 and lease_token = $2"


async def set_progress(conn: Connection, *, job_id: UUID, token: UUID, share: float, note: str | None) -> None:
    await conn.execute(SET_PROGRESS, job_id, token, share, note)


HOLD = """
    update job set lease_until = clock_timestamp() + $3::float8 * interval '1 second',
        send_at = clock_timestamp() + $3::float8 * interval '1 second'
    where id = $1 and lease_token = $2 returning true"""


async def hold(conn: Connection, *, job_id: UUID, token: UUID, seconds: float) -> bool:
    """False where the lease is no longer ours."""
    return bool(await conn.fetchval(HOLD, job_id, token, seconds))


SELECT_JOB = """
    select 'open' as outcome, kind, progress, note, attempts, lease_until, null::timestamptz as finished_at
    from job where id = $1
    union all
    select outcome, kind, 1, note, attempts, null, finished_at from job_history where id = $1"""


async def job_standing(conn: Connection, *, job_id: UUID) -> dict[str, Any] | None:
    row = await conn.fetchrow(SELECT_JOB, job_id)
    return dict(row) if row else None


KEEP_HISTORY = "select keep_job_history($1, $2)"


async def keep_history(conn: Connection, *, ahead: int, keep: int) -> None:
    await conn.execute(KEEP_HISTORY, ahead, keep)


READ_MARK = "select value from installation where name = $1"


async def read_mark(conn: Connection, *, name: str) -> str | None:
    """What was noted about this database as a whole under `name`."""
    value: str | None = await conn.fetchval(READ_MARK, name)
    return value


SET_MARK = """
    insert into installation (name, value) values ($1, $2)
    on conflict (name) do update set value = excluded.value, written_at = now()"""


async def set_mark(conn: Connection, *, name: str, value: str) -> None:
    await conn.execute(SET_MARK, name, value)
