"""HTTP shapes of the catalogue: what an administrator sends, and what `msgspec` types look like in OpenAPI."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from wasteflow.catalog import model as m
from wasteflow.people.schemas import Line, Named, Shape, Word

Law = Literal["mainland", "hong_kong", "macao"]


class NewCode(Shape):
    """A waste code that no release brought: as the official list prints it, with the list named as its source."""

    scheme: Word
    code: Word
    edition: Annotated[Word, Field(min_length=1)]
    name_zh: Named
    name_zh_hant: Line | None = None
    name_en: Line | None = None
    name_pt: Line | None = None
    category: Word | None = Field(None, description="National codes name it by their last two digits; others need it.")
    industry: Line | None = None
    hazards: Word = Field("", description="As printed: T,I is not T/I.")
    valid_from: date
    valid_to: date | None = Field(None, description="Last day on which it holds.")
    source: Named
    confidence: m.Confidence = "verified"


class Closing(Shape):
    """From when on a code may no longer be used."""

    last_day: date = Field(description="Last day on which it may be used.")
    source: Named = Field(description="The notice or order that ends it.")


class Day(Shape):
    """A holiday, or a week-end day that is worked."""

    working: bool
    name: Named


class CodeCard(msgspec.Struct, frozen=True):
    """A waste code with what belongs to it on a day."""

    code: m.WasteCode | None  # null: closed, or not valid yet
    editions: tuple[m.WasteCode, ...]
    category: m.Category | None
    streams: list[str]
    exemptions: list[m.Exemption]
    crosswalk: m.Crosswalk | None


class RegimeCard(msgspec.Struct, frozen=True):
    """Which law governs a movement, and the article to cite on that day."""

    regime: m.Regime
    needs_approval: bool
    citation: m.Citation | None


def answers(type_: Any, what: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that answers with a type of msgspec."""
    schema = _whole(msgspec.json.schema(type_))
    return {
        200: {"description": what, "content": {"application/json": {"schema": schema}}},
        304: {"description": "Nothing changed since the ETag in If-None-Match"},
    }


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its definitions written where they are used: none refers to itself."""
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(p) for p in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolved(definitions[part["$ref"].rpartition("/")[2]])
        return {key: resolved(value) for key, value in part.items()}

    found: dict[str, Any] = resolved(schema)
    return found
