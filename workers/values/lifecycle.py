"""The life of a value. `judge` refuses by today's rules, `evolve` folds and never refuses. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from wasteflow.core.errors import Word
from workers.statistics.refusals import VerdictReasonMissing
from workers.values import events as e
from workers.values import refusals as no
from workers.values.events import kind_of
from workers.values.model import Released, Status, ValueState

PROVISIONAL, REVIEWED, PUBLISHED, REVISED = Status

# Where a released version is still in force, REVISED stands for PROVISIONAL: see `_after`.
TABLE: Mapping[tuple[Status, str], Status] = {
    (PROVISIONAL, "reviewed"): REVIEWED,
    (REVIEWED, "returned"): PROVISIONAL,
    (REVIEWED, "published"): PUBLISHED,
    (REVIEWED, "moved"): PROVISIONAL,
    (PUBLISHED, "moved"): REVISED,
    (REVISED, "reviewed"): REVIEWED,
}


def may_follow(state: ValueState, kind: str) -> bool:
    """Whether this can happen from where it stands."""
    return (state.status, kind) in TABLE


def judge(state: ValueState, fact: e.Fact, *, by: UUID | None) -> None:
    """Whether this person may say this now. Raises a Refusal."""
    if not may_follow(state, kind_of(fact)):
        raise no.ValueStandsElsewhere(
            "indicators", indicator=state.indicator, status=Word(f"value_status.{state.status.value}")
        )
    match fact:
        case e.Reviewed(figures, reason):
            if figures.value is None and figures.statement is None:
                raise no.NothingToVouchFor("indicators", indicator=state.indicator)
            if state.published is not None and not reason.strip():
                raise no.RevisionReasonMissing("reason", indicator=state.indicator, period=state.period)
        case e.Returned(reason):
            if not reason.strip():
                raise VerdictReasonMissing("reason")
        case e.Published():
            if by == state.reviewed_by:
                raise no.OwnReview("indicators", indicator=state.indicator)
        case e.Moved():
            pass
        case _:
            assert_never(fact)


def evolve(state: ValueState, fact: e.Fact, *, by: UUID | None, at: datetime) -> ValueState:
    """The value after this happened."""
    after = replace(state, seq=state.seq + 1, status=_after(state, fact))
    match fact:
        case e.Reviewed(figures, reason):
            return replace(
                after, version=state.version + 1, figures=figures, reason=reason, reviewed_by=by, reviewed_at=at,
                returned="",
            )  # fmt: skip
        case e.Returned(reason):
            return replace(after, returned=reason)
        case e.Published():
            if state.figures is None or by is None:
                return after
            released = Released(state.version, state.figures, by, at, state.reason)
            return replace(after, published=released, moved_at=None, moved_to=None)
        case e.Moved(figures):
            return replace(after, moved_at=at, moved_to=figures)
        case _:
            assert_never(fact)


def _after(state: ValueState, fact: e.Fact) -> Status:
    status = TABLE.get((state.status, kind_of(fact)), state.status)
    return REVISED if status is PROVISIONAL and state.published is not None else status
