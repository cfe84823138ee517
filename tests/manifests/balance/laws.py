"""What always holds. After every request of what it touched, at the end of a life of everything."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import UNSET

from manifests.entry import scale
from manifests.life import events as e
from manifests.life.lifecycle import M, evolve
from manifests.life.model import Basis, Batch, BatchStatus, Differs, Manifest, SigningMode, Weight
from manifests.life.portions import left_by_itself
from tests.manifests.balance import sums
from tests.manifests.balance.books import COLUMNS, ZERO
from wasteflow.catalog.limits import limit

if TYPE_CHECKING:
    from tests.manifests.balance.custody import Custody

State = Batch | Manifest
ON_VEHICLE = {BatchStatus.IN_TRANSIT, BatchStatus.REFUSED, BatchStatus.REASSIGNED}
ASSIGNED = {BatchStatus.ASSIGNED, BatchStatus.IN_TRANSIT, BatchStatus.REASSIGNED, BatchStatus.IN_TEMPORARY_STORAGE}
ENDED = {BatchStatus.TREATED, BatchStatus.LOST}
ON_THE_WAY = {M.SIGNED, M.IN_TRANSIT, M.AT_STOP, M.IN_TEMPORARY_STORAGE}
AFTERWARDS = {M.ACCEPTED, M.PARTLY_ACCEPTED, M.CLOSED}
OPEN = {M.DRAFT, M.PUBLISHED, *ON_THE_WAY, M.ARRIVED}


def hold(custody: "Custody", before: Mapping[UUID, State], new: Sequence[e.Envelope]) -> None:
    """What must be true after a request."""
    states = dict(before)
    for x in new:
        for law in OF_A_FACT.get(type(x.fact), ()):
            law(custody, states.get(x.subject), x)
        states[x.subject] = evolve(states.get(x.subject), x)
    touched = {x.subject for x in new} | custody.books.touched
    custody.books.touched.clear()
    manifests = [s for id in touched if isinstance(s := custody.states[id], Manifest)]
    for manifest in manifests:
        of_manifest(manifest)
    touched |= {line.batch for manifest in manifests for line in manifest.lines}
    for id in touched:
        if isinstance(batch := custody.states[id], Batch):
            of_batch(custody, batch)
    of_stores(custody)
    if any(line.approval for manifest in manifests for line in manifest.lines):
        of_approvals(custody)


def whole(custody: "Custody") -> None:
    """What must be true of a life: the events alone tell the states, and the program's own sums are the books'."""
    folded: dict[UUID, State] = {}
    for x in custody.events:
        folded[x.subject] = evolve(folded.get(x.subject), x)
    assert folded == custody.states, "replay gives the same"
    for manifest in custody.manifests:
        of_manifest(manifest)
    for batch in custody.batches:
        of_batch(custody, batch)
    of_lines(custody)
    claimed = Counter(line.batch for m in custody.manifests if m.status in OPEN for line in m.lines)
    assert all(n == 1 for n in claimed.values()), "on one open manifest at most"
    heard = Counter((x.subject, x.seq) for x in custody.events)
    assert all(n == 1 for n in heard.values())
    of_approvals(custody)
    sums.ledgers(custody)
    sums.indicators(custody)
    sums.permits(custody)


# --- a batch ---------------------------------------------------------------------------------------------


def of_batch(custody: "Custody", b: Batch) -> None:
    """It is where the books have it, as much as they have, in one hand."""
    assert b.weight.kg == custody.books.stock[b.id] >= 0, "mass is conserved"
    holder = b.holder_site or b.holder_org
    assert holder == custody.books.hands[b.id], "exactly one holder: who took it last, and nobody else"
    on_the_road = b.status in ON_VEHICLE or b.id in custody.books.gone
    assert (b.holder_site is None) == on_the_road, "in one store or on one vehicle, or gone with it"
    assert b.id not in custody.books.gone or not b.weight.kg, "all of it"
    assert (b.status is BatchStatus.GROUPED) <= b.waits, "what is nowhere by itself waits for others"
    assert (b.status in ENDED) <= (not b.waits and not b.weight.kg)
    assert b.weight.kg or b.status is not BatchStatus.STORED, "nothing that is empty stands in a store"
    _computed(b.weight)
    _in_others(custody, b)
    if b.status not in ASSIGNED:
        return
    trip = custody.states[b.manifest] if b.manifest else None
    assert isinstance(trip, Manifest)
    assert trip.status in OPEN, "on one open manifest"
    assert b.id in {line.batch for line in trip.lines}
    if trip.status in ON_THE_WAY and b.status is not BatchStatus.ASSIGNED:
        stored = trip.status is M.IN_TEMPORARY_STORAGE
        assert trip.stop is not None or not stored
        keeper = trip.stop.party.org if stored and trip.stop else trip.leg.org
        assert b.holder_org == keeper, "with the carrier of this leg, or with the storer"


def _in_others(custody: "Custody", b: Batch) -> None:
    """What a batch has in others is what they say came from it, and is done when they are."""
    for portion in b.portions:
        other = custody.states[portion.batch]
        assert isinstance(other, Batch)
        assert (b.id, portion.kg) in {(source.batch, source.kg) for source in other.sources}
        over = other.status in ENDED or other.status is BatchStatus.UNGROUPED
        assert portion.done == over, "a source ends with what it is in, or had nothing left in it"
    shared = ZERO
    for source in b.sources:
        origin = custody.states[source.batch]
        assert isinstance(origin, Batch)
        if b.status is not BatchStatus.UNGROUPED:
            assert b.id in {portion.batch for portion in origin.portions}
        shared += sum((p.treated_kg for p in origin.portions if p.batch == b.id), ZERO)
    if b.sources and not b.portions:
        assert shared == b.treated_kg, "its treatment is its sources', to the gram"


def _computed(weight: Weight | None) -> None:
    if weight is not None and weight.volume is not UNSET:
        assert weight.basis is Basis.COMPUTED
        assert weight.volume.density
        assert weight.kg == weight.volume.m3 * weight.volume.density * 1000, "m3 weigh what their density says"


# --- a manifest ------------------------------------------------------------------------------------------


def of_manifest(m: Manifest) -> None:
    """Its weights add up, line by line."""
    for line in m.lines:
        _computed(line.sent)
        _computed(line.weighed)
        if line.accepted_kg is not None:
            assert line.accepted_kg + (line.refused_kg or 0) == line.at_gate.kg, "net = received - refused"
            # What was treated may pass what was accepted: weighed again in store, or after an interim step.
            assert min(line.accepted_kg, line.treated_kg) >= 0


def of_lines(custody: "Custody") -> None:
    """A manifest waits for what it brought, wherever that went and whatever was split off from it; for nothing else."""
    brought: dict[tuple[UUID, UUID], list[Batch]] = {}
    for batch in custody.batches:
        for id in batch.came_by:
            manifest = custody.states[id]
            assert isinstance(manifest, Manifest)
            if line := manifest.line_of(batch):
                brought.setdefault((id, line.batch), []).append(batch)
    for manifest in (m for m in custody.manifests if m.status in AFTERWARDS and not m.is_return):
        assert (manifest.status is M.CLOSED) == all(x.done or not x.accepted_kg for x in manifest.lines)
        for line in (x for x in manifest.lines if x.accepted_kg):
            there = brought.get((manifest.id, line.batch), [])
            if line.done:
                assert all(not left_by_itself(b) or b.steps for b in there), "or given back"
            else:
                open_ones = {b.id for b in there if left_by_itself(b)}
                waits_for = set(line.waits_for or (line.batch,))
                assert waits_for <= open_ones, "what it waits for is not treated yet"
                assert all(b.steps for b in there if b.id in open_ones - waits_for), "it waits for all of that"


# --- stores, cities, approvals ---------------------------------------------------------------------------


def of_stores(custody: "Custody") -> None:
    """Opening 0 + what was generated and came - what was sent, treated and lost by name = the stock: of each store,
    of each city, and of all together with what is on the road."""
    books = custody.books
    cities = dict.fromkeys(custody.cast.cities.values(), ZERO)
    for site, page in books.pages.items():
        balance = sum((kg * COLUMNS[column] for column, kg in page.items()), ZERO)
        assert balance == books.held[site], "a store holds what came and did not go"
        cities[custody.cast.cities[site]] += balance
    if custody.events[-1].fact.about == "batch":
        stock = dict.fromkeys(cities, ZERO)
        for b in custody.batches:
            if b.holder_site is not None:
                stock[custody.cast.cities[b.holder_site]] += b.weight.kg
        assert stock == cities, "so does a city"
    pages = books.pages.values()
    made = sum((p["generated"] + p["scale"] - p["treated"] - p["lost"] for p in pages), ZERO)
    assert made + books.road == sum(books.stock.values(), ZERO), "nothing is lost, nothing is made"


def of_approvals(custody: "Custody") -> None:
    """An approval's running balance is what binding manifests send under it, and never more than it allows."""
    sent: dict[UUID, list[Decimal]] = {}
    loads: Counter[UUID] = Counter()
    for m in custody.manifests:
        if m.status not in (M.DRAFT, M.CANCELLED):
            for line in m.lines:
                if line.approval:
                    sent.setdefault(line.approval.id, []).append(line.sent.kg)
            loads.update({line.approval.id for line in m.lines if line.approval})
    for card in (card for cards in custody.approvals.values() for card in cards):
        assert card.used_t * 1000 == sum(sent.get(card.id, ()), ZERO)
        assert card.shipments_used == loads[card.id]
        assert card.used_t <= card.tonnes, "an approval is never overdrawn"
        assert card.shipments is None or card.shipments_used <= card.shipments


