"""The facts of custody, past tense; one class each, told apart by `kind`. A client proposes them, `judge` checks
them, `evolve` folds them. Those marked *follows* are written by wasteflow itself, in the transaction of their cause."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from manifests.life.batch_events import (
    Assigned as Assigned,
    Corrected as Corrected,
    Deposited as Deposited,
    Event as Event,
    Generated as Generated,
    Input as Input,
    Loaded as Loaded,
    Loss as Loss,
    Lost as Lost,
    LostOnRoad as LostOnRoad,
    Made as Made,
    Moved as Moved,
    Output as Output,
    PortionFreed as PortionFreed,
    PortionLeft as PortionLeft,
    PortionTaken as PortionTaken,
    PortionTreated as PortionTreated,
    Relabelled as Relabelled,
    Received as Received,
    Reclassified as Reclassified,
    Regrouped as Regrouped,
    Released as Released,
    Residue as Residue,
    Returned as Returned,
    Reweighed as Reweighed,
    SplitOff as SplitOff,
    Transformed as Transformed,
    Treated as Treated,
    Told as Told,
    TurnedAway as TurnedAway,
    Undone as Undone,
    Ungrouped as Ungrouped,
)
from manifests.life.border_events import (
    CompletionCertified as CompletionCertified,
    DifferenceFound as DifferenceFound,
    ReceiptCertified as ReceiptCertified,
    Shipment as Shipment,
    TakeBackStarted as TakeBackStarted,
)
from manifests.life.line_events import (
    LineGivenBack as LineGivenBack,
    LineLeft as LineLeft,
    LineParted as LineParted,
    LineTreated as LineTreated,
)
from manifests.life.model import (
    Billed,
    NOT_STATED,
    Approved,
    Basis,
    Code,
    Exempt,
    Filled,
    SigningMode,
    SubjectKind,
    Value,
    Volume,
    Weight,
    Window,
)
from manifests.life.road_events import LoadLost as LoadLost
from manifests.life.revision_events import (
    Consequence as Consequence,
    LineRevised as LineRevised,
    RevisionApproved as RevisionApproved,
    RevisionRefused as RevisionRefused,
    RevisionRequested as RevisionRequested,
    RevisionWithdrawn as RevisionWithdrawn,
)


# --- a manifest ------------------------------------------------------------------------------------------


class Claim(Value, frozen=True):
    """An exemption that a line is to have: a row of the list, and how its condition is met."""

    row: int
    reference: str


class LineDraft(Told, frozen=True):
    """One line as proposed: which batch, how it is to be treated."""

    batch: UUID
    method: str | None = None
    packages: int = 1
    exemptions: tuple[Claim, ...] | UnsetType = UNSET


class Created(Event, frozen=True):
    """A draft manifest from one consignor site to one consignee site.

    `onward_of`: for what was turned away under that manifest and stands on the vehicle still. It goes back to its
    consignor, or on to another site; either way on a new manifest (the Transfer Measures know no return of their own).
    `gives_back`: for what the consignor accepted under that manifest and must not keep after all; it goes back to who
    sent it.
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
    window: Window | None = None  # when it is planned to leave
    transfer_plan: str | UnsetType = UNSET  # under which the cities at both ends were told beforehand
    paper_ticket: str | None = None  # number printed on its trip ticket (Hong Kong, Macao)
    billing_account: UUID | None = None  # that pays for it (Hong Kong's construction waste)
    gives_back: UUID | None = None
    # filled in when it is recorded: parties and lines as they stood then
    written: "Written | None" = None
    filled: Filled | UnsetType = UNSET

    @property
    def is_return(self) -> bool:
        """It brings what was turned away, or is given back, to where it came from."""
        return self.gives_back is not None or (
            self.onward_of is not None and self.consignor_site == self.consignee_site
        )


class Written(Told, frozen=True):
    """What a manifest says of its parties and lines, copied when it was made so that it keeps saying it."""

    stream: str
    regime: str
    consignor: "PartyWritten"
    consignee: "PartyWritten"
    carrier_name: str
    lines: tuple["LineWritten", ...]
    more_carrier_names: tuple[str, ...] = ()
    stop: "PartyWritten | None" = None
    billed: Billed | None = None


class PartyWritten(Told, frozen=True):
    org: UUID
    site: UUID
    name: str
    city: str
    permit: str | None = None


