"""HTTP shapes of notices. Requests are `commands.Proposal`; answers hold what the reader's side may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from manifests.notices import lifecycle
from manifests.notices.commands import Proposal, Written
from manifests.notices.events import Envelope
from manifests.notices.model import Notice
from wasteflow.core import edge

_proposal: msgspec.json.Decoder[Proposal] = msgspec.json.Decoder(edge.strict(Proposal))


def read_proposal(body: bytes) -> Proposal:
    """The step of a request. Raises what `edge` makes of a body that is no such thing."""
    return edge.decoded(_proposal, body)


def written(one: Written) -> dict[str, Any]:
    """The receipt of one step, as custody gives it."""
    return {
        "status": "repeated" if one.repeated else "recorded",
        "id": one.id,
        "subject": one.notice.id,
        "seq": one.seq,
        "digest": one.digest.hex(),
        "names": {"number": one.notice.number},
        "warnings": [],
    }


def state(notice: Notice, now: datetime) -> dict[str, Any]:
    """A notice as both sides see it; what is derived from the clock stands beside it."""
    shown: dict[str, Any] = msgspec.to_builtins(notice)
    return {**shown, "receiver": notice.receiver, "overdue": notice.overdue(now), "next": lifecycle.possible(notice)}


def chain(envelopes: Iterable[tuple[Envelope, str | None]]) -> dict[str, Any]:
    """The events, each with the office that speaks; a person stands there for their own side alone."""
    return {
        "events": [
            {
                "seq": x.seq,
                "id": x.id,
                "occurred_at": x.occurred_at,
                "received_at": x.received_at,
                "who": {"city": x.city, "department": x.department, "person": person},
                "fact": x.fact,
            }
            for x, person in envelopes
        ]
    }


def openapi() -> dict[str, Any]:
    """The request body of the events endpoint, drawn from the types themselves."""
    _, components = msgspec.json.schema_components([Proposal], ref_template="#/components/schemas/Notice{name}")
    named = {f"Notice{name}": schema for name, schema in components.items()}
    schema = {"$ref": "#/components/schemas/NoticeProposal"}
    return {"components": named, "body": {"required": True, "content": {"application/json": {"schema": schema}}}}
