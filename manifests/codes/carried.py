"""What one phone shows another: its signed events of a load, as text in a QR, whole and to be handed in by the other.

    WF1: base41( 1, n, n x (algorithm, 64 bytes of signature), raw DEFLATE of 2n lines, joined by line feeds )

Of each event one line is the canonical bytes that were signed, unchanged, so that nothing has to be spelled again, and
one is the canonical bytes of what is attached to it, empty where nothing is. The algorithm is 1 for ES256 and 2 for
Ed25519; the header of each signature is the canonical JSON of `alg` and `kid`. Pure.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import rfc8785

from manifests.codes import signed_qr

PREFIX = "WF1:"
VERSION = 1
ALGORITHMS = {1: "ES256", 2: "Ed25519"}
SIGNATURE = 64
LONGEST = 1853  # characters: a QR of version 25, error correction L, alphanumeric
MOST_BYTES = 20_000  # of payloads, unpacked
_BESIDE = ("device", "counter", "previous", "attached")
Item = dict[str, Any]


class NotCarried(ValueError):
    """This text holds no signed events."""


def written(items: Sequence[Mapping[str, Any]], payloads: Sequence[bytes]) -> str:
    """The text of a code for events as they are sent, with what was signed of each. Raises ValueError where they find
    no room in one code, or a signature is written otherwise than a phone writes it."""
    marks = b"".join(_mark(item["device_signature"]["jws"]) for item in items)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    lines = [line for item, payload in zip(items, payloads, strict=True) for line in (payload, _attached(item))]
    body = packed.compress(b"\n".join(lines)) + packed.flush()
    text = PREFIX + signed_qr.encoded(bytes([VERSION, len(items)]) + marks + body)
    if len(text) > LONGEST:
        raise ValueError("too long for one code")
    return text


def read(text: str) -> list[Item]:
    """The events in a code, as they are sent to the server; who signed them is for the server to say.

    Raises NotCarried.
    """
    try:
        if not text.startswith(PREFIX) or len(text) > LONGEST:
            raise NotCarried
        data = signed_qr.decoded(text[len(PREFIX) :])
        version, n = data[0], data[1]
        start = 2 + n * (1 + SIGNATURE)
        if version != VERSION or n == 0 or len(data) <= start:
            raise NotCarried
        unpacked = zlib.decompressobj(-15)
        body = unpacked.decompress(data[start:], MOST_BYTES)
        lines = body.split(b"\n")
        if not unpacked.eof or unpacked.unused_data or len(lines) != 2 * n:
            raise NotCarried
        marks = [data[2 + i * (1 + SIGNATURE) : 2 + (i + 1) * (1 + SIGNATURE)] for i in range(n)]
        return [_item(*one) for one in zip(lines[::2], lines[1::2], marks, strict=True)]
    except (zlib.error, msgspec.DecodeError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise NotCarried from None


def _mark(jws: str) -> bytes:
    protected, _, signature = jws.split(".")
    header = msgspec.json.decode(_unpadded(protected))
    number = next((n for n, name in ALGORITHMS.items() if name == header["alg"]), None)
    raw = _unpadded(signature)
    if number is None or len(raw) != SIGNATURE or _header(header["alg"], header["kid"]) != protected:
        raise ValueError("not as a phone signs")
    return bytes([number]) + raw


def _attached(item: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps(item["attached"]) if item.get("attached") is not None else b""


def _item(payload: bytes, attached: bytes, mark: bytes) -> Item:
    said = msgspec.json.decode(payload, type=dict[str, Any])
    jws = f"{_header(ALGORITHMS[mark[0]], said['device'])}..{_b64(mark[1:])}"
    signature = {"key": said["device"], "counter": said["counter"], "previous": said["previous"], "jws": jws}
    more = {"attached": msgspec.json.decode(attached)} if attached else {}
    return {k: v for k, v in said.items() if k not in _BESIDE} | more | {"device_signature": signature}


def _header(algorithm: str, kid: str) -> str:
    return _b64(msgspec.json.encode({"alg": algorithm, "kid": kid}))


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpadded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
