"""Values of custody: what a batch and a manifest are at one moment. No framework, no database, no clock."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType


class Value(Struct, frozen=True, gc=False):
    """Made once and never changed, so it cannot hold itself: the garbage collector need not look at thousands kept."""


class SubjectKind(StrEnum):
    BATCH = "batch"
    MANIFEST = "manifest"


class Basis(StrEnum):
    """What a weight rests on. Stored with every weight, never inferred."""

    DECLARED = "declared"
    ESTIMATED = "estimated"
    WEIGHED = "weighed"
    WEIGHED_WHOLE = "weighed_whole"  # its share of a vehicle that was weighed as a whole
    COMPUTED = "computed"  # cubic metres times a density, both kept beside it


class BatchStatus(StrEnum):
    STORED = "stored"  # at the holder's site, free to be assigned or treated
    ASSIGNED = "assigned"  # on a manifest that has not left yet
    IN_TRANSIT = "in_transit"
    IN_TEMPORARY_STORAGE = "in_temporary_storage"  # at a storer's site, at neither end of its journey
    REFUSED = "refused"  # turned away at the gate, still on the vehicle
    REASSIGNED = "reassigned"  # turned away, and on an onward manifest that has not left yet
    GROUPED = "grouped"  # nothing of it is left by itself: it is in other batches and waits for what becomes of them
    UNGROUPED = "ungrouped"  # put back into the batches it was made of
    TREATED = "treated"  # nothing of it is left: final treatment done
    LOST = "lost"  # nothing of it is left: the last of it was stolen, leaked or burnt


class Gone(StrEnum):
    """How waste was lost."""

    STOLEN = "stolen"
    LEAKED = "leaked"
    BURNT = "burnt"
    MISSING = "missing"  # nobody knows


class ManifestStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"  # has its number; waits for the vehicle (待发运)
    SIGNED = "signed"  # the consignor has signed
    IN_TRANSIT = "in_transit"  # the carrier has signed and left (运输中)
    AT_STOP = "at_stop"  # at a storer's gate, the carrier still has it
    IN_TEMPORARY_STORAGE = "in_temporary_storage"  # the storer has it (中转暂存)
    ARRIVED = "arrived"  # at the consignee's gate
    ACCEPTED = "accepted"  # (已接收)
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"
    CLOSED = "closed"  # everything accepted has been treated (已完结)
    CANCELLED = "cancelled"
    LOST = "lost"  # burnt, sunk or stolen on the road


class Volume(Value, frozen=True):
    """Cubic metres with the density that makes kilograms of them."""

    m3: Decimal
    density: Decimal | None = None  # t per m3; null as proposed: the usual one of the stream, filled in
    source: str = ""  # where the density is from: a test, a delivery note; of the usual one as the catalogue says it
    usual: bool = False  # filled in: nobody stated a density


NOT_STATED = Decimal(0)  # known by being this very object, which nothing that was read is


class Weight(Value, frozen=True):
    """Kilograms with their basis; or cubic metres, of which the kilograms are computed when it is recorded."""

    kg: Decimal = NOT_STATED
    basis: Basis = Basis.COMPUTED
    volume: Volume | UnsetType = UNSET


class Code(Value, frozen=True):
    """A waste code means something only within its scheme and edition."""

    scheme: str  # cn-hw, cn-sw, hk-cw, ...
    code: str
    edition: str


class Container(Value, frozen=True):
    kind: str  # drum, bag, box, tank, bin, bulk
    litres: Decimal | None = None
    count: int = 1


class Battery(Value, frozen=True, omit_defaults=True):
    """A traction battery, by the code it carries and, in its second life, the code it had before (GB/T 34014)."""

    code: str
    was: str | None = None


class Source(Value, frozen=True):
    """What a batch was put together from."""

    batch: UUID
    kg: Decimal


class Portion(Value, frozen=True):
    """What of a batch is in another one, until that one is treated."""

    batch: UUID
    kg: Decimal
    treated_kg: Decimal = Decimal(0)
    done: bool = False  # nothing is left of it
    apart: bool | UnsetType = UNSET  # it was refused at a gate, and goes ways of its own


class Filled(Value, frozen=True):
    """A collector wrote it in the place of a small producer that had given it leave."""

    round: UUID
    org: UUID  # the collector
    authorisation: UUID


class Batch(Value, frozen=True):
    """An amount of one waste, in one container or in bulk."""

    id: UUID
    seq: int
    status: BatchStatus
    stream: str
    code: Code
    category: str
    name: str  # as the trade calls it
    form: str  # solid, semi_solid, liquid, gas
    hazards: str  # as the catalogue writes them: `T,I` is not `T/I`
    container: Container
    generated: Weight
    weight: Weight  # what is left of it now
    org: UUID  # who made it
    site: UUID
    city: str  # code6 of the producing site
    generated_at: datetime
    holder_org: UUID
    holder_site: UUID | None  # null while it is on the road
    last_at: datetime  # when the latest of its events happened
    constituents: str = ""
    digital_code: str | None = None  # 37 characters, HJ 1276
    manifest: UUID | None = None  # the one it is assigned to or travels on
    arrived_by: UUID | None = None  # the manifest that brought it to the holder's site
    parent: UUID | None = None  # split off from
    refused_by: UUID | None = None  # the manifest it was turned away under, while it is on the vehicle
    stored_since: datetime | None = None  # when it came into the store it is in; its storage clock runs from here
    treated_kg: Decimal = Decimal(0)  # final treatment so far
    steps: tuple[str, ...] = ()  # interim treatments done, scheme:code
    sources: tuple[Source, ...] = ()  # put together from these; its final treatment is theirs
    portions: tuple[Portion, ...] = ()  # what of it was put into other batches
    residue_of: tuple[UUID, ...] = ()  # what the final treatment of these left behind
    batteries: tuple[Battery, ...] | UnsetType = UNSET
    earlier: tuple[UUID, ...] | UnsetType = UNSET  # manifests that brought it to stores it was in before, oldest first
    forebears: tuple[UUID, ...] | UnsetType = UNSET  # what its parent was split off from in turn, the nearest first
    place: str | UnsetType = UNSET  # where in its store it stands, where somebody said so

    @property
    def came_by(self) -> tuple[UUID, ...]:
        """The manifests that brought it, or what it was split off from since, to stores: the latest last."""
        return (*(self.earlier or ()), self.arrived_by) if self.arrived_by else ()

    @property
    def whole(self) -> tuple[UUID, ...]:
        """What it was split off from in turn, the nearest first."""
        return (self.parent, *(self.forebears or ())) if self.parent else ()

    @property
    def treated_in_all(self) -> Decimal:
        """By itself and within others."""
        return sum((portion.treated_kg for portion in self.portions), self.treated_kg)

    @property
    def waits(self) -> bool:
        """Something of it is in other batches and not treated yet."""
        return any(not portion.done for portion in self.portions)


class Party(Value, frozen=True):
    """A company at one of its sites, as written on the manifest when it was made."""

    org: UUID
    site: UUID
    name: str
    city: str  # code6
    permit: str | None = None


class Carrier(Value, frozen=True):
    """One leg's carrier."""

    org: UUID
    name: str
    plate: str | None = None
    driver: str | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None


