"""What is given to everybody, read from `data/open_data.toml`: licence, columns, when a figure is withheld."""

from functools import cache

from msgspec import Struct

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names, Value


class Licence(Struct, frozen=True):
    """Under which the data may be used."""

    id: str
    url: str
    source: str
    confidence: Confidence


class OpenData(Struct, frozen=True):
    """The file, whole."""

    licence: Licence
    least: Value  # companies
    dominant: Value  # percent of one company
    columns: dict[str, Names]


@cache
def open_data() -> OpenData:
    """What is in force."""
    found = law.parse("open_data")
    return OpenData(
        licence=Licence(**found["licence"]),
        least=law.value(found["suppression"]["least"]),
        dominant=law.value(found["suppression"]["dominant"]),
        columns=found["columns"],
    )
