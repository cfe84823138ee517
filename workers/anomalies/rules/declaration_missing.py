"""A site has not filed a declaration when its time was over; nil is a declaration too.

Which declarations a site owes, and until when, follows from its class and the calendar (`duties.toml`); this rule adds
nothing to that. Days of grace leave room for the weekend. One alert for each kind of declaration and year,
about the oldest that is missing.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from wasteflow.core.clock import local_date
from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Declarations
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (Threshold("grace_days", Decimal(3), "d", "our choice: over a weekend"),)


def check(group: Declarations) -> Finding | None:
    """The oldest that is missing."""
    grace = timedelta(days=int(group.limit("grace_days")))
    late = [missing for missing in group.missing if local_date(group.now) > missing.due_on + grace]
    if not late:
        return None
    first = min(late, key=lambda missing: missing.due_on)
    return Finding(
        key=f"{first.duty} {first.first.year}",
        severity=WARNING,
        says=first.every,
        facts={
            "site": group.site_name,
            "first": first.first.isoformat(),
            "last": first.last.isoformat(),
            "due": first.due_on.isoformat(),
            "count": str(len(late)),
        },
        inputs={"missing": late},
        score=Decimal(len(late)),
    )


def _example(days: int, every: str = "month") -> Declarations:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.declarations(limits, every=every, due_on=date(2026, 10, 13) - timedelta(days=days))


def fires() -> Iterable[Declarations]:
    """A month's, four days late; a day's report."""
    yield _example(4)
    yield _example(9, "day")


def quiet() -> Iterable[Declarations]:
    """Three days: a weekend."""
    yield _example(3)


RULE = Rule(
    family="T4",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    says=("day", "month", "quarter", "year"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Declarations,
)
