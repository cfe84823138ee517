"""Share of a city's general industrial solid waste that is recovered.

Used in the period, divided by what was generated in it plus what was taken for use from earlier stock. Only final
treatment counts. Waste belongs to the city where it was generated, wherever it is treated. The formula gives the rate
that Guangzhou's 2021 bulletin prints from the amounts it prints.
"""

from decimal import Decimal

from workers.indicators.balance import Balance
from workers.indicators.indicator import Indicator

INDICATOR = Indicator(
    code="ZW21-15",
    streams=("general_industrial",),
    numerator=lambda b: b.used,
    denominator=lambda b: b.generated + b.used_from_stock,
    numerator_measures=("used",),
    denominator_measures=("generated",),
    stock_measure="used",
    formula="used / (generated + used from earlier stock) × 100",
    direction="up",
    example=(
        Balance(generated=Decimal("613.98"), used=Decimal("578.27"), used_from_stock=Decimal("0.56")),
        Decimal("94.10"),
    ),
)
