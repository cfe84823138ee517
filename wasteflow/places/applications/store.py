"""SQL of the commands on applications."""

from datetime import date
from uuid import UUID

from wasteflow.core.db import Connection
from wasteflow.places.applications.model import Step
from wasteflow.places.applications.schemas import NewApplication

INSERT = """
    insert into application (id, kind, from_site, to_site, scheme, code, tonnes, methods, valid_from, valid_to,
                             shipments, state, due, notification)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""


async def insert(conn: Connection, *, item: NewApplication, state: str, due: date | None) -> None:
    await conn.execute(
        INSERT, item.id, item.kind, item.from_site, item.to_site, item.scheme, item.code, item.tonnes,
        list(item.methods), item.valid_from, item.valid_to, item.shipments, state, due,
        item.notification.model_dump(mode="json", exclude_defaults=True),
    )  # fmt: skip


MOVE = """
    update application set state = $3, seq = seq + 1, due = $4, approval = $5 where id = $1 and seq = $2
    returning seq"""


async def move(
    conn: Connection, *, id: UUID, seen: int, state: str, due: date | None, approval: UUID | None
) -> int | None:
    """Its new step; null where it went on since step `seen`. Locks it until the transaction ends."""
    seq: int | None = await conn.fetchval(MOVE, id, seen, state, due, approval)
    return seq


INSERT_STEP = """
    insert into application_step (application, seq, state, at, account, person, reason, due)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def insert_step(conn: Connection, *, step: Step) -> None:
    await conn.execute(
        INSERT_STEP, step.application, step.seq, step.state, step.at, step.account, step.person, step.reason, step.due
    )


CONDITIONS = """
    update approval set conditions = $2 where id = $1"""


async def write_conditions(conn: Connection, *, approval: UUID, conditions: str) -> None:
    await conn.execute(CONDITIONS, approval, conditions)
