"""From where on somebody is told that a permit, a plan or a store is used, and how long a code is to be believed: data
with source and confidence."""

from decimal import Decimal
from functools import cache
from typing import Literal

from wasteflow.catalog import law
from wasteflow.catalog.model import Value

Use = Literal["told", "over", ""]


@cache
def limits() -> dict[str, dict[str, Value]]:
    """`permit`, `plan`, `store` and `qr`, each with its values by name."""
    return {kind: {name: law.value(block) for name, block in of.items()} for kind, of in law.parse("limits").items()}


@cache
def limit(kind: str, name: str) -> Decimal:
    """One value, in its unit."""
    return limits()[kind][name].value


def use(kind: str, share: Decimal) -> Use:
    """Whether to tell of a share used: `told` past the first mark, `over` past the whole."""
    if share > limit(kind, "whole"):
        return "over"
    return "told" if share > limit(kind, "told") else ""
