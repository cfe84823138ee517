"""What became of a city's waste in a period: the amounts every rate is made of.

The same values hold what cells add up to and what a bulletin prints, so both go through the same formulas. The unit is
whatever the amounts have in common (kilograms from cells, 10,000 t from bulletins).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """A sum of cells of one measure. `from_stock`: of waste generated before the period began."""

    measure: str
    from_stock: bool
    kg: Decimal


@dataclass(frozen=True)
class Balance:
    """Amounts of one period; `..._from_stock` are parts of their total, not additions to it."""

    generated: Decimal
    used: Decimal
    used_from_stock: Decimal = ZERO
    disposed: Decimal = ZERO
    disposed_from_stock: Decimal = ZERO
    other: Decimal = ZERO  # final treatment that is neither
    reweighed: Decimal = ZERO  # what later scales found more than was written; less where negative

    def closing(self, opening: Decimal) -> Decimal:
        """The stock at the end of the period, from the stock at its beginning."""
        return opening + self.generated + self.reweighed - self.used - self.disposed - self.other

    @property
    def stored(self) -> Decimal:
        """Of what the period generated, the part that is still in store at its end."""
        used_now = self.used - self.used_from_stock
        disposed_now = self.disposed - self.disposed_from_stock
        return self.generated - used_now - disposed_now - self.other


def balance_of(parts: Iterable[Part]) -> Balance:
    """A period's balance from sums of cells; measures that do not end a load's life add nothing."""
    total = dict.fromkeys(("generated", "used", "disposed", "other_treatment", "reweighed"), ZERO)
    stock = dict.fromkeys(total, ZERO)
    for part in parts:
        if part.measure in total:
            total[part.measure] += part.kg
            if part.from_stock:
                stock[part.measure] += part.kg
    return Balance(
        generated=total["generated"],
        used=total["used"],
        used_from_stock=stock["used"],
        disposed=total["disposed"],
        disposed_from_stock=stock["disposed"],
        other=total["other_treatment"],
        reweighed=total["reweighed"],
    )
