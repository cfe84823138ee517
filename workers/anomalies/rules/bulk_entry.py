"""Batches of many days were entered within minutes: a ledger written in one go.

Entering many of one day together is how a day's work is entered, and how a connected system sends. Only what spreads
over several days before is counted, so a history read in when a site begins makes one alert and can be explained once.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from wasteflow.core.clock import local_date
from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Entries, Lot
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("most_entries", Decimal(20), "", "our choice: more than anybody weighs in that time"),
    Threshold("within_minutes", Decimal(10), "min", "our choice"),
    Threshold("least_days", Decimal(4), "d", "our choice: over how many days they must be spread; a weekend passes"),
)


def check(group: Entries) -> Finding | None:
    """The fullest stretch of minutes."""
    bulk = max(_stretches(group), key=len, default=[])
    if len(bulk) <= group.limit("most_entries"):
        return None
    days = {local_date(lot.generated_at) for lot in bulk}
    if len(days) < group.limit("least_days"):
        return None
    return Finding(
        key=f"bulk {group.day.isoformat()} {bulk[0].batch}",
        severity=WARNING,
        says="bulk",
        facts={
            "site": group.site_name,
            "count": str(len(bulk)),
            "minutes": str(max(1, (bulk[-1].entered_at - bulk[0].entered_at) // timedelta(minutes=1))),
            "days": str(len(days)),
            "first": min(days).isoformat(),
            "last": max(days).isoformat(),
        },
        inputs={"batches": [lot.batch for lot in bulk]},
        score=Decimal(len(bulk)) / group.limit("most_entries"),
        at=bulk[-1].entered_at,
    )


def _stretches(group: Entries) -> Iterator[list[Lot]]:
    """What was entered within the minutes from each entry on."""
    within, start = timedelta(minutes=float(group.limit("within_minutes"))), 0
    for end, lot in enumerate(group.lots):
        while lot.entered_at - group.lots[start].entered_at > within:
            start += 1
        yield list(group.lots[start : end + 1])


def _example(count: int, hours: int) -> Entries:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.lots(limits, *((n // 5, n * hours, f"{100 + n}") for n in range(count)))


def fires() -> Iterable[Entries]:
    """Thirty drums of thirty days in six minutes."""
    yield _example(30, 24)


def quiet() -> Iterable[Entries]:
    """Thirty of one day; twenty of twenty days."""
    yield _example(30, 0)
    yield _example(20, 24)


RULE = Rule(
    family="T5",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    scored="most_entries",
    says=("bulk",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Entries,
)
