"""What a phone signed on its driver's round, with no signal: each act once, in the order of the taps, as it was signed.

The facts bear the names of the round's own events. Each act is told to the very function that a request would have been
told to; a phone signs for the producer as a request does, by leave or by its site's code.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from manifests.absent.sealed import opened
from manifests.attached import store as attached
from manifests.proposals import Attached, Declined, DeviceSignature, Outcome, Recorded, SigningCode
from manifests.rounds import arriving, kerb, planning, store
from manifests.rounds import refusals as no
from manifests.rounds.recording import Done, Mark
from manifests.rounds.schemas import NewSlip, PickUp
from manifests.signed import keeping
from manifests.signed.looking import Signatures, Signed
from wasteflow.core import edge
from wasteflow.core.db import Connection, Pool
from wasteflow.core.edge import UnknownField
from wasteflow.core.errors import Refusal, Refusals, RepeatedKey
from wasteflow.people.model import Actor

Number = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Kilograms = Annotated[str, msgspec.Meta(pattern=r"^\d{1,7}(\.\d{1,3})?$", max_length=11)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=250)]


class _Said(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="kind"):
    """One tap of a driver on a round."""


class SlipFilled(_Said, frozen=True, tag="slip_filled"):
    """The weight at the kerb, kilograms; none where the producer has it in store already."""

    call: Number
    kg: Kilograms | None = None
    basis: Literal["weighed", "estimated"] = "weighed"


class CallLoaded(_Said, frozen=True, tag="call_loaded"):
    """On the vehicle; `mode`: how the absent producer signs, none where it has signed itself."""

    call: Number
    mode: Literal["site_code", "pre_authorised"] | None = None


class CallSkipped(_Said, frozen=True, tag="call_skipped"):
    """Nothing was collected there, and why."""

    call: Number
    reason: Reason


class RoundArrived(_Said, frozen=True, tag="round_arrived"):
    """The vehicle stands at the consignee's gate."""


