"""Keys and signatures: the server's own keys, and detached signatures over canonical JSON by whomever.

The server's private keys stand in one file, a JWK Set: the first of each algorithm signs, all of them are published, so
that what an earlier key signed can be checked after another took its place. A detached JWS (RFC 7515, appendix F) is
`header..signature`; what it signs are the canonical bytes (RFC 8785) of a JSON value, which both sides can write.
"""

import os
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import rfc8785
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey
from joserfc.jws import JWSRegistry

from wasteflow.core.embedded import CannotStart
from wasteflow.core.settings import Settings

Key = ECKey | OKPKey
ES256, ED25519 = "ES256", "Ed25519"
ECDH_ES, A256GCM = "ECDH-ES", "A256GCM"
ALGORITHMS = {ES256: ES256, ED25519: ED25519, "EdDSA": ED25519}  # "EdDSA": Ed25519's name before RFC 9864
LONGEST_JWS = 2000
_PUBLIC = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}


class NotAKey(ValueError):
    """What was given is no public key of P-256 or Ed25519."""


class NotSealed(ValueError):
    """What was given is nothing that was sealed for this server."""


class NotSigned(ValueError):
    """What was given is no detached signature over these bytes by this key."""


# --- the server's own keys ---------------------------------------------------------------------------------


class SigningKeys:
    """The keys this server signs with and has signed with; and those by which others seal what only it is to read."""

    def __init__(self, keys: list[Key], sealing: list[ECKey]) -> None:
        self.keys = keys
        self.sealing = sealing

    def current(self, algorithm: str = ES256) -> Key:
        """The key that signs now."""
        return next(key for key in self.keys if algorithm_of(key) == algorithm)

    def find(self, kid: str) -> Key | None:
        """The key of this id, also one that signs no more."""
        return next((key for key in self.keys if key.thumbprint() == kid), None)

    def jwks(self) -> dict[str, Any]:
        """Their public halves, as a JWK Set."""
        signing = [{**public_jwk(k), "alg": algorithm_of(k), "use": "sig"} for k in self.keys]
        return {"keys": signing + [{**public_jwk(k), "alg": ECDH_ES, "use": "enc"} for k in self.sealing]}

    def opened(self, sealed: str) -> bytes:
        """What stands in a compact JWE that was made for one of these keys. Raises NotSealed."""
        for key in self.sealing:
            try:
                text = jwe.decrypt_compact(sealed, key, algorithms=[ECDH_ES, A256GCM]).plaintext
            except Exception:  # noqa: S112 - a decoder fed with anything raises anything; all of it means the same
                continue
            if text is not None:
                return text
        raise NotSealed


def signing_keys(settings: Settings) -> SigningKeys:
    """The server's keys: of the file that the settings name, else of one in the data folder, made at first use.

    Raises CannotStart where the named file is not there or holds no such keys.
    """
    if settings.signing_keys is not None:
        return _read(settings.signing_keys)
    path = settings.data_dir.absolute() / "signing-keys.json"
    try:
        return _kept(path)
    except OSError as problem:
        raise CannotStart(
            f"The signing keys cannot be kept in {path} ({problem.strerror}); name a file by WASTEFLOW_SIGNING_KEYS."
        ) from None


