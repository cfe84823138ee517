"""A limit that is tried, and what is known of it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from workers.anomalies.replay import Raised
from workers.anomalies.rule import Rule

TUNE = "rule:tune"
BACK = timedelta(days=90)  # of history that a trial looks at
GOOD_FOR = timedelta(days=14)  # a limit is put in force after a trial no older than this
MOST_LISTED = 50
LARGEST = Decimal(10) ** 9


class Trial(Struct, frozen=True):
    """A limit's run over history."""

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


class Step(Struct, frozen=True):
    """Somebody put a limit in force, or took it back."""

    id: UUID
    name: str
    kind: str
    value: Decimal
    before: Decimal
    at: datetime
    person: str | None
    department: str
    reason: str


def threshold_names(rule: Rule) -> list[str]:
    """The limits that a place may depart from."""
    return [t.name for t in rule.thresholds]


def of_place(raised: Mapping[str, Raised], jurisdiction: str) -> dict[str, Raised]:
    """What of a run concerns a city or province."""
    wanted = {f"city:{jurisdiction}", f"province:{jurisdiction}"}
    return {key: one for key, one in raised.items() if not wanted.isdisjoint(one.found.scopes)}


def compared(before: Mapping[str, Raised], after: Mapping[str, Raised]) -> dict[str, Any]:
    """What falls away, what comes in, and how grave: told by what it is about and its facts."""
    gone = [before[key] for key in before.keys() - after.keys()]
    come = [after[key] for key in after.keys() - before.keys()]
    return {
        "before": len(before),
        "after": len(after),
        "gone": len(gone),
        "come": len(come),
        "gone_list": _listed(gone),
        "come_list": _listed(come),
    }


def _listed(many: Iterable[Raised]) -> list[dict[str, Any]]:
    newest = sorted(many, key=lambda one: (one.at, one.found.fingerprint), reverse=True)[:MOST_LISTED]
    return [
        {
            "at": one.at.isoformat(),
            "severity": one.found.severity,
            "says": one.found.finding.says,
            "facts": dict(one.found.finding.facts),
            "fingerprint": one.found.fingerprint,
        }
        for one in newest
    ]
