"""Whose case is it, and whose step? Kinds and rights of departments stand in `wasteflow.people.permissions`. Pure."""

from collections.abc import Iterable, Mapping

from wasteflow.core.errors import NotFound, Word
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.permissions import ACTIONS, allowed, allowed_case, rows, scopes
from workers.cases import lifecycle
from workers.cases import refusals as no
from workers.cases.events import Fact, kind_of
from workers.cases.model import CaseFile

SEE, ACT, DECIDE, ANSWER = "case:see", "case:act", "case:decide", "case:answer"
ABROAD = ("81", "82")  # Hong Kong and Macao, by the first digits of a place

RIGHTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "taken",
            "released",
            "assigned",
            "passed",
            "recalled",
            "asked",
            "question_withdrawn",
            "inspected",
            "remarked",
            "closed",
        ),
        ACT,
    ),
    **dict.fromkeys(("confirmed", "dismissed", "decided", "reopened"), DECIDE),
    "answered": ANSWER,
}
ANYBODYS = ("remarked", "recalled")  # also while the case is another department's


def within(actor: Actor, where: Iterable[str]) -> bool:
    """Whether the case lies in the actor's jurisdiction."""
    own = scopes(actor)
    return own is None or not set(own).isdisjoint(where)


def crosses(where: Iterable[str]) -> bool:
    """Whether it concerns both sides of a border: Hong Kong, Macao, the mainland."""
    places = {scope.partition(":")[2][:2] for scope in where}
    return len({p if p in ABROAD else "mainland" for p in places}) > 1


def minimum(actor: Actor, where: Iterable[str]) -> bool:
    """Whether this actor is told only what both sides of a border share (Bay Area, who takes part): see, never act."""
    return actor.city is not None and actor.city[:2] in ABROAD and crosses(where)


def entitled(actor: Actor, right: str, case: CaseFile) -> bool:
    """Whether the actor's department has this right on the case: by one of its alerts, or because it was passed on."""
    if not within(actor, case.scopes):
        return False
    if case.department and case.department == actor.department and allowed(actor, SEE):
        return right == SEE or allowed(actor, right)
    return any(
        allowed_case(actor, right, rule=x.family, severity=x.severity, stream=x.stream, category=category)
        for x in case.alerts
        for category in (*x.categories, None)
    )


def sees(actor: Actor, case: CaseFile) -> bool:
    """May this actor read it?"""
    return entitled(actor, SEE, case)


def steps(actor: Actor, case: CaseFile) -> list[str]:
    """The steps that are this actor's to take now."""
    return [step for step in lifecycle.possible(case) if step in RIGHTS and _refusal(actor, step, case) is None]


def may(actor: Actor, fact: Fact, case: CaseFile) -> None:
    """Is this the actor's step? Raises the right's refusal, NotFound (to hold an id is no right), AnothersCase."""
    refusal = _refusal(actor, kind_of(fact), case)
    if refusal is not None:
        raise refusal


def _refusal(actor: Actor, step: str, case: CaseFile) -> Exception | None:
    right = RIGHTS[step]
    if right == ANSWER:
        asked = case.open_question
        mine = asked is not None and asked.org == actor.org and allowed(actor, ANSWER)
        return None if mine else no.NoQuestion("subject")
    if not allowed(actor, right):
        return ACTIONS[right]("fact.kind")
    if not sees(actor, case):
        return NotFound("subject", what=Word("subject.case"))
    if minimum(actor, case.scopes):
        return no.OnlyTheSharedMinimum("fact.kind")
    if not entitled(actor, right, case):
        return ACTIONS[right]("fact.kind")
    if step == "recalled":
        return None if case.passed_by == actor.department else no.AnothersCase("fact.kind", department=_whose(case))
    if step not in ANYBODYS and case.department and case.department != actor.department:
        return no.AnothersCase("fact.kind", department=_whose(case))
    return None


def _whose(case: CaseFile) -> Word:
    return Word(f"department.{case.department}")


def receivers(actor: Actor) -> list[Department]:
    """The departments a case can be passed to: those that may act on some kind of alert."""
    return [d for d in Department if d != actor.department and rows(Role.REGULATOR, d, ACT)]
