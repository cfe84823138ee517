"""HTTP shapes of statistics and of the indicator set."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from workers.indicators.city import Amount, SetValue
from workers.statistics.model import Entry, Statistic, Status


class NewFigure(BaseModel):
    """A figure as somebody enters it."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=6, examples=["440300"])
    figure: str = Field(max_length=60, examples=["industrial_value_added"])
    period: str = Field(max_length=7, description="A year, or a month of it.", examples=["2026", "2026-10"])
    value: Decimal = Field(max_digits=24, decimal_places=9, examples=["123456.7"])
    source: str = Field(max_length=500, examples=["深圳统计年鉴 2026"])
    reason: str = Field("", max_length=500, description="Why it changes, where it was approved before.")

    def entry(self) -> Entry:
        return Entry(self.city, self.figure, self.period, self.value, self.source, self.reason)


class Entered(BaseModel):
    """What became of an entry."""

    new: bool = Field(description="False: it stood there already.")


class Review(BaseModel):
    """What a second person says of an entry."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal[Status.APPROVED, Status.RETURNED] = Field(examples=["approved"])
    reason: str = Field("", max_length=500)


class BaseYear(BaseModel):
    """The year that declines are measured against."""

    model_config = ConfigDict(extra="forbid")
    year: int = Field(ge=2000, le=2100, examples=[2020])
    source: str = Field(max_length=500, examples=["无废城市建设实施方案"])


class StatisticOut(BaseModel):
    """One version of a figure."""

    id: UUID
    city: str
    figure: str
    name: str
    unit: str
    period: str
    version: int
    value: Decimal
    source: str
    reason: str
    status: Status
    verdict_reason: str
    file: str | None
    entered_at: datetime
    reviewed_at: datetime | None

    @classmethod
    def of(cls, x: Statistic, language: str) -> "StatisticOut":
        known = indicator_set()
        figure = known.figures.get(x.figure)
        return cls(
            id=x.id,
            city=x.city,
            figure=x.figure,
            name=figure.names[language] if figure else x.figure,
            unit=known.units[figure.unit][language] if figure else "",
            period=x.period,
            version=x.version,
            value=x.value,
            source=x.source,
            reason=x.reason,
            status=x.status,
            verdict_reason=x.verdict_reason,
            file=x.file_name,
            entered_at=x.entered_at,
            reviewed_at=x.verdict_at,
        )


def value(found: SetValue, book: Book, language: str) -> dict[str, Any]:
    """One indicator of a city: the value, what it rests on, what is missing."""
    known = indicator_set()
    computed = known.indicators[found.id]
    row = book.indicator(found.id)
    return {
        "id": found.id,
        "edition": computed.edition,
        "name": name(found.id, book, language),
        "group": row.level1 if row else None,
        "compulsory": row.mandatory if row else None,
        "unit": row.unit if row else None,
        "formula": computed.formula,
        "direction": computed.direction,
        "owner": known.owner(found.id, language) or None,
        "value": found.value,
        "standing": found.standing,
        "base_year": found.base,
        "rests_on": [_amount(x, language) for x in (found.above, found.below, found.before) if x],
        "missing": list(found.missing),
        "statement": found.statement,
        "met": found.met or None,
        "source": row.source if row else None,
        "confidence": row.confidence if row else None,
    }


def name(id: str, book: Book, language: str) -> str:
    """What an indicator is called."""
    names, row = indicator_set().indicators[id].names, book.indicator(id)
    chinese = row.name_zh if row else names.get("zh-Hans", id)
    return names.get(language, chinese) if language != "zh-Hans" else chinese


def unit(id: str, book: Book, language: str) -> str:
    """What an indicator is measured in; empty where it is counted, said in words or not known."""
    row = book.indicator(id)
    return indicator_set().unit(row.unit, language) if row else ""


def _amount(x: Amount, language: str) -> dict[str, Any]:
    figure = indicator_set().figures.get(x.figure)
    return {
        "figure": x.figure,
        "name": figure.names[language] if figure else x.figure,
        "value": x.value,
        "source": x.source,
        "approved": x.approved,
        "coverage": x.coverage,
        "statistic": x.statistic,
    }
