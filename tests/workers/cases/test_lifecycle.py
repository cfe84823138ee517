"""The life of a case without a database: every pair of state and step, what joins, what is undone."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from workers.cases import events as e
from workers.cases import lifecycle
from workers.cases import refusals as no
from workers.cases.model import AlertRef, CaseFile, CaseStatus, Measure, Seen

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
OFFICER, OTHER, ORG = new_id(), new_id(), new_id()


def alert(severity: int = 2, score: str | None = None) -> AlertRef:
    return AlertRef(
        alert=new_id(), rule="weight_gap", version=1, family="W1", severity=severity, says="less", facts={},
        citation="x", stream="hazardous", categories=("HW17",), subject_kind="manifest", subject=new_id(),
        happened_at=NOON, sha256="0" * 64, score=Decimal(score) if score else None,
    )  # fmt: skip


def alerted(severity: int = 2, days: int = 20, score: str | None = None) -> e.Alerted:
    return e.Alerted(matter="m", alert=alert(severity, score), scopes=("city:440300",), due=NOON + timedelta(days=days))


def after(case: CaseFile | None, *facts: e.Fact, department: str = "ecology", account: object = OFFICER) -> CaseFile:
    for n, fact in enumerate(facts):
        seq = case.seq + 1 if case else 1
        at = NOON + timedelta(hours=seq + n)
        who = None if isinstance(fact, e.Alerted | e.Escalated) else account
        case = lifecycle.evolve(case, e.Envelope(CASE, seq, new_id(), at, who, None, "440300", department, fact))  # type: ignore[arg-type]
    assert case is not None
    return case


CASE = new_id()
FACTS: dict[str, e.Fact] = {
    e.kind_of(fact): fact
    for fact in (
        alerted(),
        e.Escalated(due=NOON),
        e.Taken(),
        e.Released(),
        e.Assigned(officer=OTHER),
        e.Passed(department="police", reason="r"),
        e.Recalled(),
        e.Asked(org=ORG, question="q", due=NOON + timedelta(days=5)),
        e.QuestionWithdrawn(),
        e.Answered(answer="a"),
        e.Inspected(at=NOON, points=(e.Point("weight", Seen.IN_ORDER),)),
        e.Remarked(remark="r"),
        e.Confirmed(reason="r"),
        e.Dismissed(reason="r"),
        e.Decided(measure=Measure.PENALTY, reason="r"),
        e.Closed(),
        e.Reopened(reason="r"),
    )
}
WAYS: dict[CaseStatus, tuple[str, ...]] = {
    CaseStatus.OPEN: (),
    CaseStatus.IN_HAND: ("taken",),
    CaseStatus.ASKED: ("taken", "asked"),
    CaseStatus.CONFIRMED: ("confirmed",),
    CaseStatus.DISMISSED: ("dismissed",),
    CaseStatus.DECIDED: ("confirmed", "decided"),
    CaseStatus.CLOSED: ("confirmed", "closed"),
}


def at(status: CaseStatus) -> CaseFile:
    case = after(None, alerted(), *(FACTS[step] for step in WAYS[status]))
    assert case.status is status
    return case


@pytest.mark.parametrize(("status", "step"), list(itertools.product(CaseStatus, FACTS)))
def test_the_table_says_what_may_follow_and_nothing_else_does(status: CaseStatus, step: str) -> None:
    case, fact = at(status), FACTS[step]
    leads_to = lifecycle.TABLE.get((status, step))
    if leads_to is None or step == "recalled":  # nothing was passed on here
        with pytest.raises(no.CaseStandsElsewhere):
            lifecycle.judge(case, fact, now=NOON + timedelta(days=1))
    else:
        lifecycle.judge(case, fact, now=NOON + timedelta(days=1))
        assert after(case, fact).status is leads_to


def test_every_state_but_none_can_be_left_by_a_further_step() -> None:
    for status in CaseStatus:
        assert any(to is not status for (frm, _), to in lifecycle.TABLE.items() if frm is status), status


def test_alerts_join_the_gravest_leads_and_the_deadline_comes_forward_never_back() -> None:
    case = after(None, alerted(2, days=20, score="1.5"), alerted(3, days=10, score="4"), alerted(1, days=30))
    assert (case.severity, case.score, len(case.alerts)) == (3, Decimal(4), 3)
    assert case.due == NOON + timedelta(days=10)


def test_an_alert_after_the_end_opens_the_case_again_with_a_deadline_of_its_own() -> None:
    case = after(at(CaseStatus.DISMISSED), alerted(2, days=90))
    assert (case.status, case.officer, case.settled_at) == (CaseStatus.OPEN, None, None)
    assert case.due == NOON + timedelta(days=90)


def test_an_alert_while_somebody_has_it_takes_it_from_nobody() -> None:
    case = after(at(CaseStatus.IN_HAND), alerted(4, days=2))
    assert (case.status, case.officer, case.severity) == (CaseStatus.IN_HAND, OFFICER, 4)


def test_what_is_done_is_undone_by_a_further_step() -> None:
    taken = at(CaseStatus.IN_HAND)
    assert after(taken, e.Released()).officer is None
    passed = after(taken, e.Passed(department="police", reason="r"))
    assert (passed.department, passed.officer, passed.passed_by) == ("police", None, "ecology")
    back = after(passed, e.Recalled())
    assert (back.department, back.passed_by, back.status) == ("ecology", "", CaseStatus.OPEN)
    asked = after(taken, FACTS["asked"])
    withdrawn = after(asked, e.QuestionWithdrawn())
    assert withdrawn.open_question is None
    assert withdrawn.status is CaseStatus.IN_HAND
    for ended in (CaseStatus.CONFIRMED, CaseStatus.DISMISSED, CaseStatus.DECIDED, CaseStatus.CLOSED):
        again = after(at(ended), e.Reopened(reason="r"))
        assert (again.status, again.settled_at, again.measure) == (CaseStatus.OPEN, None, None)


def test_an_answer_goes_to_the_question_that_waits() -> None:
    case = after(at(CaseStatus.ASKED), e.Answered(answer="first"), FACTS["asked"])
    case = after(case, e.Answered(answer="second", files=(e.Attachment("scale.pdf", "a" * 64, 9),)))
    assert [q.answer for q in case.questions] == ["first", "second"]
    assert [f.name for f in case.questions[1].files] == ["scale.pdf"]


@pytest.mark.parametrize("step", ["confirmed", "dismissed", "decided", "reopened", "passed", "asked", "remarked"])
def test_the_file_tells_why(step: str) -> None:
    field = {"asked": "question", "remarked": "remark"}.get(step, "reason")
    fact = FACTS[step]
    said = {f: getattr(fact, f) for f in fact.__struct_fields__} | {field: "  "}
    where = next(status for (status, s) in lifecycle.TABLE if s == step and status is not None)
    with pytest.raises(Refusals) as wrong:
        lifecycle.judge(at(where), type(fact)(**said), now=NOON)
    assert [(type(r), r.path) for r in wrong.value.refusals] == [(no.ReasonMissing, f"fact.{field}")]


def test_an_inspection_lies_in_the_past_and_keeps_to_the_list() -> None:
    fact = e.Inspected(at=NOON + timedelta(days=3), points=(e.Point("colour", Seen.IN_ORDER),))
    with pytest.raises(Refusals) as wrong:
        lifecycle.judge(at(CaseStatus.IN_HAND), fact, now=NOON)
    assert {type(r) for r in wrong.value.refusals} == {no.InspectedInTheFuture, no.UnknownPoint}