class LineWritten(Told, frozen=True):
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
    exempt: tuple[Exempt, ...] | UnsetType = UNSET


class Amended(Event, frozen=True):
    """Before it is sealed, its author put something on the manifest right; what is left out stays as it is.

    `lines`: all its lines, as they are to stand. A carrier writes plate and driver of its own leg.
    """

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    lines: tuple[LineDraft, ...] | None = None
    consignee_site: UUID | None = None
    carrier: UUID | None = None
    more_carriers: tuple[UUID, ...] | None = None
    plate: str | None = None
    driver: str | None = None
    remark: str | None = None
    window: Window | None = None
    # filled in when it is recorded: the whole as it would be drawn up now, and which batches come and go
    whole: Created | None = None
    assigned: tuple[UUID, ...] = ()
    released: tuple[UUID, ...] = ()
    shipments: tuple["Shipment", ...] = ()  # of approvals that the published manifest did not go under before


class Published(Event, frozen=True):
    """The manifest is binding and has its number."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    number: str | None = None  # filled in from the city's counter
    shipments: tuple[Shipment, ...] = ()  # filled in from the counters of the approvals it goes under


class NumberGiven(Event, frozen=True):
    """The provincial platform gave the manifest a number of its own; it is found by that one too."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    scheme: str
    number: str


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


class GivenOver(Event, frozen=True):
    """The carrier said that it gives the load over to the next: its own word, beside that of who takes it.

    Custody changes with `handed_over` alone. Made on the giving phone and shown to the other as a code, it reaches the
    server also where the giving phone never does.
    """

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


class LineWeighed(Told, frozen=True):
    line: int  # from 1
    kg: Decimal = NOT_STATED  # net
    basis: Basis = Basis.WEIGHED
    gross: Decimal | None = None  # with pallet, or with the vehicle; given with `tare`, and kg is their difference
    tare: Decimal | None = None
    volume: Volume | UnsetType = UNSET  # measured instead of weighed: kg and basis are filled in
    packages: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET  # as counted

    @property
    def weight(self) -> Weight:
        """What the manifest says of the line from now on."""
        return Weight(self.kg, self.basis, self.volume)


class VehicleWeighed(Told, frozen=True):
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


class LineRefused(Told, frozen=True):
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


class Lapsed(Event, frozen=True):
    """A slip of a round was not signed in time and lapsed by itself; its number stays used."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    days: int  # how long it had


class TicketNoted(Event, frozen=True):
    """A party noted what its paper trip ticket says: the number printed on it, the digest of a scanned copy."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    paper_ticket: str | None = None
    scan: str | None = None  # SHA-256 of the file, 64 hexadecimal digits; the file itself stays with the party


class SentOn(Event, frozen=True):
    """Follows `created`: a manifest was drawn up for what was turned away under this one, or is given back."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    manifest: UUID


BatchEvent = (
    Generated
    | Moved
    | Relabelled
    | Reweighed
    | Treated
    | Lost
    | LostOnRoad
    | Regrouped
    | Transformed
    | Ungrouped
    | PortionTaken
    | PortionTreated
    | PortionFreed
    | PortionLeft
    | Assigned
    | Released
    | Loaded
    | Deposited
    | Received
    | Returned
    | TurnedAway
    | SplitOff
    | Corrected
    | Reclassified
)
ManifestEvent = (
    Created
    | Amended
    | Published
    | NumberGiven
    | Signed
    | Departed
    | HandedOver
    | GivenOver
    | CarrierAdded
    | StopAdded
    | StopDropped
    | Stopped
    | StopWeighed
    | Resealed
    | Resumed
    | LoadLost
    | Arrived
    | Weighed
    | Accepted
    | PartlyAccepted
    | Refused
    | DifferenceFound
    | ReceiptCertified
    | CompletionCertified
    | TakeBackStarted
    | Cancelled
    | RevisionRequested
    | RevisionApproved
    | RevisionRefused
    | RevisionWithdrawn
    | TicketNoted
    | LineTreated
    | LineParted
    | LineLeft
    | LineGivenBack
    | SentOn
    | Lapsed
)
AnyEvent = BatchEvent | ManifestEvent
BEGINS = (Generated, Regrouped, Transformed, Created)  # a person may begin a subject with these


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
