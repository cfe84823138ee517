"""Share of a city's industrial hazardous waste that is recovered.

Used in the period, divided by what was generated in it plus what was taken for use from earlier stock. Only final
treatment counts, so a load that passes a collector is counted once. Waste belongs to the city where it was generated,
wherever it is treated. Medical waste (HW01) is not industrial.
"""

from decimal import Decimal

from workers.indicators.balance import Balance
from workers.indicators.indicator import Indicator

INDICATOR = Indicator(
    code="ZW21-16",
    streams=("hazardous",),
    without_categories=("HW01",),
    numerator=lambda b: b.used,
    denominator=lambda b: b.generated + b.used_from_stock,
    numerator_measures=("used",),
    denominator_measures=("generated",),
    stock_measure="used",
    formula="used / (generated + used from earlier stock) × 100",
    direction="up",
    example=(Balance(generated=Decimal(900), used=Decimal(500), used_from_stock=Decimal(100)), Decimal("50.00")),
)
