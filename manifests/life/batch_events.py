"""The facts in the life of a batch, past tense; one class each. `manifests.life.events` has them all.

A client proposes them, `judge` checks them, `evolve` folds them. Those marked *follows* are written by wasteflow
itself, in the transaction of their cause.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests.life.model import Basis, Battery, Code, Container, Filled, Gone, Source, SubjectKind, Value, Weight


def snake(name: str) -> str:
    """How a class is called in stored facts: `PickedUp` is `picked_up`."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


class Told(Value, frozen=True, omit_defaults=True):
    """What is left at its default is not written: a field added later changes no digest of what was sent before."""


class Event(Told, frozen=True, tag_field="kind", tag=snake):
    """What all facts share: nothing but being one. Who, when and where stand in the envelope."""

    kind: ClassVar[str]  # its name in tables, rows and texts: `partly_accepted`
    about: ClassVar[SubjectKind]
    follows: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        cls.kind = snake(cls.__name__)


class Generated(Event, frozen=True):
    """Waste came into being at a site and was put into a container."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    site: UUID
    stream: str
    code: Code
    name: str
    form: str
    weight: Weight
    container: Container
    hazards: str = ""
    constituents: str = ""
    batteries: tuple[Battery, ...] | UnsetType = UNSET  # each by its code, where the stream is of batteries
    ledger_code: str | None = None  # batch code of the site's own ledger (HJ 1259: HWCS...), its alias within the site
    # filled in from the catalogue and the site when it is recorded
    category: str = ""
    org: UUID | None = None
    city: str = ""
    digital_code: str | None = None
    filled: Filled | UnsetType = UNSET  # not stored where nobody else wrote it


class Moved(Event, frozen=True):
    """A batch was put elsewhere within the store it is in: another shelf, bay or tank."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    place: str


class Relabelled(Event, frozen=True):
    """A container has a new label with a code of its own; by the old one it is found still (HJ 1276-2022)."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    reason: str
    # filled in when it is recorded
    digital_code: str | None = None
    was: str | None = None


class Reweighed(Event, frozen=True):
    """A batch in store was put on the scale (again)."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    weight: Weight


class Treated(Event, frozen=True):
    """Some or all of a batch was treated at its holder's site.

    `final` is filled in from the catalogue: after an interim step the chain goes on.
    """

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    method: str  # scheme:code, e.g. cn_utilisation:R4
    kg: Decimal
    final: bool | None = None
    city: str = ""  # filled in: where
    residues: tuple[UUID, ...] = ()  # filled in where it follows `transformed`: the batches it left behind


class Lost(Event, frozen=True):
    """Some or all of a batch is gone from its holder's store, and was not treated."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    kg: Decimal
    how: Gone
    reason: str  # what is known of it


class LostOnRoad(Event, frozen=True):
    """Follows `load_lost`: all of it went with the load."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    kg: Decimal
    how: Gone
    reason: str


class Input(Told, frozen=True):
    """So much of this batch."""

    batch: UUID
    kg: Decimal


class Output(Told, frozen=True):
    """A container that was filled."""

    weight: Weight
    container: Container


class Residue(Told, frozen=True):
    """What came out of a treatment: a waste of its own, with its own code."""

    stream: str
    code: Code
    name: str
    form: str
    weight: Weight
    container: Container
    hazards: str = ""
    constituents: str = ""
    batteries: tuple[Battery, ...] | UnsetType = UNSET


class Loss(Told, frozen=True):
    """Kilograms that are in none of the new batches, and what became of them: evaporated, washed out as water."""

    name: str
    kg: Decimal


class Made(Told, frozen=True):
    """A new batch as filled in, so that its own events tell its whole life."""

    origin: Generated
    batch: UUID | None = None
    generated_at: datetime | None = None  # of the oldest of its sources
    stored_since: datetime | None = None
    sources: tuple[Source, ...] = ()
    residue_of: tuple[UUID, ...] = ()


class Regrouped(Event, frozen=True):
    """Fractions of one or several batches of one waste were put into new containers: grouped, divided or repacked.

    Begins the first of the new batches, and *follows* for each other one (`first` names where the whole stands). The
    same fact is said again for each, with that container alone.
    """

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    site: UUID
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    losses: tuple[Loss, ...] = ()
    # filled in when it is recorded
    org: UUID | None = None
    made: tuple[Made, ...] = ()
    first: UUID | None = None


class Transformed(Event, frozen=True):
    """A treatment consumed batches and left others behind, of other codes.

    A final method ends its inputs, and what it leaves is waste newly generated at this site; after an interim one the
    inputs wait for what becomes of the outputs. Begins batches as `regrouped` does.
    """

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    site: UUID
    method: str
    inputs: tuple[Input, ...]
    outputs: tuple[Residue, ...]
    losses: tuple[Loss, ...] = ()
    # filled in when it is recorded
    org: UUID | None = None
    final: bool | None = None
    city: str = ""
    made: tuple[Made, ...] = ()
    first: UUID | None = None