# --- a fact ----------------------------------------------------------------------------------------------


def _scales(_: "Custody", before: State | None, x: e.Envelope) -> None:
    """Net = gross - tare; what a weighbridge says of a vehicle is what its lines say together."""
    assert isinstance(x.fact, e.Weighed | e.StopWeighed)
    for line in x.fact.lines:
        if line.gross is not None and line.tare is not None:
            assert line.kg == line.gross - line.tare > 0, "net = gross - tare"
    if isinstance(x.fact, e.Weighed) and x.fact.vehicle is not None:
        net = x.fact.vehicle.gross - x.fact.vehicle.tare
        assert sum((line.kg for line in x.fact.lines), ZERO) == net > 0, "net = gross - tare"
        assert isinstance(before, Manifest)
        assert [line.line for line in x.fact.lines] == list(range(1, len(before.lines) + 1))


def _as_written(_: "Custody", before: State | None, x: e.Envelope) -> None:
    """Hazardous waste found to be another than its manifest says is neither carried nor accepted in Guangdong."""
    assert isinstance(before, Manifest)
    if before.found is None or before.stream != "hazardous" or before.is_return:
        return
    agreed = [c for c in before.corrections if c.at >= before.found.at]
    corrected = {change.line for c in agreed for change in c.changes if change.line or change.field == "remark"}
    turned_away = _turned_away(before, x.fact)
    for one in before.found.differences:
        told = one.kind in (Differs.WEIGHT, Differs.TIME)
        assert told or None in corrected or one.line in corrected | turned_away, "do not carry, do not accept"


