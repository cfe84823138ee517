"""Trip tickets: the paper of some regimes of Hong Kong and Macao, read from `data/tickets.toml`."""

from functools import cache
from typing import Any, Literal

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Value

Box = Literal["consignor", "carrier", "consignee"]


class Licence(msgspec.Struct, frozen=True):
    """What one party must hold for waste of these lists."""

    party: Box
    kinds: tuple[str, ...]  # of permits
    schemes: tuple[str, ...]
    citation: str


class TicketRule(msgspec.Struct, frozen=True):
    """The ticket of one regime."""

    regime: str
    scheme: str  # of its electronic number
    prefix: str
    copies: tuple[Box, ...]
    keep: Value
    citation: str
    clock: str | None = None  # of the stream: from collection to the reception point
    licences: tuple[Licence, ...] = ()

    @property
    def original(self) -> Box:
        """Who holds the original: who completes it."""
        return self.copies[-1]

    @property
    def paper_scheme(self) -> str:
        """Of the number printed on the paper."""
        return f"{self.scheme}_paper"


@cache
def tickets() -> dict[str, TicketRule]:
    """Regime -> its ticket; most regimes have none."""
    return {regime: _ticket(regime, block) for regime, block in law.parse("tickets")["tickets"].items()}


def _ticket(regime: str, block: dict[str, Any]) -> TicketRule:
    return msgspec.convert({"regime": regime, **block, "keep": law.value(block["keep"])}, TicketRule)
