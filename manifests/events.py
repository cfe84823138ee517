"""The facts of custody, past tense; one class each, told apart by `kind`. A client proposes them, `judge` checks
them, `evolve` folds them. Those marked *follows* are written by wasteflow itself, in the transaction of their cause."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from manifests.model import Approved, Basis, Code, Container, SigningMode, SubjectKind, Value, Weight


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


class Event(Value, frozen=True, tag_field="kind", tag=_snake):
    """What all facts share: nothing but being one. Who, when and where stand in the envelope."""

    about: ClassVar[SubjectKind]
    follows: ClassVar[bool] = False


# --- a batch ---------------------------------------------------------------------------------------------


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
    ledger_code: str | None = None  # batch code of the site's own ledger (HJ 1259: HWCS...), its alias within the site
    # filled in from the catalogue and the site when it is recorded
    category: str = ""
    org: UUID | None = None
    city: str = ""
    digital_code: str | None = None


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


class Assigned(Event, frozen=True):
    """Follows `created`: the batch stands on a manifest line."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID


class Released(Event, frozen=True):
    """Follows `cancelled`: the batch is free again."""

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


class Returned(Event, frozen=True):
    """Follows acceptance of a return: back in its consignor's store, and nobody counts it as taken in."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    org: UUID
    site: UUID
    weight: Weight


class TurnedAway(Event, frozen=True):
    """Follows refusal: still on the vehicle, the carrier holds it."""

    about: ClassVar[SubjectKind] = SubjectKind.BATCH
    follows: ClassVar[bool] = True
    manifest: UUID
    reason: str


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


# --- a manifest ------------------------------------------------------------------------------------------


class LineDraft(Value, frozen=True):
    """One line as proposed: which batch, how it is to be treated."""

    batch: UUID
    method: str | None = None
    packages: int = 1


class Created(Event, frozen=True):
    """A draft manifest from one consignor site to one consignee site.

    `onward_of`: for what was turned away under that manifest and stands on the vehicle still. It goes back to its
    consignor, or on to another site; either way on a new manifest (the Transfer Measures know no return of their own).
    """

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    consignor_site: UUID
    consignee_site: UUID
    carrier: UUID
    lines: tuple[LineDraft, ...]
    plate: str | None = None
    driver: str | None = None
    remark: str = ""
    onward_of: UUID | None = None
    more_carriers: tuple[UUID, ...] = ()  # who take over after `carrier`, in their order
    stop: UUID | None = None  # site where it is to be stored on the way
    # filled in when it is recorded: parties and lines as they stood then
    written: "Written | None" = None


class Written(Value, frozen=True):
    """What a manifest says of its parties and lines, copied when it was made so that it keeps saying it."""

    stream: str
    regime: str
    consignor: "PartyWritten"
    consignee: "PartyWritten"
    carrier_name: str
    lines: tuple["LineWritten", ...]
    more_carrier_names: tuple[str, ...] = ()
    stop: "PartyWritten | None" = None


class PartyWritten(Value, frozen=True):
    org: UUID
    site: UUID
    name: str
    city: str
    permit: str | None = None


class LineWritten(Value, frozen=True):
    batch: UUID
    code: Code
    name: str
    category: str
    hazards: str
    form: str
    sent: Weight
    packages: int
    method: str | None
    digital_code: str | None = None  # of the container, to tell drums of one waste apart
    approval: Approved | None = None  # under which it may cross


class Published(Event, frozen=True):
    """The manifest is binding and has its number."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    number: str | None = None  # filled in from the city's counter


class Signed(Event, frozen=True):
    """A party signed its box, or the carrier that was there signed for it; the fields of that box are sealed from here
    on. The site's code is proved when it is entered, and stands neither here nor in the digest."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    box: str = "consignor"
    name: str = ""
    mode: SigningMode = SigningMode.OWN
    # filled in where it was signed for an absent company
    absent: UUID | None = None
    authorisation: UUID | None = None


class Departed(Event, frozen=True):
    """The carrier signed and left with the load."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    plate: str = ""
    driver: str = ""


class HandedOver(Event, frozen=True):
    """The next carrier signed and took the load over; from here on it is with that one."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    plate: str = ""
    driver: str = ""


class CarrierAdded(Event, frozen=True):
    """On the road one more carrier was named, to take over after all the others."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    carrier: UUID
    name: str = ""  # filled in from the register


