"""The chain of custody as a picture: a node per recorded fact, what followed from it folded under it.

Pure: from the links of `manifests.chain` to what the template draws. Every state comes from `evolve`, so the
picture shows what the record says and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import msgspec

from manifests.attached.model import Shown, seen
from manifests.chain.model import Link
from manifests.life import events as e
from manifests.life import stops
from manifests.life.lifecycle import evolve
from manifests.life.model import Basis, Batch, BatchStatus, Change, Line, Manifest, ManifestStatus, Signature, Weight
from manifests.life.portions import left_of
from wasteflow.people.model import Actor
from wasteflow.web.console.details import details
from wasteflow.web.console.related import Related, changes, related

MAKER, CARRIER, RECEIVER, STORER = range(4)  # the colour of a holder is that of its part, as among the parties
_TURNED = e.Refused | e.PartlyAccepted | e.TurnedAway
_PARTED = e.Regrouped | e.Transformed | e.Ungrouped | e.PortionTaken | e.PortionFreed | e.SplitOff


@dataclass
class Node:
    """One fact, as drawn."""

    link: Link
    fact: e.AnyEvent
    holder: int  # colour of the segment that leaves it
    holder_name: str
    changes_holder: bool
    mark: str = "plain"  # plain, gap, refused, fork, done
    flag: str = ""  # what is odd, as a word
    weight: Weight | None = None
    change: Decimal | None = None
    percent: Decimal | None = None  # of the change
    left: Decimal | None = None  # of the batch, after a treatment
    place: tuple[str, UUID | None] | None = None  # city, site
    signed: str = ""  # box
    details: list[tuple[str, str]] = field(default_factory=list)  # word key, value
    followers: list[Link] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    absent: Signature | None = None  # signed for who was not there
    absent_name: str = ""
    attached: Shown | None = None  # where its recorder was, photos
    branch: Decimal | None = None  # kilograms that went another way here
    branch_to: UUID | None = None

    @property
    def kind(self) -> str:
        return self.link.kind

    @property
    def said(self) -> str:
        """The name of its heading: its kind, or that it takes back what was stated."""
        cleared = isinstance(self.fact, e.DifferenceFound) and not self.fact.differences
        return "difference_cleared" if cleared else self.kind


@dataclass
class _Step:
    link: Link
    fact: e.AnyEvent
    before: Batch | Manifest | None
    after: Batch | Manifest


def of_batch(links: Sequence[Link], batch: UUID, most: Decimal = Decimal(3)) -> list[Node]:
    """A batch's life, its manifests' steps among its own; `most`: percent that two scales differ by on one load."""
    steps = list(_replayed(links))
    names = _names(steps)
    caused = _followers(steps, batch)
    nodes: list[Node] = []
    state: Batch | None = None
    parts = _parts(steps)
    for step in (s for s in steps if _stands_alone(s, steps, batch)):
        before = state
        for own in (step, *caused.get(step.link.id, ())):
            if own.link.subject == batch and isinstance(own.after, Batch):
                state = own.after
        if isinstance(step.fact, e.LineTreated):
            continue
        holder = state.holder_org if state else step.link.org
        node = _node(step, caused.get(step.link.id, ()), holder, names, parts, nodes)
        _weigh(node, step, before, state)
        nodes.append(node)
    return _with_gaps(nodes, most)


def of_manifest(links: Sequence[Link], most: Decimal = Decimal(3)) -> list[Node]:
    """A manifest's own steps."""
    steps = list(_replayed(links))
    names, parts = _names(steps), _parts(steps)
    nodes: list[Node] = []
    for step in steps:
        assert isinstance(step.after, Manifest)
        node = _node(step, (), _holder(step.after), names, parts, nodes)
        _total(node, step)
        nodes.append(node)
    return _with_gaps(nodes, most)


def with_attached(nodes: list[Node], reader: Actor) -> list[Node]:
    """With what is attached to their events, as far as the reader may see it."""
    for node in nodes:
        node.attached = seen(node.link.attached, reader, node.link.org)
    return nodes


# --- the order of things ---------------------------------------------------------------------------------

_decoder: msgspec.json.Decoder[e.AnyEvent] = msgspec.json.Decoder(e.AnyEvent)


def _replayed(links: Sequence[Link]) -> Iterator[_Step]:
    """Each subject folded step by step, from links that are in order (`manifests.chain.model.in_order`)."""
    states: dict[UUID, Batch | Manifest] = {}
    for link in links:
        fact = _decoder.decode(link.body)
        before = states.get(link.subject)
        states[link.subject] = after = evolve(before, _envelope(link, fact))
        yield _Step(link, fact, before, after)


