"""What one phone shows another: unchanged, small enough for a code, and nothing else passes for it."""

import json
import random
import zlib
from datetime import timedelta
from typing import Any

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_L

from manifests.codes import carried
from tests.bay import PLATE
from tests.phone import Phone
from wasteflow.core import clock
from wasteflow.core.ids import new_id

NOW = clock.now()
HERE = {"position": {"lat": "22.543100", "lon": "114.057900", "accuracy_m": 12}}


def signed(phone: Phone, n: int, **more: Any) -> tuple[list[dict[str, Any]], list[bytes]]:
    """A driver's last events of a load, with what was signed of each."""
    load = new_id()
    kinds = ("departed", "given_over", "arrived")
    facts = [{"kind": kinds[i % 3], "plate": PLATE, "driver": "欧阳师傅"} for i in range(n)]
    payloads: list[bytes] = []
    phone.signs = payloads.append
    items = [phone.event(load, fact, NOW + timedelta(minutes=i), **more) for i, fact in enumerate(facts)]
    return items, payloads


@pytest.mark.parametrize("ed25519", [False, True])
@pytest.mark.parametrize("attached", [{}, {"attached": HERE}], ids=["alone", "with position"])
def test_what_was_signed_comes_out_as_it_went_in(ed25519: bool, attached: dict[str, Any]) -> None:
    items, payloads = signed(Phone(ed25519=ed25519), 2, **attached)
    assert carried.read(carried.written(items, payloads)) == items


def test_a_pick_up_and_a_hand_over_fit_a_code_of_version_20() -> None:
    items, payloads = signed(Phone(), 2, attached=HERE)
    text = carried.written(items, payloads)
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L)
    code.add_data(text)
    code.make(fit=True)
    assert code.version <= 20
    with pytest.raises(ValueError, match="too long"):
        carried.written(*signed(Phone(), 9, attached=HERE))


def test_a_signature_that_no_phone_writes_so_is_not_carried() -> None:
    items, payloads = signed(Phone(names="EdDSA", ed25519=True), 1)
    with pytest.raises(ValueError, match="not as a phone signs"):
        carried.written(items, payloads)


def test_no_altered_text_is_read_as_what_was_signed() -> None:
    items, payloads = signed(Phone(), 2)
    text, drawn = carried.written(items, payloads), random.Random(7)
    for _ in range(3000):
        at = drawn.randrange(len(text))
        altered = text[:at] + drawn.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*") + text[at + 1 :]
        try:
            found = carried.read(altered)
        except carried.NotCarried:
            continue
        assert altered == text or json.dumps(found) != json.dumps(items)


@pytest.mark.parametrize("text", ["", "WF1:", "WF2:000", "WF1:0", "WF1:é", "HTTPS://X/L/1#0", "WF1:" + "0" * 900])
def test_what_is_none_is_told(text: str) -> None:
    with pytest.raises(carried.NotCarried):
        carried.read(text)


def test_a_code_that_unfolds_to_megabytes_is_none() -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"a" * 500_000) + packed.flush()
    text = carried.PREFIX + carried.signed_qr.encoded(bytes([1, 1]) + b"\1" + b"\0" * 64 + body)
    assert len(text) < carried.LONGEST
    with pytest.raises(carried.NotCarried):
        carried.read(text)
