"""HTTP shapes of targets."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workers.targets.store import Target
from workers.targets.track import Judgement


class Milestone(BaseModel):
    """The value at the end of a year."""

    model_config = ConfigDict(extra="forbid")
    year: int = Field(ge=2000, le=2100, examples=[2027])
    value: Decimal = Field(max_digits=24, decimal_places=9, examples=["60"])


class NewTarget(BaseModel):
    """From the base year over milestones to the target year."""

    model_config = ConfigDict(extra="forbid")
    points: list[Milestone] = Field(min_length=1, max_length=50)
    source: str = Field(max_length=500, examples=["无废城市建设实施方案"])
    reason: str = Field("", max_length=500, description="Why it replaces the one before.")


def target(found: Target) -> dict[str, Any]:
    """A target in force."""
    return {
        "city": found.city,
        "indicator": found.indicator,
        "version": found.version,
        "points": [{"year": year, "value": value} for year, value in found.points],
        "source": found.source,
        "reason": found.reason or None,
        "set_at": found.set_at,
    }


def judgement(found: Judgement) -> dict[str, Any]:
    """How a value stands to its target, and why."""
    return {
        "standing": found.standing.value,
        "expected": found.expected,
        "gap": found.gap,
        "heading": found.heading,
        "target": found.target and {"year": found.target[0], "value": found.target[1]},
    }
