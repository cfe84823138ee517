"""The life of a batch and of a manifest: two tables, `judge` and `evolve`.

`judge(state, fact, occurred_at, now)` refuses by today's rules and returns warnings; `evolve(state, envelope)` folds
a stored fact and never refuses, because the law changes and history does not. The sums `judge` asks for stand in
`arithmetic`, what follows from a fact for other subjects in `following`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import get_args

from msgspec import UNSET
from msgspec.structs import asdict, replace

from manifests import refusals as r
from manifests.borders import certificates
from manifests.life import arithmetic, brought, mismatch, naming, portions, restating, revising, sealing, stops
from manifests.life import events as e
from manifests.life.model import (
    Batch,
    BatchStatus,
    Billed,
    Carrier,
    Line,
    Manifest,
    ManifestStatus,
    Signature,
    SubjectKind,
    Ticket,
    Weight,
)
from manifests.life.steps import kind_of, kind_of_type, step_of
from manifests.tickets import paper
from wasteflow.core.errors import Refusals, Warn, Word

B, M = BatchStatus, ManifestStatus
_BATCH = SubjectKind.BATCH  # to look a member up in its enumeration takes longer than to compare it

BATCH: dict[tuple[BatchStatus | None, str], BatchStatus] = {
    (None, "generated"): B.STORED,
    (None, "split_off"): B.REFUSED,
    (B.STORED, "moved"): B.STORED,
    (B.ASSIGNED, "moved"): B.ASSIGNED,
    (B.STORED, "relabelled"): B.STORED,
    (B.STORED, "reweighed"): B.STORED,
    (B.STORED, "treated"): B.TREATED,
    (B.STORED, "treated_in_part"): B.STORED,
    (B.STORED, "treated_interim"): B.STORED,
    (B.STORED, "lost"): B.LOST,
    (B.STORED, "lost_in_part"): B.STORED,
    (B.STORED, "assigned"): B.ASSIGNED,
    (B.ASSIGNED, "released"): B.STORED,
    (B.ASSIGNED, "loaded"): B.IN_TRANSIT,
    (B.IN_TRANSIT, "loaded"): B.IN_TRANSIT,
    (B.IN_TRANSIT, "lost_on_road"): B.LOST,
    (B.IN_TRANSIT, "received"): B.STORED,
    (B.IN_TRANSIT, "returned"): B.STORED,
    (B.IN_TRANSIT, "turned_away"): B.REFUSED,
    (B.REFUSED, "assigned"): B.REASSIGNED,
    (B.REASSIGNED, "released"): B.REFUSED,
    (B.REASSIGNED, "loaded"): B.IN_TRANSIT,
    **stops.BATCHES,
    **portions.TABLE,
    **restating.TABLE,
}

MANIFEST: dict[tuple[ManifestStatus | None, str], ManifestStatus] = {
    (None, "created"): M.DRAFT,
    (M.DRAFT, "published"): M.PUBLISHED,
    (M.DRAFT, "cancelled"): M.CANCELLED,
    (M.PUBLISHED, "cancelled"): M.CANCELLED,
    (M.PUBLISHED, "lapsed"): M.CANCELLED,
    (M.PUBLISHED, "signed"): M.SIGNED,
    (M.SIGNED, "departed"): M.IN_TRANSIT,
    (M.IN_TRANSIT, "handed_over"): M.IN_TRANSIT,
    (M.IN_TRANSIT, "given_over"): M.IN_TRANSIT,
    (M.AT_STOP, "given_over"): M.AT_STOP,
    (M.IN_TRANSIT, "carrier_added"): M.IN_TRANSIT,
    (M.IN_TRANSIT, "arrived"): M.ARRIVED,
    (M.IN_TRANSIT, "load_lost"): M.LOST,
    (M.ARRIVED, "weighed"): M.ARRIVED,
    (M.ARRIVED, "accepted"): M.ACCEPTED,
    (M.ARRIVED, "partly_accepted"): M.PARTLY_ACCEPTED,
    (M.ARRIVED, "refused"): M.REFUSED,
    (M.ARRIVED, "brought_back"): M.CLOSED,
    (M.REFUSED, "sent_on"): M.REFUSED,
    (M.PARTLY_ACCEPTED, "sent_on"): M.PARTLY_ACCEPTED,
    (M.CLOSED, "sent_on"): M.CLOSED,
    (M.ACCEPTED, "sent_on"): M.ACCEPTED,
    (M.ACCEPTED, "line_given_back"): M.ACCEPTED,
    (M.ACCEPTED, "last_line_given_back"): M.CLOSED,
    (M.PARTLY_ACCEPTED, "line_given_back"): M.PARTLY_ACCEPTED,
    (M.PARTLY_ACCEPTED, "last_line_given_back"): M.CLOSED,
    (M.ACCEPTED, "line_parted"): M.ACCEPTED,
    (M.PARTLY_ACCEPTED, "line_parted"): M.PARTLY_ACCEPTED,
    (M.ACCEPTED, "line_treated"): M.ACCEPTED,
    (M.ACCEPTED, "last_line_treated"): M.CLOSED,
    (M.PARTLY_ACCEPTED, "line_treated"): M.PARTLY_ACCEPTED,
    (M.PARTLY_ACCEPTED, "last_line_treated"): M.CLOSED,
    (M.CLOSED, "line_treated"): M.CLOSED,  # after an interim step: what became of it in the end
    (M.CLOSED, "last_line_treated"): M.CLOSED,
    **revising.TABLE,
    **sealing.TABLE,
    **stops.TABLE,
    **naming.TABLE,
    **mismatch.TABLE,
    **paper.TABLE,
    **certificates.TABLE,
}

CLOCK_SKEW = timedelta(minutes=5)
EARLIEST = 1950  # no record of waste is older, and the first years of the calendar overflow in another time zone
LATE = timedelta(hours=72)  # rule T5: our choice, tuned on the clean year

State = Batch | Manifest


def possible(state: State | None, about: SubjectKind) -> list[str]:
    """The steps a person may propose now."""
    table = BATCH if about is SubjectKind.BATCH else MANIFEST
    status = state.status if state else None
    steps = [step for (at, step) in table if at == status and step in PROPOSABLE]
    return [step for step in steps if not isinstance(state, Manifest) or _NEEDS.get(step, bool)(state)]


# Steps for which a status is not enough: nobody can answer, drop or take over what is not there.
_NEEDS: dict[str, Callable[[Manifest], bool]] = {
    "amended": lambda m: m.status in sealing.REDRAWN,  # later almost all is sealed
    "ticket_noted": lambda m: paper.rule_of(m) is not None,
    **dict.fromkeys(("receipt_certified", "completion_certified", "take_back_started"), certificates.on_paper),
    **dict.fromkeys(("given_over", "handed_over"), lambda m: m.next_carrier is not None),
    "stop_added": lambda m: m.stop is None,
    **dict.fromkeys(("stop_dropped", "stopped"), lambda m: m.stop is not None),
    "revision_requested": lambda m: m.revision is None,
    **dict.fromkeys(("revision_approved", "revision_refused", "revision_withdrawn"), lambda m: m.revision is not None),
}
PROPOSABLE = {kind_of_type(cls) for cls in get_args(e.AnyEvent) if not cls.follows}


# --- judge -----------------------------------------------------------------------------------------------


def judge(state: State | None, fact: e.AnyEvent, occurred_at: datetime, now: datetime) -> list[Warn]:
    """May this fact be recorded on this state? Answers what is odd about it.

    Raises a Refusal (or Refusals) that names the field and the remedy; the state is untouched.
    """
    if occurred_at > now + CLOCK_SKEW:
        raise r.InTheFuture("occurred_at")
    in_order(state, fact)
    if wrong := arithmetic.problems(state, fact):
        raise Refusals(wrong)
    warnings: list[Warn] = []
    if now - occurred_at > LATE:
        warnings.append(r.LateEntry("occurred_at"))
    if state is not None and occurred_at < state.last_at:
        warnings.append(r.BeforePrevious("occurred_at"))
    if isinstance(state, Manifest) and isinstance(fact, mismatch.LOOKED_AT):
        warnings += mismatch.judge(state, fact, occurred_at)
    if isinstance(state, Manifest) and state.stops:
        warnings += stops.odd(state, fact, occurred_at)
    if isinstance(fact, e.Arrived) and isinstance(state, Manifest):
        warnings += paper.odd(state, occurred_at)
    return warnings


def fits(state: State | None, fact: e.AnyEvent) -> bool:
    """Does the table know this step from here?"""
    table = BATCH if fact.about is _BATCH else MANIFEST
    status = state.status if state else None
    return (status, step_of(state, fact)) in table


def in_order(state: State | None, fact: e.AnyEvent) -> None:
    """Raises UnknownSubject, AlreadyThere or NotPossibleNow where the table has no such step."""
    if fits(state, fact):
        return
    if state is None:
        raise r.UnknownSubject("subject", subject=subject_word(fact.about))
    if isinstance(fact, e.BEGINS):
        raise r.AlreadyThere("subject", subject=subject_word(fact.about))
    raise r.NotPossibleNow(
        "fact.kind",
        step=Word(f"step.{kind_of(fact)}"),
        subject=subject_word(fact.about),
        status=status_word(state),
        possible=tuple(Word(f"step.{step}") for step in possible(state, fact.about)),
    )


def subject_word(about: SubjectKind) -> Word:
    """What kind of thing it is, for a sentence."""
    return Word(f"subject.{about.value}")


def status_word(state: State) -> Word:
    """Its status, for a sentence."""
    return Word(f"{'batch' if isinstance(state, Batch) else 'manifest'}_status.{state.status.value}")


# --- evolve ----------------------------------------------------------------------------------------------


def evolve(state: State | None, envelope: e.Envelope) -> State:
    """The state after a stored fact. Total over what was stored: it never refuses."""
    if envelope.fact.about is _BATCH:
        assert state is None or isinstance(state, Batch)
        return _evolve_batch(state, envelope)
    assert state is None or isinstance(state, Manifest)
    return _evolve_manifest(state, envelope)


def _evolve_batch(batch: Batch | None, envelope: e.Envelope) -> Batch:
    fact = envelope.fact
    if batch is None:
        match fact:
            case e.Generated():
                return _born(envelope, fact)
            case e.SplitOff():
                return _split(envelope, fact)
            case e.Regrouped() | e.Transformed():
                return portions.begun(_born(envelope, fact.made[0].origin), fact)
        raise AssertionError(f"a batch does not begin with {kind_of(fact)}")
    before = batch.status
    status = BATCH.get((before, step_of(batch, fact)), before)
    batch = replace(batch, seq=envelope.seq, status=status, last_at=envelope.occurred_at)
    match fact:  # the frequent ones first
        case e.Assigned(manifest=manifest):
            return replace(batch, manifest=manifest)
        case e.Loaded(org=org):
            return replace(batch, holder_org=org, holder_site=None, place=UNSET)
        case e.Treated(final=False, method=method):
            return replace(batch, steps=(*batch.steps, method))
        case e.Treated(kg=kg):
            left = Weight(batch.weight.kg - kg, batch.weight.basis)
            return replace(batch, weight=left, treated_kg=batch.treated_kg + kg)
        case e.Reweighed(weight=weight):
            return replace(batch, weight=weight)
        case e.Lost(kg=kg):
            return replace(batch, weight=Weight(batch.weight.kg - kg, batch.weight.basis))
        case e.Moved(place=place):
            return replace(batch, place=place)
        case e.Relabelled(digital_code=code):
            return replace(batch, digital_code=code)
        case e.Released():
            return replace(batch, manifest=None)
        case e.LostOnRoad():
            return replace(batch, weight=Weight(Decimal(0), batch.weight.basis), manifest=None, refused_by=None)
        case e.Deposited(org=org, site=site):
            return replace(batch, holder_org=org, holder_site=site)
        case e.Received():
            return replace(
                batch,
                holder_org=fact.org,
                holder_site=fact.site,
                weight=fact.weight,
                manifest=None,
                arrived_by=fact.manifest,
                earlier=batch.came_by or UNSET,
                refused_by=None,
                stored_since=envelope.occurred_at,
            )
        case e.Returned():
            return replace(
                _as_before(batch) if fact.undoes else batch,
                holder_org=fact.org,
                holder_site=fact.site,
                weight=fact.weight,
                manifest=None,
                refused_by=None,
                stored_since=envelope.occurred_at,
            )
        case e.TurnedAway(manifest=manifest):
            return replace(batch, refused_by=manifest)
        case e.Corrected() | e.Reclassified():
            return restating.fold(batch, fact)
        case e.PortionTaken() | e.PortionTreated() | e.PortionFreed() | e.PortionLeft() | e.Ungrouped():
            return portions.fold(batch, fact, before)
        case _:
            return batch


def _as_before(batch: Batch) -> Batch:
    """As though it had never come to where it was given back from."""
    *kept, last = batch.earlier or (None,)
    return replace(batch, arrived_by=last, earlier=tuple(id for id in kept if id) or UNSET)


def _born(envelope: e.Envelope, fact: e.Generated) -> Batch:
    assert fact.org is not None
    return Batch(
        id=envelope.subject,
        seq=envelope.seq,
        status=B.STORED,
        stream=fact.stream,
        code=fact.code,
        category=fact.category,
        name=fact.name,
        form=fact.form,
        hazards=fact.hazards,
        container=fact.container,
        generated=fact.weight,
        weight=fact.weight,
        org=fact.org,
        site=fact.site,
        city=fact.city,
        generated_at=envelope.occurred_at,
        holder_org=fact.org,
        holder_site=fact.site,
        last_at=envelope.occurred_at,
        stored_since=envelope.occurred_at,
        constituents=fact.constituents,
        digital_code=fact.digital_code,
        batteries=fact.batteries,
    )


def _split(envelope: e.Envelope, fact: e.SplitOff) -> Batch:
    *earlier, last = fact.came_by or (None,)
    return replace(
        _born(envelope, fact.origin),
        status=B.REFUSED,
        generated=Weight(Decimal(0), fact.weight.basis),  # its kilograms were counted when its parent was generated
        weight=fact.weight,
        generated_at=fact.generated_at,
        holder_org=fact.org,
        holder_site=None,
        digital_code=fact.digital_code,
        manifest=fact.manifest,
        parent=fact.parent,
        sources=fact.sources,
        refused_by=fact.manifest,
        stored_since=None,
        arrived_by=last,
        earlier=tuple(id for id in earlier if id) or UNSET,
        forebears=fact.forebears or UNSET,
        steps=fact.steps,
    )


def _evolve_manifest(manifest: Manifest | None, envelope: e.Envelope) -> Manifest:
    fact = envelope.fact
    if manifest is None:
        assert isinstance(fact, e.Created), f"a manifest does not begin with {kind_of(fact)}"
        return _drafted(envelope, fact)
    status = MANIFEST.get((manifest.status, step_of(manifest, fact)), manifest.status)
    manifest = replace(manifest, seq=envelope.seq, status=status, last_at=envelope.occurred_at)
    after = _after(manifest, envelope)
    return after if after.revision is None else revising.joined(after)


def _after(manifest: Manifest, envelope: e.Envelope) -> Manifest:
    fact = envelope.fact
    match fact:  # the frequent ones first
        case e.Published(number=number, shipments=shipments):
            return replace(manifest, number=number, lines=certificates.numbered(manifest.lines, shipments))
        case e.Signed(box=box, name=name):
            return _sign(manifest, envelope, box, name, fact)
        case e.Departed(plate=plate, driver=driver) | e.HandedOver(plate=plate, driver=driver):
            return _take_over(stops.left(manifest, envelope.occurred_at), envelope, plate, driver)
        case e.Arrived():
            return replace(manifest, carriers=_leg_ended(manifest, envelope.occurred_at))
        case e.Weighed(lines=lines):
            weighed = {w.line: w.weight for w in lines}
            return _with_lines(manifest, lambda n, line: replace(line, weighed=weighed.get(n, line.weighed)))
        case e.Accepted():
            return _sign(_settle(manifest, {}), envelope, "consignee", "")
        case e.LineTreated():
            return brought.treated(manifest, fact)
        case e.LineGivenBack():
            return brought.given_back(manifest, fact)
        case e.LineParted():
            return brought.parted(manifest, fact)
        case e.PartlyAccepted(lines=lines, reason=reason):
            settled = _settle(manifest, {x.line: x.refused_kg for x in lines})
            return _sign(replace(settled, refusal_reason=reason), envelope, "consignee", "")
        case e.Refused(reason=reason):
            settled = _settle(manifest, {n: x.at_gate.kg for n, x in enumerate(manifest.lines, 1)})
            return _sign(replace(settled, refusal_reason=reason), envelope, "consignee", "")
        case e.NumberGiven():
            return naming.fold(manifest, fact)
        case e.Amended(whole=whole):
            return sealing.fold(manifest, envelope, fact, _drafted(envelope, whole) if whole else None)
        case e.CarrierAdded(carrier=carrier, name=name):
            return replace(manifest, carriers=(*manifest.carriers, Carrier(org=carrier, name=name)))
        case e.DifferenceFound():
            return mismatch.fold(manifest, envelope, fact)
        case e.ReceiptCertified(name=name):
            return _sign(manifest, envelope, certificates.RECEIPT, name)
        case e.CompletionCertified(name=name):
            return _sign(manifest, envelope, certificates.COMPLETION, name)
        case e.TakeBackStarted():
            return certificates.taken_back(manifest, envelope, fact)
        case e.RevisionRequested() | e.RevisionApproved() | e.RevisionRefused() | e.RevisionWithdrawn():
            return revising.fold(manifest, envelope)
        case e.StopAdded() | e.StopDropped() | e.Stopped() | e.StopWeighed() | e.Resealed():
            return stops.fold(manifest, envelope)
        case e.Resumed():
            return stops.resumed(manifest, envelope, fact)
        case e.TicketNoted():
            return paper.fold(manifest, fact)
        case e.LineLeft():
            return brought.left(manifest, fact)
        case e.LoadLost():
            return replace(manifest, revision=None)
        case e.SentOn(manifest=onward):
            return replace(manifest, onward=(*manifest.onward, onward))
        case _:
            return manifest


def _drafted(envelope: e.Envelope, fact: e.Created) -> Manifest:
    written = fact.written
    assert written is not None
    return Manifest(
        id=envelope.subject,
        seq=envelope.seq,
        status=M.DRAFT,
        stream=written.stream,
        regime=written.regime,
        consignor=stops.party(written.consignor),
        consignee=stops.party(written.consignee),
        carriers=(
            Carrier(org=fact.carrier, name=written.carrier_name, plate=fact.plate, driver=fact.driver),
            *(Carrier(org, name) for org, name in zip(fact.more_carriers, written.more_carrier_names, strict=True)),
        ),
        lines=tuple(Line(**asdict(line)) for line in written.lines),
        created_at=envelope.occurred_at,
        last_at=envelope.occurred_at,
        remark=fact.remark,
        onward_of=fact.onward_of,
        stops=stops.planned(fact, envelope.occurred_at),
        window=fact.window,
        ticket=_ticket(fact.paper_ticket, written.billed),
        filled=fact.filled,
        transfer_plan=fact.transfer_plan,
        gives_back=fact.gives_back or UNSET,
    )


def _ticket(printed: str | None, account: Billed | None) -> Ticket | None:
    return Ticket(paper=printed, account=account) if printed or account else None


def _sign(manifest: Manifest, envelope: e.Envelope, box: str, name: str, fact: e.Signed | None = None) -> Manifest:
    mark = Signature(box=box, account=envelope.account, name=name, at=envelope.occurred_at)
    if fact is not None and fact.absent is not None:
        both = {"signer": envelope.org, "absent": fact.absent}
        mark = replace(mark, mode=fact.mode, authorisation=fact.authorisation, **both)
    return replace(manifest, signatures=(*manifest.signatures, mark))


def _take_over(manifest: Manifest, envelope: e.Envelope, plate: str, driver: str) -> Manifest:
    """The carrier whose turn it is signs, and the leg before ends where this one begins."""
    carrier = manifest.next_carrier
    if carrier is None:
        return manifest
    at = envelope.occurred_at
    leg = replace(carrier, plate=plate or carrier.plate, driver=driver or carrier.driver, departed_at=at)
    done = _leg_ended(manifest, at) if manifest.legs else manifest.carriers
    carriers = (*done[: manifest.legs], leg, *done[manifest.legs + 1 :])
    manifest = replace(manifest, carriers=carriers)
    return _sign(manifest, envelope, f"carrier:{manifest.legs}", leg.driver or "")


def _leg_ended(manifest: Manifest, at: datetime) -> tuple[Carrier, ...]:
    """It ended here, or at the stop where it has waited since."""
    current, carriers = max(manifest.legs - 1, 0), manifest.carriers
    leg = replace(carriers[current], arrived_at=carriers[current].arrived_at or at)
    return (*carriers[:current], leg, *carriers[current + 1 :])


def _settle(manifest: Manifest, refused: Mapping[int, Decimal]) -> Manifest:
    """Net = received - refused, line by line. Carriers that never signed are left out, and it stays visible that they
    were named."""
    signed = max(manifest.legs, 1)
    if len(manifest.carriers) > signed:
        manifest = replace(manifest, carriers=manifest.carriers[:signed], skipped=manifest.carriers[signed:])

    def settle(n: int, line: Line) -> Line:
        kept_back = refused.get(n, Decimal(0))
        return replace(line, refused_kg=kept_back, accepted_kg=line.at_gate.kg - kept_back)

    return _with_lines(manifest, settle)


def _with_lines(manifest: Manifest, change: Callable[[int, Line], Line]) -> Manifest:
    return replace(manifest, lines=tuple(change(n, line) for n, line in enumerate(manifest.lines, 1)))
