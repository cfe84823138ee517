"""The row of a signed event with its receipt, written in the event's own transaction; and what is answered about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.life import events as e
from manifests.proposals import Recorded
from manifests.signed import cases, payload, queries, store
from manifests.signed import refusals as no
from manifests.signed.looking import Signatures, Signed, told
from manifests.store import Also
from wasteflow.core import clock, keys
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Warn


class Written(msgspec.Struct, frozen=True):
    """An event of a round, as far as its receipt speaks of it."""

    subject: UUID
    seq: int
    id: UUID
    received_at: datetime
    fact: msgspec.Struct


Sealed = tuple[e.Envelope | Written, bytes, Signed]  # the event, the digest of what was proposed, its signature


def writing(signing: keys.SigningKeys, sealed: Sequence[Sealed], then: Also | None) -> Also:
    """What writes these signatures and their receipts, and `then` the rest."""
    rows = [_row(signing, one) for one in sealed]

    async def write(conn: Connection) -> None:
        await store.insert_signatures(conn, rows=rows)
        await cases.taken(conn, [(row.subject, row.event) for row in rows])
        if then is not None:
            await then(conn)

    return write


def _row(signing: keys.SigningKeys, one: Sealed) -> store.Row:
    x, digest, signed = one
    mark = signed.mark
    receipt = payload.receipt(
        subject=x.subject,
        id=x.id,
        seq=x.seq,
        received_at=x.received_at,
        digest=digest,
        body=msgspec.json.encode(x.fact),
        signed=signed.digest,
    )
    return store.Row(
        subject=x.subject,
        event=x.id,
        kid=mark.key,
        counter=mark.counter,
        previous=bytes.fromhex(mark.previous) if mark.previous else None,
        payload=signed.payload.decode(),
        digest=signed.digest,
        jws=mark.jws,
        receipt=keys.sign(keys.canonical(receipt), signing.current()),
    )


class Answer(msgspec.Struct, frozen=True):
    """What is added to the answer about a signed event."""

    receipt: dict[str, Any]
    warnings: list[Warn]


async def answers(pool: Pool, signatures: Signatures, recorded: Sequence[Recorded]) -> dict[UUID, Answer]:
    """Receipt and warnings of the signed events among these, by event; the same again for one that was repeated."""
    asked = [(o.subject, o.id) for o in recorded if (o.subject, o.id) in signatures.found]
    if not asked:
        return {}
    rows = await queries.stored(pool, asked=asked)
    return {row.event: Answer({"payload": row.said, "jws": row.receipt}, _warnings(row)) for row in rows}


def _warnings(row: queries.Stored) -> list[Warn]:
    found: list[Warn] = []
    if row.revoked_as_of is not None:
        found.append(no.SignedBeforeRevocation("occurred_at", label=row.label, as_of=told(row.revoked_as_of)))
    at = "device_signature.counter"
    match row.link:
        case "gap":
            found.append(no.EventsMissing(at, before=row.counter - 1))
        case "broken":
            found.append(no.DeviceChainBroken("device_signature.previous"))
        case "twice":
            found.append(no.NumberedTwice(at, number=row.counter))
        case _:
            pass
    return found


def plain(signing: keys.SigningKeys, recorded: Sequence[Recorded]) -> dict[UUID, dict[str, Any]]:
    """Receipts that were asked for of events nobody signed, by event."""
    key, at = signing.current(), clock.now()
    said = [payload.plain_receipt(subject=o.subject, id=o.id, seq=o.seq, digest=o.digest, at=at) for o in recorded]
    signed = [{"payload": one, "jws": keys.sign(keys.canonical(one), key)} for one in said]
    return {o.id: one for o, one in zip(recorded, signed, strict=True)}