def _envelope(link: Link, fact: e.AnyEvent) -> e.Envelope:
    return e.Envelope(
        subject=link.subject,
        seq=link.seq,
        id=link.id,
        occurred_at=link.occurred_at,
        received_at=link.received_at,
        account=link.account,
        org=link.org,
        cause=link.cause,
        fact=fact,
    )


def _stands_alone(step: _Step, steps: list[_Step], batch: UUID) -> bool:
    """A fact somebody recorded; or one whose cause lies outside this chain."""
    if isinstance(step.fact, e.LineTreated):
        return False
    if step.link.subject != batch and step.link.cause is not None:
        return False
    return step.link.cause is None or all(s.link.id != step.link.cause for s in steps)


def _followers(steps: list[_Step], batch: UUID) -> dict[UUID, tuple[_Step, ...]]:
    found: dict[UUID, tuple[_Step, ...]] = {}
    for step in steps:
        if step.link.cause and (step.link.subject == batch or isinstance(step.fact, e.LineTreated)):
            found[step.link.cause] = (*found.get(step.link.cause, ()), step)
    return found


def _names(steps: list[_Step]) -> dict[UUID, str]:
    names = {s.link.org: s.link.org_name for s in steps if s.link.org and s.link.org_name}
    for step in steps:
        if isinstance(step.after, Manifest):
            names |= {party.org: party.name for party in (step.after.consignor, step.after.consignee)}
            names |= {carrier.org: carrier.name for carrier in step.after.carriers}
            names |= {stop.party.org: stop.party.name for stop in step.after.stops}
    return {k: v for k, v in names.items() if v}


def _parts(steps: list[_Step]) -> dict[UUID, int]:
    """The part each company has; who makes waste and receives some keeps the colour of who makes it."""
    found: dict[UUID, int] = {}
    for manifest in (s.after for s in steps if isinstance(s.after, Manifest)):
        found |= {storer.org: STORER for storer in stops.named(manifest)} | {manifest.consignee.org: RECEIVER}
        found |= {carrier.org: CARRIER for carrier in manifest.carriers}
    makers = {s.link.org: MAKER for s in steps if isinstance(s.fact, e.Generated | e.Created) and s.link.org}
    return found | makers


# --- one node --------------------------------------------------------------------------------------------


def _node(
    step: _Step,
    caused: Sequence[_Step],
    holder: UUID | None,
    names: dict[UUID, str],
    parts: dict[UUID, int],
    nodes: list[Node],
) -> Node:
    number = parts.get(holder, MAKER) if holder else MAKER
    name = names.get(holder, "") if holder else ""
    node = Node(
        link=step.link,
        fact=step.fact,
        holder=number,
        holder_name=name,
        changes_holder=not nodes or nodes[-1].holder_name != name,
        place=_place(step),
        signed=_signed(step),
        details=list(details(step.fact, step.after)),
        followers=[s.link for s in caused],
        related=[
            one
            for s in (step, *caused)
            if s is step or not isinstance(s.fact, e.LineTreated)
            for one in related(s.fact, s.before, s.after)
        ],
        changes=changes(step.before, step.after),
        absent=(mark := _absent(step)),
        absent_name=names.get(mark.absent, "") if mark and mark.absent else "",
    )
    if isinstance(step.fact, _TURNED):
        node.mark, node.flag = "refused", "not_taken"
    elif isinstance(step.fact, e.Cancelled | e.RevisionRefused | e.Lost | e.LoadLost):
        node.mark = "refused"
    elif gap := next((one.key for one in node.related if one.key in ("skipped", "differs")), ""):
        node.mark, node.flag = "gap", gap
    elif isinstance(step.fact, _PARTED):
        node.mark = "fork"
    elif isinstance(step.fact, e.Treated | e.PortionTreated):
        node.mark = "done"
    return node


def _place(step: _Step) -> tuple[str, UUID | None] | None:
    match step.fact, step.after:
        case e.Generated(), Batch() as batch:
            return batch.city, batch.site
        case e.Regrouped() | e.Transformed() | e.Ungrouped(), Batch() as batch:
            return "", batch.holder_site
        case e.Treated() | e.Reweighed() | e.Lost() | e.Moved() | e.Relabelled(), Batch() as batch:
            return "", batch.holder_site
        case e.Created() | e.Published() | e.Signed() | e.Departed() | e.Cancelled(), Manifest() as manifest:
            return manifest.consignor.city, manifest.consignor.site
        case e.Stopped() | e.StopWeighed() | e.Resealed() | e.Resumed(), Manifest(stops=(*_, stop)):
            return stop.party.city, stop.party.site
        case e.DifferenceFound(), Manifest(status=ManifestStatus.SIGNED) as manifest:
            return manifest.consignor.city, manifest.consignor.site
        case e.DifferenceFound(), Manifest(status=ManifestStatus.IN_TRANSIT):
            return None
        case e.Amended(), Manifest() as manifest:
            return manifest.consignor.city, manifest.consignor.site
        case e.RevisionRequested() | e.RevisionApproved() | e.RevisionRefused() | e.RevisionWithdrawn(), _:
            return None  # at a desk
        case e.NumberGiven() | e.TicketNoted() | e.TakeBackStarted() | e.Lapsed(), _:
            return None  # at a desk, or nobody did it
        case e.HandedOver() | e.CarrierAdded() | e.StopAdded() | e.StopDropped() | e.LoadLost(), _:
            return None  # somewhere on the road
        case _, Manifest() as manifest:
            return manifest.consignee.city, manifest.consignee.site
    return None


