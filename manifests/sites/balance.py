"""What a site held, took in and gave out in a period, by waste. Pure; every sum is exact."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from manifests.life.model import Batch, Value
from manifests.sites.moves import ZERO, Move, Way

Waste = tuple[str, str, str, str]  # stream, scheme, code, category


class Amounts(Value, frozen=True):
    """Kilograms of one waste. `opening` and what came in, less what went out, is `closing`."""

    opening: Decimal = ZERO
    generated: Decimal = ZERO
    received: Decimal = ZERO
    returned: Decimal = ZERO
    sent: Decimal = ZERO
    used: Decimal = ZERO  # treated here, final
    disposed: Decimal = ZERO
    corrected: Decimal = ZERO  # weighed anew; and what was lost, in store or where batches were put together or divided
    closing: Decimal = ZERO

    @property
    def balanced(self) -> bool:
        """Whether nothing appeared or vanished."""
        came = self.generated + self.received + self.returned + self.corrected
        return self.opening + came - self.sent - self.used - self.disposed == self.closing


def waste_of(batch: Batch) -> Waste:
    """What its sums are told apart by."""
    return batch.stream, batch.code.scheme, batch.code.code, batch.category


def amounts_of(
    moves: Iterable[Move], untouched: Iterable[Batch], first: datetime, after: datetime, use: Callable[[str], bool]
) -> dict[Waste, Amounts]:
    """The sums from one moment until before another. `untouched`: stood there throughout;"""
    sums: dict[Waste, dict[str, Decimal]] = {}

    def add(waste: Waste, name: str, kg: Decimal) -> None:
        line = sums.setdefault(waste, {})
        line[name] = line.get(name, ZERO) + kg

    for batch in untouched:
        add(waste_of(batch), "opening", batch.weight.kg)
        add(waste_of(batch), "closing", batch.weight.kg)
    for move in moves:
        waste = waste_of(move.batch)
        if move.at >= after:
            continue
        add(waste, "closing", move.stock)
        if move.at < first:
            add(waste, "opening", move.stock)
        else:
            add(waste, _column(move, use), _kg(move))
    found = {waste: Amounts(**line) for waste, line in sorted(sums.items())}
    return {waste: line for waste, line in found.items() if line != Amounts()}


def _kg(move: Move) -> Decimal:
    if move.way in (Way.INTERIM, Way.UNTREATED):
        return -move.stock  # of an interim step nothing went, and nothing comes back
    return move.kg


def _column(move: Move, use: Callable[[str], bool]) -> str:
    match move.way:
        case Way.TREATED | Way.INTERIM | Way.UNTREATED:
            return "used" if use(getattr(move.event.fact, "method", "")) else "disposed"
        case Way.REGROUPED:
            return "corrected"
        case way:
            return way.value
