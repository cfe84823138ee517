"""A rule in shadow, and what it would have raised there. Pure."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from wasteflow.core.i18n import text
from workers.anomalies.store import Standing

SEVERITIES = (4, 3, 2, 1)  # the gravest first


class Month(Struct, frozen=True):
    """What it would have raised of what happened in a month, by severity; `loads` left in that month, and something
    was recorded of them while the rule was in shadow: what its findings are few or many of."""

    month: date
    raised: dict[int, int]
    loads: int

    @property
    def total(self) -> int:
        return sum(self.raised.values())


class Hidden(Struct, frozen=True):
    """A finding that nobody was told of."""

    rule: str
    rule_version: int
    severity: int
    stream: str
    categories: list[str]
    scopes: list[str]
    subject_kind: str
    subject: UUID
    says: str
    facts: dict[str, Any]
    happened_at: datetime
    found_at: datetime

    def sentence(self, language: str) -> str:
        """What the rule saw, as its alert would say it."""
        return text(f"rules.{self.rule}.{self.says}", language, **self.facts)


class Shadow(Struct, frozen=True):
    """How a rule stands; in shadow: its months, and its latest findings. A rule that is on or off has none."""

    standing: Standing
    months: list[Month]
    latest: list[Hidden]


def months_of(raised: list[tuple[date, int, int]], loads: dict[date, int]) -> list[Month]:
    """(month, severity, how many) and month -> loads, as months in their order."""
    every = sorted({month for month, _, _ in raised} | loads.keys())
    return [
        Month(each, {severity: n for month, severity, n in raised if month == each}, loads.get(each, 0))
        for each in every
    ]