def _signed(step: _Step) -> str:
    if isinstance(step.after, Manifest):
        had = len(step.before.signatures) if isinstance(step.before, Manifest) else 0
        if len(step.after.signatures) > had:
            return step.after.signatures[-1].box.split(":")[0]
    return ""


def _absent(step: _Step) -> Signature | None:
    if not isinstance(step.fact, e.Signed) or not isinstance(step.after, Manifest):
        return None
    mark = step.after.signatures[-1]
    return mark if mark.absent else None


def _weigh(node: Node, step: _Step, before: Batch | None, after: Batch | None) -> None:
    """The batch's weight after this step; at the gate, what the scale said of its line."""
    if isinstance(step.fact, e.Weighed) and isinstance(step.after, Manifest) and after:
        line = _line_of(step.after, after.id)
        if line and line.weighed:
            _changed(node, line.weighed, line.sent.kg)
        return
    if isinstance(step.fact, e.StopWeighed) and isinstance(step.after, Manifest) and after:
        at = next((n for n, line in enumerate(step.after.lines) if line.batch == after.id), None)
        if at is not None and (weight := step.after.stops[-1].weights[at]):
            _changed(node, weight, step.after.lines[at].sent.kg)
        return
    if after is None:
        return
    if isinstance(step.fact, e.Lost) or (isinstance(step.fact, e.Treated) and step.fact.final is not False):
        node.change = -step.fact.kg
        node.left = after.weight.kg
        return
    if isinstance(step.fact, e.PortionTaken | e.PortionTreated):
        node.change = -step.fact.kg
        node.left = after.weight.kg if isinstance(step.fact, e.PortionTaken) else left_of(after)
        return
    moved = before is not None and before.weight != after.weight
    if before is None or moved:
        at_gate = isinstance(step.fact, e.Accepted | e.PartlyAccepted) and isinstance(step.after, Manifest)
        line = _line_of(step.after, after.id) if at_gate and isinstance(step.after, Manifest) else None
        was = (line.weighed or line.sent).kg if line else before.weight.kg if before else None
        _changed(node, after.weight, was)
        if line and line.refused_kg:
            node.branch = line.refused_kg
            node.percent = None


def _changed(node: Node, weight: Weight, was: Decimal | None) -> None:
    node.weight = weight
    if was is None or weight.kg == was:
        return
    node.change = weight.kg - was
    node.percent = node.change / was * 100 if was else None


def _with_gaps(nodes: list[Node], most: Decimal) -> list[Node]:
    """Marked where a weight changed by more than `most` percent."""
    for node in nodes:
        if node.mark == "plain" and node.percent is not None and abs(node.percent) > most:
            node.mark, node.flag = "gap", "gap"
    return nodes


def _total(node: Node, step: _Step) -> None:
    manifest = step.after
    assert isinstance(manifest, Manifest)
    sent = sum((line.sent.kg for line in manifest.lines), Decimal(0))
    match step.fact:
        case e.Created():
            node.weight = _together([line.sent for line in manifest.lines], manifest.lines[0].sent.basis)
        case e.Weighed():
            there = [line.weighed or line.sent for line in manifest.lines]
            whole = step.fact.vehicle  # the sum of the shares is what the scale said
            basis = Basis.WEIGHED if whole else there[0].basis
            _changed(node, _together(there, basis), sent)
        case e.StopWeighed():
            weighed = zip(manifest.stops[-1].weights, manifest.lines, strict=True)
            at_stop = [weight or line.sent for weight, line in weighed]
            _changed(node, Weight(sum((w.kg for w in at_stop), Decimal(0)), at_stop[0].basis), sent)
        case e.Accepted() | e.PartlyAccepted() | e.Refused():
            taken = sum((line.accepted_kg or Decimal(0) for line in manifest.lines), Decimal(0))
            node.weight = Weight(taken, (manifest.lines[0].weighed or manifest.lines[0].sent).basis)
            refused = sum((line.refused_kg or Decimal(0) for line in manifest.lines), Decimal(0))
            node.branch = refused or None
        case e.LineTreated(kg=kg):
            node.mark = "done"
            node.change = -kg
            node.details.append(("method", step.fact.method))


