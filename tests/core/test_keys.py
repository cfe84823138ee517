"""Keys and detached signatures: what is signed has one spelling, and a changed character is never overlooked."""

import json
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc.jwk import ECKey, OKPKey

from wasteflow.core import keys
from wasteflow.core.embedded import CannotStart
from wasteflow.core.settings import Settings


@pytest.mark.parametrize("key", [ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")], ids=["P-256", "Ed25519"])
def test_no_character_of_a_signature_can_be_changed(key: keys.Key) -> None:
    payload = keys.canonical({"b": 1, "a": "\u20ac"})
    jws = keys.sign(payload, key)
    public = keys.public_key(keys.public_jwk(key))
    keys.verify(jws, payload, public)
    for n, character in enumerate(jws):
        changed = jws[:n] + ("A" if character != "A" else "B") + jws[n + 1 :]
        with pytest.raises(keys.NotSigned):
            keys.verify(changed, payload, public)
    for n in range(len(payload)):
        with pytest.raises(keys.NotSigned):
            keys.verify(jws, payload[:n] + bytes([payload[n] ^ 1]) + payload[n + 1 :], public)


def test_a_signature_is_the_one_the_standard_says() -> None:
    key = ECKey.generate_key("P-256")
    protected, _, signature = keys.sign(b"{}", key).split(".")
    raw = keys.decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.public_key.verify(der, f"{protected}.e30".encode(), ECDSA(hashes.SHA256()))


def test_another_key_did_not_sign_it() -> None:
    jws = keys.sign(b"{}", ECKey.generate_key("P-256"))
    for other in (ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")):
        with pytest.raises(keys.NotSigned):
            keys.verify(jws, b"{}", other)


def test_canonical_json_has_one_spelling() -> None:
    assert keys.canonical({"b": [1, True, None], "a": "\n\u00e9"}) == '{"a":"\\n\u00e9","b":[1,true,null]}'.encode()


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        {},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
        ECKey.generate_key("P-256").as_dict(private=True),
    ],
)
def test_what_is_no_public_key_is_told(jwk: object) -> None:
    with pytest.raises(keys.NotAKey):
        keys.public_key(jwk)


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = keys.signing_keys(settings)
    keys._read.cache_clear()
    assert keys.signing_keys(settings).jwks() == first.jwks()
    assert stat.S_IMODE((tmp_path / "signing-keys.json").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["signing-keys.json"]
    with pytest.raises(FileExistsError):
        keys.write_new(tmp_path / "signing-keys.json")


def test_only_public_halves_are_shown(tmp_path: Path) -> None:
    shown = keys.signing_keys(Settings(data_dir=tmp_path)).jwks()["keys"]
    assert [key["alg"] for key in shown] == ["ES256", "Ed25519", "ECDH-ES"]
    assert not any("d" in key for key in shown)


def test_named_keys_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="cannot be read"):
        keys.signing_keys(Settings(signing_keys=tmp_path / "none.json"))
    (tmp_path / "public.json").write_bytes(
        msgspec.json.encode({"keys": [keys.public_jwk(ECKey.generate_key("P-256"))]})
    )
    with pytest.raises(CannotStart, match="cannot be read"):
        keys.signing_keys(Settings(signing_keys=tmp_path / "public.json"))


def test_a_file_from_before_gets_a_key_to_seal_for_beside_it_once(tmp_path: Path) -> None:
    """Several processes that begin at once agree on it, and the file itself is left as it is."""
    path = tmp_path / "signing-keys.json"
    keys.write_new(path)
    old = [key for key in json.loads(path.read_text())["keys"] if key.get("use") != "enc"]
    path.write_text(json.dumps({"keys": old}))
    before = path.read_bytes()
    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        found = {*processes.map(_sealing_of, [tmp_path] * 4)}
    assert len(found) == 1
    assert path.read_bytes() == before
    assert stat.S_IMODE((tmp_path / "sealing-key.json").stat().st_mode) == 0o600


def _sealing_of(data_dir: Path) -> str:
    (one,) = (k for k in keys.signing_keys(Settings(data_dir=data_dir)).jwks()["keys"] if k["use"] == "enc")
    return str(one["x"])
