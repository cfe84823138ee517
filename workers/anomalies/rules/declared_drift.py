"""What a site declares of its hazardous waste drifts, month after month, further than its history explains.

No single month is out of the ordinary: each is a little lower than the one before. The sum of what lies below (CUSUM)
shows it. Where two years are known, what its season usually does is taken out first. Output is not collected, so a
plant that makes less looks the same: it is told as something to ask about, and divided by output it would be rule
M3 in full.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import SiteMonths
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import cusum, middle, seasonal

THRESHOLDS = (
    Threshold("most_spreads", Decimal(9), "", "our choice: 5 is usual; with so many sites that is one in a month"),
    Threshold("lately_months", Decimal(6), "", "our choice: the months that are summed"),
    Threshold("least_months", Decimal(8), "", "our choice: fewer months before make no baseline"),
    Threshold("least_fall_percent", Decimal(25), "%", "our choice: by how much the latest months lie below"),
    Threshold("least_kg", Decimal(5000), "kg", "our choice: of the baseline's median month"),
)
FLOOR = 0.12  # of the median month


def check(group: SiteMonths) -> Finding | None:
    """Far enough below for long enough."""
    lately = int(group.limit("lately_months"))
    if len(group.months) < lately + group.limit("least_months"):
        return None
    series = seasonal([month.hazardous_kg for month in group.months])
    before, since = series[:-lately], series[-lately:]
    usual, now = middle(before), middle(since)
    fall = (usual - now) / usual * 100 if usual > 0 else 0.0
    if usual < group.limit("least_kg") or fall < group.limit("least_fall_percent"):
        return None
    _, down = cusum(since, before, usual * FLOOR)
    if down <= group.limit("most_spreads"):
        return None
    last = group.months[-1].first
    return Finding(
        key=f"drift {group.months[-lately].first:%Y}",
        severity=WARNING,
        says="down",
        facts={
            "site": group.site_name,
            "months": str(lately),
            "last": f"{last:%Y-%m}",
            "usual": wording.tonnes(Decimal(round(usual))),
            "now": wording.tonnes(Decimal(round(now))),
            "percent": f"{fall:.0f}",
        },
        inputs={"months": group.months, "spreads": f"{down:.1f}"},
        score=Decimal(str(round(down, 2))) / group.limit("most_spreads"),
    )


def _example(*lately: int, before: int = 10) -> SiteMonths:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.months(limits, *((20 + n % 3,) for n in range(before)), *((tonnes,) for tonnes in lately))


def fires() -> Iterable[SiteMonths]:
    """A tenth less every month, for half a year."""
    yield _example(18, 16, 14, 12, 11, 10)


def quiet() -> Iterable[SiteMonths]:
    """Up and down; one bad month; a history too short."""
    yield _example(20, 22, 19, 21, 20, 22)
    yield _example(21, 20, 8, 21, 20, 22)
    yield _example(18, 16, 14, 12, 11, 10, before=5)


RULE = Rule(
    family="M3",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    scored="most_spreads",
    says=("down",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteMonths,
)