def _together(weights: Sequence[Weight], basis: Basis) -> Weight:
    """The weight of a whole load; a single line's with what it rests on."""
    if len(weights) == 1 and weights[0].basis is basis:
        return weights[0]
    return Weight(sum((w.kg for w in weights), Decimal(0)), basis)


def _line_of(manifest: Manifest, batch: UUID) -> Line | None:
    return next((line for line in manifest.lines if line.batch == batch), None)


def _holder(manifest: Manifest) -> UUID:
    match manifest.status:
        case ManifestStatus.IN_TRANSIT | ManifestStatus.AT_STOP | ManifestStatus.ARRIVED | ManifestStatus.REFUSED:
            return manifest.leg.org
        case ManifestStatus.IN_TEMPORARY_STORAGE:
            return manifest.stops[-1].party.org
        case ManifestStatus.ACCEPTED | ManifestStatus.PARTLY_ACCEPTED | ManifestStatus.CLOSED:
            return manifest.consignee.org
        case status if manifest.onward_of or status is ManifestStatus.LOST:  # on the vehicle still, or gone with it
            return manifest.leg.org
        case _:
            return manifest.consignor.org


# --- the strip: five stations at a glance ----------------------------------------------------------------

_ASIDE = (BatchStatus.REFUSED, BatchStatus.REASSIGNED, BatchStatus.UNGROUPED, BatchStatus.LOST)
STATIONS = ("generated", "assigned", "in_transit", "received", "treated")


def strip_of_batch(batch: Batch) -> list[tuple[str, str]]:
    """(station, state): done, now, ahead or broken."""
    reached = {
        BatchStatus.STORED: 3 if batch.arrived_by else 0,
        BatchStatus.ASSIGNED: 1,
        BatchStatus.IN_TRANSIT: 2,
        BatchStatus.IN_TEMPORARY_STORAGE: 2,
        BatchStatus.REFUSED: 2,
        BatchStatus.REASSIGNED: 2,
        BatchStatus.GROUPED: 3 if batch.arrived_by else 0,
        BatchStatus.UNGROUPED: 3 if batch.arrived_by else 0,
        BatchStatus.TREATED: 4,
        BatchStatus.LOST: 2 if batch.holder_site is None else 3 if batch.arrived_by else 0,
    }[batch.status]
    stored = batch.status is BatchStatus.IN_TEMPORARY_STORAGE
    stations = tuple("stored_on_the_way" if stored and s == "in_transit" else s for s in STATIONS)
    return _strip(stations, reached, broken=batch.status in _ASIDE, ended=reached == 4)


MANIFEST_STATIONS = ("published", "signed", "in_transit", "arrived", "closed")
_REACHED = {
    ManifestStatus.DRAFT: -1,
    ManifestStatus.PUBLISHED: 0,
    ManifestStatus.SIGNED: 1,
    ManifestStatus.IN_TRANSIT: 2,
    ManifestStatus.AT_STOP: 2,
    ManifestStatus.IN_TEMPORARY_STORAGE: 2,
    ManifestStatus.ARRIVED: 3,
    ManifestStatus.ACCEPTED: 4,
    ManifestStatus.PARTLY_ACCEPTED: 4,
    ManifestStatus.REFUSED: 4,
    ManifestStatus.CLOSED: 4,
    ManifestStatus.CANCELLED: 0,
    ManifestStatus.LOST: 2,
}


def strip_of_manifest(manifest: Manifest) -> list[tuple[str, str]]:
    """(station, state); the last station is named after how it ended."""
    status = manifest.status
    ends = {
        ManifestStatus.ACCEPTED: "accepted",
        ManifestStatus.PARTLY_ACCEPTED: "partly_accepted",
        ManifestStatus.REFUSED: "refused",
        ManifestStatus.CANCELLED: "cancelled",
        ManifestStatus.CLOSED: "closed",
    }
    way = (
        "stored_on_the_way" if status in (ManifestStatus.AT_STOP, ManifestStatus.IN_TEMPORARY_STORAGE) else "in_transit"
    )
    stations = (*MANIFEST_STATIONS[:2], way, MANIFEST_STATIONS[3], ends.get(status, "accepted"))
    if status is ManifestStatus.CANCELLED:
        return [("cancelled", "broken")]
    broken = status in (ManifestStatus.REFUSED, ManifestStatus.PARTLY_ACCEPTED, ManifestStatus.LOST)
    return _strip(stations, _REACHED[status], broken=broken, ended=status is ManifestStatus.CLOSED)


def _strip(stations: Sequence[str], reached: int, *, broken: bool, ended: bool) -> list[tuple[str, str]]:
    def state(n: int) -> str:
        if n == reached:
            return "broken" if broken else "done" if ended else "now"
        return "done" if n < reached else "ahead"

    return [(station, state(n)) for n, station in enumerate(stations)]