class Act(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A tap as the phone sends it: `subject` is the round; the rest is as of a custody event."""

    fact: SlipFilled | CallLoaded | CallSkipped | RoundArrived
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID
    subject: UUID
    device_signature: DeviceSignature
    attached: Attached | None = None
    code: SigningCode | None = None
    sealed_code: Annotated[str, msgspec.Meta(max_length=2000)] | None = None

    def __repr__(self) -> str:
        return f"Act(id={self.id}, subject={self.subject}, fact={self.fact})"  # a log never gets the code


MOST = 200
_acts: msgspec.json.Decoder[list[Act]] = msgspec.json.Decoder(list[Act])


def read(body: bytes) -> list[Act]:
    """The acts of a request. Raises what `edge` makes of a body that is no such thing."""
    return edge.decoded(_acts, body)


async def record(
    pool: Pool, sender: Actor, acts: Sequence[Act], signatures: Signatures, now: datetime
) -> list[Outcome]:
    """Each act, judged on what those before it left; answered in the order sent."""
    acts = await opened(signatures.keys, acts)
    outcomes: dict[int, Outcome] = {}
    for n in sorted(range(len(acts)), key=lambda n: acts[n].occurred_at):
        act = acts[n]
        try:
            outcomes[n] = await _one(pool, signatures.speaker(act, sender), act, signatures, now)
        except Refusals as several:
            outcomes[n] = Declined(act.id, act.subject, several.refusals)
        except Refusal as refusal:
            outcomes[n] = Declined(act.id, act.subject, [refusal])
    return [outcomes[n] for n in range(len(acts))]


async def _one(pool: Pool, actor: Actor, act: Act, signatures: Signatures, now: datetime) -> Recorded:
    signed = signatures.shown(act)
    if act.attached is not None and (act.attached.photos or act.attached.shown):
        raise UnknownField("attached")
    if before := await _before(pool, act, signed):
        return before
    done = await _DOES[type(act.fact)](pool, actor, act, Mark(act.id, _writing(act, signatures, signed, now)), now)
    if not done.written:  # it was so already: told by another hand, or by this very act a moment ago
        if before := await _before(pool, act, signed):
            return before
        raise no.ToldBefore("fact.kind")
    return Recorded(act.id, act.subject, done.round.seq, False, done.warnings, {}, signed.digest)


async def _before(pool: Pool, act: Act, signed: Signed) -> Recorded | None:
    """The same act, where it was recorded before. Raises RepeatedKey where its id was another's."""
    known = await store.signed(pool, id=act.subject, event=act.id)
    if known is None:
        return None
    if known[1] != signed.digest:
        raise RepeatedKey("id")
    return Recorded(act.id, act.subject, known[0], True, [], {}, signed.digest)


def _writing(
    act: Act, signatures: Signatures, signed: Signed, now: datetime
) -> Callable[[Connection, keeping.Written], Awaitable[None]]:
    async def write(conn: Connection, written: keeping.Written) -> None:
        also = attached.writing([(act.subject, act.id, act.attached)], now, None) if act.attached else None
        await keeping.writing(signatures.keys, [(written, signed.digest, signed)], also)(conn)

    return write


# --- what each act does ------------------------------------------------------------------------------------

Does = Callable[[Pool, Actor, Act, Mark, datetime], Awaitable[Done]]


async def _fill(pool: Pool, actor: Actor, act: Act, mark: Mark, now: datetime) -> Done:
    assert isinstance(act.fact, SlipFilled)
    kg = Decimal(act.fact.kg) if act.fact.kg else None
    slip = NewSlip(kg=kg, basis=act.fact.basis, occurred_at=act.occurred_at)
    return await kerb.fill(pool, actor, act.subject, act.fact.call, slip, now=now, mark=mark)


async def _load(pool: Pool, actor: Actor, act: Act, mark: Mark, now: datetime) -> Done:
    assert isinstance(act.fact, CallLoaded)
    if act.sealed_code is not None or (act.code is not None and act.fact.mode != "site_code"):
        raise UnknownField("code")
    how = PickUp(mode=act.fact.mode, code=act.code, occurred_at=act.occurred_at)
    return await kerb.pick_up(pool, actor, act.subject, act.fact.call, how, now=now, mark=mark)


async def _skip(pool: Pool, actor: Actor, act: Act, mark: Mark, now: datetime) -> Done:
    assert isinstance(act.fact, CallSkipped)
    reason, at = act.fact.reason, act.occurred_at
    return await planning.skip_call(pool, actor, act.subject, act.fact.call, reason, occurred_at=at, now=now, mark=mark)


async def _arrive(pool: Pool, actor: Actor, act: Act, mark: Mark, now: datetime) -> Done:
    return await arriving.arrive(pool, actor, act.subject, occurred_at=act.occurred_at, now=now, mark=mark)


_DOES: dict[type[_Said], Does] = {SlipFilled: _fill, CallLoaded: _load, CallSkipped: _skip, RoundArrived: _arrive}


# --- for the description -----------------------------------------------------------------------------------

_EXAMPLE = {
    "subject": "01935c00-0000-7000-8000-000000009201",
    "id": "01935c00-0000-7000-8000-000000009202",
    "occurred_at": "2026-11-22T09:10:00Z",
    "fact": {"kind": "slip_filled", "call": 1, "kg": "58.5", "basis": "weighed"},
    "device_signature": {"key": "kid of the phone", "counter": 7, "previous": "0" * 64, "jws": "eyJhbGciOi..signature"},
}


def acts_openapi() -> dict[str, Any]:
    """The request body for the OpenAPI description, drawn from the types themselves."""
    _, components = msgspec.json.schema_components([Act], ref_template="#/components/schemas/{name}")
    body = {"type": "array", "items": {"$ref": "#/components/schemas/Act"}, "maxItems": MOST}
    return {
        "components": components,
        "body": {"required": True, "content": {"application/json": {"schema": body, "example": [_EXAMPLE]}}},
    }
