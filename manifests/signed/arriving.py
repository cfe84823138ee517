"""Signed events as they come over HTTP: who hands them in, what is added to their answers.

Nothing of this is touched by events that nobody signed, unless a receipt is asked for them.
"""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from starlette.requests import Request

from manifests.absent.sealed import opened
from manifests.commands import record
from manifests.proposals import Outcome, Proposal, Recorded
from manifests.signed import cases, keeping, looking
from manifests.signed.looking import Signatures
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.edge import MissingField
from wasteflow.core.keys import signing_keys
from wasteflow.core.problems import told
from wasteflow.people.access import authenticate, digest_shown
from wasteflow.people.devices import queries as devices
from wasteflow.people.model import Actor
from wasteflow.people.refusals import NotSignedIn

More = dict[UUID, dict[str, Any]]  # by event: what is added to its answer


async def sender(request: Request) -> tuple[Actor, str | None]:
    """Who sends custody events; with the key of a revoked device, whose earlier signatures may still be handed in.

    Raises NotSignedIn.
    """
    try:
        return await authenticate(request), None
    except NotSignedIn:
        digest = digest_shown(request)
        found = await devices.deliverer(request.app.state.pool, digest=digest, now=clock.now()) if digest else None
        if found is None:
            raise
        request.state.language = found.actor.language
        return found.actor, found.kid


async def deliverer(request: Request) -> Actor:
    """Who sends a photo: also a revoked device, of what it signed before. Raises NotSignedIn."""
    return (await sender(request))[0]


async def look(
    request: Request, actor: Actor, body: bytes, sent: Sequence[looking.Marked], revoked: str | None
) -> Signatures | None:
    """What there is of signatures in a request. Raises NotSignedIn where a revoked device sends anything else."""
    if revoked is not None and any(p.device_signature is None or p.device_signature.key != revoked for p in sent):
        raise NotSignedIn()
    if all(p.device_signature is None for p in sent):
        return None
    return await looking.look_at(request.app.state.pool, signing_keys(request.app.state.settings), actor, body, sent)


async def record_all(
    pool: Pool, sender: Actor, sent: Sequence[Proposal], *, key: str | None, signatures: Signatures | None
) -> list[Outcome]:
    """Record a request, each event as the word of who signed it; answered in the order sent.

    Where one phone carries what another signed, those that follow on each other in time and are one person's are
    recorded together: what the giver said before what the taker did with it.
    """
    if signatures is not None and any(p.sealed_code is not None for p in sent):
        sent = await opened(signatures.keys, sent)
    if signatures is None or not signatures.carried:
        return await record(pool, sender, sent, key=key, signatures=signatures)
    # A code is nobody's word and not signed: carried on, it would let one driver use up another's tries.
    sent = [replace(p, code=None, sealed_code=None) if (p.subject, p.id) in signatures.carried else p for p in sent]
    if any(p.id is None for p in sent):
        raise MissingField("id")
    outcomes: dict[int, Outcome] = {}
    ordered = sorted(range(len(sent)), key=lambda n: sent[n].occurred_at)
    for speaker, group in groupby(ordered, key=lambda n: signatures.speaker(sent[n], sender)):
        of = list(group)
        done = await record(pool, speaker, [sent[n] for n in of], key=key, signatures=signatures)
        outcomes.update(zip(of, done, strict=True))
    return [outcomes[n] for n in range(len(sent))]


def wants_receipt(request: Request) -> bool:
    """Whether the client prefers one also for what nobody signed: `Prefer: receipt` (RFC 7240)."""
    return any(word.strip().lower() == "receipt" for word in request.headers.get("prefer", "").split(","))


async def more(
    request: Request, actor: Actor, signatures: Signatures | None, outcomes: Sequence[Outcome], language: str
) -> More:
    """Receipts and warnings of what was recorded, cases of what was refused; by event."""
    pool = request.app.state.pool
    recorded = [o for o in outcomes if isinstance(o, Recorded)]
    found: More = {}
    if wants_receipt(request):
        plain = await asyncio.to_thread(keeping.plain, signing_keys(request.app.state.settings), recorded)
        found = {event: {"receipt": receipt} for event, receipt in plain.items()}
    if signatures is None:
        return found
    for event, answer in (await keeping.answers(pool, signatures, recorded)).items():
        found[event] = {"receipt": answer.receipt, "warnings": [told(w, language) for w in answer.warnings]}
    declined = [o for o in outcomes if not isinstance(o, Recorded)]
    for event, case in (await cases.keep(pool, actor, signatures, declined)).items():
        found[event] = {"case": case}
    return found


def add(answer: dict[str, Any], to: More) -> dict[str, Any]:
    """The answer of one event with what is added to it."""
    extra = to.get(answer["id"], {})
    warnings = [*answer.get("warnings", ()), *extra.get("warnings", ())]
    return {**answer, **extra, **({"warnings": warnings} if "warnings" in extra else {})}
