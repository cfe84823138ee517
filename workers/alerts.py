"""A finding becomes an alert once, with its evidence as it stood; people then move it along, each step kept.

open -> acknowledged -> confirmed | dismissed
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import msgspec

from manifests.life.model import Batch, Manifest
from manifests.life.policy import reach
from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import ACTIONS, allowed_alert, require, scopes
from workers import store
from workers.anomalies.case import Case, Finding
from workers.anomalies.rule import Rule
from workers.refusals import AlertSettled, ReasonMissing

# From which states, and with which right, an alert is moved to another. What is settled stays so.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "acknowledged": (frozenset({"open"}), "alert:act"),
    "confirmed": (frozenset({"open", "acknowledged"}), "alert:decide"),
    "dismissed": (frozenset({"open", "acknowledged"}), "alert:decide"),
}


@dataclass(frozen=True)
class Written:
    """An alert as it is about to be stored; `values` in the order of the columns."""

    fingerprint: str
    values: tuple[Any, ...]


def written(rule: Rule, case: Case, finding: Finding, provinces: dict[str, str | None]) -> Written:
    """The alert a finding makes: who may see it, and the evidence, frozen and hashed."""
    subject = case.subject
    fingerprint = hashlib.sha256(f"{rule.id}\n{subject.id}\n{finding.key}".encode()).hexdigest()
    evidence = msgspec.to_builtins(_evidence(rule, case, finding))
    values = (
        new_id(),
        fingerprint,
        rule.id,
        rule.version,
        rule.family,
        finding.severity,
        subject.stream,
        _categories(subject),
        sorted(s for s in reach(subject, provinces) if not s.startswith("org:")),
        rule.citation,
        case.event.fact.about.value,
        subject.id,
        finding.says,
        dict(finding.facts),
        evidence,
        digest(evidence),
        case.event.occurred_at,
    )
    return Written(fingerprint, values)


def digest(evidence: Any) -> str:
    """SHA-256 of the evidence, keys in order: shows that it is still what the rule saw."""
    return hashlib.sha256(msgspec.json.encode(evidence, order="sorted")).hexdigest()


def _evidence(rule: Rule, case: Case, finding: Finding) -> dict[str, Any]:
    event = case.event
    return {
        "rule": {"id": rule.id, "version": rule.version, "citation": rule.citation},
        "events": [
            {
                "subject": event.subject,
                "seq": event.seq,
                "id": event.id,
                "occurred_at": event.occurred_at,
                "received_at": event.received_at,
                "account": event.account,
                "org": event.org,
                "fact": event.fact,
            }
        ],
        "inputs": finding.inputs,
        "limits": {name: {"value": x.value, "origin": x.origin} for name, x in case.limits.items()},
    }


def _categories(subject: Manifest | Batch) -> list[str]:
    if isinstance(subject, Batch):
        return [subject.category]
    return sorted({line.category for line in subject.lines})


async def raise_once(conn: Connection, alert: Written) -> UUID | None:
    """Store it in the caller's transaction; its id, or None where the same finding was raised before."""
    return await store.raise_alert(conn, values=alert.values)


async def raise_all(conn: Connection, found: Iterable[Written]) -> list[UUID]:
    """Several at once, in the order of their fingerprints: two workers with the same findings cannot deadlock."""
    raised = [await raise_once(conn, alert) for alert in sorted(found, key=lambda a: a.fingerprint)]
    return [alert for alert in raised if alert]


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
