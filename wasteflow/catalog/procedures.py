"""How approvals are applied for: states, who acts next and until when, read from `data/procedures.toml`."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from wasteflow.catalog.book import Book
from wasteflow.catalog.model import Confidence, Names, Value

Office = Literal["applicant", "origin", "origin_province", "destination"]
WITHDRAWN = "withdrawn"  # by the applicant, from every state that does not end it


class State(msgspec.Struct, frozen=True):
    """Where an application stands; without `waits_for` it has ended."""

    id: str
    name: Names
    waits_for: Office | None = None
    clock: Value | None = None
    next: tuple[str, ...] = ()
    reason: bool = False  # something must be said with it
    conditions: bool = False  # so too, and it stands on the approval
    approves: bool = False  # it makes the approval

    @property
    def ends(self) -> bool:
        """Nothing follows it."""
        return not self.next


class Procedure(msgspec.Struct, frozen=True):
    """The way from an application to an approval of one kind."""

    kind: str
    begins: str
    citation: str
    source: str
    confidence: Confidence
    states: dict[str, State]


@cache
def procedures() -> dict[str, Procedure]:
    """Kind of approval -> how it is applied for."""
    file = resources.files("wasteflow.catalog") / "data" / "procedures.toml"
    read: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["procedures"]
    return {kind: _procedure(kind, block) for kind, block in read.items()}


def _procedure(kind: str, block: dict[str, Any]) -> Procedure:
    states = {id: _state(id, values) for id, values in block["states"].items()}
    return Procedure(kind=kind, **{**block, "states": states})


def _state(id: str, values: dict[str, Any]) -> State:
    if clock := values.get("clock"):
        values = values | {"clock": clock | {"value": Decimal(clock["value"])}}
    return msgspec.convert({"id": id, **values}, State)


def due(book: Book, law_: str, state: State, on: date) -> date | None:
    """The last day on which what this state waits for is in time; `law_`: whose working days count."""
    if state.clock is None:
        return None
    count = int(state.clock.value)
    return book.after_working_days(law_, on, count) if state.clock.unit == "working day" else on + timedelta(days=count)
