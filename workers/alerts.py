"""A finding becomes an alert once, with its evidence as it stood; people then move it along, each step kept.

open -> acknowledged -> confirmed | dismissed
"""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

import msgspec

from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import ACTIONS, allowed_alert, require, scopes
from workers import store
from workers.anomalies import store as rules
from workers.anomalies.finding import Found, digest
from workers.refusals import AlertSettled, ReasonMissing

# From which states, and with which right, an alert is moved to another. What is settled stays so.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "acknowledged": (frozenset({"open"}), "alert:act"),
    "confirmed": (frozenset({"open", "acknowledged"}), "alert:decide"),
    "dismissed": (frozenset({"open", "acknowledged"}), "alert:decide"),
}


async def raise_once(conn: Connection, found: Found) -> UUID | None:
    """Store a finding as an alert in the caller's transaction; its id, or None where it was raised before."""
    evidence = found.evidence
    values = (
        new_id(),
        found.fingerprint,
        found.rule,
        found.version,
        found.family,
        found.severity,
        found.stream,
        list(found.categories),
        list(found.scopes),
        found.citation,
        found.about.kind,
        found.about.id,
        found.finding.says,
        dict(found.finding.facts),
        evidence,
        digest(evidence),
        found.happened_at,
        found.matter,
        found.finding.score,
        msgspec.to_builtins(found.finding.also),
    )
    return await store.raise_alert(conn, values=values)


async def raise_all(conn: Connection, many: Iterable[Found]) -> list[UUID]:
    """Several at once, in the order of their fingerprints: two workers with the same findings cannot deadlock.

    What a rule in shadow found is kept and told to nobody; one that is off is not heard.
    """
    ordered = sorted(many, key=lambda found: found.fingerprint)
    if not ordered:
        return []
    modes = await rules.modes(conn)
    raised = []
    for found in ordered:
        mode = modes.get(found.rule, "on")
        if mode == "on" and (alert := await raise_once(conn, found)):
            raised.append(alert)
        elif mode == "shadow":
            await rules.keep_shadow(conn, values=_shadow(found))
    return raised


def _shadow(found: Found) -> tuple[Any, ...]:
    said = found.finding
    about = found.about
    return (
        found.fingerprint, found.rule, found.version, found.severity, about.kind, about.id, said.says,
        dict(said.facts), found.evidence, found.happened_at,
    )  # fmt: skip


# --- what people do about it -----------------------------------------------------------------------------


async def acknowledge(pool: Pool, actor: Actor, alert: UUID, reason: str = "", seq: int | None = None) -> None:
    """Somebody is looking into it. Raises NotFound, NotAllowed, AlertSettled, Conflict (`seq` is not the last)."""
    await _move(pool, actor, alert, "acknowledged", reason, seq)


async def confirm(pool: Pool, actor: Actor, alert: UUID, reason: str, seq: int | None = None) -> None:
    """It is what the rule says. Raises as `acknowledge`, and ReasonMissing."""
    await _move(pool, actor, alert, "confirmed", _given(reason), seq)


async def dismiss(pool: Pool, actor: Actor, alert: UUID, reason: str, seq: int | None = None) -> None:
    """There is an explanation, or the rule is wrong. Raises as `confirm`."""
    await _move(pool, actor, alert, "dismissed", _given(reason), seq)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("reason")
    return reason


async def _move(pool: Pool, actor: Actor, alert: UUID, to: str, reason: str, seq: int | None) -> None:
    sources, right = MOVES[to]
    require(actor, "alert:see")
    async with pool.acquire() as conn, conn.transaction():
        row = await store.lock_alert(conn, alert=alert)
        if row is None or not within(actor, row.scopes) or not may(actor, "alert:see", row):
            raise NotFound(what=Word("subject.alert"))
        if not may(actor, right, row):
            raise ACTIONS[right]()
        if seq is not None and seq != row.seq:
            raise Conflict("seq")
        if row.status not in sources:
            raise AlertSettled("alert")
        await store.move_alert(
            conn, alert=alert, status=to, at=now(), account=actor.account, org=actor.org, reason=reason.strip()
        )


class Concerned(Protocol):
    """What rights on an alert depend on."""

    @property
    def family(self) -> str: ...
    @property
    def severity(self) -> int: ...
    @property
    def stream(self) -> str: ...
    @property
    def categories(self) -> list[str]: ...


def within(actor: Actor, where: Iterable[str]) -> bool:
    """Whether the alert lies in the actor's jurisdiction."""
    own = scopes(actor)
    return own is None or not set(own).isdisjoint(where)


def may(actor: Actor, right: str, alert: Concerned) -> bool:
    """Whether the actor's department has this right on such an alert."""
    return any(
        allowed_alert(actor, right, rule=alert.family, severity=alert.severity, stream=alert.stream, category=category)
        for category in (*alert.categories, None)
    )
