"""HTTP shapes of open data: JSON, CSV with the same columns, the dictionary of columns."""

import csv
import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.catalog.open_data import open_data
from workers.open_data.model import Release, Row
from workers.statistics.schemas import name, unit


class NewRelease(BaseModel):
    """A period that is to be released together."""

    model_config = ConfigDict(extra="forbid")
    period: str = Field(max_length=7, examples=["2026-10"])


class ReleaseOut(BaseModel):
    """A release and who has agreed to it."""

    id: UUID
    period: str
    proposed_at: str
    sha256: str
    rows: int
    agreed: list[str]
    missing: list[str]
    open: bool

    @classmethod
    def of(cls, x: Release) -> "ReleaseOut":
        return cls(
            id=x.id,
            period=x.period,
            proposed_at=x.proposed_at.isoformat(),
            sha256=x.sha256,
            rows=len(x.rows),
            agreed=[one.side for one in x.consents],
            missing=list(x.missing),
            open=x.open,
        )


def records(rows: Iterable[Row | dict[str, Any]], book: Book, language: str) -> list[dict[str, Any]]:
    """Rows with their names, in the order of the dictionary's columns."""
    known = indicator_set().indicators
    found = []
    for one in rows:
        values: dict[str, Any] = msgspec.to_builtins(one) if isinstance(one, Row) else dict(one)
        place = book.jurisdictions.get(values["city"])
        values["city_name"] = place.names[language] if place else values["city"]
        values["indicator_name"] = name(values["indicator"], book, language) if values["indicator"] in known else ""
        values["unit"] = unit(values["indicator"], book, language)
        found.append({column: values[column] for column in open_data().columns})
    return found


def as_csv(found: list[dict[str, Any]]) -> bytes:
    """The same with a header row; UTF-8 with its mark, as spreadsheets want it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(open_data().columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({k: "" if v is None else v for k, v in one.items()} for one in found)
    return out.getvalue().encode("utf-8-sig")


def dictionary(language: str) -> list[dict[str, str]]:
    """Every column in words."""
    return [{"column": column, "meaning": names[language]} for column, names in open_data().columns.items()]


def about() -> dict[str, Any]:
    """Licence, and when a value is withheld."""
    known = open_data()
    return {
        "licence": msgspec.to_builtins(known.licence),
        "withheld_below_companies": msgspec.to_builtins(known.least),
        "withheld_above_share": msgspec.to_builtins(known.dominant),
    }
