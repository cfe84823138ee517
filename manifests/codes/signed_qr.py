"""A signed code: what a QR on a label or a manifest says by itself, byte by byte as docs/signed-qr.md describes it.

Pure: packing, unpacking and judging; who signs and which keys are known comes from outside. The text is a short address
whose fragment holds the payload: `HTTPS://HOST/L/<digital code>#<payload>`. The number in the path is signed with it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

VERSION = 1
SIGNATURE = 64  # bytes, Ed25519
KEY_ID = 4  # bytes: the first of the key's RFC 7638 thumbprint
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
CONTEXT = b"wasteflow qr\n"  # so that no signature made for something else passes as one of a code
LONGEST_TEXT = 60  # bytes of a name or a plate
MOST_LINES = 8
LONGEST = 4000  # characters of a whole text; no QR holds more

# RFC 9285's scheme (2 bytes in 3 characters) to the base 41: of QR's 45 characters, blank and % may not stand in an
# address, and . and / are dropped with them. The last character of a payload is never one that is cut off a link.
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*"
_VALUE = {letter: n for n, letter in enumerate(ALPHABET)}
_TEXT = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?/([LM])/([0-9A-Z]{1,40})(?:#(.*))?", re.IGNORECASE | re.DOTALL)


class Kind(StrEnum):
    """What the code speaks of."""

    LABEL = "label"  # one container
    MANIFEST = "manifest"  # one load, short
    ROADSIDE = "roadside"  # one load with its parties and lines


_KINDS = {Kind.LABEL: 1, Kind.MANIFEST: 2, Kind.ROADSIDE: 3}
_LETTER = {Kind.LABEL: "L", Kind.MANIFEST: "M", Kind.ROADSIDE: "M"}
# Numbers of states: given once, never to another.
_BATCH_STATES = {
    1: "stored",
    2: "assigned",
    3: "in_transit",
    4: "in_temporary_storage",
    5: "refused",
    6: "reassigned",
    7: "grouped",
    8: "ungrouped",
    9: "treated",
    10: "lost",
}
_MANIFEST_STATES = {
    1: "draft",
    2: "published",
    3: "signed",
    4: "in_transit",
    5: "at_stop",
    6: "in_temporary_storage",
    7: "arrived",
    8: "accepted",
    9: "partly_accepted",
    10: "refused",
    11: "closed",
    12: "cancelled",
    13: "lost",
}
# Whose codes are worth nothing.
ENDED = {Kind.LABEL: {"treated", "ungrouped", "lost"}, Kind.MANIFEST: {"cancelled", "lost"}}


class Verdict(StrEnum):
    """What one is told of a code."""

    GENUINE = "genuine"
    OLDER = "older"  # genuine, but a newer state is known
    REVOKED = "revoked"  # genuine, but the waste is treated or lost, or the load called off
    EXPIRED = "expired"  # genuine, but it was to be believed until an earlier day
    ALTERED = "altered"  # the issuer's signature is not over this
    UNKNOWN_ISSUER = "unknown_issuer"  # none of the known keys
    NEWER_FORM = "newer_form"  # genuine, but written in a form that this program cannot read
    UNSIGNED = "unsigned"  # an address as labels carried it before they were signed
    UNREADABLE = "unreadable"  # nothing of ours


class Carried(Struct, frozen=True):
    """One line of a load."""

    code: str  # 336-054-17
    kg: Decimal


class Said(Struct, frozen=True, omit_defaults=True):
    """What a code says. `seq`: how many events its subject had; `days`: how long it is to be believed, 0 for ever."""

    kind: Kind
    number: str  # digital code of the label, number of the manifest
    state: str
    seq: int
    kg: Decimal
    issued_at: datetime
    days: int = 0
    plate: str = ""
    consignor: str = ""
    carrier: str = ""
    consignee: str = ""
    lines: tuple[Carried, ...] = ()
    more_lines: int = 0  # that found no room

    @property
    def expires_at(self) -> datetime | None:
        """From when it is not to be believed any more."""
        return self.issued_at + timedelta(days=self.days) if self.days else None


class Known(Struct, frozen=True):
    """What is known of a number otherwise: its newest event, and since when its code is worth nothing."""

    seq: int
    revoked_at: datetime | None = None


class Answer(Struct, frozen=True, omit_defaults=True):
    """The verdict, and what the code says wherever its signature is right."""

    verdict: Verdict
    said: Said | None = None
    number: str = ""  # as it stands in the address, believed or not
    letter: str = ""  # L or M
    revoked_at: datetime | None = None


class NotACode(ValueError):
    """It cannot be read as the payload of a code."""


Sign = Callable[[bytes], bytes]  # the 64 bytes of Ed25519 over a message
Check = Callable[[bytes, bytes], bool]  # (signature, message): is it right?


# --- writing --------------------------------------------------------------------------------------------------


def text_of(said: Said, *, public_url: str, key_id: bytes, sign: Sign) -> str:
    """The whole text of the code, every character of it in QR's alphanumeric mode, `#` apart."""
    body = _packed(said, key_id)
    signature = sign(message(_LETTER[said.kind], said.number, body))
    return f"{public_url.rstrip('/')}/{_LETTER[said.kind]}/{said.number}".upper() + "#" + encoded(body + signature)


def message(letter: str, number: str, body: bytes) -> bytes:
    """The bytes that are signed."""
    return CONTEXT + f"{letter}/{number}\n".encode() + body


