"""Keys: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from datetime import datetime
from hashlib import sha1, sha256
from uuid import UUID

import msgspec
import uuid_utils.compat

NAMESPACE = UUID("8b5b6b1c-6f0e-5d0a-9d53-6d6a2f0f5a11").bytes


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def derived_id_at(moment: datetime, *parts: object) -> UUID:
    """A UUIDv7 of that moment whose other bits follow from `parts`: repeatable, and in its place in lists by time."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    bits = int.from_bytes(sha256("\x1f".join(map(str, parts)).encode()).digest()[:10])
    value = (milliseconds & (1 << 48) - 1) << 80 | bits & (1 << 80) - 1
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def first_at(moment: datetime) -> UUID:
    """The least UUIDv7 of a moment: what was minted since sorts from here on."""
    return UUID(int=(max(0, int(moment.timestamp() * 1000)) & (1 << 48) - 1) << 80)


def in_order(first: UUID, n: int) -> UUID:
    """The n-th (below 4096) of a run of UUIDv7 that sort in this order and follow from `first`, not one of them."""
    bits = int.from_bytes(sha256(first.bytes).digest()[:8]) & (1 << 62) - 1
    return UUID(int=first.int >> 80 << 80 | 0x7 << 76 | n << 64 | 0x2 << 62 | bits)


def derived_id(*parts: object) -> UUID:
    """The same parts give the same id (a UUIDv5): how a repeated import or request finds what it made before."""
    name = "\x1f".join(map(_written, parts)).encode()
    bits = bytearray(sha1(NAMESPACE + name, usedforsecurity=False).digest()[:16])
    bits[6] = bits[6] & 0x0F | 0x50
    bits[8] = bits[8] & 0x3F | 0x80
    return msgspec.convert(bits, UUID)  # uuid.uuid5 takes four times as long


def _written(part: object) -> str:
    written: str = msgspec.to_builtins(part) if type(part) is UUID else str(part)
    return written