class Ungrouped(Event, frozen=True):
    """A batch that was put together is taken apart again: what is in it goes back into its sources."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    freed: tuple[Source, ...] = ()  # filled in: by what each source grows


class PortionTaken(Event, frozen=True):
    """Follows `regrouped`, an interim `transformed` and the refusal of a part: so much of it is in these batches."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    kg: Decimal
    into: tuple[Source, ...]
    method: str | None = None
    apart: bool = False  # refused at a gate: what becomes of it is told to the manifests that part goes by


class PortionTreated(Event, frozen=True):
    """Follows the final treatment of a batch that part of this one is in: its share of the kilograms treated."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    into: UUID
    method: str
    kg: Decimal
    done: bool  # nothing is left of that batch
    city: str = ""


class PortionFreed(Event, frozen=True):
    """Follows `ungrouped`: what was in that batch is back."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    out_of: UUID
    kg: Decimal


class PortionLeft(Event, frozen=True):
    """Follows `corrected` and `lost` of a batch that part of this one is in: nothing is left of that batch, or there is
    again. Also `ungrouped`, where nothing of this one came out."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    into: UUID
    done: bool  # nothing is left of that batch
    lost: bool = False  # it ended by a loss


class Assigned(Event, frozen=True):
    """Follows `created` and `amended`: the batch stands on a manifest line."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID


class Released(Event, frozen=True):
    """Follows `cancelled` (also by agreement, before it left) and `amended`: the batch is free again."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID


class Loaded(Event, frozen=True):
    """Follows `departed`, `handed_over` and `resumed`: the carrier holds it."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    org: UUID


class Deposited(Event, frozen=True):
    """Follows `stop_weighed`: the storer holds it at its site until it goes on; its weight stays as sent."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    org: UUID
    site: UUID


class Received(Event, frozen=True):
    """Follows acceptance: the consignee holds it, with the weight accepted."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    org: UUID
    site: UUID
    city: str
    weight: Weight
    refused_kg: Decimal = Decimal(0)


class Undone(Told, frozen=True):
    """Where and when it had been accepted before it was given back: what was counted there counts no more."""

    manifest: UUID
    at: datetime
    site: UUID
    city: str
    basis: Basis


class Returned(Event, frozen=True):
    """Follows acceptance of a return: back in its consignor's store, and nobody counts it as taken in."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    org: UUID
    site: UUID
    weight: Weight
    undoes: Undone | None = None  # where it had been accepted before


class TurnedAway(Event, frozen=True):
    """Follows refusal, and a cancellation agreed on the road: still on the vehicle, the carrier holds it."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    reason: str


class Corrected(Event, frozen=True):
    """Follows the last agreement to another weight of a manifest's line: so much of the batch is there now.

    `kg` and `refused_kg`: what that adds to what its consignee took in and turned away; negative where it takes away, 0
    before it was received.
    """

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    left: Weight
    kg: Decimal = Decimal(0)
    refused_kg: Decimal = Decimal(0)
    basis: Basis | None = None  # what the weight taken in rests on
    of: datetime | None = None  # when it was received: figures of then change
    site: UUID | None = None
    city: str = ""


class Reclassified(Event, frozen=True):
    """Follows the last agreement that a treatment was another than was recorded (`was`); final or interim tells whether
    the chain goes on."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    treated: UUID  # the event that recorded it
    of: datetime  # when it was treated: figures of then change
    kg: Decimal
    was: str
    was_final: bool
    method: str
    final: bool
    city: str = ""
    within: UUID | None = None  # the batch this one is in, where it was treated there


class SplitOff(Event, frozen=True):
    """Follows partial acceptance: the refused part goes on as a batch of its own."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    parent: UUID
    manifest: UUID
    weight: Weight
    reason: str
    # what it inherits, so that its own events tell its whole life
    origin: Generated
    generated_at: datetime
    org: UUID  # the carrier that holds it
    sources: tuple[Source, ...] = ()  # its parent, where that one was put together from others
    # what its parent had behind it; not there in what was recorded before this was carried on
    came_by: tuple[UUID, ...] = ()  # the manifests that had brought it to stores, the latest last
    forebears: tuple[UUID, ...] = ()  # what it had been split off from in turn, the nearest first
    steps: tuple[str, ...] = ()  # the interim treatments done
    # on the label of its own container; none in what was recorded before parts had one, nor where its parent had none
    digital_code: str | None = None
