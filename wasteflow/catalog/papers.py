"""The papers of a border: their blocks, certificates, copies and clocks, read from `data/papers.toml`."""

from functools import cache
from typing import Any, Literal

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names, Value

CROSSING = ("movement_document", "notice")  # papers of regimes that number shipments and certify them


class Block(msgspec.Struct, frozen=True):
    """One numbered block of a form."""

    block: str
    id: str
    name: Names


class Form(msgspec.Struct, frozen=True):
    """A paper with its blocks in their order."""

    citation: str
    source: str
    confidence: Confidence
    blocks: tuple[Block, ...] = ()


class Certificate(msgspec.Struct, frozen=True):
    """What the facility certifies, and within how long."""

    issuer: Literal["consignee"]
    clock: Value
    outer: Value | None = None  # counted from receipt, whatever became of the waste


class Copy(msgspec.Struct, frozen=True):
    """One copy of a notice: who holds it, and since which step."""

    copy: int
    holder: Literal["consignor", "carrier", "consignee", "authority"]
    since: Literal["signed", "departed", "arrived", "receipt"]


class Suggestion(msgspec.Struct, frozen=True):
    """A code that may fit on a foreign form, with the grade of the match. Never filled in by itself."""

    code: str
    grade: Literal["exact", "close", "partial"]
    source: str
    confidence: Confidence
    streams: tuple[str, ...] = ()
    scheme: str | None = None
    codes: tuple[str, ...] = ()

    def fits(self, stream: str, scheme: str, code: str) -> bool:
        """Whether it is about this waste."""
        return stream in self.streams or (scheme == self.scheme and code in self.codes)


class Papers(msgspec.Struct, frozen=True):
    """All of papers.toml."""

    notification: Form
    movement_document: Form
    carriers: Value  # of one movement document
    certificates: dict[str, Certificate]  # receipt, completion
    notice: Form
    copies: tuple[Copy, ...]
    take_back: dict[str, Value]  # incomplete, illegal: how long one has
    suggestions: tuple[Suggestion, ...]


@cache
def papers() -> Papers:
    """What goes with a load across a border."""
    read = law.parse("papers")
    return Papers(
        notification=msgspec.convert(read["notification"], Form),
        movement_document=msgspec.convert(read["movement_document"], Form),
        carriers=law.value(read["movement_document"]["carriers"]),
        certificates={id: _certificate(block) for id, block in read["certificates"].items()},
        notice=msgspec.convert({k: v for k, v in read["notice"].items() if k != "copies"}, Form),
        copies=tuple(msgspec.convert(one, Copy) for one in read["notice"]["copies"]),
        take_back={id: law.value(block["clock"]) for id, block in read["take_back"].items()},
        suggestions=tuple(msgspec.convert(one, Suggestion) for one in read["suggestions"]),
    )


def _certificate(block: dict[str, Any]) -> Certificate:
    clocks = {name: law.value(block[name]) for name in ("clock", "outer") if name in block}
    return Certificate(issuer=block["issuer"], **clocks)


def crosses(regime: str) -> bool:
    """Whether shipments of a regime go with a paper of their own."""
    found = law.regime_named(regime)
    return found is not None and found.paper in CROSSING
