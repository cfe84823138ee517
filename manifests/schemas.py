"""HTTP shapes of custody: what stands in an answer. Requests are `commands.Proposal`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests import examples
from manifests.attached.model import seen
from manifests.chain.model import Link
from manifests.commands import Declined, Outcome, Proposal, Recorded
from manifests.life.model import Manifest
from wasteflow.core import edge
from wasteflow.core.problems import status_of, told
from wasteflow.people.model import Actor

one_or_many: msgspec.json.Decoder[Proposal | list[Proposal]] = msgspec.json.Decoder(
    edge.strict(Proposal | list[Proposal])
)


def read_proposals(body: bytes) -> Proposal | list[Proposal]:
    """The event or events of a request. Raises what `edge` makes of a body that is no such thing."""
    return edge.decoded(one_or_many, body)


def recorded(outcome: Recorded, language: str) -> dict[str, Any]:
    """The receipt of one event."""
    return {
        "status": "repeated" if outcome.repeated else "recorded",
        "id": outcome.id,
        "subject": outcome.subject,
        "seq": outcome.seq,
        "digest": outcome.digest.hex(),
        "names": outcome.names,
        "warnings": [told(w, language) for w in outcome.warnings],
    }


def outcome(one: Outcome, language: str) -> dict[str, Any]:
    """One line of the answer to many events."""
    if isinstance(one, Recorded):
        return recorded(one, language)
    return declined(one, language)


def declined(one: Declined, language: str) -> dict[str, Any]:
    """Why one of many events was not recorded; `http_status` is what it would have got alone."""
    return {
        "status": "refused",
        "id": one.id,
        "subject": one.subject,
        "http_status": status_of(one.problems),
        "errors": [told(p, language) for p in one.problems],
        **fresh(one),
    }


def fresh(one: Declined) -> dict[str, Any]:
    """The step and state to go on from, where somebody was quicker."""
    return {"seq": one.fresh.seq, "state": one.fresh} if one.fresh else {}


def link(one: Link, actor: Actor) -> dict[str, Any]:
    """One event of a chain, with what of its attachments the reader may see."""
    attached = seen(one.attached, actor, one.org)
    return {
        "subject": one.subject,
        "subject_kind": one.subject_kind,
        "seq": one.seq,
        "id": one.id,
        "kind": one.kind,
        "occurred_at": one.occurred_at,
        "received_at": one.received_at,
        "cause": one.cause,
        "who": {"account": one.account, "person": one.person, "org": one.org, "org_name": one.org_name},
        "fact": one.body,
        "signed": _signed(one),
        "attached": None if attached is None else {"position": attached.position, "photos": attached.photos},
    }


def _signed(one: Link) -> dict[str, Any] | None:
    """On which device it was signed; null: by nobody's device. Only what was verified is ever stored."""
    mark = one.signed
    if mark is None:
        return None
    return {
        "device": mark.label,
        "key": mark.kid,
        "driver": one.person,
        "counter": mark.counter,
        "link": mark.link,
        "revoked_as_of": mark.revoked_as_of,
    }


def correction(manifest: Manifest, org: UUID | None, now: datetime) -> dict[str, Any]:
    """An open correction, as its list shows it to a company."""
    revision = manifest.revision
    assert revision is not None
    return {
        "manifest": manifest.id,
        "number": manifest.number,
        "seq": manifest.seq,
        "status": manifest.status,
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "due": revision.due,
        "overdue": revision.due <= now,
        "awaits_you": org in revision.awaits,
        "revision": revision,
    }


def page(rows: Sequence[Any], limit: int) -> dict[str, Any]:
    """A page of a list; `next` is the cursor of the following page, null on the last."""
    last: UUID | None = rows[-1].state.id if len(rows) == limit else None
    return {
        "items": [{"state": r.state, "updated_at": r.updated_at} for r in rows],
        "next": last,
    }


def events_openapi() -> dict[str, Any]:
    """The request body of the events endpoint for the OpenAPI description, drawn from the types themselves."""
    (schema,), components = msgspec.json.schema_components([Proposal], ref_template="#/components/schemas/{name}")
    del schema
    proposal = {"$ref": "#/components/schemas/Proposal"}
    body = {"oneOf": [proposal, {"type": "array", "items": proposal, "maxItems": 1000}]}
    return {
        "components": components,
        "body": {"required": True, "content": {"application/json": {"schema": body, "examples": examples.openapi()}}},
    }