class Approved(Value, frozen=True):
    """The approval under which a line crosses a border."""

    id: UUID
    number: str
    shipment: int | None = None  # which of its loads this is, once published


class TakeBackReason(StrEnum):
    """Why a load that has crossed goes back."""

    INCOMPLETE = "incomplete"  # it cannot be treated as it was agreed
    ILLEGAL = "illegal"  # it should not have left, by the exporter's fault


class TakeBack(Value, frozen=True):
    """The consignor is to take its load back."""

    reason: TakeBackReason
    said: str
    at: datetime
    due: datetime


class Stop(Value, frozen=True):
    """Temporary storage on the way: planned, then perhaps made. It stays on the manifest when it was dropped."""

    party: Party
    planned_at: datetime
    late: bool = False  # planned after the manifest had been published
    dropped: str | None = None  # why it was not made
    hours: int | None = None  # how long the load may stay
    arrived_at: datetime | None = None
    received_at: datetime | None = None  # when the storer took it in
    weights: tuple[Weight | None, ...] = ()  # in the order of the lines, as the storer weighed them
    seal: str | None = None
    left_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Still to be made, or being made."""
        return self.dropped is None and self.left_at is None


class Exempt(Value, frozen=True):
    """An exemption claimed for a line: at which steps, under which condition, and what it lifts."""

    row: int  # of the exemption list
    item: int
    edition: str
    steps: tuple[str, ...]
    condition: str  # in the words of the list
    reference: str  # how it is met, in the words of who claims it
    lifts: tuple[str, ...]  # collector_permit, carrier_permit, receiver_permit, manifest


class Numbered(Value, frozen=True):
    """A number that somebody else's platform gave."""

    scheme: str
    number: str


