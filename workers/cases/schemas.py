"""HTTP shapes of cases. Requests are `commands.Proposal`; answers hold what the reader may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.core import edge
from wasteflow.core.i18n import text
from wasteflow.people.model import Actor
from workers.cases import policy
from workers.cases.commands import Proposal, Written
from workers.cases.model import AlertRef, CaseFile, Question
from workers.cases.queries import Evidence, Step

_proposal: msgspec.json.Decoder[Proposal] = msgspec.json.Decoder(edge.strict(Proposal))


def read_proposal(body: bytes) -> Proposal:
    """The step of a request. Raises what `edge` makes of a body that is no such thing."""
    return edge.decoded(_proposal, body)


def written(one: Written) -> dict[str, Any]:
    """The receipt of one step."""
    return {
        "status": "repeated" if one.repeated else "recorded",
        "id": one.id,
        "case": one.case.id,
        "seq": one.seq,
        "now": one.case.status,
    }


def title(alert: AlertRef, language: str) -> str:
    """What its rule is called."""
    return text(f"rules.{alert.rule}.title", language)


def explanation(alert: AlertRef, language: str) -> str:
    """What the rule saw, in a sentence."""
    return text(f"rules.{alert.rule}.{alert.says}", language, **alert.facts)


def state(case: CaseFile, actor: Actor, now: datetime, language: str) -> dict[str, Any]:
    """A case as this actor may know it."""
    told = {
        "id": case.id,
        "reference": case.reference,
        "seq": case.seq,
        "status": case.status,
        "severity": case.severity,
        "scopes": case.scopes,
        "opened_at": case.opened_at,
        "due": case.due,
        "overdue": case.overdue(now),
        "title": title(case.about, language),
    }
    if policy.minimum(actor, case.scopes):
        return {**told, "shared_minimum": True, "alerts": [_shared(x, language) for x in case.alerts], "next": []}
    return {
        **told,
        "shared_minimum": False,
        "alerts": [_alert(x, language) for x in case.alerts],
        "score": case.score,
        "officer": case.officer,
        "department": case.department or None,
        "escalated_at": case.escalated_at,
        "settled_at": case.settled_at,
        "measure": case.measure,
        "inspections": case.inspections,
        "questions": [msgspec.to_builtins(q) for q in case.questions],
        "next": policy.steps(actor, case),
    }


def _shared(x: AlertRef, language: str) -> dict[str, Any]:
    """What both sides of a border share of an alert: what kind, which waste, when. No company, plate or person."""
    return {
        "rule": x.rule,
        "title": title(x, language),
        "severity": x.severity,
        "stream": x.stream,
        "categories": x.categories,
        "happened_at": x.happened_at,
    }


def _alert(x: AlertRef, language: str) -> dict[str, Any]:
    return {
        **_shared(x, language),
        "id": x.alert,
        "rule_version": x.version,
        "family": x.family,
        "explanation": explanation(x, language),
        "facts": x.facts,
        "citation": x.citation,
        "subject_kind": x.subject_kind,
        "subject": x.subject,
        "score": x.score,
        "evidence_sha256": x.sha256,
    }


def steps(found: Iterable[Step]) -> dict[str, Any]:
    """Everything that happened; `person` is null where wasteflow itself spoke."""
    return {
        "events": [
            {
                "seq": s.event.seq,
                "id": s.event.id,
                "at": s.event.at,
                "who": {"person": s.person, "company": s.company, "department": s.event.department or None},
                "fact": s.event.fact,
            }
            for s in found
        ]
    }


def evidence(found: Iterable[Evidence]) -> dict[str, Any]:
    """Of each alert, as it stood when it was raised."""
    return {"alerts": [msgspec.to_builtins(one) for one in found]}


def question(case: CaseFile, q: Question) -> dict[str, Any]:
    """A question as the company that was asked sees it: nothing of who is behind it, nothing of the rules."""
    return {
        "case": case.id,
        "reference": case.reference,
        "subject_kind": case.about.subject_kind,
        "subject": case.about.subject,
        "question": q.text,
        "asked_at": q.asked_at,
        "due": q.due,
        "answer": q.answer or None,
        "files": q.files,
        "answered_at": q.answered_at,
        "waits": q.waits,
    }


def questions(cases: Iterable[CaseFile], org: UUID) -> dict[str, Any]:
    """All questions to one company."""
    return {"items": [question(c, q) for c in cases for q in c.questions if q.org == org]}


def openapi() -> dict[str, Any]:
    """The request body of the events endpoint, drawn from the types themselves."""
    _, components = msgspec.json.schema_components([Proposal], ref_template="#/components/schemas/Case{name}")
    named = {f"Case{name}": schema for name, schema in components.items()}
    schema = {"$ref": "#/components/schemas/CaseProposal"}
    return {"components": named, "body": {"required": True, "content": {"application/json": {"schema": schema}}}}