def write_new(path: Path) -> None:
    """Make a key of each algorithm, and one to seal for, in a file that only its owner reads. Raises FileExistsError:
    a key is never overwritten, for what it signed could not be checked any more."""
    keys: list[Key] = [ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")]
    _write(path, [*(key.as_dict(private=True) for key in keys), _sealing()])


def _sealing() -> Mapping[str, object]:
    return {**ECKey.generate_key("P-256").as_dict(private=True), "use": "enc"}


def _write(path: Path, keys: Sequence[Mapping[str, object]]) -> None:
    text = msgspec.json.encode({"keys": keys})
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(name)  # of several processes that begin at once, one
    finally:
        Path(name).unlink()


def _kept(path: Path) -> SigningKeys:
    if not path.exists():
        with suppress(FileExistsError):
            write_new(path)
    found = _read(path)
    if found.sealing:
        return found
    beside = path.with_name("sealing-key.json")  # of a file from before there were any, which is left as it is
    if not beside.exists():
        with suppress(FileExistsError):
            _write(beside, [_sealing()])
    return SigningKeys(found.keys, _read_sealing(beside))


@cache
def _read_sealing(path: Path) -> list[ECKey]:
    return [key for key in _private_keys(path) if isinstance(key, ECKey)]


def _private_keys(path: Path) -> list[Key]:
    try:
        return [_private(jwk) for jwk in KeySet.import_key_set(msgspec.json.decode(path.read_bytes())).keys]
    except (OSError, msgspec.DecodeError, JoseError, KeyError, TypeError, ValueError) as problem:
        raise CannotStart(f"The signing keys in {path} cannot be read ({type(problem).__name__}).") from None


@cache
def _read(path: Path) -> SigningKeys:
    found = _private_keys(path)
    keys = [key for key in found if key.get("use") != "enc"]
    sealing = [key for key in found if key.get("use") == "enc" and isinstance(key, ECKey)]  # older files hold none
    if {algorithm_of(key) for key in keys} != {ES256, ED25519}:
        raise CannotStart(
            f"{path} must hold a private key of P-256 and one of Ed25519; `wasteflow new-keys` makes them."
        )
    return SigningKeys(keys, sealing)


def _private(key: Any) -> Key:
    if not isinstance(key, ECKey | OKPKey) or not key.is_private:
        raise NotAKey
    return key


# --- anybody's public keys ---------------------------------------------------------------------------------


def public_key(jwk: object) -> Key:
    """The public key a JWK describes. Raises NotAKey, also where it gives away a private one."""
    if not isinstance(jwk, dict) or "d" in jwk or jwk.get("crv") not in ("P-256", "Ed25519"):
        raise NotAKey
    try:
        members = {name: jwk[name] for name in _PUBLIC[jwk["kty"]]}
        key = (ECKey if members["kty"] == "EC" else OKPKey).import_key(members)
        _ = key.public_key  # the numbers are looked at here: a point off the curve is no key
    except (JoseError, KeyError, TypeError, ValueError):
        raise NotAKey from None
    return key


def public_jwk(key: Key) -> dict[str, str]:
    """The public half with its id: the RFC 7638 thumbprint."""
    return {**{k: str(v) for k, v in key.as_dict(private=False).items() if k in _PUBLIC[key.key_type]}, "kid": kid(key)}


def kid(key: Key) -> str:
    """A key's id: its RFC 7638 thumbprint."""
    return str(key.thumbprint())


def algorithm_of(key: Key) -> str:
    """What a key of this kind signs by."""
    return ES256 if isinstance(key, ECKey) else ED25519


# --- detached signatures -----------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value (RFC 8785)."""
    return rfc8785.dumps(value)


def sign(payload: bytes, key: Key, **header: str) -> str:
    """A detached JWS over these bytes."""
    algorithm = algorithm_of(key)
    protected = encoded(msgspec.json.encode({"alg": algorithm, "kid": kid(key), **header}))
    signature = JWSRegistry.algorithms[algorithm].sign(_signed(protected, payload), key)
    return f"{protected}..{encoded(signature)}"


def header_of(jws: str) -> dict[str, Any]:
    """The header of a detached JWS, not yet checked. Raises NotSigned."""
    parts = jws.split(".")
    if len(jws) > LONGEST_JWS or len(parts) != 3 or parts[1]:
        raise NotSigned
    try:
        header = msgspec.json.decode(decoded(parts[0]), type=dict[str, Any])
    except (msgspec.DecodeError, ValueError):
        raise NotSigned from None
    if "crit" in header or "b64" in header:  # nothing that would have to be understood
        raise NotSigned
    return header


def verify(jws: str, payload: bytes, key: Key) -> None:
    """Raises NotSigned where this is not that key's detached JWS over these bytes."""
    algorithm = ALGORITHMS.get(str(header_of(jws).get("alg")))
    if algorithm is None or algorithm != algorithm_of(key):
        raise NotSigned
    protected, _, signature = jws.split(".")
    try:
        right = JWSRegistry.algorithms[algorithm].verify(_signed(protected, payload), decoded(signature), key)
    except (JoseError, ValueError):
        raise NotSigned from None
    if not right:
        raise NotSigned


def _signed(protected: str, payload: bytes) -> bytes:
    return f"{protected}.{encoded(payload)}".encode()


def encoded(raw: bytes) -> str:
    """As it stands in an address or a JWS: base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The same back. Raises ValueError, also of another spelling of the same bytes."""
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(raw) != text:  # one spelling only, so that a changed character is never overlooked
        raise ValueError(text)
    return raw
