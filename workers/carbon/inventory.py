"""Tonnes times factors: one account for each family of factors, never a sum of two. Pure.

Each line names its factor with edition, source and basis; what no rule or no open factor speaks of is listed with its
tonnes, so that an account says how much of the waste it covers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wasteflow.catalog.carbon import FactorRule, Family, factor, rules
from wasteflow.catalog.model import EmissionFactor

TENTH = Decimal("0.1")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Amount:
    """What was finally treated so, in a period. `code`, `method`: scheme:code."""

    stream: str
    code: str
    method: str
    basis: str
    kg: Decimal


@dataclass(frozen=True)
class Emission:
    """Tonnes under one factor. `per_t`: kg CO2e, the baseline's taken off where there is one."""

    factor: EmissionFactor
    baseline: EmissionFactor | None
    t: Decimal
    per_t: Decimal
    kg_co2e: Decimal


@dataclass(frozen=True)
class Without:
    """Tonnes that this family says nothing of. `factor`: known to be missing, rather than no rule."""

    stream: str
    method: str
    t: Decimal
    factor: EmissionFactor | None


@dataclass(frozen=True)
class Account:
    """A family's figure with what it rests on. Accounts of two families have no sum."""

    family: Family
    emissions: tuple[Emission, ...]
    without: tuple[Without, ...]
    kg_co2e: Decimal | None  # null: not one load is covered
    covered: Decimal | None  # share of the tonnes treated, in percent
    weighed: Decimal | None  # share of the covered tonnes that rests on weighed weights, in percent


def account(family: Family, amounts: Sequence[Amount], factors: Sequence[EmissionFactor], on: date) -> Account:
    """What the treatment of a period comes to under one family, by the editions that hold on a day."""
    under: defaultdict[FactorRule, Decimal] = defaultdict(Decimal)
    silent: defaultdict[tuple[str, str, EmissionFactor | None], Decimal] = defaultdict(Decimal)
    weighed = ZERO
    for amount in amounts:
        rule = next((r for r in rules()[family] if r.fits(amount.stream, amount.code, amount.method)), None)
        found = factor(factors, family, rule.route, rule.material, on) if rule else None
        if rule is None or found is None or found.kg_co2e_per_t is None:
            silent[amount.stream, amount.method, found] += amount.kg
            continue
        under[rule] += amount.kg
        weighed += amount.kg if amount.basis.startswith("weighed") else ZERO
    emissions = [_emission(family, rule, kg, factors, on) for rule, kg in under.items() if kg]
    covered, whole = sum(under.values(), ZERO), sum((a.kg for a in amounts), ZERO)
    return Account(
        family=family,
        emissions=tuple(sorted(emissions, key=lambda e: -abs(e.kg_co2e))),
        without=_without(silent.items()),
        kg_co2e=sum((e.kg_co2e for e in emissions), ZERO) if emissions else None,
        covered=(covered / whole * 100).quantize(TENTH) if whole else None,
        weighed=(weighed / covered * 100).quantize(TENTH) if covered else None,
    )


def _emission(family: Family, rule: FactorRule, kg: Decimal, factors: Sequence[EmissionFactor], on: date) -> Emission:
    found = factor(factors, family, rule.route, rule.material, on)
    base = factor(factors, family, rule.baseline.route, rule.baseline.material, on) if rule.baseline else None
    assert found is not None
    assert found.kg_co2e_per_t is not None
    per_t = found.kg_co2e_per_t - ((base.kg_co2e_per_t or ZERO) if base else ZERO)
    return Emission(found, base, kg / 1000, per_t, (kg / 1000 * per_t).quantize(TENTH))


def _without(silent: Iterable[tuple[tuple[str, str, EmissionFactor | None], Decimal]]) -> tuple[Without, ...]:
    found = (Without(stream, method, kg / 1000, of) for (stream, method, of), kg in silent if kg)
    return tuple(sorted(found, key=lambda w: (-w.t, w.stream, w.method)))
