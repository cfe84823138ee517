"""A driver's phone in tests: does what its browser's WebCrypto does, with nothing of the program's own."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from manifests.commands import record
from manifests.proposals import Declined, Outcome
from manifests.schemas import read_proposals
from manifests.signed import cases, looking
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.keys import signing_keys
from wasteflow.core.settings import settings
from wasteflow.people.devices import commands
from wasteflow.people.devices.schemas import Enrolment, NewCode
from wasteflow.people.model import Actor


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def canonical(value: Any) -> bytes:
    """RFC 8785 for what a phone signs: texts and whole numbers under names of ASCII letters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass
class Phone:
    """Its key, its count, and the last thing it signed."""

    ed25519: bool = False
    device: UUID | None = None
    token: str = ""
    counter: int = 0
    last: str | None = None
    names: str = ""  # what it calls its algorithm; empty: the usual name
    signs: Callable[[bytes], None] = lambda _: None  # told what it signs of each event
    key: Any = field(init=False)

    def __post_init__(self) -> None:
        self.key = Ed25519PrivateKey.generate() if self.ed25519 else generate_private_key(SECP256R1())
        self.names = self.names or ("Ed25519" if self.ed25519 else "ES256")

    # --- its key

    @property
    def jwk(self) -> dict[str, str]:
        """The public half."""
        public = self.key.public_key()
        if self.ed25519:
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}
        point = public.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}

    @property
    def kid(self) -> str:
        """RFC 7638."""
        return b64(hashlib.sha256(canonical(self.jwk)).digest())

    def sign(self, payload: bytes, **header: Any) -> str:
        """A detached JWS, as WebCrypto makes it: r and s side by side."""
        protected = b64(canonical({"alg": self.names, "kid": self.kid, **header}))
        signed = f"{protected}.{b64(payload)}".encode()
        if self.ed25519:
            return f"{protected}..{b64(self.key.sign(signed))}"
        r, s = decode_dss_signature(self.key.sign(signed, ECDSA(hashes.SHA256())))
        return f"{protected}..{b64(r.to_bytes(32) + s.to_bytes(32))}"

    # --- enrolling

    def enrolment(self, code: str) -> dict[str, Any]:
        """What it posts; `code` as its driver typed it."""
        meant = code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
        return {"code": code, "key": self.jwk, "proof": self.sign(canonical({"enrol": meant})), "label": "试机"}

    @classmethod
    async def enrolled(cls, pool: Pool, dispatcher: Actor, driver: Actor, **more: Any) -> "Phone":
        """A phone of this driver."""
        code = await commands.make_code(pool, dispatcher, NewCode(account=driver.account))
        phone = cls(**more)
        made = await commands.enrol(pool, Enrolment.model_validate(phone.enrolment(code.code)), "127.0.0.1")
        phone.device, phone.token = made.device, made.secret
        return phone

    # --- recording

    def event(self, subject: UUID, fact: dict[str, Any], at: datetime, **more: Any) -> dict[str, Any]:
        """An event signed at the moment of the tap."""
        self.counter += 1
        attached = more.pop("attached", None)
        signed = {
            "subject": str(subject),
            "id": str(new_id()),
            "occurred_at": at.isoformat(),
            "fact": fact,
            "device": self.kid,
            "counter": self.counter,
            "previous": self.last,
            **more,
        }
        if attached is not None:
            signed["attached"] = hashlib.sha256(canonical(attached)).hexdigest()
        payload = canonical(signed)
        self.signs(payload)
        self.last = hashlib.sha256(payload).hexdigest()
        mark = {"key": signed.pop("device"), "counter": signed.pop("counter"), "previous": signed.pop("previous")}
        if attached is not None:
            signed["attached"] = attached
        return {**signed, "device_signature": {**mark, "jws": self.sign(payload)}}

    async def hand_in(self, pool: Pool, driver: Actor, *events: dict[str, Any]) -> list[Outcome]:
        """The same as `send`, without HTTP."""
        body = json.dumps(events).encode()
        sent = read_proposals(body)
        assert isinstance(sent, list)
        signatures = await looking.look_at(pool, signing_keys(settings()), driver, body, sent)
        outcomes = await record(pool, driver, sent, signatures=signatures)
        await cases.keep(pool, driver, signatures, [o for o in outcomes if isinstance(o, Declined)])
        return outcomes

    async def send(self, client: httpx.AsyncClient, *events: dict[str, Any], **headers: str) -> httpx.Response:
        """One batch call."""
        sent = {"authorization": f"Bearer {self.token}", "accept-language": "en", **headers}
        return await client.post("/custody/events", json=list(events), headers=sent)
