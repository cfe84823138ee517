"""What a phone recorded and the server refused: kept, shown to the dispatcher, settled. Nothing is lost in silence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from manifests.proposals import Declined
from manifests.signed import queries, store
from manifests.signed import refusals as no
from manifests.signed.looking import Signatures
from manifests.signed.schemas import Settlement
from wasteflow.core import clock, outbox
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Notice, Refusal, Word, every_notice
from wasteflow.people.audit import note
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import require

ACTION = "refused:settle"


def whose(actor: Actor) -> UUID | None:
    """The company whose cases the actor settles; null: everybody's. Raises the action's refusal."""
    require(actor, ACTION)
    return None if actor.role is Role.ADMINISTRATOR else actor.org


async def keep(
    pool: Pool, actor: Actor, signatures: Signatures, declined: Sequence[Declined]
) -> dict[UUID, dict[str, str]]:
    """Keep what was refused of a driver's signed events; by event, what became of the case, for the phone's queue."""
    told: dict[UUID, dict[str, str]] = {}
    kept = [d for d in declined if d.subject and d.id and (d.subject, d.id) in signatures.items]
    if not kept:
        return told
    async with pool.acquire() as conn, conn.transaction():
        for one in sorted(kept, key=lambda d: (str(d.subject), str(d.id))):
            who = signatures.carried.get((one.subject, one.id), actor)
            if who.role is not Role.DRIVER or who.org is None:
                continue
            case = _stored(who, who.org, signatures, one)
            found = await store.keep(conn, one=case, at=clock.now())
            if found is not None and found[2]:
                await outbox.put(conn, "refused", {"subject": case.subject, "event": case.event, "org": case.org})
            if found is not None and one.id is not None:
                told[one.id] = {"outcome": found[0] or "open", "note": found[1]}
    return told


def _stored(actor: Actor, org: UUID, signatures: Signatures, one: Declined) -> store.Refused:
    assert one.subject is not None
    assert one.id is not None
    item = {
        k: v for k, v in signatures.items[one.subject, one.id].items() if k not in ("code", "sealed_code")
    }  # a site's code stays nowhere
    mark = item["device_signature"]
    right = signatures.right.get((one.subject, one.id))
    return store.Refused(
        subject=one.subject,
        event=one.id,
        org=org,
        account=actor.account,
        kid=mark["key"],
        counter=mark["counter"],
        digest=right.digest if right else None,
        item=item,
        reasons=[_plain(problem) for problem in one.problems],
        occurred_at=signatures.times[one.subject, one.id],
    )


async def taken(conn: Connection, events: Sequence[tuple[UUID, UUID]]) -> None:
    """What was refused before and is recorded now is no case any more."""
    await store.taken(conn, subjects=[s for s, _ in events], events=[e for _, e in events])


async def settle(pool: Pool, actor: Actor, subject: UUID, event: UUID, how: Settlement) -> None:
    """Another event stands for it, or it counts for nothing.

    Raises NotFound, SettledAlready, NameTheCorrection, NothingToName, NoSuchCorrection.
    """
    org = whose(actor)
    found = await queries.refused_one(pool, subject=subject, event=event)
    if found is None or (org is not None and found[0] != org):
        raise NotFound("event", what=Word("subject.refused_event"))
    await _check(pool, subject, how)
    async with pool.acquire() as conn, conn.transaction():
        done = await store.settle(
            conn,
            subject=subject,
            event=event,
            org=org,
            outcome=how.outcome,
            at=clock.now(),
            by=actor.account,
            note=how.note,
            corrected_by=how.corrected_by,
        )
        if not done:
            raise no.SettledAlready("event")
        await note(conn, actor, ACTION, subject_kind="refused_event", subject=event, outcome=how.outcome)


async def _check(pool: Pool, subject: UUID, how: Settlement) -> None:
    if how.outcome == "discarded":
        if how.corrected_by is not None:
            raise no.NothingToName("corrected_by")
        return
    if how.corrected_by is None:
        raise no.NameTheCorrection("corrected_by")
    if not await store.there(pool, subject=subject, event=how.corrected_by):
        raise no.NoSuchCorrection("corrected_by")


# --- a reason as it is kept, so that it can be told in each reader's language --------------------------------


def _plain(problem: Refusal) -> dict[str, Any]:
    return {"code": problem.code, "path": problem.path, "facts": {k: _kept(v) for k, v in problem.facts.items()}}


def _kept(fact: object) -> Any:
    if isinstance(fact, Word):
        return {"word": str(fact)}
    if isinstance(fact, dict):  # a name in several languages
        return {k: str(v) for k, v in fact.items()}
    return [_kept(one) for one in fact] if isinstance(fact, list | tuple) else str(fact)


def _told(kept: Any) -> object:
    if isinstance(kept, dict):
        return Word(kept["word"]) if "word" in kept else kept
    return tuple(_told(one) for one in kept) if isinstance(kept, list) else kept


def reason(kept: dict[str, Any]) -> Notice:
    """The refusal as it was."""
    cls = next((c for c in every_notice(Refusal) if c.code == kept["code"]), no.WrongSignature)
    return cls(kept["path"], **{k: _told(v) for k, v in kept["facts"].items()})
