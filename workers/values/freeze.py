"""A computed value as the figures that people vouch for. Pure."""

from wasteflow.catalog.indicators import indicator_set
from workers.indicators.city import Amount, SetValue
from workers.values.figures import Figures, Mark, Side


def frozen(value: SetValue, *, mark: Mark) -> Figures:
    """What stands now, with the position it counts up to."""
    return Figures(
        value=value.value,
        edition=indicator_set().indicators[value.id].edition,
        mark=mark,
        above=_side(value.above),
        below=_side(value.below),
        before=_side(value.before),
        base=value.base if value.before else None,
        statement=value.statement,
    )


def _side(amount: Amount | None) -> Side | None:
    if amount is None:
        return None
    return Side(
        figure=amount.figure,
        value=amount.value.normalize() + 0,
        source=amount.source,
        coverage=dict(amount.coverage),
        loads=amount.loads,
        statistic=amount.statistic,
    )
