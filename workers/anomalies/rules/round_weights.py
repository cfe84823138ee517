"""The weights at a gate are rounder than scales make them, or than this gate's own were before.

A weighbridge shows steps of twenty kilograms: about one weight in twenty-five is a whole multiple of half a tonne.
Figures that were thought up are round far more often. The share of the last ninety days is compared with what the
scale's step gives, and with the site's own history where there is one. First digits are looked at where
there are enough weights over two powers of ten; they are shown beside it and raise nothing by themselves.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import sqrt

from workers.anomalies import examples, wording
from workers.anomalies.finding import INFO, Finding, Limit
from workers.anomalies.groups import Gate
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import first_digits

THRESHOLDS = (
    Threshold("step_kg", Decimal(20), "kg", "our choice: the division of a 60 t weighbridge"),
    Threshold("round_kg", Decimal(500), "kg", "our choice: half a tonne is what people think in"),
    Threshold("least_weights", Decimal(40), "", "our choice: fewer make no share"),
    Threshold("most_z", Decimal(5), "", "our choice: spreads of a share above what is expected"),
)
DIGITS_LEAST, DIGITS_RANGE = 500, 100  # weights, and how many times the smallest the largest must be
HEAVY = 2000  # kg: lighter loads stand on scales of other steps


def check(group: Gate) -> Finding | None:
    """Rounder than the scale's step and its own history explain."""
    lately = [kg for kg in group.lately if kg >= HEAVY]
    before = [kg for kg in group.before if kg >= HEAVY]
    if len(lately) < group.limit("least_weights"):
        return None
    by_step = float(group.limit("step_kg") / group.limit("round_kg"))
    usual = max(by_step, _share(group, before)) if len(before) >= group.limit("least_weights") else by_step
    share = _share(group, lately)
    z = (share - usual) / sqrt(usual * (1 - usual) / len(lately)) if usual < 1 else 0.0
    if z <= group.limit("most_z"):
        return None
    return Finding(
        key=f"round {group.now:%Y-%m}",
        severity=INFO,
        says="round",
        facts={
            "site": group.site_name,
            "count": str(len(lately)),
            "percent": f"{share * 100:.0f}",
            "usual": f"{usual * 100:.0f}",
            "round": wording.plain(group.limit("round_kg")),
        },
        inputs={"lately": lately, "share_before": f"{usual:.4f}", "first_digits": _digits(lately)},
        score=Decimal(str(round(z, 2))) / group.limit("most_z"),
    )


def _share(group: Gate, weights: Sequence[Decimal]) -> float:
    return sum(kg % group.limit("round_kg") == 0 for kg in weights) / len(weights) if weights else 0.0


def _digits(weights: Sequence[Decimal]) -> str | None:
    if len(weights) < DIGITS_LEAST or max(weights) < min(weights) * DIGITS_RANGE:
        return None
    return f"{first_digits(weights):.1f}"


def _example(rounded: int, of: int = 50, before: int = 0) -> Gate:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    odd = [Decimal(5020 + 20 * n) for n in range(24)]  # none of these is a multiple of 500
    weights = [Decimal(5000 + 500 * n) for n in range(rounded)] + [odd[n % 24] for n in range(of - rounded)]
    known = [Decimal(6000)] * before + [odd[n % 24] for n in range(100 - before)] if before else []
    return examples.gate(limits, before=tuple(known), lately=tuple(weights))


def fires() -> Iterable[Gate]:
    """Twenty of fifty."""
    yield _example(20)


def quiet() -> Iterable[Gate]:
    """Two of fifty; too few; it was always so, for it takes standard containers."""
    yield _example(2)
    yield _example(20, 30)
    yield _example(20, before=40)


RULE = Rule(
    family="W6",
    version=1,
    severity=INFO,
    citation="ledger",
    thresholds=THRESHOLDS,
    scored="most_z",
    says=("round",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Gate,
)
