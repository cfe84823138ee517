"""What a device signs of an event, and what the server signs of what it stored. Pure."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.proposals import DeviceSignature
from wasteflow.core.keys import canonical


def signed_by_device(item: dict[str, Any], mark: DeviceSignature) -> bytes:
    """The canonical bytes of an event as it was sent. Raises ValueError where JSON has no one spelling for it."""
    try:
        said = {
            "subject": item["subject"],
            "id": item["id"],
            "occurred_at": item["occurred_at"],
            "fact": item["fact"],
            "device": mark.key,
            "counter": mark.counter,
            "previous": mark.previous,
        }
        if item.get("attached") is not None:  # its digest: where somebody was is not kept for ever, what he signed is
            said["attached"] = hashlib.sha256(canonical(item["attached"])).hexdigest()
        return canonical(said)
    except (RecursionError, KeyError) as problem:
        raise ValueError(str(problem)) from None


def digest(raw: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(raw).digest()


def receipt(
    *, subject: UUID, id: UUID, seq: int, received_at: datetime, digest: bytes, body: bytes, signed: bytes
) -> dict[str, Any]:
    """What the server says it stored. `digest`: of what was proposed, as in the answer; `body`: the fact as JSON, as it
    was completed; `signed`: digest of what the device signed."""
    fact = hashlib.sha256(canonical(msgspec.json.decode(body))).hexdigest()
    return {
        "subject": str(subject),
        "id": str(id),
        "seq": seq,
        "received_at": received_at.astimezone(UTC).isoformat(),
        "digest": digest.hex(),
        "fact": fact,
        "signed": signed.hex(),
    }


def plain_receipt(*, subject: UUID, id: UUID, seq: int, digest: bytes, at: datetime) -> dict[str, Any]:
    """The same for an event that nobody signed, as far as the answer knows."""
    moment = at.astimezone(UTC).isoformat()
    return {"subject": str(subject), "id": str(id), "seq": seq, "digest": digest.hex(), "answered_at": moment}
