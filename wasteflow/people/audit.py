"""The audit log: who looked at what is personal, who did what outside custody. Custody has its own events."""

from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.people import store
from wasteflow.people.model import Actor


async def note(
    conn: Connection | Pool,
    actor: Actor,
    action: str,
    *,
    subject_kind: str = "",
    subject: object = "",
    **detail: object,
) -> None:
    """Write down what the actor did or looked at, in the transaction of the act where there is one."""
    await store.insert_audit(
        conn,
        at=now(),
        account=actor.account,
        person=actor.name,
        org=actor.org,
        action=action,
        subject_kind=subject_kind,
        subject=str(subject),
        detail=detail,
    )
