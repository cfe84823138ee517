"""A site has made more of a waste this year than its filed plan names.

Manifests are drawn up from the plan, so what goes beyond it has no destination anybody has looked at. That it is nearly
used up is shown to the site where it reads its plan; only the whole of it makes an alert.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import SiteCode
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("most_percent", Decimal(100), "%", "the filed plan's own tonnes"),
    Threshold("least_kg", Decimal(500), "kg", "our choice: plans are filed in rounded tonnes"),
)


def check(group: SiteCode) -> Finding | None:
    """Over the plan."""
    if group.planned_t is None:
        return None
    percent = group.made_kg / (group.planned_t * 10)
    over_kg = group.made_kg - group.planned_t * 1000
    if percent <= group.limit("most_percent") or over_kg < group.limit("least_kg"):
        return None
    return Finding(
        key=f"{group.code} {group.year}",
        severity=WARNING,
        says="over",
        facts={
            "site": group.site_name,
            "code": group.code,
            "year": str(group.year),
            "made": wording.tonnes(group.made_kg),
            "planned": wording.plain(group.planned_t),
            "percent": f"{percent:.0f}",
        },
        inputs={"made_kg": group.made_kg, "planned_t": group.planned_t},
        score=percent / 100,
    )


def _example(made_t: str, planned_t: str | None = "10") -> SiteCode:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.site_code(limits, made_t=made_t, planned_t=planned_t)


def fires() -> Iterable[SiteCode]:
    """A tonne over."""
    yield _example("11")


def quiet() -> Iterable[SiteCode]:
    """All but a tenth; a drum too many; not in the plan, which is told where it is entered."""
    yield _example("9")
    yield _example("10.2")
    yield _example("50", None)


RULE = Rule(
    family="Q1",
    version=1,
    severity=WARNING,
    citation="plan",
    thresholds=THRESHOLDS,
    says=("over",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteCode,
)
