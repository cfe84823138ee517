"""Figures, days and months as each language writes them. Weights come in as Decimal kilograms."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from wasteflow.core.clock import BAY_AREA

NONE = "—"
_MONTHS = {
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "en": "January February March April May June July August September October November December",
}


def number(value: Decimal, places: int, language: str) -> str:
    """Rounded half up, thousands grouped: 1,234.5, in Portuguese 1 234,5. A true minus sign."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{abs(rounded):,.{places}f}"
    if language == "pt":
        written = written.replace(",", "\u00a0").replace(".", ",")
    return f"−{written}" if rounded < 0 else written


def tonnes(kg: Decimal, language: str, places: int = 1) -> str:
    """A weight in tonnes, without the unit."""
    return number(kg / 1000, places, language)


def kilograms(kg: Decimal, language: str) -> str:
    """A single weight with its unit, as exact as it was taken."""
    places = max(0, -int(kg.normalize().as_tuple().exponent)) if kg else 0
    return f"{number(kg, min(places, 3), language)} kg"


def percent(value: Decimal | None, language: str, places: int = 1) -> str:
    """A share as the reader's language writes it; a dash where there is none."""
    if value is None:
        return NONE
    return number(value, places, language) + ("\u00a0%" if language == "pt" else "%")


def change(value: Decimal | None, language: str, places: int = 1) -> str:
    """How much something changed, with its sign; what rounds to nothing has none."""
    plus = "+" if value is not None and round(value, places) > 0 else ""
    return plus + percent(value, language, places)


def day(moment: datetime | date, language: str) -> str:
    """A calendar day of the Bay Area."""
    on = moment.astimezone(BAY_AREA).date() if isinstance(moment, datetime) else moment
    if language.startswith("zh"):
        return f"{on.year}年{on.month}月{on.day}日"
    if language == "pt":
        return f"{on.day:02}/{on.month:02}/{on.year}"
    return f"{on.day} {_month_name(on, 'en')} {on.year}"


def minute(moment: datetime, language: str) -> str:
    """A moment in Bay Area time."""
    return f"{day(moment, language)} {moment.astimezone(BAY_AREA):%H:%M} (UTC+8)"


def month(first: date, language: str) -> str:
    """A calendar month, named."""
    if language.startswith("zh"):
        return f"{first.year}年{first.month}月"
    join = " de " if language == "pt" else " "
    return f"{_month_name(first, language)}{join}{first.year}"


def span(first: date, last: date, language: str) -> str:
    """Several months: named by their year where they are all of it."""
    if first == last:
        return month(last, language)
    if (first.year, first.month, last.month) == (last.year, 1, 12):
        return f"{last.year}年" if language.startswith("zh") else str(last.year)
    if first.year == last.year and language.startswith("zh"):
        return f"{first.year}年{first.month}–{last.month}月"
    return f"{month(first, language)} – {month(last, language)}"


def short_month(first: date, language: str) -> str:
    """A month under a bar."""
    if language.startswith("zh"):
        return f"{first.month}月"
    return _month_name(first, language)[:3]


def colon(language: str) -> str:
    """What stands between a field's name and its value."""
    return "：" if language.startswith("zh") else ": "


def comma(language: str) -> str:
    """What stands between the parts of a list."""
    return "、" if language.startswith("zh") else ", "


def _month_name(on: date, language: str) -> str:
    return _MONTHS[language].split()[on.month - 1]