class Line(Value, frozen=True):
    """One batch on the manifest; weights in kilograms."""

    batch: UUID
    code: Code
    name: str
    category: str
    hazards: str
    form: str
    sent: Weight
    packages: int = 1
    method: str | None = None  # intended treatment, scheme:code
    digital_code: str | None = None  # 37 characters on its label, HJ 1276
    weighed: Weight | None = None  # at the consignee's gate
    accepted_kg: Decimal | None = None
    refused_kg: Decimal | None = None
    treated_kg: Decimal = Decimal(0)
    approval: Approved | None = None  # where its regime asks for one
    done: bool = False  # what it brought was treated, went through an interim step or was given back
    exempt: tuple[Exempt, ...] | UnsetType = UNSET
    given_back_kg: Decimal | UnsetType = UNSET  # what its consignor has again after it had been accepted
    waits_for: tuple[UUID, ...] | UnsetType = UNSET  # once something was split off: which of the batches are not done

    @property
    def at_gate(self) -> Weight:
        """What arrived: as weighed at the gate; as sent where nobody weighed."""
        return self.weighed or self.sent


class SigningMode(StrEnum):
    """How a company came to sign: by its own people, or for it by somebody who was there."""

    OWN = "own"
    SITE_CODE = "site_code"  # the code of its site was typed
    PRE_AUTHORISED = "pre_authorised"  # it had given the carrier leave
    SHOWN_CODE = "shown_code"  # its people showed the code of its site, and the driver's phone scanned it


class Signature(Value, frozen=True, omit_defaults=True):
    box: str  # consignor, carrier:1, storer:1, consignee
    account: UUID | None
    name: str
    at: datetime
    mode: SigningMode = SigningMode.OWN
    signer: UUID | None = None  # the signing account's company, where it signed for another
    absent: UUID | None = None  # the company it signed for
    authorisation: UUID | None = None  # what that rests on, where leave was given beforehand


class Change(Value, frozen=True):
    """One field of a manifest: what stood there and what is to stand there. `line`: from 1; null: of the whole."""

    line: int | None
    field: str
    before: str | int | None  # weights as text, in kilograms
    after: str | int | None


class Revision(Value, frozen=True):
    """A change asked for after a signature."""

    author: UUID | None  # the company that asked
    reason: str
    at: datetime
    due: datetime  # until when the others are to answer; it stays open afterwards
    awaits: tuple[UUID, ...]  # the companies that have not agreed yet
    changes: tuple[Change, ...]
    cancel: bool = False  # it is to be called off; then nothing of it is changed
    agreed: tuple[UUID, ...] = ()  # in their order


class Amendment(Value, frozen=True):
    """A change made before what it changed was sealed: by whom, when, and what stood there."""

    org: UUID | None
    account: UUID | None
    at: datetime
    changes: tuple[Change, ...]


class Differs(StrEnum):
    """In what a load as found is not what its manifest says."""

    NAME = "name"
    CODE = "code"
    FORM = "form"
    NATURE = "nature"
    PACKAGES = "packages"
    WEIGHT = "weight"
    TIME = "time"


