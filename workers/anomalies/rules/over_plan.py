"""A site has made more of a waste this year than its filed plan names.

Manifests are drawn up from the plan, so what goes beyond it has no destination anybody has looked at. Told once at the
whole of the plan, and as information at the share from which both sides are told (`limits.toml` has the same
share for permits).
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import INFO, WARNING, Finding, Limit
from workers.anomalies.groups import SiteCode
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("told_percent", Decimal(80), "%", "our choice, as for permits"),
    Threshold("most_percent", Decimal(100), "%", "the filed plan's own tonnes"),
)


def check(group: SiteCode) -> Finding | None:
    """Over the plan, else near it."""
    if group.planned_t is None:
        return None
    percent = group.made_kg / (group.planned_t * 10)
    over, near = percent > group.limit("most_percent"), percent > group.limit("told_percent")
    if not near:
        return None
    return Finding(
        key=f"{group.code} {group.year} {'over' if over else 'near'}",
        severity=WARNING if over else INFO,
        says="over" if over else "near",
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
    """A tonne over; nine tenths."""
    yield _example("11")
    yield _example("9")


def quiet() -> Iterable[SiteCode]:
    """Three quarters; not in the plan, which is told where it is entered."""
    yield _example("7.5")
    yield _example("50", None)


RULE = Rule(
    family="Q1",
    version=1,
    severity=WARNING,
    citation="plan",
    thresholds=THRESHOLDS,
    says=("over", "near"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteCode,
)
