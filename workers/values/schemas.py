"""HTTP shapes of values that people vouch for."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workers.values.events import Moved, Returned, Reviewed, kind_of
from workers.values.figures import Figures, Side
from workers.values.model import ValueState
from workers.values.queries import PublishedValue, Told


class Chosen(BaseModel):
    """Which values of a city and period."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=6, examples=["440300"])
    period: str = Field(max_length=7, description="A year, or a month of it.", examples=["2026-10"])
    indicators: list[str] = Field(
        [], max_length=100, description="Empty: all that this step can follow.", examples=[["ZW21-16"]]
    )


class Looked(Chosen):
    """Stand for values."""

    reason: str = Field(
        "",
        max_length=500,
        description="Why they are made again, where they were published before.",
        examples=["一车补录"],
    )


class GivenBack(Chosen):
    """Values that are not released."""

    indicators: list[str] = Field(min_length=1, max_length=100, examples=[["ZW21-16"]])
    reason: str = Field(max_length=500, examples=["农膜使用量与年鉴不符"])


def life(state: ValueState | None) -> dict[str, Any]:
    """How far people stand for a value. Without a row nobody has looked at it."""
    if state is None:
        return {"status": "provisional", "version": 0, "revised": False, "published": None}
    released = state.published
    return {
        "status": state.status.value,
        "version": state.version,
        "revised": state.revised,
        "reviewed_by": state.reviewed_by,
        "reviewed_at": state.reviewed_at,
        "returned": state.returned or None,
        "moved_at": state.moved_at,
        "published": released
        and {
            "version": released.version,
            "at": released.at,
            "by": released.by,
            "reason": released.reason or None,
            "figures": figures(released.figures),
        },
    }


def figures(found: Figures) -> dict[str, Any]:
    """What somebody vouched for."""
    return {
        "value": found.value,
        "edition": found.edition,
        "rests_on": [_side(side) for side in found.sides if side],
        "base_year": found.base,
        "statement": found.statement,
        "counted_to": found.mark,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "figure": side.figure,
        "value": side.value,
        "source": side.source,
        "coverage": side.coverage,
        "loads": side.loads,
        "statistic": side.statistic,
    }


def step(told: Told) -> dict[str, Any]:
    """One step in the life of a value."""
    found: dict[str, Any] = {"seq": told.seq, "kind": kind_of(told.fact), "at": told.at, "person": told.person}
    match told.fact:
        case Reviewed(frozen, reason):
            found |= {"reason": reason or None, "figures": figures(frozen)}
        case Returned(reason):
            found |= {"reason": reason}
        case Moved(frozen):
            found |= {"figures": figures(frozen)}
        case _:
            pass
    return found


def published(value: PublishedValue) -> dict[str, Any]:
    """A released value."""
    return {
        "city": value.city,
        "period": value.period,
        "indicator": value.indicator,
        "version": value.version,
        "published_at": value.published_at,
        "revised": value.revised,
        "pending": value.pending,
        "reason": value.reason or None,
        **figures(value.figures),
    }
