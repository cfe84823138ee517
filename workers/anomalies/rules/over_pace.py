"""A plant takes in faster than its permit's yearly scale lets a year hold.

What was taken in since January against the scale times the share of the year gone by. It is told long before the
scale is used up (where entries are refused: `scale_exceeded`), so that somebody can ask. The year's first weeks are
left out: one ship's load is a fast January.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from wasteflow.core.clock import local_date
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.groups import Permit
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("most_pace", Decimal("1.1"), "", "our choice: a tenth over an even year"),
    Threshold("least_days", Decimal(60), "d", "our choice: before that a year has no pace"),
)


def check(group: Permit) -> Finding | None:
    """Over the pace."""
    day = (local_date(group.now) - date(group.year, 1, 1)).days + 1
    if day < group.limit("least_days"):
        return None
    even_kg = group.yearly_t * 1000 * day / 365
    pace = group.taken_kg / even_kg
    if pace <= group.limit("most_pace"):
        return None
    return Finding(
        key=f"{group.number} {group.year}",
        severity=SERIOUS,
        says="fast",
        facts={
            "site": group.site_name,
            "permit": group.number,
            "taken": wording.tonnes(group.taken_kg),
            "scale": wording.plain(group.yearly_t),
            "year": str(group.year),
            "percent": f"{pace * 100:.0f}",
        },
        inputs={"taken_kg": group.taken_kg, "yearly_t": group.yearly_t, "day": day},
        score=pace,
    )


def _example(taken_t: int, day: date = date(2026, 7, 1)) -> Permit:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.permit(limits, taken_t=taken_t, yearly_t=1000, day=day)


def fires() -> Iterable[Permit]:
    """Six hundred of a thousand tonnes by the first of July."""
    yield _example(600)


def quiet() -> Iterable[Permit]:
    """Half by half the year; a fast January."""
    yield _example(500)
    yield _example(300, date(2026, 1, 31))


RULE = Rule(
    family="Q2",
    version=1,
    severity=SERIOUS,
    citation="permit-scale",
    thresholds=THRESHOLDS,
    says=("fast",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Permit,
)
