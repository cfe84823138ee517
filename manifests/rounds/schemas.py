"""HTTP shapes of rounds."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, Field, StringConstraints

from manifests.rounds.model import Round
from manifests.rounds.view import RoundView
from wasteflow.core.errors import Warn
from wasteflow.core.problems import told
from wasteflow.people.schemas import Line, Named, Shape, Word
from wasteflow.places.schemas import Kilograms, Method, New, Scheme, WasteCode

Reading = Annotated[Decimal, Field(ge=0, le=200_000, decimal_places=3)]
MOST_CALLS = 60


class NewContainer(Shape):
    """What waste stands in."""

    kind: Literal["drum", "bag", "box", "tank", "bin", "bulk"]
    litres: Annotated[Decimal, Field(gt=0, le=100_000, decimal_places=3)] | None = None


class NewCall(Shape):
    """A producer that gave leave, and what is to be collected there."""

    site: UUID
    scheme: Scheme
    code: WasteCode
    name: Named
    form: Word
    container: NewContainer
    hazards: Word = Field(default="", description="As the label says; the catalogue's where left out.")
    method: Method | None = Field(default=None, description="Intended treatment, scheme:code.")
    kg: Kilograms | None = Field(default=None, description="As told beforehand.")
    batch: UUID | None = Field(default=None, description="Where the producer has it in store, with its own weight.")


class NewRound(New):
    """One vehicle, one driver, one day; the calls in their order; one consignee."""

    day: date
    plate: Word
    driver: Named
    stream: Annotated[str, StringConstraints(max_length=60)]
    consignee_site: UUID
    calls: list[NewCall] = Field(min_length=1, max_length=MOST_CALLS)
    container: NewContainer | None = Field(
        default=None, description="One for all that is collected, where the stream allows it."
    )


class Skipping(Shape):
    """Why nobody calls there."""

    reason: Annotated[Line, StringConstraints(min_length=1)]


class NewSlip(Shape):
    """What the driver weighed or estimated at the kerb."""

    kg: Kilograms | None = None
    basis: Literal["weighed", "estimated"] = "weighed"
    occurred_at: AwareDatetime | None = None


class PickUp(Shape):
    """The load goes on the vehicle. `mode`: how the absent producer signs; left out where it has signed itself."""

    mode: Literal["site_code", "pre_authorised"] | None = None
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = Field(default=None, repr=False)
    occurred_at: AwareDatetime | None = None


class Moment(Shape):
    """When it happened; now, where left out."""

    occurred_at: AwareDatetime | None = None


class Weighing(Shape):
    """The vehicle on the weighbridge, full and empty, kilograms."""

    gross: Reading
    tare: Reading


class RefusedCall(Shape):
    """A call whose whole load the gate turns away."""

    call: Annotated[int, Field(ge=1)]
    reason: Annotated[Line, StringConstraints(min_length=1)]


class Acceptance(Shape):
    """Everything that arrived is accepted but what is named."""

    refused: list[RefusedCall] = Field(default=[], max_length=MOST_CALLS)


def out(view: RoundView, warnings: list[Warn], language: str) -> dict[str, Any]:
    """A round as it stands, with its slips and what counts of them."""
    return {
        "round": {name: getattr(view.round, name) for name in Round.__struct_fields__ if name != "calls"},
        "calls": [_call(one) for one in view.calls],
        "total": view.total,
        "warnings": [told(w, language) for w in warnings],
    }


def _call(one: Any) -> dict[str, Any]:
    shown = msgspec.structs.asdict(one)
    call = shown.pop("call")
    return {
        **shown,
        "producer": call.producer,
        "expected": call.expected,
        "lapsed": call.lapsed,
        "skipped": call.skipped,
    }
