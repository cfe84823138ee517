"""What a city says of an indicator, in one of its versions. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workers.statistics.model import Status


class Met(StrEnum):
    """How far it is met, in the judgement of who states it."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Evidence:
    """A file, without its bytes."""

    sha256: str
    name: str
    kind: str
    bytes: int


@dataclass(frozen=True)
class Statement:
    """One version, and what a second person said of it."""

    id: UUID
    city: str
    indicator: str
    period: str
    version: int
    met: str
    words: str
    reason: str
    entered_by: UUID
    entered_at: datetime
    verdict: str | None
    verdict_reason: str
    verdict_by: UUID | None
    verdict_at: datetime | None
    files: tuple[Evidence, ...] = ()

    @property
    def status(self) -> Status:
        return Status(self.verdict) if self.verdict else Status.ENTERED
