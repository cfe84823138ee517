"""HTTP shapes of limits and trials."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from wasteflow.core.i18n import text
from wasteflow.people.schemas import Shape, Word
from workers.anomalies.finding import Limit
from workers.anomalies.rule import Rule
from workers.tuning.model import Step, Trial

Reason = Annotated[str, Field(max_length=2000)]


class NewTrial(Shape):
    """A limit to be tried over history, in my own city or province."""

    name: Word
    value: Annotated[Decimal, Field(max_digits=20, decimal_places=6)]


class Acceptance(Shape):
    """Put in force what was tried."""

    trial: UUID
    reason: Reason


class Withdrawal(Shape):
    """Go back to the limit of the province, or the rule's own."""

    name: Word
    reason: Reason


class LimitOut(BaseModel):
    """A limit as it holds here, and where it comes from; `own`: the rule's value where nobody departs from it."""

    name: str
    title: str
    value: Decimal
    origin: str
    own: Decimal
    unit: str


class StepOut(BaseModel):
    """Who put a limit in force or took it back."""

    id: UUID
    name: str
    kind: str
    value: Decimal
    before: Decimal
    at: datetime
    person: str | None
    department: str
    reason: str


class RuleOut(BaseModel):
    """A rule with its limits here and what was decided about them."""

    rule: str
    title: str
    family: str
    version: int
    jurisdiction: str
    limits: list[LimitOut]
    steps: list[StepOut]


class TrialOut(BaseModel):
    """A trial; `result` is null while it runs: counts before and after, what falls away (gone) and comes in (come)."""

    id: UUID
    rule: str
    name: str
    jurisdiction: str
    value: Decimal
    since: date
    asked_at: datetime
    ended_at: datetime | None
    looked_at: int
    result: dict[str, Any] | None

    @classmethod
    def of(cls, one: Trial) -> "TrialOut":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class Made(BaseModel):
    """The id of what was made."""

    id: UUID


def rule(one: Rule, jurisdiction: str, limits: dict[str, Limit], steps: list[Step], language: str) -> RuleOut:
    """A rule as a person who may tune it sees it."""
    shown = [
        LimitOut(
            name=t.name, title=text(f"rules.{one.id}.limit.{t.name}", language), value=limits[t.name].value,
            origin=limits[t.name].origin, own=t.value, unit=t.unit,
        )
        for t in one.thresholds
    ]  # fmt: skip
    told = [StepOut(**{name: getattr(step, name) for name in StepOut.model_fields}) for step in steps]
    return RuleOut(
        rule=one.id, title=text(f"rules.{one.id}.title", language), family=one.family, version=one.version,
        jurisdiction=jurisdiction, limits=shown, steps=told,
    )  # fmt: skip
