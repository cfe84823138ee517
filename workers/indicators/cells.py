"""What one custody event adds to the figures: a pure function from the event to loads, and from loads to cells."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from wasteflow.core.clock import local_date

COUNTED = frozenset(
    {
        "generated",
        "transformed",
        "received",
        "treated",
        "portion_taken",
        "portion_treated",
        "corrected",
        "returned",
        "reclassified",
        "reweighed",
        "lost",
        "lost_on_road",
        "split_off",
        "regrouped",
    }
)
# Class of a final treatment in the catalogue -> measure. Interim treatment is counted apart: the chain goes on.
MEASURE = {"use": "used", "disposal": "disposed"}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Counted:
    """An event with what never changes of its batch."""

    subject: UUID
    seq: int
    kind: str
    occurred_at: datetime
    kg: Decimal
    basis: str
    refused_kg: Decimal
    method: str  # scheme:code, of a treatment
    final: bool
    place: str  # code6: where it was received or treated
    city: str  # code6: where it was generated
    stream: str
    category: str
    code: str  # scheme:code
    generated_at: datetime
    shared: bool = False  # its batch was put together from others
    was: str = ""  # of a corrected treatment: the method recorded
    was_final: bool = True
    xid: int = 0  # the transaction that wrote it
    site: UUID | None = None  # where its batch was made
    undoes: bool = False  # of what came back: it had been accepted, and was given back
    more: Decimal = ZERO  # what it finds there to be beyond what was written; negative where there is less


class Key(NamedTuple):
    """What a sum is told apart by; months as their first day."""

    city: str
    month: date
    stream: str
    measure: str
    origin_month: date
    treat_city: str
    category: str
    code: str
    method: str
    basis: str


@dataclass(frozen=True)
class Load:
    """What one event adds to one cell."""

    key: Key
    subject: UUID
    seq: int
    kg: Decimal
    xid: int = 0
    site: UUID | None = None


def month_of(moment: datetime) -> date:
    """The Bay Area calendar month of a moment, as its first day."""
    return local_date(moment).replace(day=1)


def loads_of(event: Counted, class_of: Callable[[str], str]) -> list[Load]:
    """The loads of one event; `class_of` a method is `use`, `disposal` or `other`.

    A late event counts in the month it happened in. A split-off part is not generated: it was counted with its parent.
    Nor is a batch that was put together: what is treated of it counts where it was first made, as the portions of
    those that were put together from nothing. What a final treatment left is waste generated anew. A correction adds,
    or takes away, in the month of what it corrects; and what was accepted and given back, in the month it was accepted.

    What two scales make of one batch, and what was lost in a store, on the road or by name on the way into others is
    `reweighed`: with it stock and what was generated come to what was treated and is left. Of a batch that was put
    together it counts where that was done.
    """
    loads = _loads_of(event, class_of)
    return [*loads, _load(event, "reweighed", event.more)] if event.more else loads


def _loads_of(event: Counted, class_of: Callable[[str], str]) -> list[Load]:
    match event.kind:
        case "generated":
            return [_load(event, "generated", event.kg)]
        case "received":
            taken = [_load(event, "received", event.kg)]
            return [*taken, _load(event, "refused", event.refused_kg)] if event.refused_kg else taken
        case "returned" if event.undoes:
            return [_load(event, "received", -event.kg)]
        case "corrected":
            measured = (("received", event.kg), ("refused", event.refused_kg))
            return [_load(event, measure, kg) for measure, kg in measured if kg]
        case "reclassified" if event.shared and event.final:
            return []
        case "reclassified":
            return _treated_otherwise(event, class_of)
        case "transformed" if event.final:
            return [_load(event, "generated", event.kg)]
        case "treated" | "portion_treated" if event.final and event.shared:
            return []
        case "treated" | "portion_taken" if not event.final:
            return [_load(event, "interim_treatment", event.kg)]
        case "treated" | "portion_treated":
            return [_load(event, MEASURE.get(class_of(event.method), "other_treatment"), event.kg)]
        case _:
            return []


def _treated_otherwise(event: Counted, class_of: Callable[[str], str]) -> list[Load]:
    """As it was, less what was recorded."""
    recorded = replace(event, method=event.was)
    return [
        _load(recorded, _measure(event.was, event.was_final, class_of), -event.kg),
        _load(event, _measure(event.method, event.final, class_of), event.kg),
    ]


def _measure(method: str, final: bool, class_of: Callable[[str], str]) -> str:
    return MEASURE.get(class_of(method), "other_treatment") if final else "interim_treatment"


def _load(event: Counted, measure: str, kg: Decimal) -> Load:
    key = Key(
        city=event.city,
        month=month_of(event.occurred_at),
        stream=event.stream,
        measure=measure,
        origin_month=month_of(event.generated_at),
        treat_city=event.place,
        category=event.category,
        code=event.code,
        method=event.method,
        basis=event.basis,
    )
    return Load(key, event.subject, event.seq, kg, event.xid, event.site)


def cells_of(loads: Iterable[Load]) -> dict[Key, tuple[Decimal, int]]:
    """Kilograms and number of loads per cell, in key order."""
    kg: dict[Key, Decimal] = defaultdict(Decimal)
    count: dict[Key, int] = defaultdict(int)
    for load in loads:
        kg[load.key] += load.kg
        count[load.key] += 1
    return {key: (kg[key], count[key]) for key in sorted(kg)}
