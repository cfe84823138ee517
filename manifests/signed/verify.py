"""Is what is stored still what was signed? `wasteflow verify`.

Three witnesses, none of which the database's owner can make: the device's signature over what was recorded, the
server's receipt over what was stored (its key is not in the database), and the device's count, in which nothing may be
left out or put in. A number that is missing may still be on the phone: it is named, and is no alteration.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from manifests.signed import payload
from wasteflow.core import keys
from wasteflow.core.db import Connection, Pool

EVERY = """
    select s.subject, s.event, s.kid, s.counter, s.previous, s.payload, s.digest as signed, s.jws, s.receipt,
           d.jwk, d.account as owner, d.org as company,
           coalesce(e.seq, r.seq) as seq, coalesce(e.kind, r.kind) as kind,
           coalesce(e.occurred_at, r.occurred_at) as occurred_at, coalesce(e.received_at, r.received_at) as received_at,
           coalesce(e.account, r.account) as account, coalesce(e.org, r.org) as org,
           coalesce(e.digest, s.digest) as digest, coalesce(e.body::text, r.body::text) as body
      from device_signature s left join device d on d.kid = s.kid
      left join custody_event e on e.subject = s.subject and e.id = s.event
      left join round_event r on r.subject = s.subject and r.id = s.event
     order by s.kid, s.counter, s.event"""

# What was refused has a number too.
OTHERS = """
    select kid, counter, digest from refused_event r
     where digest is not null and not exists (
           select from device_signature s where s.subject = r.subject and s.event = r.event)"""


@dataclass
class Report:
    """`altered`: (subject, event) -> why; `broken`, `missing`: what is wrong with a device's count, by key."""

    signatures: int = 0
    devices: int = 0
    altered: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.altered and not self.broken


class Entry(msgspec.Struct, frozen=True):
    """One number of a device's count. `previous` is left out of what was refused."""

    counter: int
    digest: bytes
    previous: bytes | None
    event: UUID | None


async def verify(pool: Pool, signing: keys.SigningKeys) -> Report:
    """Verify every stored signature and receipt, and every device's count. One snapshot."""
    report = Report()
    counts: dict[str, list[Entry]] = {}
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        async for row in _rows(conn):
            report.signatures += 1
            if why := wrong_with(row, signing):
                report.altered[row["subject"], row["event"]] = why
            counts.setdefault(row["kid"], []).append(
                Entry(row["counter"], row["signed"], row["previous"], row["event"])
            )
        for row in await conn.fetch(OTHERS):
            counts.setdefault(row["kid"], []).append(Entry(row["counter"], row["digest"], None, None))
    report.devices = len(counts)
    for kid, entries in counts.items():
        broken, missing = chain(entries)
        if broken:
            report.broken[kid] = broken
        if missing:
            report.missing[kid] = missing
    return report


async def _rows(conn: Connection) -> AsyncIterator[Any]:
    async for row in conn.cursor(EVERY, prefetch=500):
        yield row


def wrong_with(row: Any, signing: keys.SigningKeys) -> str:
    """Why a stored row is not what was signed; empty where it is."""
    if row["jwk"] is None:
        return "its device is gone"
    if row["seq"] is None:
        return "its event is gone"
    try:
        key = keys.public_key(row["jwk"])
        if keys.kid(key) != row["kid"]:
            return "the device's key is another"
        raw = row["payload"].encode()
        keys.verify(row["jws"], raw, key)
    except ValueError:
        return "the device did not sign this"
    if different := _different(row, raw):
        return f"differs from what the device signed: {different}"
    return "" if _receipted(row, signing) else "differs from what the server stored"


def _different(row: Any, raw: bytes) -> str:
    said = msgspec.json.decode(raw)
    pairs = {
        "subject": (UUID(said["subject"]), row["subject"]),
        "id": (UUID(said["id"]), row["event"]),
        "occurred_at": (msgspec.convert(said["occurred_at"], type(row["occurred_at"])), row["occurred_at"]),
        "kind": (said["fact"].get("kind"), row["kind"]),
        "kid": (said["device"], row["kid"]),
        "counter": (said["counter"], row["counter"]),
        "previous": (said["previous"], row["previous"].hex() if row["previous"] else None),
        "digest": (payload.digest(raw), row["signed"]),
        "account": (row["owner"], row["account"]),
        "org": (row["company"], row["org"]),
    }
    return ", ".join(name for name, (signed, stored) in pairs.items() if signed != stored)


def _receipted(row: Any, signing: keys.SigningKeys) -> bool:
    said = payload.receipt(
        subject=row["subject"],
        id=row["event"],
        seq=row["seq"],
        received_at=row["received_at"],
        digest=row["digest"],
        body=row["body"].encode(),
        signed=row["signed"],
    )
    try:
        key = signing.find(str(keys.header_of(row["receipt"]).get("kid")))
        if key is None:
            return False
        keys.verify(row["receipt"], keys.canonical(said), key)
    except keys.NotSigned:
        return False
    return True


def chain(entries: list[Entry]) -> tuple[list[str], list[int]]:
    """What is broken in a device's count, and which numbers have not come."""
    at: dict[int, list[Entry]] = {}
    for entry in entries:
        at.setdefault(entry.counter, []).append(entry)
    broken = [f"number {n} was given {len(found)} times" for n, found in sorted(at.items()) if len(found) > 1]
    for entry in sorted(entries, key=lambda x: x.counter):
        before = at.get(entry.counter - 1, [])
        if entry.event is None:  # refused: it is in nobody's chain of custody
            continue
        if entry.counter == 1 and entry.previous is not None:
            broken.append("number 1 names one before it")
        if before and all(other.digest != entry.previous for other in before):
            broken.append(f"number {entry.counter} does not follow on number {entry.counter - 1}")
    return broken, [n for n in range(1, max(at)) if n not in at]
