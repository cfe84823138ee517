"""What is checked against the world when a fact is entered, and what is filled in from it.

The catalogue, the permits and the register say here what the law forbids at entry; later they may change, what was
written stays. A party that closes or expires never stops a load already moving: nothing after departure asks here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests import stream_refusals as s
from manifests.billing import charging
from manifests.borders import certificates
from manifests.entry import approvals, batch_entry, corrections, exemptions, giving_back, incoming, legs, permits, scale
from manifests.entry.world import World, missing, open_site, treatment
from manifests.life import arithmetic, gate, naming, regrouping, revising, sealing, stops, volumes
from manifests.life import events as e
from manifests.life.lifecycle import status_word
from manifests.life.model import Batch, BatchStatus, Line, Manifest, Party
from manifests.tickets import paper
from manifests.tickets.refusals import NoTripTicket
from wasteflow.catalog.law import zone
from wasteflow.catalog.model import Regime
from wasteflow.catalog.tickets import tickets
from wasteflow.core.errors import Refusal, Refusals, Warn, Word
from wasteflow.places.model import ApprovalCard, SiteCard

# Facts for which the world is not asked.
ASKS_NOTHING = {"signed", "arrived", "weighed", "reweighed", "moved", "relabelled"}


def subjects_named(fact: e.AnyEvent) -> list[UUID]:
    """The other subjects it is about, which have to be read with its own."""
    match fact:
        case e.Created(onward_of=before, gives_back=given, lines=lines):
            return [*(id for id in (before, given) if id), *(line.batch for line in lines)]
        case e.Amended(lines=tuple(lines)):
            return [line.batch for line in lines]
        case e.Regrouped(inputs=inputs) | e.Transformed(inputs=inputs):
            return [given.batch for given in inputs]
        case _:
            return []


def sites_named(fact: e.AnyEvent, state: Batch | Manifest | None) -> set[UUID]:
    """The sites whose cards `complete` will ask for."""
    match fact:
        case e.Generated(site=site) | e.Regrouped(site=site) | e.Transformed(site=site):
            return {site}
        case e.Created(consignor_site=a, consignee_site=b, stop=c):
            return {a, b, c} if c else {a, b}
        case e.Amended(consignee_site=site):  # its manifest may be begun by an earlier event of the request
            named = {site} if site else set[UUID]()
            if isinstance(state, Manifest):
                named |= {p.site for p in (state.consignor, state.consignee, *stops.named(state))}
            return named
        case e.Published() if isinstance(state, Manifest):
            return {state.consignor.site, state.consignee.site, *(storer.site for storer in stops.named(state))}
        case e.StopAdded(site=site):
            return {site}
        case e.StopWeighed() if isinstance(state, Manifest):
            return {storer.site for storer in stops.named(state)}
        case e.Accepted() | e.PartlyAccepted() | e.RevisionRequested() | e.RevisionApproved() if isinstance(
            state, Manifest
        ):
            return {state.consignee.site}
        case e.Treated() if isinstance(state, Batch) and state.holder_site:
            return {state.holder_site}
        case _:
            return set()


def takers_named(fact: e.AnyEvent, state: Batch | Manifest | None) -> set[UUID]:
    """The sites that take something in, and whose use of their permits `complete` will ask for."""
    match fact:
        case e.Created(consignee_site=site):
            return {site}
        case e.Amended(consignee_site=site):
            there = {state.consignee.site} if isinstance(state, Manifest) else set[UUID]()
            return {site} if site else there
        case e.Accepted() | e.PartlyAccepted() | e.RevisionRequested() | e.RevisionApproved() if isinstance(
            state, Manifest
        ):
            return {state.consignee.site}
        case _:
            return set()


def orgs_named(fact: e.AnyEvent, state: Batch | Manifest | None) -> set[UUID]:
    """The companies whose cards `complete` will ask for."""
    match fact:
        case e.Created(carrier=carrier, more_carriers=more):
            return {carrier, *more}
        case e.CarrierAdded(carrier=carrier):
            return {carrier}
        case e.Amended(carrier=first, more_carriers=more):
            there = {leg.org for leg in state.carriers} if isinstance(state, Manifest) else set[UUID]()
            return there | set(more or ()) | ({first} if first else set[UUID]())
        case e.Departed() | e.HandedOver() | e.Resumed() if isinstance(state, Manifest):
            return {leg.org for leg in state.carriers}  # an earlier step of the same request may end a leg
        case _:
            return set()


def complete(
    fact: e.AnyEvent, state: Batch | Manifest | None, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.AnyEvent, list[Warn]]:
    """The fact with what the world knows filled in, and what is odd. Raises Refusal or Refusals."""
    completed, odd = _completed(fact, state, org, world, batches)
    if empty := missing(completed, state, world.book):
        raise Refusals(empty)
    return completed, odd


def _completed(
    fact: e.AnyEvent, state: Batch | Manifest | None, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.AnyEvent, list[Warn]]:
    match fact:  # the frequent ones first
        case e.Generated():
            return batch_entry.generated(fact, org, world, batches)
        case e.Created():
            return _created(fact, org, world, batches)
        case e.Published() if isinstance(state, Manifest):
            _still_lawful(state, world)
            return replace(fact, number=None, shipments=()), approvals.check(
                state, world.approvals, world.today, drawn=False
            )
        case e.Signed():
            return replace(fact, box="consignor", absent=None, authorisation=None), []
        case e.Departed() if isinstance(state, Manifest):
            return _departed(fact, state, world)
        case e.Arrived() | e.Refused() | e.Cancelled():
            return fact, []
        case e.Weighed() if isinstance(state, Manifest):
            return _weighed(fact, state, world)
        case e.Accepted() | e.PartlyAccepted() if isinstance(state, Manifest):
            charging.check_weighed(state)
            return fact, _taken_in(fact, state, world)
        case e.Treated() if isinstance(state, Batch):
            return batch_entry.treated(fact, state, world, batches), []
        case e.Lost() | e.LoadLost():
            batch_entry.in_words(fact.reason, "fact.reason")
            return fact, []
        case e.Moved():
            batch_entry.in_words(fact.place, "fact.place", batch_entry.LONGEST_PLACE)
            return fact, []
        case e.Amended() if isinstance(state, Manifest):
            return _amended(fact, state, org, world, batches)
        case e.NumberGiven() if isinstance(state, Manifest):
            return naming.completed(fact, state), []
        case e.HandedOver() | e.Resumed() if isinstance(state, Manifest):
            return legs.handed_over(fact, state, world)
        case e.CarrierAdded() if isinstance(state, Manifest):
            return legs.added(fact, state, world.orgs, world.today), []
        case e.StopAdded() | e.StopDropped() | e.Stopped() | e.StopWeighed() | e.Resealed() if isinstance(
            state, Manifest
        ):
            return _at_stop(fact, state, world)
        case e.Relabelled() if isinstance(state, Batch):
            return batch_entry.relabelled(fact, state), []
        case e.Reweighed(weight=weight) if isinstance(state, Batch):
            stated = volumes.weight(weight, world.book.stream(state.stream), "fact.weight")
            return replace(fact, weight=stated), []
        case e.Regrouped():
            return batch_entry.regrouped(fact, org, world, batches), []
        case e.Transformed():
            return batch_entry.transformed(fact, org, world, batches)
        case e.Ungrouped() if isinstance(state, Batch):
            return regrouping.ungrouped(fact, state, batches), []
        case e.RevisionRequested() if isinstance(state, Manifest):
            asked = corrections.requested(fact, state, org, world, batches)
            return asked, corrections.told(revising.changes(state, asked), state, world)
        case e.RevisionApproved() if isinstance(state, Manifest):
            agreed = corrections.approved(fact, state, org, world, batches)
            return agreed, corrections.told(state.revision.changes if state.revision else (), state, world)
        case e.RevisionRefused() | e.RevisionWithdrawn() if isinstance(state, Manifest):
            revising.check(state, fact, org)
            return fact, []
        case e.TicketNoted() if isinstance(state, Manifest):
            return paper.noted(fact, state), []
        case e.ReceiptCertified() | e.CompletionCertified() | e.TakeBackStarted() if isinstance(state, Manifest):
            return certificates.completed(fact, state), []
        case _:
            return fact, []


# --- a manifest ------------------------------------------------------------------------------------------


def _created(
    fact: e.Created, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.Created, list[Warn]]:
    consignor = open_site(world, fact.consignor_site, "fact.consignor_site")
    consignee = open_site(world, fact.consignee_site, "fact.consignee_site")
    if consignor.org != org:
        raise r.NotYourSite("fact.consignor_site")
    before = _before(fact, consignor, batches) if fact.onward_of else None
    if fact.gives_back:
        before = giving_back.check(fact, consignor, batches)
    if consignor.site == consignee.site and before is None:
        raise r.SameSite("fact.consignee_site")
    carrier, *more = legs.named(fact, world.orgs, world.today)
    loads = _loads(fact, consignor, batches)
    exempt = exemptions.claimed(fact, loads, world)
    stream = loads[0].stream
    regime = None
    if before is None or not fact.is_return:
        regime = _lawful(world, consignor.city, consignee.city, stream, "fact.consignee_site")
    governed_by = regime.id if regime else before.regime if before else ""  # home: what allowed the way out allows it
    problems: list[Refusal] = []
    if not fact.is_return:
        problems += paper.unlicensed(governed_by, loads, consignor, [carrier, *more], consignee, world.today)
    problems += _ticket_number(fact, governed_by)
    licensed = not problems
    billed, unbilled, odd_account = None, list[Refusal](), list[Warn]()
    if not fact.is_return:
        payers = (consignor.org, carrier.id, *(card.id for card in more))
        billed, unbilled, odd_account = charging.billed(fact, governed_by, loads, payers, world.accounts, world.today)
        problems += unbilled
    for n, batch in enumerate(loads):
        path = f"fact.lines[{n}]"
        if batch.stream != stream:
            problems.append(_other_stream(world, stream, batch.stream, f"{path}.batch"))
        if not fact.is_return and licensed and not exemptions.lifted(exempt[n], "receiver_permit"):
            problems += permits.takes(consignee, batch, world.today, "fact.consignee_site")
            problems += permits.treats(consignee, batch, fact.lines[n].method, world.today, f"{path}.method")
    if licensed:
        problems += legs.unpermitted([carrier, *more], loads, exempt, before, world.today)
    plate = fact.plate or (before.leg.plate if before and fact.onward_of else None)
    afloat = legs.afloat(plate) or (regime is not None and regime.vehicle == "barge")
    problems += arithmetic.too_heavy(loads, world.book.stream(stream).ceilings, afloat=afloat)
    amounts = [] if fact.is_return else [scale.Amount.of(b, b.weight.kg) for b in loads]
    approved, told = _across(world, regime, fact, (consignor, consignee), loads) if regime else ({}, [])
    exceeded, used_up = scale.judge(consignee, amounts, world.taken, world.today, "fact.consignee_site", world.coming)
    if problems or (exceeded and not before):
        raise Refusals(problems + exceeded)
    warnings = scale.told(exceeded, used_up) + told + odd_account
    if not before:
        warnings += _unplanned(world, consignor, loads)
    if plate:
        plate, odd = legs.plate(plate, carrier, "fact.plate")
        warnings += odd
    written = e.Written(
        stream=stream,
        regime=governed_by,
        consignor=_write(consignor, None),
        consignee=_write(consignee, permits.number(consignee, loads[0], world.today)),
        carrier_name=carrier.name,
        lines=approvals.write((_write_line(*line) for line in zip(fact.lines, loads, exempt, strict=True)), approved),
        more_carrier_names=tuple(card.name for card in more),
        stop=_stop(world, fact.stop, loads, (consignor.site, consignee.site), "fact.stop") if fact.stop else None,
        billed=billed,
    )
    return replace(fact, plate=plate, written=written, filled=world.filled(consignor.site)), warnings


def _ticket_number(fact: e.Created, regime: str) -> list[Refusal]:
    if fact.paper_ticket is None:
        return []
    if regime not in tickets():
        return [NoTripTicket("fact.paper_ticket")]
    return paper.number_problem(fact.paper_ticket, "fact.paper_ticket")


def _amended(
    fact: e.Amended, manifest: Manifest, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.Amended, list[Warn]]:
    """Until it leaves, what its consignor amends is looked at as a whole, as though drawn up now."""
    sealing.check(manifest, fact, org, world.book.stream(manifest.stream).sealed)
    if org != manifest.consignor.org or manifest.status not in sealing.REDRAWN:
        plate, odd = fact.plate, list[Warn]()
        if plate:
            plate, odd = legs.plate(
                plate, world.orgs[manifest.carriers[sealing.own_leg(manifest, org)].org], "fact.plate"
            )
        return replace(fact, plate=plate, whole=None, assigned=(), released=()), odd
    as_if_new = replace(world, approvals=approvals.without(world.approvals, manifest))
    free = {**batches, **sealing.freed(manifest, batches)}
    redrawn, warnings = _created(sealing.whole(manifest, fact), org, as_if_new, free)
    if absent := missing(redrawn, None, world.book):
        raise Refusals(absent)
    return sealing.completed(manifest, fact, redrawn), warnings


def _taken_in(fact: e.Accepted | e.PartlyAccepted, manifest: Manifest, world: World) -> list[Warn]:
    """Whether the consignee may still take it in and its permits have room: only told, the load stands at its gate."""
    site = world.sites.get(manifest.consignee.site)
    if site is None or manifest.is_return:
        return []
    if site.closed(world.today) or _not_permitted(site, manifest, world.today, ""):
        return [r.ConsigneeLapsed("fact.kind", name=manifest.consignee.name)]
    refused = {x.line: x.refused_kg for x in fact.lines} if isinstance(fact, e.PartlyAccepted) else {}
    amounts = [
        scale.Amount.of(line, line.at_gate.kg - refused.get(n, Decimal(0))) for n, line in enumerate(manifest.lines, 1)
    ]
    return scale.told(*scale.judge(site, amounts, world.taken, world.today, "fact.kind"))


def _weighed(fact: e.Weighed, manifest: Manifest, world: World) -> tuple[e.Weighed, list[Warn]]:
    stream = world.book.stream(manifest.stream)
    if not (world.errand and world.errand.shares):  # then a round has shared it out
        fact = gate.completed(replace(fact, lines=volumes.lines(fact.lines, stream)), manifest)
    odd = stops.gaps(manifest, fact, stream.tolerances) if manifest.stops else []
    return fact, arithmetic.gaps(manifest, fact, stream.tolerances) + odd


def _before(fact: e.Created, consignor: SiteCard, batches: Mapping[UUID, object]) -> Manifest:
    """The manifest under which the load was turned away: its consignor decides where the load goes, and it goes on the
    vehicle it stands on."""
    before = batches.get(fact.onward_of) if fact.onward_of else None
    if not isinstance(before, Manifest) or before.consignor.org != consignor.org:
        raise r.UnknownSubject("fact.onward_of", subject=Word("subject.manifest"))
    if before.consignor.site != consignor.site:
        raise r.OnwardFromElsewhere("fact.consignor_site", name=before.consignor.name)
    if before.leg.org != fact.carrier:
        raise r.OnVehicleOf("fact.carrier", name=before.leg.name)
    return before


def _unplanned(world: World, consignor: SiteCard, loads: list[Batch]) -> list[Warn]:
    """A manifest line traces to a line of the filed plan (Transfer Measures, Order 23 of 2021, art. 14).

    A warning, not a refusal: waste nobody planned must still be able to leave. Hong Kong and Macao know no such plan.
    """
    if zone(consignor.city) != "mainland":
        return []
    planned = world.plans.get(consignor.site, frozenset())
    return [
        r.NotInPlan(f"fact.lines[{n}].batch", code=batch.code.code, year=world.today.year)
        for n, batch in enumerate(loads)
        if batch.code.scheme == "cn-hw" and (batch.code.scheme, batch.code.code) not in planned
    ]


def _loads(fact: e.Created, consignor: SiteCard, batches: Mapping[UUID, object]) -> list[Batch]:
    loads: list[Batch] = []
    problems: list[Refusal] = []
    for n, line in enumerate(fact.lines):
        path = f"fact.lines[{n}].batch"
        batch = batches.get(line.batch)
        if fact.onward_of is not None and isinstance(batch, Batch) and batch.refused_by == fact.onward_of:
            if batch.status is BatchStatus.REFUSED:
                loads.append(batch)
            else:
                problems.append(r.BatchTaken(path, status=status_word(batch)))
        elif fact.onward_of is not None:
            problems.append(r.NotTurnedAway(path))
        elif not isinstance(batch, Batch) or consignor.org not in (batch.holder_org, batch.org):
            problems.append(r.UnknownSubject(path, subject=Word("subject.batch")))
        elif batch.status is not BatchStatus.STORED:
            problems.append(r.BatchTaken(path, status=status_word(batch)))
        elif batch.holder_site != consignor.site:
            problems.append(r.BatchElsewhere(path))
        elif fact.gives_back and not giving_back.as_taken_in(batch, batches[fact.gives_back]):
            problems.append(r.NotAsTakenIn(path))
        else:
            loads.append(batch)
    if not fact.lines:
        problems.append(r.NoLines("fact.lines"))
    if problems:
        raise Refusals(problems)
    return loads


def _other_stream(world: World, first: str, other: str, path: str) -> Refusal:
    """Why a batch does not go with the first one."""
    known, there = world.book.stream(first), world.book.streams.get(other)
    if there and there.apart_from(known):
        return s.NeverTogether(path, stream=known.names, other=there.names)
    return r.OtherStream(path, stream=there.names if there else other)


def _lawful(world: World, origin: str, destination: str, stream: str, path: str) -> Regime:
    """The regime that governs the route."""
    regime = world.book.regime(origin, destination, stream)
    if not regime.lawful:
        raise r.UnlawfulRoute(path, rule=regime.rule)
    return regime


def _across(
    world: World, regime: Regime, fact: e.Created, ends: tuple[SiteCard, SiteCard], loads: list[Batch]
) -> tuple[Mapping[str, ApprovalCard], list[Warn]]:
    """Path of a line -> the approval it goes under, where its regime asks for one; and what is odd about the border."""
    start, end = ends
    methods = ((x.method, f"fact.lines[{n}].method") for n, x in enumerate(fact.lines))
    treatments = [treatment(world, method, path) if method else None for method, path in methods]
    problems, warnings = incoming.judge(start.city, end.city, loads, treatments)
    if problems:
        raise Refusals(problems)
    classes, known = [t.class_ if t else None for t in treatments], world.approvals.get((start.site, end.site), ())
    asked = approvals.needs(regime, fact.lines, classes, loads)
    chosen = approvals.choose(regime, asked, known, world.today)
    filings, unfiled = approvals.filed(regime, fact.lines, classes, loads, known, world.today)
    return chosen | filings, warnings + approvals.told(chosen, asked) + unfiled


def _still_lawful(manifest: Manifest, world: World) -> None:
    """Between draft and publication a permit may have ended or a site closed."""
    consignee = open_site(world, manifest.consignee.site, "consignee.site")
    open_site(world, manifest.consignor.site, "consignor.site")
    problems = _not_permitted(consignee, manifest, world.today, "consignee.site")
    if manifest.stop is not None:
        _stop(world, manifest.stop.party.site, manifest.lines, (), "stop")
    if problems and not manifest.is_return:
        raise Refusals(problems)


def _not_permitted(consignee: SiteCard, manifest: Manifest, today: date, path: str) -> list[Refusal]:
    lines = [line for line in manifest.lines if not exemptions.lifted(line, "receiver_permit")]
    return [problem for line in lines for problem in permits.takes(consignee, line, today, path)]


def _stop(world: World, site: UUID, wastes: Sequence[Batch | Line], ends: Sequence[UUID], path: str) -> e.PartyWritten:
    """A site newly named to store the load on the way; of hazardous waste it needs a permit that covers it."""
    card = open_site(world, site, path)
    if site in ends:
        raise r.StopAtAnEnd(path)
    problems = [problem for waste in wastes for problem in _storable(card, waste, world.today, path)]
    if problems:
        raise Refusals(problems)
    return _write(card, permits.number(card, wastes[0], world.today))


def _at_stop(fact: stops.Fact, manifest: Manifest, world: World) -> tuple[stops.Fact, list[Warn]]:
    stops.check(manifest, fact)
    match fact:
        case e.StopAdded(site=site):
            ends = (manifest.consignor.site, manifest.consignee.site)
            return replace(fact, written=_stop(world, site, manifest.lines, ends, "fact.site")), []
        case e.Stopped():
            stay = world.book.stream(manifest.stream).clocks["temporary_storage"]
            return replace(fact, hours=int(stay.value)), []
        case e.StopWeighed(lines=lines) if manifest.stop:
            stream = world.book.stream(manifest.stream)
            fact = replace(fact, lines=volumes.lines(lines, stream))
            first = manifest.stop.received_at is None
            lapsed = _lapsed(manifest.stop.party, manifest, world) if first else []
            return fact, lapsed + stops.gaps(manifest, fact, stream.tolerances)
        case _:
            return fact, []


def _storable(site: SiteCard, waste: Batch | Line, today: date, path: str) -> list[Refusal]:
    return [] if exemptions.lifted(waste, "collector_permit") else permits.takes(site, waste, today, path)


def _lapsed(storer: Party, manifest: Manifest, world: World) -> list[Warn]:
    """A mark where the storer may not take in new loads: this one is under way."""
    card = world.sites[storer.site]
    permitted = all(not _storable(card, line, world.today, "") for line in manifest.lines)
    return [] if permitted and not card.closed(world.today) else [r.StorerLapsed("fact.kind", name=storer.name)]


def _departed(fact: e.Departed, manifest: Manifest, world: World) -> tuple[e.Departed, list[Warn]]:
    leg = manifest.leg
    carrier = world.orgs.get(leg.org)
    plate = fact.plate or leg.plate or ""
    if not plate:
        raise r.PlateMissing("fact.plate")
    approvals.check(manifest, world.approvals, world.today, drawn=True)
    assert carrier is not None, "a carrier on a manifest was on the register when it was drawn up"
    if not legs.may_carry(manifest, carrier, world.today):
        raise r.NoCarrierPermit("fact.kind", name=carrier.name)
    plate, warnings = legs.plate(plate, carrier, "fact.plate")
    legs.fitting(manifest, plate, world.book.stream(manifest.stream), "fact.plate")
    return replace(fact, plate=plate, driver=fact.driver or leg.driver or ""), warnings


# --- what is written down ---------------------------------------------------------------------------------


def _write(site: SiteCard, permit: str | None) -> e.PartyWritten:
    return e.PartyWritten(org=site.org, site=site.site, name=site.org_name, city=site.city, permit=permit)


def _write_line(draft: e.LineDraft, batch: Batch, exempt: exemptions.Claimed) -> e.LineWritten:
    return e.LineWritten(
        batch=batch.id,
        code=batch.code,
        name=batch.name,
        category=batch.category,
        hazards=batch.hazards,
        form=batch.form,
        sent=batch.weight,
        packages=draft.packages,
        method=draft.method,
        digital_code=batch.digital_code,
        exempt=exempt,
    )
