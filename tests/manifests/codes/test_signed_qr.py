"""A signed code: everything it says comes back, and nothing that was altered is believed."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from manifests.codes import signed_qr
from manifests.codes.issuing import known_keys
from manifests.codes.signed_qr import ALPHABET, Carried, Kind, Known, Said, Verdict, decoded, encoded, judge, text_of
from manifests.life.model import BatchStatus, ManifestStatus
from wasteflow.core import keys

NOW = datetime(2026, 11, 5, 4, tzinfo=UTC)
CODE = "91440300MA5FXK7T2Q3360541720261105001"
KEY, OTHER = (keys.OKPKey.generate_key("Ed25519") for _ in range(2))
KEYS = known_keys({"keys": [keys.public_jwk(KEY)]})
(ID,) = KEYS
LABEL = Said(Kind.LABEL, CODE, "stored", 1, Decimal("186.5"), NOW, 400)
SHEET = Said(
    Kind.ROADSIDE,
    "20264419000001",
    "in_transit",
    4,
    Decimal("1024.125"),
    NOW,
    30,
    "粤S12345",
    "莞东电镀厂",
    "莞惠危运",
    "惠湾环保",
    (Carried("336-054-17", Decimal("1000")), Carried("900-041-49", Decimal("24.125"))),
)


def written(said: Said = LABEL, key: keys.Key = KEY, key_id: bytes = ID) -> str:
    return text_of(said, public_url="https://waste.example", key_id=key_id, sign=key.private_key.sign)


def verdict(text: str, now: datetime = NOW, **known: Known) -> Verdict:
    return judge(text, keys=KEYS, now=now, known=known).verdict


def with_bytes(text: str, raw: bytes) -> str:
    return text.partition("#")[0] + "#" + encoded(raw)


@pytest.mark.parametrize(
    "said", [LABEL, SHEET, replace(SHEET, kind=Kind.MANIFEST, consignor="", carrier="", consignee="", lines=())]
)
def test_what_was_written_is_read(said: Said) -> None:
    answer = judge(written(said), keys=KEYS, now=NOW)
    assert answer == signed_qr.Answer(Verdict.GENUINE, said, said.number, "L" if said.kind is Kind.LABEL else "M")


@given(st.binary(max_size=80))
def test_base_41_has_one_spelling_for_all_bytes(raw: bytes) -> None:
    text = encoded(raw)
    assert decoded(text) == raw
    assert set(text) <= set(ALPHABET)
    assert not text or text[-1] in ALPHABET[:39]  # never one that is cut off the end of a link


@pytest.mark.parametrize("text", ["0", "0000", "***", "**", " 00", "0a0", "0%0"])
def test_what_no_bytes_are_written_as_is_refused(text: str) -> None:
    with pytest.raises(signed_qr.NotACode):
        decoded(text)


@pytest.mark.parametrize("said", [LABEL, SHEET])
def test_any_one_altered_byte_is_named(said: Said) -> None:
    text = written(said)
    raw = decoded(text.partition("#")[2])
    for n in range(len(raw)):
        for flip in (1, 0x80, 0xFF):
            wrong = raw[:n] + bytes([raw[n] ^ flip]) + raw[n + 1 :]
            expected = Verdict.UNKNOWN_ISSUER if 1 <= n <= 4 else Verdict.ALTERED
            answer = judge(with_bytes(text, wrong), keys=KEYS, now=NOW)
            assert (answer.verdict, answer.said) == (expected, None), n


def test_the_number_in_the_address_is_signed_too() -> None:
    text = written()
    assert verdict(text.replace("001#", "002#")) is Verdict.ALTERED
    assert verdict(text.replace("/L/", "/M/")) is Verdict.ALTERED
    assert verdict(text.replace("WASTE.EXAMPLE", "other.example:8080/app")) is Verdict.GENUINE


def test_another_key_is_an_unknown_issuer_and_a_borrowed_name_an_alteration() -> None:
    assert verdict(written(key=OTHER, key_id=b"\1\2\3\4")) is Verdict.UNKNOWN_ISSUER
    assert verdict(written(key=OTHER)) is Verdict.ALTERED


def test_keys_that_sign_no_more_are_known_still() -> None:
    both = known_keys({"keys": [keys.public_jwk(OTHER), keys.public_jwk(KEY)]})
    assert judge(written(), keys=both, now=NOW).verdict is Verdict.GENUINE


def test_it_is_believed_until_its_last_day() -> None:
    last = NOW + timedelta(days=400)
    assert verdict(written(), last - timedelta(minutes=1)) is Verdict.GENUINE
    assert verdict(written(), last) is Verdict.EXPIRED
    assert verdict(written(replace(LABEL, days=0)), last) is Verdict.GENUINE


def test_a_newer_state_that_is_known_makes_it_older_and_an_end_worthless() -> None:
    assert verdict(written(), **{CODE: Known(1)}) is Verdict.GENUINE
    assert verdict(written(), **{CODE: Known(2)}) is Verdict.OLDER
    ended = judge(written(), keys=KEYS, now=NOW, known={CODE: Known(5, NOW)})
    assert (ended.verdict, ended.revoked_at) == (Verdict.REVOKED, NOW)


def test_a_form_to_come_is_told_from_an_alteration() -> None:
    raw = decoded(written().partition("#")[2])[:-64]
    for body in (bytes([0x21]) + raw[1:], bytes([0x1F]) + raw[1:], raw + b"\0", raw[:-1]):
        signature = KEY.private_key.sign(signed_qr.message("L", CODE, body))
        assert verdict(with_bytes(written(), body + signature)) is Verdict.NEWER_FORM


def test_labels_printed_before_are_told_as_unsigned() -> None:
    answer = judge(f"HTTPS://WASTE.EXAMPLE/L/{CODE}", keys=KEYS, now=NOW)
    assert (answer.verdict, answer.number, answer.letter) == (Verdict.UNSIGNED, CODE, "L")
    assert verdict(f"HTTPS://WASTE.EXAMPLE/L/{CODE}#") is Verdict.UNSIGNED


@pytest.mark.parametrize("text", ["", "hello", "https://waste.example/R/1", "https://waste.example/L/", "X" * 5000])
def test_what_is_not_ours_is_not_read(text: str) -> None:
    assert verdict(text) is Verdict.UNREADABLE


@pytest.mark.parametrize("payload", ["0", "ABC", "É", "000000", "0" * 300])
def test_what_is_no_payload_is_altered_or_of_nobody(payload: str) -> None:
    assert verdict(f"HTTPS://WASTE.EXAMPLE/L/{CODE}#{payload}") in (Verdict.ALTERED, Verdict.UNKNOWN_ISSUER)


def test_of_ten_thousand_random_alterations_none_is_accepted() -> None:
    chance = random.Random(2026)
    for n in range(10_000):
        text = written(SHEET) if n % 2 else written()
        start = text.rindex("/", 0, text.index("#")) + 1
        changed = altered(text, start, chance)
        if changed != text:
            answer = judge(changed, keys=KEYS, now=NOW)
            assert answer.said is None, changed
            assert answer.verdict is not Verdict.GENUINE


def altered(text: str, start: int, chance: random.Random) -> str:
    """One to three characters of the number or the payload put in, taken out, exchanged or replaced."""
    found = list(text)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(start, len(found) - 1)
        match chance.randrange(4):
            case 0:
                found[at] = chance.choice(ALPHABET + "#/. %")
            case 1:
                del found[at]
            case 2:
                found.insert(at, chance.choice(ALPHABET))
            case _:
                found[at], found[at + 1] = found[at + 1], found[at]
    return "".join(found)


def test_every_state_has_its_number() -> None:
    for kind, states in ((Kind.LABEL, BatchStatus), (Kind.MANIFEST, ManifestStatus)):
        for state in states:
            said = Said(kind, CODE, state, 300, Decimal("0.001"), NOW)
            assert judge(written(said), keys=KEYS, now=NOW).said == said


def test_long_names_are_cut_between_characters_and_many_lines_are_counted() -> None:
    said = replace(SHEET, consignor="深圳" * 40, lines=SHEET.lines * 6)
    read = judge(written(said), keys=KEYS, now=NOW).said
    assert read is not None
    assert read.consignor == "深圳" * 10
    assert (len(read.lines), read.more_lines) == (8, 4)


def test_the_example_of_the_page_is_true() -> None:
    """docs/signed-qr.md: with this key and these facts, this text."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    text = text_of(LABEL, public_url="https://waste.example", key_id=bytes.fromhex("d481b6b4"), sign=key.sign)
    page = (Path(__file__).parents[3] / "docs" / "signed-qr.md").read_text(encoding="utf-8")
    assert text in page.splitlines()
