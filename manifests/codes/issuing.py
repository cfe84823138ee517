"""Who signs codes, by which keys they are known, and what is said of a container or a load."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.util import urlsafe_b64decode
from msgspec import Struct

from manifests.codes import signed_qr
from manifests.codes.signed_qr import Carried, Check, Kind, Said, Sign
from manifests.life.model import Batch, Manifest
from wasteflow.catalog.limits import limit
from wasteflow.core import keys
from wasteflow.core.settings import Settings

Keys = Mapping[bytes, Sequence[Check]]


class Issuer(Struct, frozen=True):
    """Where codes lead, and the key that signs them."""

    public_url: str
    key_id: bytes
    sign: Sign
    now: datetime

    def text(self, said: Said) -> str:
        """The whole text of a code."""
        return signed_qr.text_of(said, public_url=self.public_url, key_id=self.key_id, sign=self.sign)


def issuer(settings: Settings, now: datetime) -> Issuer:
    """This server, as it signs now."""
    key = keys.signing_keys(settings).current(keys.ED25519)
    return Issuer(settings.public_url, key_id(keys.kid(key)), _signer(key), now)


def _signer(key: keys.Key) -> Sign:
    private: Any = key.private_key
    sign: Callable[[bytes], bytes] = private.sign
    return sign


def key_id(kid: str) -> bytes:
    """The first bytes of a key's thumbprint."""
    return urlsafe_b64decode(kid.encode())[: signed_qr.KEY_ID]


def known_keys(jwks: Mapping[str, Any]) -> Keys:
    """The Ed25519 keys of a JWK Set, as `/.well-known/jwks.json` gives it. Raises NotAKey where it is none."""
    if not isinstance(jwks, Mapping) or not isinstance(jwks.get("keys"), list):
        raise keys.NotAKey
    found: dict[bytes, list[Check]] = {}
    for jwk in jwks["keys"]:
        key = keys.public_key({name: jwk[name] for name in ("kty", "crv", "x", "y") if name in jwk})
        if keys.algorithm_of(key) == keys.ED25519:
            found.setdefault(key_id(keys.kid(key)), []).append(_checker(urlsafe_b64decode(jwk["x"].encode())))
    return found


def own_keys(settings: Settings) -> Keys:
    """The keys this server signs with and has signed with."""
    return known_keys(keys.signing_keys(settings).jwks())


def _checker(raw: bytes) -> Check:
    public = Ed25519PublicKey.from_public_bytes(raw)

    def check(signature: bytes, message: bytes) -> bool:
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return check


# --- what is said of what ---------------------------------------------------------------------------------------


def of_batch(batch: Batch, now: datetime) -> Said:
    """What the label of a container says: how much is in it, in which state, after how many events."""
    days = int(limit("qr", "label_days"))
    return Said(Kind.LABEL, batch.digital_code or "", batch.status, batch.seq, batch.weight.kg, now, days)


def of_manifest(manifest: Manifest, now: datetime) -> Said:
    """What the sheet of a manifest says at the road-side."""
    return Said(
        kind=Kind.ROADSIDE,
        number=manifest.number or "",
        state=manifest.status,
        seq=manifest.seq,
        kg=sum((line.sent.kg for line in manifest.lines), Decimal(0)),
        issued_at=now,
        days=int(limit("qr", "sheet_days")),
        plate=manifest.leg.plate or "",
        consignor=manifest.consignor.name,
        carrier=manifest.leg.name,
        consignee=manifest.consignee.name,
        lines=tuple(Carried(line.code.code, line.sent.kg) for line in manifest.lines),
    )
