"""How long authorities take to answer notices of marine litter: from being asked to replying. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from workers.chains.model import Spoken


@dataclass(frozen=True)
class Turn:
    """An authority was asked, and what came of it."""

    notice: UUID
    authority: str
    asked_at: datetime
    due: datetime | None
    ended_at: datetime | None = None
    how: str | None = None  # replied, forwarded, closed; null: it is to answer still

    @property
    def took(self) -> timedelta | None:
        """Until it replied."""
        return self.ended_at - self.asked_at if self.how == "replied" and self.ended_at else None

    @property
    def in_time(self) -> bool | None:
        """Whether the reply came within its clock; null: there is none, or no clock ran."""
        return self.ended_at <= self.due if self.took is not None and self.ended_at and self.due else None

    def overdue(self, now: datetime) -> bool:
        """Whether a reply should have been here by now."""
        return self.how is None and self.due is not None and self.due < now


def turns(said: Iterable[Spoken]) -> list[Turn]:
    """Events, notice by notice in their order, as turns: a passed-on notice is a turn of each authority."""
    found: list[Turn] = []
    open_turn: dict[UUID, Turn] = {}
    for x in said:
        last = open_turn.pop(x.notice, None)
        if last and x.kind in ("replied", "forwarded", "closed"):
            found.append(Turn(last.notice, last.authority, last.asked_at, last.due, x.at, x.kind))
            last = None
        if x.kind in ("reported", "forwarded", "asked"):
            authority = x.receiver or next(t.authority for t in reversed(found) if t.notice == x.notice)
            open_turn[x.notice] = Turn(x.notice, authority, x.at, x.due)
        elif last:
            open_turn[x.notice] = last
    return sorted([*found, *open_turn.values()], key=lambda t: (t.asked_at, t.notice))


@dataclass(frozen=True)
class Authority:
    """How one authority answers."""

    city: str
    asked: int
    replied: int
    forwarded: int
    open: int
    overdue: int
    late: int
    median_hours: float | None
    longest_hours: float | None


def by_authority(found: Sequence[Turn], now: datetime) -> list[Authority]:
    """Each that was asked, the one with most overdue first."""
    groups: defaultdict[str, list[Turn]] = defaultdict(list)
    for turn in found:
        groups[turn.authority].append(turn)
    rows = [_authority(city, mine, now) for city, mine in groups.items()]
    return sorted(rows, key=lambda x: (-x.overdue, -x.open, -x.asked, x.city))


def _authority(city: str, mine: Sequence[Turn], now: datetime) -> Authority:
    hours = [turn.took.total_seconds() / 3600 for turn in mine if turn.took is not None]
    return Authority(
        city=city,
        asked=len(mine),
        replied=len(hours),
        forwarded=sum(turn.how == "forwarded" for turn in mine),
        open=sum(turn.how is None for turn in mine),
        overdue=sum(turn.overdue(now) for turn in mine),
        late=sum(turn.in_time is False for turn in mine),
        median_hours=round(median(hours), 1) if hours else None,
        longest_hours=round(max(hours), 1) if hours else None,
    )
