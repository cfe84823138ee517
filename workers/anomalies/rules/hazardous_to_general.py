"""A site's hazardous waste falls, and its general waste rises by a like amount in the same month.

General waste costs a tenth. The month just over is compared with the months before. What proves it is the hazardous
share of all that was made (robust z): a month with fewer working days makes less of both and leaves the share where it
was. General waste must be out above its own months too, by less, and its rise make up for the fall. A new line of
production moves one of the two, rarely both by the same tonnes.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import CRIME, Finding, Limit
from workers.anomalies.groups import Month, SiteMonths
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import middle, robust_z

THRESHOLDS = (
    Threshold("least_months", Decimal(6), "", "our choice: fewer months before make no median"),
    Threshold("most_z", Decimal("3.5"), "", "Iglewicz and Hoaglin 1993"),
    Threshold("rise_z", Decimal(2), "", "our choice: beyond usual months; the share is the proof"),
    Threshold("least_fall_percent", Decimal(40), "%", "our choice: of the median"),
    Threshold("like_percent", Decimal(40), "%", "our choice: by how much the rise may differ from the fall"),
    Threshold("least_kg", Decimal(3000), "kg", "criminal interpretation of 2023: dumping 3 t or more"),
)
FLOOR = Decimal("0.08")  # of the median: months are never more alike than that


def check(group: SiteMonths) -> Finding | None:
    """The last month against those before."""
    *before, last = group.months
    if len(before) < group.limit("least_months"):
        return None
    hazardous, general = [m.hazardous_kg for m in before], [m.general_kg for m in before]
    usual, usual_general = Decimal(str(middle(hazardous))), Decimal(str(middle(general)))
    fall, rise = usual - last.hazardous_kg, last.general_kg - usual_general
    most = float(group.limit("most_z"))
    *shares, share = [_share(m) for m in group.months]
    if (
        fall < max(group.limit("least_kg"), usual * group.limit("least_fall_percent") / 100)
        or abs(rise - fall) > fall * group.limit("like_percent") / 100
        or robust_z(share, shares, middle(shares) * float(FLOOR)) > -most
        or robust_z(last.general_kg, general, max(usual_general * FLOOR, fall * FLOOR)) < group.limit("rise_z")
    ):
        return None
    return Finding(
        key=f"month {last.first}",
        severity=CRIME,
        says="moved",
        facts={
            "site": group.site_name,
            "month": f"{last.first:%Y-%m}",
            "fall": wording.tonnes(fall),
            "usual": wording.tonnes(usual),
            "rise": wording.tonnes(rise),
        },
        inputs={"months": group.months},
        score=fall / max(usual, Decimal(1)),
    )


def _share(month: Month) -> float:
    """Of the hazardous in all that was made."""
    made = month.hazardous_kg + month.general_kg
    return float(month.hazardous_kg / made) if made else 0.0


def _example(*last: int, months: int = 8) -> SiteMonths:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    rows = [(20 + n % 3, 30 + n % 4) for n in range(months)]
    return examples.months(limits, *rows, last)


def fires() -> Iterable[SiteMonths]:
    """Of twenty-one tonnes six are left, and the general waste is fifteen more; in a month with fewer working days."""
    yield _example(6, 46)
    yield _example(5, 42)


def quiet() -> Iterable[SiteMonths]:
    """Only the one; only the other; as always; less of both; too young."""
    yield _example(6, 31)
    yield _example(21, 46)
    yield _example(20, 31)
    yield _example(17, 26)
    yield _example(6, 46, months=4)


RULE = Rule(
    family="C3",
    version=2,
    severity=CRIME,
    citation="kept-apart",
    thresholds=THRESHOLDS,
    says=("moved",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=SiteMonths,
)
