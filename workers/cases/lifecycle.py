"""The life of a case. `judge` refuses by today's rules, `evolve` folds and never refuses. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from msgspec.structs import replace

from wasteflow.core.errors import Refusal, Refusals, Word
from workers.cases import events as e
from workers.cases import inspections
from workers.cases import refusals as no
from workers.cases.events import kind_of
from workers.cases.model import RUNNING, UNSETTLED, CaseFile, CaseStatus, Question

OPEN, IN_HAND, ASKED, CONFIRMED, DISMISSED, DECIDED, CLOSED = CaseStatus
CLOCK_SKEW = timedelta(minutes=5)

TABLE: Mapping[tuple[CaseStatus | None, str], CaseStatus] = {
    (None, "alerted"): OPEN,
    **{(status, "alerted"): status for status in RUNNING},
    (DISMISSED, "alerted"): OPEN,
    (CLOSED, "alerted"): OPEN,
    **{(status, "escalated"): status for status in UNSETTLED},
    (OPEN, "taken"): IN_HAND,
    (OPEN, "assigned"): IN_HAND,
    (OPEN, "passed"): OPEN,
    (OPEN, "recalled"): OPEN,
    (OPEN, "confirmed"): CONFIRMED,
    (OPEN, "dismissed"): DISMISSED,
    (IN_HAND, "released"): OPEN,
    (IN_HAND, "assigned"): IN_HAND,
    (IN_HAND, "passed"): OPEN,
    (IN_HAND, "asked"): ASKED,
    (IN_HAND, "inspected"): IN_HAND,
    (IN_HAND, "confirmed"): CONFIRMED,
    (IN_HAND, "dismissed"): DISMISSED,
    (ASKED, "answered"): IN_HAND,
    (ASKED, "question_withdrawn"): IN_HAND,
    (ASKED, "inspected"): ASKED,
    (CONFIRMED, "assigned"): CONFIRMED,
    (CONFIRMED, "passed"): CONFIRMED,
    (CONFIRMED, "recalled"): CONFIRMED,
    (CONFIRMED, "inspected"): CONFIRMED,
    (CONFIRMED, "decided"): DECIDED,
    (CONFIRMED, "closed"): CLOSED,
    (CONFIRMED, "reopened"): OPEN,
    (DISMISSED, "reopened"): OPEN,
    (DECIDED, "decided"): DECIDED,
    (DECIDED, "closed"): CLOSED,
    (DECIDED, "reopened"): OPEN,
    (CLOSED, "reopened"): OPEN,
    **{(status, "remarked"): status for status in CaseStatus},
}


def possible(case: CaseFile) -> list[str]:
    """The steps from where it stands."""
    steps = [step for status, step in TABLE if status is case.status]
    return [step for step in steps if step != "recalled" or case.passed_by]


def judge(case: CaseFile, fact: e.Fact, *, now: datetime) -> None:
    """Whether this may happen. Raises a Refusal, or Refusals with all that is wrong, each with its field."""
    step = kind_of(fact)
    if step not in possible(case):
        raise no.CaseStandsElsewhere(
            "fact.kind", step=Word(f"case_step.{step}"), status=Word(f"case_status.{case.status.value}")
        )
    if wrong := _wrong(fact, now):
        raise Refusals(wrong)


def _wrong(fact: e.Fact, now: datetime) -> list[Refusal]:
    match fact:
        case e.Confirmed() | e.Dismissed() | e.Decided() | e.Reopened() | e.Passed():
            return _said("reason", fact.reason)
        case e.Asked():
            return _said("question", fact.question)
        case e.Answered():
            return _said("answer", fact.answer)
        case e.Remarked():
            return _said("remark", fact.remark)
        case e.Inspected():
            return _inspection(fact, now)
        case _:
            return []


def _said(field: str, text: str) -> list[Refusal]:
    return [] if text.strip() else [no.ReasonMissing(f"fact.{field}")]


def _inspection(fact: e.Inspected, now: datetime) -> list[Refusal]:
    wrong: list[Refusal] = []
    if fact.at > now + CLOCK_SKEW:
        wrong.append(no.InspectedInTheFuture("fact.at"))
    lists = inspections.checklists()
    if fact.checklist and fact.checklist not in lists:
        wrong.append(no.UnknownChecklist("fact.checklist", checklist=fact.checklist, known=", ".join(lists)))
        return wrong
    points = lists[fact.checklist].points if fact.checklist else tuple(inspections.points())
    shown = [(f"fact.points[{n}].point", x.point) for n, x in enumerate(fact.points)]
    shown += [(f"fact.photos[{n}].point", x.point) for n, x in enumerate(fact.photos) if x.point]
    wrong += [no.UnknownPoint(at, point=key, known=", ".join(points)) for at, key in shown if key not in points]
    return wrong


# --- evolve ----------------------------------------------------------------------------------------------


def evolve(case: CaseFile | None, x: e.Envelope) -> CaseFile:
    """The case after a stored fact."""
    fact = x.fact
    if isinstance(fact, e.Alerted):
        return _begun(x, fact) if case is None else _joined(case, x, fact)
    assert case is not None
    after = replace(case, seq=x.seq, status=TABLE.get((case.status, kind_of(fact)), case.status))
    match fact:
        case e.Taken():
            return replace(after, officer=x.account, department=x.department, passed_by="")
        case e.Assigned(officer=officer):
            return replace(after, officer=officer, department=x.department, passed_by="")
        case e.Released():
            return replace(after, officer=None)
        case e.Passed(department=department):
            return replace(after, officer=None, department=department, passed_by=x.department)
        case e.Recalled():
            return replace(after, department=case.passed_by, passed_by="")
        case e.Asked(org=org, question=text, due=due):
            assert due is not None
            return replace(after, questions=(*case.questions, Question(x.id, org, text, x.at, due)))
        case e.Answered(answer=answer, files=files):
            return _replied(after, answer=answer, files=e.files_of(files), answered_at=x.at)
        case e.QuestionWithdrawn():
            return _replied(after, withdrawn=True)
        case e.Inspected():
            return replace(after, inspections=case.inspections + 1)
        case e.Confirmed() | e.Dismissed():
            return replace(after, settled_at=x.at, department=case.department or x.department)
        case e.Decided(measure=measure):
            return replace(after, measure=measure)
        case e.Reopened():
            return _anew(after)
        case e.Escalated():
            return replace(after, escalated_at=x.at)
        case e.Closed() | e.Remarked():
            return after
        case _:
            assert_never(fact)


def _begun(x: e.Envelope, fact: e.Alerted) -> CaseFile:
    return CaseFile(
        id=x.case_file,
        seq=x.seq,
        matter=fact.matter,
        status=OPEN,
        severity=fact.alert.severity,
        scopes=fact.scopes,
        alerts=(fact.alert,),
        opened_at=x.at,
        due=fact.due,
        score=fact.alert.score,
    )


def _joined(case: CaseFile, x: e.Envelope, fact: e.Alerted) -> CaseFile:
    """A graver alert brings the deadline forward; one that comes after the end has a deadline of its own."""
    over = case.status in (DISMISSED, CLOSED)
    known = _anew(case) if over else case
    assert known.due is not None or over
    return replace(
        known,
        seq=x.seq,
        status=TABLE[case.status, "alerted"],
        severity=max(case.severity, fact.alert.severity),
        scopes=tuple(sorted({*case.scopes, *fact.scopes})),
        alerts=(*case.alerts, fact.alert),
        due=fact.due if over or known.due is None else min(known.due, fact.due),
        score=max(filter(None, (case.score, fact.alert.score)), default=None, key=Decimal),
    )


def _anew(case: CaseFile) -> CaseFile:
    return replace(case, officer=None, settled_at=None, measure=None)


def _replied(case: CaseFile, **what: object) -> CaseFile:
    asked = case.open_question
    return replace(case, questions=tuple(replace(q, **what) if q is asked else q for q in case.questions))
