"""HTTP shapes of a rule in shadow."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from wasteflow.core.i18n import text
from wasteflow.people.model import Actor
from workers.anomalies.rule import Rule
from workers.cases import policy
from workers.shadow.model import Hidden, Shadow


class MonthOut(BaseModel):
    """What it would have raised of what happened in a month (2026-10), in all and by severity (1 to 4); `loads` left in
    that month and were recorded while it was in shadow."""

    month: str
    raised: int
    severities: dict[int, int]
    loads: int


class FindingOut(BaseModel):
    """What nobody was told of. Of a load across a border, Hong Kong and Macao see the shared minimum: what kind, which
    waste, when; then `explanation` and the subject are null."""

    severity: int
    stream: str
    categories: list[str]
    happened_at: datetime
    found_at: datetime
    rule_version: int
    explanation: str | None = None
    subject_kind: str | None = None
    subject: UUID | None = None


class ShadowOut(BaseModel):
    """How a rule stands (on, shadow, off); since when, why and by whom, where that is on record. In shadow: its months
    and its latest findings, within my jurisdiction."""

    rule: str
    title: str
    family: str
    version: int
    mode: str
    since: datetime | None
    reason: str
    person: str
    months: list[MonthOut]
    findings: list[FindingOut]


def shadow(rule: Rule, found: Shadow, actor: Actor, language: str) -> ShadowOut:
    """As this actor may know it."""
    standing = found.standing
    return ShadowOut(
        rule=rule.id, title=text(f"rules.{rule.id}.title", language), family=rule.family, version=rule.version,
        mode=standing.mode, since=standing.since, reason=standing.reason, person=standing.person,
        months=[
            MonthOut(month=f"{m.month:%Y-%m}", raised=m.total, severities=m.raised, loads=m.loads)
            for m in found.months
        ],
        findings=[_finding(one, actor, language) for one in found.latest],
    )  # fmt: skip


def _finding(one: Hidden, actor: Actor, language: str) -> FindingOut:
    told = FindingOut(
        severity=one.severity, stream=one.stream, categories=one.categories, happened_at=one.happened_at,
        found_at=one.found_at, rule_version=one.rule_version,
    )  # fmt: skip
    if policy.minimum(actor, one.scopes):
        return told
    whole = {"explanation": one.sentence(language), "subject_kind": one.subject_kind, "subject": one.subject}
    return told.model_copy(update=whole)
