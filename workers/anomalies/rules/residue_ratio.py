"""A plant leaves behind much less, or much more, secondary waste for what it takes in than it always did.

Fly ash, slag and sludge follow from what is burned and washed. Where they shrink and the input does not, they went
elsewhere; where they grow, something was taken in that the books do not have. Each plant is compared with
its own months: processes differ too much for one band (grate furnaces leave 2 to 5 % fly ash, which is unconfirmed).
Plants that empty their silo only now and then have no ratio from month to month and are left out.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Month, SiteMonths
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import middle, robust_z

THRESHOLDS = (
    Threshold("least_months", Decimal(6), "", "our choice: fewer months before make no median"),
    Threshold("most_z", Decimal("3.5"), "", "Iglewicz and Hoaglin 1993"),
    Threshold("steady_percent", Decimal(90), "%", "our choice: months before in which anything was left behind"),
    Threshold("least_kg", Decimal(1000), "kg", "our choice: how many kilograms of residue must be too many or missing"),
)
FLOOR = 0.12  # of the median ratio: stocks carry over from one month to the next


def check(group: SiteMonths) -> Finding | None:
    """The last month's ratio against those before."""
    *before, last = group.months
    ratios = [ratio for month in before if (ratio := _ratio(month)) is not None]
    now = _ratio(last)
    steady = sum(ratio > 0 for ratio in ratios) * 100 >= float(group.limit("steady_percent")) * len(ratios)
    if now is None or len(ratios) < group.limit("least_months") or not steady:
        return None
    usual = middle(ratios)
    if not usual:
        return None
    z = robust_z(now, ratios, usual * FLOOR)
    off_kg = abs(now - usual) * float(last.taken_kg)
    if abs(z) <= group.limit("most_z") or off_kg < group.limit("least_kg"):
        return None
    return Finding(
        key=f"month {last.first}",
        severity=WARNING,
        says="more" if now > usual else "less",
        facts={
            "site": group.site_name,
            "month": f"{last.first:%Y-%m}",
            "percent": f"{now * 100:.1f}",
            "usual": f"{usual * 100:.1f}",
            "taken": f"{last.taken_kg / 1000:.1f}",
        },
        inputs={"months": group.months, "z": f"{z:.2f}"},
        score=Decimal(str(round(abs(z), 2))) / group.limit("most_z"),
    )


def _ratio(month: Month) -> float | None:
    if month.taken_kg <= 0:
        return None
    return float((month.residue_kg + month.hazardous_kg) / month.taken_kg)


def _example(residue: int, taken: int = 1000, months: int = 8) -> SiteMonths:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    rows = [(0, 0, 38 + n % 4, 1000 + 10 * (n % 3)) for n in range(months)]
    return examples.months(limits, *rows, (0, 0, residue, taken))


def fires() -> Iterable[SiteMonths]:
    """Four per cent always, now one; now eight."""
    yield _example(10)
    yield _example(80)


def quiet() -> Iterable[SiteMonths]:
    """As always; less of both; too young; a plant that takes nothing in."""
    yield _example(40)
    yield _example(20, 500)
    yield _example(10, months=4)
    yield _example(10, 0)


RULE = Rule(
    family="M2",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    scored="most_z",
    says=("less", "more"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteMonths,
)
