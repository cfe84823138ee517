"""A site that made a waste regularly has entered none of it for a while, and its plan still names it.

Production that stops is told to the authority; waste that goes elsewhere is not. How long silence is odd depends on
the site: at its own pace of the year before, it would have made some on so many days in the time. Days are counted,
not batches, and against its own longest silence: forty entered within an hour, for a month gone by, are no pace.
Whether it produced at all, power and water would tell; those are not collected yet.
"""

from collections.abc import Iterable
from decimal import Decimal

from wasteflow.core.clock import local_date
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import SiteCode
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("least_expected", Decimal(12), "", "our choice: chance leaves out so many once in a hundred thousand"),
    Threshold("least_days", Decimal(45), "d", "our choice: a shutdown for repairs passes"),
    Threshold("gap_times", Decimal(2), "", "our choice: it was silent before, half as long"),
    Threshold("known_days", Decimal(120), "d", "our choice: a pace shows over months"),
)


def check(group: SiteCode) -> Finding | None:
    """Silent for longer than its own pace explains."""
    if group.planned_t is None or group.first_made is None or group.last_made is None:
        return None
    silent = (local_date(group.now) - group.last_made).days
    active = (group.last_made - group.first_made).days
    if active < group.limit("known_days") or silent < group.limit("least_days"):
        return None
    if silent < group.longest_gap * group.limit("gap_times"):
        return None
    expected = Decimal(group.days - 1) / active * silent
    if expected < group.limit("least_expected"):
        return None
    return Finding(
        key=f"{group.code} since {group.last_made}",
        severity=WARNING,
        says="silent",
        facts={
            "site": group.site_name,
            "code": group.code,
            "last": group.last_made.isoformat(),
            "days": str(silent),
            "expected": f"{expected:.0f}",
            "planned": wording.plain(group.planned_t),
        },
        inputs={"days": group.days, "first": group.first_made, "last": group.last_made},
        score=expected / group.limit("least_expected"),
    )


def _example(days: int, silent: int, planned_t: str | None = "10", gap: int = 10) -> SiteCode:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.site_code(limits, made_t="5", planned_t=planned_t, days=days, silent=silent, gap=gap)


def fires() -> Iterable[SiteCode]:
    """Every fourth or fifth day for two hundred days, then nothing for two months."""
    yield _example(45, 60)


def quiet() -> Iterable[SiteCode]:
    """For a month; one who makes it once a quarter; not planned any more; as silent as before."""
    yield _example(45, 30)
    yield _example(3, 90)
    yield _example(45, 60, None)
    yield _example(45, 60, gap=50)


RULE = Rule(
    family="M4",
    version=2,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    scored="least_expected",
    says=("silent",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteCode,
)