def _packed(said: Said, key_id: bytes) -> bytes:
    states = _BATCH_STATES if said.kind is Kind.LABEL else _MANIFEST_STATES
    state = next((n for n, name in states.items() if name == said.state), 0)
    minutes = int((said.issued_at - EPOCH).total_seconds()) // 60
    head = bytes([VERSION << 4 | _KINDS[said.kind]]) + key_id[:KEY_ID]
    head += minutes.to_bytes(3) + min(said.days, 0xFFFF).to_bytes(2) + bytes([state])
    body = head + _varint(said.seq) + _varint(_grams(said.kg))
    if said.kind is not Kind.LABEL:
        body += _string(said.plate)
    if said.kind is Kind.ROADSIDE:
        shown = said.lines[:MOST_LINES]
        body += b"".join(_string(part) for part in (said.consignor, said.carrier, said.consignee))
        body += _varint(len(shown)) + b"".join(_string(line.code) + _varint(_grams(line.kg)) for line in shown)
        body += _varint(said.more_lines + len(said.lines) - len(shown))
    return body


def _grams(kg: Decimal) -> int:
    return int((kg * 1000).to_integral_value())


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _string(value: str) -> bytes:
    raw = value.encode()[:LONGEST_TEXT].decode(errors="ignore").encode()
    return bytes([len(raw)]) + raw


def encoded(raw: bytes) -> str:
    """Bytes in the alphabet of base 41, the lowest place first."""
    found = []
    for start in range(0, len(raw), 2):
        pair = raw[start : start + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, place = divmod(value, 41)
            found.append(ALPHABET[place])
    return "".join(found)


def decoded(text: str) -> bytes:
    """What `encoded` wrote; each payload has one spelling only. Raises NotACode."""
    raw = bytearray()
    for start in range(0, len(text), 3):
        part = text[start : start + 3]
        size = len(part) - 1
        try:
            value = sum(_VALUE[letter] * 41**place for place, letter in enumerate(part))
            raw += value.to_bytes(size)
        except (KeyError, OverflowError):
            raise NotACode from None
        if size == 0:
            raise NotACode
    return bytes(raw)


# --- reading --------------------------------------------------------------------------------------------------


def judge(
    text: str, *, keys: Mapping[bytes, Sequence[Check]], now: datetime, known: Mapping[str, Known] | None = None
) -> Answer:
    """What is to be thought of a code, with no network: `keys` by their first bytes, `known` by number.

    The signature comes before everything else: of what is altered nothing is shown.
    """
    found = _TEXT.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        return Answer(Verdict.UNREADABLE)
    letter, number, payload = found[1].upper(), found[2].upper(), found[3]
    told = Answer(Verdict.UNREADABLE, None, number, letter)
    if not payload:
        return _with(told, Verdict.UNSIGNED)
    try:
        raw = decoded(payload)
    except NotACode:
        return _with(told, Verdict.ALTERED)
    if len(raw) < SIGNATURE + 1 + KEY_ID:
        return _with(told, Verdict.ALTERED)
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    checks = keys.get(body[1 : 1 + KEY_ID])
    if not checks:
        return _with(told, Verdict.UNKNOWN_ISSUER)
    if not any(check(signature, message(letter, number, body)) for check in checks):
        return _with(told, Verdict.ALTERED)
    try:
        said = _unpacked(body, letter, number)
    except NotACode:
        return _with(told, Verdict.NEWER_FORM)
    return _standing(said, letter, now, (known or {}).get(number))


def _with(told: Answer, verdict: Verdict) -> Answer:
    return Answer(verdict, None, told.number, told.letter)


def _standing(said: Said, letter: str, now: datetime, known: Known | None) -> Answer:
    expires = said.expires_at
    if known and known.revoked_at:
        return Answer(Verdict.REVOKED, said, said.number, letter, known.revoked_at)
    if expires and now >= expires:
        return Answer(Verdict.EXPIRED, said, said.number, letter)
    newer = known is not None and known.seq > said.seq
    return Answer(Verdict.OLDER if newer else Verdict.GENUINE, said, said.number, letter)


def _unpacked(body: bytes, letter: str, number: str) -> Said:
    """The facts of a body whose signature is right. Raises NotACode where its form is not known here."""
    kind = next((kind for kind, n in _KINDS.items() if n == body[0] & 15 and _LETTER[kind] == letter), None)
    if body[0] >> 4 != VERSION or kind is None:
        raise NotACode
    reading = _Reading(body, 1 + KEY_ID)
    minutes, days = int.from_bytes(reading.take(3)), int.from_bytes(reading.take(2))
    state = (_BATCH_STATES if kind is Kind.LABEL else _MANIFEST_STATES).get(reading.take(1)[0], "")
    seq, kg = reading.varint(), reading.kg()
    plate = reading.string() if kind is not Kind.LABEL else ""
    consignor = carrier = consignee = ""
    lines: tuple[Carried, ...] = ()
    more = 0
    if kind is Kind.ROADSIDE:
        consignor, carrier, consignee = reading.string(), reading.string(), reading.string()
        lines = tuple(Carried(reading.string(), reading.kg()) for _ in range(reading.varint()))
        more = reading.varint()
    if reading.at != len(body):
        raise NotACode
    issued = EPOCH + timedelta(minutes=minutes)
    return Said(kind, number, state, seq, kg, issued, days, plate, consignor, carrier, consignee, lines, more)


class _Reading:
    """A place within bytes."""

    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at

    def take(self, count: int) -> bytes:
        part = self.raw[self.at : self.at + count]
        if len(part) != count:
            raise NotACode
        self.at += count
        return part

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 49:
                raise NotACode

    def kg(self) -> Decimal:
        return Decimal(self.varint()) / 1000

    def string(self) -> str:
        try:
            return self.take(self.take(1)[0]).decode()
        except UnicodeDecodeError:
            raise NotACode from None
