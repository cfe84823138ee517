"""A site's signing code on its own screen: what a driver's phone scans instead of typing six digits.

    WFS1: base41( key id 4, site 16, account 16, made 4, lasts 2, name 1 + n, signature 64 )

`made` is in seconds since 2020-01-01T00:00Z and `lasts` in seconds, both big-endian; the name, of the person who shows
it, is UTF-8. Ed25519 over `wasteflow shown` and a line feed, then all bytes before the signature. A phone checks it by
the published keys with no signal; `src/core/shown.ts` of the scanner reads the same. Pure.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from manifests.codes.signed_qr import EPOCH, KEY_ID, SIGNATURE, Check, NotACode, Sign, decoded, encoded

PREFIX = "WFS1:"
CONTEXT = b"wasteflow shown\n"
LONGEST = 300  # characters
LONGEST_NAME = 60  # bytes
_NAME = KEY_ID + 16 + 16 + 4 + 2  # where the name's length stands


class NotShown(ValueError):
    """This text is no code that a known server has signed."""


class Shown(Struct, frozen=True):
    """Who shows it, for which site, from when and for how long."""

    site: UUID
    account: UUID
    name: str
    made_at: datetime
    lasts: timedelta

    @property
    def ends_at(self) -> datetime:
        """From when it counts no more."""
        return self.made_at + self.lasts


def text_of(shown: Shown, *, key_id: bytes, sign: Sign) -> str:
    """The text of the symbol, every character of it in QR's alphanumeric mode."""
    name = shown.name.encode()[:LONGEST_NAME].decode(errors="ignore").encode()
    made = int((shown.made_at - EPOCH).total_seconds()).to_bytes(4)
    lasts = int(shown.lasts.total_seconds()).to_bytes(2)
    body = key_id + shown.site.bytes + shown.account.bytes + made + lasts + bytes([len(name)]) + name
    return PREFIX + encoded(body + sign(CONTEXT + body))


def read(text: str, keys: Mapping[bytes, Sequence[Check]]) -> Shown:
    """What a code says, where one of these keys signed it. Raises NotShown."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise NotShown
    try:
        raw = decoded(text[len(PREFIX) :])
    except NotACode:
        raise NotShown from None
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    checks = keys.get(body[:KEY_ID], ())
    if len(body) <= _NAME or not any(check(signature, CONTEXT + body) for check in checks):
        raise NotShown
    at = KEY_ID + 32
    return Shown(
        site=UUID(bytes=body[KEY_ID : KEY_ID + 16]),
        account=UUID(bytes=body[KEY_ID + 16 : at]),
        name=body[_NAME + 1 : _NAME + 1 + body[_NAME]].decode(),
        made_at=EPOCH + timedelta(seconds=int.from_bytes(body[at : at + 4])),
        lasts=timedelta(seconds=int.from_bytes(body[at + 4 : at + 6])),
    )