def _turned_away(m: Manifest, fact: e.AnyEvent) -> set[int | None]:
    refused = fact.lines if isinstance(fact, e.PartlyAccepted) else ()
    return {x.line for x in refused if x.refused_kg == m.lines[x.line - 1].at_gate.kg}


def _room(custody: "Custody", before: State | None, x: e.Envelope) -> None:
    """A load that is drawn up fits what its taker's permit leaves of the year."""
    after = evolve(before, x)
    assert isinstance(after, Manifest)
    card = custody.cast.world.sites[after.consignee.site]
    if after.onward_of or after.is_return or after.stream != "hazardous":
        return
    known = custody.taken.items()  # its permit is for hazardous waste alone; what else it took in needs none
    taken = sum((kg for (site, scheme, *_), kg in known if site == card.site and scheme == "cn-hw"), ZERO)
    permit = next(p for p in card.permits if p.takes_in)
    sent = sum((line.sent.kg for line in after.lines), ZERO)
    assert scale.used(permit, taken + sent) <= limit("permit", "refused"), "no more than the scale of its permit"


def _certified(_: "Custody", before: State | None, x: e.Envelope) -> None:
    """Receipt, then completion, each once, each with what the manifest says."""
    assert isinstance(before, Manifest)
    boxes = [mark.box for mark in before.signatures]
    if isinstance(x.fact, e.ReceiptCertified):
        assert "receipt" not in boxes
        assert x.fact.received_kg == sum(line.at_gate.kg for line in before.lines)
    elif isinstance(x.fact, e.CompletionCertified):
        assert "receipt" in boxes
        assert "completion" not in boxes
        assert all(line.treated_kg for line in before.lines if line.accepted_kg)
        assert x.fact.treated_kg == sum(line.treated_kg for line in before.lines)


def _signed(_: "Custody", before: State | None, x: e.Envelope) -> None:
    """A company signs for itself, or the carrier at its gate signs for it and both are named."""
    assert isinstance(before, Manifest)
    assert isinstance(x.fact, e.Signed)
    if x.fact.mode is SigningMode.OWN:
        assert x.org == before.consignor.org
    else:
        assert (x.fact.absent, x.org) == (before.consignor.org, before.leg.org)


OF_A_FACT: dict[type[e.Event], Iterable[Callable[["Custody", Any, e.Envelope], None]]] = {
    e.Weighed: (_scales,),
    e.StopWeighed: (_scales,),
    e.Departed: (_as_written,),
    e.HandedOver: (_as_written,),
    e.Accepted: (_as_written,),
    e.PartlyAccepted: (_as_written,),
    e.Created: (_room,),
    e.ReceiptCertified: (_certified,),
    e.CompletionCertified: (_certified,),
    e.Signed: (_signed,),
}
