"""Is it this device's signature over this event, and does the device count? Asked once, before anything is judged.

What is wrong with a signature is told in the event's own outcome: the other events of a phone's queue go on.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from manifests.proposals import DeviceSignature
from manifests.signed import payload, queries
from manifests.signed import refusals as no
from wasteflow.core import clock, keys
from wasteflow.core.db import Pool
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal
from wasteflow.people.devices import queries as devices
from wasteflow.people.devices.model import Device
from wasteflow.people.model import Actor

AT = "device_signature"


class Marked(Protocol):
    """Whatever a device may have signed: a custody event, a tap on a round."""

    @property
    def device_signature(self) -> DeviceSignature | None: ...
    @property
    def id(self) -> UUID | None: ...
    @property
    def subject(self) -> UUID | None: ...
    @property
    def occurred_at(self) -> datetime: ...


class Signed(msgspec.Struct, frozen=True):
    """A signature that is right."""

    mark: DeviceSignature
    payload: bytes
    digest: bytes


@dataclass
class Signatures:
    """What was found of each signed event of a request, by subject and event."""

    keys: keys.SigningKeys
    found: dict[tuple[UUID | None, UUID | None], Signed | Refusal] = field(default_factory=dict)
    right: dict[tuple[UUID | None, UUID | None], Signed] = field(default_factory=dict)  # also of what is refused
    items: dict[tuple[UUID | None, UUID | None], dict[str, Any]] = field(default_factory=dict)
    times: dict[tuple[UUID | None, UUID | None], datetime] = field(default_factory=dict)
    carried: dict[tuple[UUID | None, UUID | None], Actor] = field(default_factory=dict)  # for whom another signed

    def speaker(self, p: Marked, sender: Actor) -> Actor:
        """Whose word an event is: its sender's, or that of the driver on whose device it was signed."""
        return self.carried.get((p.subject, p.id), sender)

    def shown(self, p: Marked) -> Signed:
        """Raises the refusal of a signature that does not stand."""
        found = self.found[p.subject, p.id]
        if isinstance(found, Refusal):
            raise found
        return found


def shown(signatures: Signatures | None, p: Marked) -> Signed:
    """The signature of an event that has one. Raises the refusal of one that does not stand, or was not looked at."""
    if signatures is None or (p.subject, p.id) not in signatures.found:
        raise no.WrongSignature(f"{AT}.jws")
    return signatures.shown(p)


async def look_at(
    pool: Pool, signing: keys.SigningKeys, actor: Actor, body: bytes, proposals: Sequence[Marked]
) -> Signatures:
    """Verify the signatures of a request, off the event loop."""
    raw = msgspec.json.decode(body)
    items = raw if isinstance(raw, list) else [raw]
    marked = [(p, item) for p, item in zip(proposals, items, strict=True) if p.device_signature is not None]
    known = await devices.by_kid(pool, kids=[p.device_signature.key for p, _ in marked if p.device_signature])
    signatures = Signatures(signing)
    signatures.carried = await _carried(pool, actor, marked, known)
    await asyncio.to_thread(_all, signatures, actor, marked, known)
    return signatures


async def _carried(
    pool: Pool, actor: Actor, marked: Sequence[tuple[Marked, dict[str, Any]]], known: dict[str, Device]
) -> dict[tuple[UUID | None, UUID | None], Actor]:
    """What others' devices signed and a party of the load may hand in: what a phone showed that will not come back."""
    others = [
        p
        for p, _ in marked
        if p.device_signature and (d := known.get(p.device_signature.key)) and d.account != actor.account
    ]
    if not others or actor.org is None:
        return {}
    kids = list({p.device_signature.key for p in others if p.device_signature})
    signers = await devices.signers(pool, kids=kids)
    reached = await queries.reached(pool, subjects=[p.subject for p in others if p.subject], scope=f"org:{actor.org}")
    reached |= {p.subject for p, item in marked if p in others and _names(p, item, actor.org, known) and p.subject}
    return {
        (p.subject, p.id): signers[p.device_signature.key]
        for p in others
        if p.device_signature and p.device_signature.key in signers and p.subject in reached
    }


def _names(p: Marked, item: dict[str, Any], org: UUID, known: dict[str, Device]) -> bool:
    """Whether another's device names this company as one more carrier, which makes it a party of the load."""
    fact = item.get("fact", {})
    if fact.get("kind") != "carrier_added" or fact.get("carrier") != str(org) or p.device_signature is None:
        return False
    try:
        _verified(p, item, keys.public_key(known[p.device_signature.key].jwk))
    except Refusal:
        return False
    return True


def _all(
    signatures: Signatures, actor: Actor, marked: list[tuple[Marked, dict[str, Any]]], known: dict[str, Device]
) -> None:
    public: dict[str, keys.Key] = {}
    for p, item in marked:
        at = p.subject, p.id
        signatures.items[at], signatures.times[at] = item, p.occurred_at
        try:
            device = _device(p, signatures.speaker(p, actor), known)
            key = public.setdefault(device.kid, keys.public_key(device.jwk))
            signatures.right[at] = signed = _verified(p, item, key)
            _counts(p, device)
            signatures.found[at] = signed
        except Refusal as refusal:
            signatures.found[at] = refusal


def _device(p: Marked, actor: Actor, known: dict[str, Device]) -> Device:
    assert p.device_signature is not None
    for name in ("subject", "id"):
        if getattr(p, name) is None:  # the phone mints both: what is signed must say what it is about
            raise MissingField(name)
    device = known.get(p.device_signature.key)
    if device is None:
        raise no.UnknownDevice(f"{AT}.key")
    if device.account != actor.account or device.org != actor.org:
        raise no.NotYourDevice(f"{AT}.key")
    return device


def _verified(p: Marked, item: dict[str, Any], key: keys.Key) -> Signed:
    mark = p.device_signature
    assert mark is not None
    try:
        signed = payload.signed_by_device(item, mark)
        keys.verify(mark.jws, signed, key)
    except ValueError:  # NotSigned is one; a number that has no one spelling is another
        raise no.WrongSignature(f"{AT}.jws") from None
    return Signed(mark, signed, payload.digest(signed))


def _counts(p: Marked, device: Device) -> None:
    if device.revoked_as_of is not None and p.occurred_at >= device.revoked_as_of:
        raise no.DeviceRevoked("occurred_at", label=device.label, as_of=told(device.revoked_as_of))
    if p.occurred_at >= device.valid_until:
        raise no.DeviceExpired("occurred_at", label=device.label, until=told(device.valid_until))


def told(moment: datetime) -> str:
    """A time of the Bay Area, as a sentence says it."""
    return f"{moment.astimezone(clock.BAY_AREA):%Y-%m-%d %H:%M}"