class Difference(Value, frozen=True, omit_defaults=True):
    """One thing that differs. `line`: from 1; null: the load as a whole."""

    kind: Differs
    found: str  # in the finder's words
    line: int | None = None


class Found(Value, frozen=True):
    """What a carrier at loading or the consignee at the gate found to differ from the manifest."""

    org: UUID | None
    at: datetime
    differences: tuple[Difference, ...]


class Window(Value, frozen=True):
    """From when to when a load is planned to leave."""

    first: Annotated[datetime, Meta(tz=True)]
    last: Annotated[datetime, Meta(tz=True)]


class Billed(Value, frozen=True):
    """The billing account that pays for a load."""

    id: UUID
    number: str


class Ticket(Value, frozen=True, omit_defaults=True):
    """What a trip ticket adds to its manifest."""

    paper: str | None = None  # the number printed on it
    scans: tuple[str, ...] = ()  # SHA-256 of scanned copies, hexadecimal
    account: Billed | None = None


class Manifest(Value, frozen=True):
    """One consignor's waste on one vehicle trip."""

    id: UUID
    seq: int
    status: ManifestStatus
    stream: str
    regime: str
    consignor: Party
    consignee: Party
    carriers: tuple[Carrier, ...]
    lines: tuple[Line, ...]
    created_at: datetime
    last_at: datetime  # when the latest of its events happened
    number: str | None = None  # once published: 14 digits of hazardous waste, else of another series
    signatures: tuple[Signature, ...] = ()
    remark: str = ""
    refusal_reason: str = ""
    onward_of: UUID | None = None  # the manifest under which its load was turned away
    revision: Revision | None = None  # the one that is open
    corrections: tuple[Revision, ...] = ()  # those that all agreed to
    onward: tuple[UUID, ...] = ()  # manifests drawn up for what was turned away under this one, or is given back
    skipped: tuple[Carrier, ...] = ()  # were to take over and never signed; left out at reception
    stops: tuple[Stop, ...] = ()
    amendments: tuple[Amendment, ...] = ()  # made before the fields were sealed
    window: Window | None = None  # when it is planned to leave, where that is stated
    numbers: tuple[Numbered, ...] | UnsetType = UNSET  # beside its own: the provincial platform's
    transfer_plan: str | UnsetType = UNSET  # under which the cities at both ends were told beforehand
    found: Found | None = None  # what differs from it, as stated last
    ticket: Ticket | None = None  # of Hong Kong or Macao, where something is noted on it
    filled: Filled | UnsetType = UNSET  # where it is a slip of a collector's round
    take_back: TakeBack | None = None  # it crossed a border and goes back
    gives_back: UUID | UnsetType = UNSET  # the manifest under which its consignor had accepted what goes back here

    @property
    def legs(self) -> int:
        """How many carriers have signed: the legs of the journey so far."""
        signed = 0
        for carrier in self.carriers:
            signed += carrier.departed_at is not None
        return signed

    @property
    def leg(self) -> Carrier:
        """Who carries it, or carried it last; before it leaves, who is to be the first."""
        carriers = self.carriers
        return carriers[0] if len(carriers) == 1 else carriers[max(self.legs - 1, 0)]

    @property
    def next_carrier(self) -> Carrier | None:
        """Whose turn it is to take the load over."""
        return self.carriers[self.legs] if self.legs < len(self.carriers) else None

    @property
    def stop(self) -> Stop | None:
        """Where it is to be stored on the way, or is."""
        return self.stops[-1] if self.stops and self.stops[-1].open else None

    def line_of(self, batch: Batch) -> Line | None:
        """The line a batch came on: its own, or that of what it was split off from since."""
        lines = {line.batch: line for line in self.lines}
        return next((lines[id] for id in (batch.id, *batch.whole) if id in lines), None)

    @property
    def is_return(self) -> bool:
        """It brings what was turned away, or is given back, to where it came from."""
        return bool(self.gives_back) or (self.onward_of is not None and self.consignee.site == self.consignor.site)
