"""HTTP shapes of indicators: what stands in an answer."""

from datetime import date
from typing import Any

from wasteflow.core.i18n import text
from workers.indicators.engine import IndicatorValue


def indicator(value: IndicatorValue, language: str) -> dict[str, Any]:
    """One figure and what it is made of."""
    return {
        "code": value.code,
        "title": text(f"indicators.{value.id}.title", language),
        "city": value.city,
        "from": month(value.start),
        "to": month(value.end),
        "unit": value.unit,
        "value": value.value,
        "numerator": {
            "kg": value.numerator,
            "loads": value.numerator_loads,
            "coverage": value.coverage["numerator"],
        },
        "denominator": {
            "kg": value.denominator,
            "loads": value.denominator_loads,
            "coverage": value.coverage["denominator"],
        },
        "balance": value.balance,
        "direction": value.direction,
        "status": value.status,
        "watermark": value.watermark,
    }


def month(first_day: date) -> str:
    """2026-10."""
    return f"{first_day:%Y-%m}"
