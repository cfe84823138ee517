"""HTTP shapes of statements."""

from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from workers.statements.model import Met, Statement
from workers.statistics.model import Status


class NewStatement(BaseModel):
    """What a city says of an indicator in words."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=6, examples=["440300"])
    indicator: str = Field(max_length=20, examples=["ZW21-38"])
    period: str = Field(max_length=7, examples=["2026"])
    met: Met = Field(description="How far it is met.", examples=["met"])
    words: str = Field(max_length=5000, examples=["市政府印发无废城市建设实施方案，部门细则七项。"])
    reason: str = Field("", max_length=500, description="Why it changes, where it was approved before.")


class Looked(BaseModel):
    """What a second person says of it."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal[Status.APPROVED, Status.RETURNED] = Field(examples=["approved"])
    reason: str = Field("", max_length=500)


def statement(one: Statement) -> dict[str, Any]:
    """One version with its evidence."""
    told: dict[str, Any] = msgspec.to_builtins(one)
    return {key: told[key] for key in told if key not in ("verdict", "verdict_by")} | {"status": one.status.value}
