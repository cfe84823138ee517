"""Opaque cursors for lists that go on after the last row seen (keyset), instead of counting rows off again."""

import base64
import binascii
from typing import Annotated, TypeVar

import msgspec

from wasteflow.core.errors import Refusal

T = TypeVar("T")
Int4 = Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**31)]  # of a column of this width: a cursor is what anybody sends


class WrongCursor(Refusal):
    """This is not a cursor of this list; take `next` from the page before, or leave it out."""


def cursor(*last: object) -> str:
    """The cursor of the page that follows the row with these values."""
    return base64.urlsafe_b64encode(msgspec.json.encode(last)).decode().rstrip("=")


def read(text: str | None, shape: type[T]) -> T | None:
    """The values in a cursor, as a tuple of this shape; None where there is no cursor. Raises WrongCursor."""
    if text is None:
        return None
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if b"\\u0000" in data:
            raise WrongCursor("after")
        return msgspec.json.decode(data, type=shape)
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError):
        raise WrongCursor("after") from None