class StopAdded(Event, frozen=True):
    """Temporary storage on the way was planned after the manifest had been published, perhaps on the road."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    site: UUID
    written: PartyWritten | None = None  # filled in from the register


class StopDropped(Event, frozen=True):
    """The planned stop will not be made."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str


class Stopped(Event, frozen=True):
    """The vehicle stands at the gate of the site where the load is to be stored on the way."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    hours: int | None = None  # filled in from the stream: how long it may stay


class LineWeighed(Value, frozen=True):
    line: int  # from 1
    kg: Decimal  # net
    basis: Basis = Basis.WEIGHED
    gross: Decimal | None = None  # with pallet, or with the vehicle; given with `tare`, and kg is their difference
    tare: Decimal | None = None


class VehicleWeighed(Value, frozen=True):
    """The vehicle on the weighbridge, full and empty."""

    gross: Decimal
    tare: Decimal

    @property
    def net(self) -> Decimal:
        """What was on it."""
        return self.gross - self.tare


class StopWeighed(Event, frozen=True):
    """The storer took the load into its store and says what its scale says, line by line; again where it weighs again.

    The weight stands beside the one sent and the one at the gate and replaces neither.
    """

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    lines: tuple[LineWeighed, ...]
    name: str = ""  # who signs for the storer


class Resealed(Event, frozen=True):
    """The storer sealed the load anew."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    seal: str


class Resumed(Event, frozen=True):
    """The carrier that had stopped signed and left again with the load."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    plate: str = ""
    driver: str = ""


class Arrived(Event, frozen=True):
    """The vehicle stands at the consignee's gate."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST


class Weighed(Event, frozen=True):
    """The consignee weighed the load at the gate: line by line, or the whole vehicle full and empty."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    lines: tuple[LineWeighed, ...] = ()  # filled in by each line's share of what was sent where `vehicle` is given
    vehicle: VehicleWeighed | None = None


class Accepted(Event, frozen=True):
    """The consignee took the whole load, as weighed (as sent where nothing was weighed)."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST


class LineRefused(Value, frozen=True):
    line: int
    refused_kg: Decimal


class PartlyAccepted(Event, frozen=True):
    """The consignee took a part; the refused weights stand per line."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    lines: tuple[LineRefused, ...]
    reason: str


class Refused(Event, frozen=True):
    """The consignee took nothing."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str


class Cancelled(Event, frozen=True):
    """Called off before the load left."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str


class LineRevised(Value, frozen=True):
    line: int  # from 1
    packages: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    method: str | None = None


class RevisionRequested(Event, frozen=True):
    """A party asks all others to agree to a change of what was signed; what is left out stays."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str
    lines: tuple[LineRevised, ...] = ()
    plate: str | None = None
    driver: str | None = None
    remark: str | None = None
    days: int | None = None  # filled in from the stream: how long the others have


class RevisionApproved(Event, frozen=True):
    """One of the others agrees; with the last of them the change is made."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST


class RevisionRefused(Event, frozen=True):
    """One of the others does not agree; nothing changes."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str


class RevisionWithdrawn(Event, frozen=True):
    """Who asked for the change takes it back."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST


class LineTreated(Event, frozen=True):
    """Follows `treated`: the consignor sees what became of the load; closes the manifest when nothing is left."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    batch: UUID
    method: str
    kg: Decimal
    final: bool
    left_kg: Decimal  # of the batch, afterwards


class SentOn(Event, frozen=True):
    """Follows `created`: an onward manifest was drawn up for what was turned away."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    manifest: UUID


BatchEvent = (
    Generated
    | Reweighed
    | Treated
    | Assigned
    | Released
    | Loaded
    | Deposited
    | Received
    | Returned
    | TurnedAway
    | SplitOff
)
ManifestEvent = (
    Created
    | Published
    | Signed
    | Departed
    | HandedOver
    | CarrierAdded
    | StopAdded
    | StopDropped
    | Stopped
    | StopWeighed
    | Resealed
    | Resumed
    | Arrived
    | Weighed
    | Accepted
    | PartlyAccepted
    | Refused
    | Cancelled
    | RevisionRequested
    | RevisionApproved
    | RevisionRefused
    | RevisionWithdrawn
    | LineTreated
    | SentOn
)
AnyEvent = BatchEvent | ManifestEvent


class Envelope(Value, frozen=True):
    """A fact with its who and when, as stored: the row of `custody_event`."""

    subject: UUID
    seq: int
    id: UUID
    occurred_at: datetime
    received_at: datetime
    account: UUID | None
    org: UUID | None
    cause: UUID | None
    fact: AnyEvent
