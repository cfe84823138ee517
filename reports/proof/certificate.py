"""By whose key documents are signed: a certificate of the house's own making, or one that an authority issued.

The house's own is made anew from the server's P-256 signing key whenever it is needed, byte for byte the same (RFC
6979): there is no second file to keep, and the JWK Set that is published says whose it is. An authority's comes by
setting, in one PEM file with its private key: the first key signs, every certificate in the file is known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from wasteflow.core import keys
from wasteflow.core.embedded import CannotStart
from wasteflow.core.settings import Settings

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2056, 1, 1, tzinfo=UTC)
_NOT_FOR = (
    *("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
    *("encipher_only", "decipher_only"),
)
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class Signer:
    """The key that signs, its certificate first and those above it after."""

    key: PrivateKey
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class Known:
    """By what a signature is known as ours: public keys, and certificates that others issued for them."""

    keys: frozenset[bytes]  # in DER
    issued: frozenset[bytes] = frozenset()

    def mine(self, certificate: x509.Certificate) -> bool:
        """Is this certificate ours, to its last byte?"""
        if certificate.public_bytes(serialization.Encoding.DER) in self.issued:
            return True
        if _der(certificate.public_key()) not in self.keys:
            return False
        try:
            certificate.verify_directly_issued_by(certificate)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True


def signer(settings: Settings) -> Signer:
    """Who signs documents now. Raises CannotStart where the named file holds no key with its certificate."""
    if settings.document_certificate is not None:
        return _read(settings.document_certificate)
    key = keys.signing_keys(settings).current(keys.ES256)
    return _own(keys.kid(key), key.private_key, urlsplit(settings.public_url).hostname or "wasteflow")


def known(settings: Settings) -> Known:
    """By what documents of this installation are known, also those signed with an earlier key."""
    signing = keys.signing_keys(settings).keys
    own = frozenset(_der(key.public_key) for key in signing if keys.algorithm_of(key) == keys.ES256)
    if settings.document_certificate is None:
        return Known(own)
    return Known(own, frozenset(_certificates(settings.document_certificate.read_bytes())))


def published(settings: Settings) -> bytes:
    """The certificates that sign documents, as PEM."""
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in signer(settings).chain)


def read_known(data: bytes) -> Known:
    """What a file names: a JWK Set, or certificates as PEM. Raises NotAKey where it is neither."""
    if data.lstrip().startswith(b"-----"):
        found = frozenset(_certificates(data))
        if not found:
            raise keys.NotAKey
        return Known(frozenset(_der(x509.load_der_x509_certificate(der).public_key()) for der in found), found)
    try:
        listed = msgspec.json.decode(data)["keys"]
        named = [keys.public_key(jwk) for jwk in listed if jwk.get("use") != "enc"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise keys.NotAKey from None
    return Known(frozenset(_der(key.public_key) for key in named if keys.algorithm_of(key) == keys.ES256))


def verified(key: object, signature: bytes, message: bytes) -> bool:
    """Did this key sign this message (SHA-256; ECDSA, or RSA of PKCS #1)?"""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _der(key: Any) -> bytes:
    return bytes(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


@cache
def _own(kid: str, key: ec.EllipticCurvePrivateKey, host: str) -> Signer:
    """A certificate the key gives itself; `kid` is its name among those that are published."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "wasteflow"),
            x509.NameAttribute(NameOID.COMMON_NAME, host[:64]),
        ]
    )
    usage = dict.fromkeys(_NOT_FOR, False)
    built = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(int.from_bytes(kid.encode()[:19].ljust(19, b"\x01")) >> 1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return Signer(key, (built.sign(key, hashes.SHA256(), ecdsa_deterministic=True),))


@cache
def _read(path: Path) -> Signer:
    try:
        data = path.read_bytes()
        key = serialization.load_pem_private_key(_first_key(data), None)
        chain = tuple(x509.load_der_x509_certificate(der) for der in _certificates(data))
    except (OSError, ValueError, TypeError, StopIteration) as problem:
        raise CannotStart(f"The document certificate in {path} cannot be read ({type(problem).__name__}).") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise CannotStart(f"The key in {path} signs no documents; it must be of RSA or of an elliptic curve.")
    mine = [c for c in chain if _der(c.public_key()) == _der(key.public_key())]
    if not mine:
        raise CannotStart(f"{path} holds no certificate of its private key.")
    return Signer(key, (mine[0], *(c for c in chain if c is not mine[0])))


def _first_key(data: bytes) -> bytes:
    return next(found[0] for found in _PEM.finditer(data) if found[1].endswith(b"PRIVATE KEY"))


def _certificates(data: bytes) -> Sequence[bytes]:
    """Every certificate of a PEM file, in DER. Raises ValueError."""
    blocks = [found[0] for found in _PEM.finditer(data) if found[1] == b"CERTIFICATE"]
    return [x509.load_pem_x509_certificate(b).public_bytes(serialization.Encoding.DER) for b in blocks]
