"""Numbers a load is known by, as `numbers.toml` says they are written and who gives them."""

from functools import cache

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names


class NumberScheme(msgspec.Struct, frozen=True):
    """One scheme of the alias table."""

    id: str
    names: Names
    pattern: str
    written: str
    given_by: str
    source: str
    confidence: Confidence
    prefix: str = ""
    provinces: tuple[str, ...] = ()  # first two digits of the consignor's city; empty: any


@cache
def number_schemes() -> dict[str, NumberScheme]:
    """Id -> scheme."""
    blocks = law.parse("numbers")["schemes"]
    return {name: msgspec.convert({"id": name, **block}, NumberScheme) for name, block in blocks.items()}


@cache
def of_platforms() -> dict[str, NumberScheme]:
    """Those that a provincial platform gives beside the national one."""
    return {name: scheme for name, scheme in number_schemes().items() if scheme.given_by == "platform"}
