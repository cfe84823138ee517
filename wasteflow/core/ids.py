"""Keys: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from uuid import UUID, uuid5

import uuid_utils.compat

NAMESPACE = UUID("8b5b6b1c-6f0e-5d0a-9d53-6d6a2f0f5a11")


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def derived_id(*parts: object) -> UUID:
    """The same parts give the same id: how a repeated import or request finds what it made before."""
    return uuid5(NAMESPACE, "\x1f".join(map(str, parts)))
