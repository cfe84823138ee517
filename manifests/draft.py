"""One request, worked through in memory: what it would append, and the answer to each proposal."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from manifests import refusals as r
from manifests import store
from manifests.absent import shown as shown_code
from manifests.absent.proof import Proofs
from manifests.absent.refusals import CodeSealedOtherwise
from manifests.billing import charging
from manifests.entry import approvals, batteries, clocks, scale, storing
from manifests.entry import manifest_entry as entry
from manifests.entry.serials import (
    Serials,
    Series,
    container_series,
    ledger_scheme,
    manifest_series,
    number_path,
    shipment_series,
    ticket_series,
    unit_of,
)
from manifests.entry.world import World
from manifests.life import events as e
from manifests.life import lifecycle, policy, regrouping
from manifests.life.following import consequences
from manifests.life.model import Batch, Line, Manifest, ManifestStatus, SigningMode, SubjectKind
from manifests.proposals import Declined, Outcome, Proposal, Recorded
from manifests.signed.looking import Signatures, shown
from wasteflow.catalog.tickets import tickets
from wasteflow.core import clock
from wasteflow.core.edge import UnknownField
from wasteflow.core.errors import Refusal, Refusals, RepeatedKey, Warn
from wasteflow.core.ids import derived_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require

_NUMBERED = {  # facts that bring or take a number
    "generated",
    "created",
    "published",
    "amended",
    "ticket_noted",
    "number_given",
    "relabelled",
    "regrouped",
    "transformed",
}
_TELLS_LABELS = {"created", "amended", "split_off"}  # what is written of a batch, its label's code with it
_WIDENING = {  # facts after which more may see it
    *(cls.kind for cls in e.BEGINS),
    "amended",
    "published",
    "carrier_added",
    "stop_added",
    "partly_accepted",
}
_TAKES_IN = (e.Received, e.Corrected, e.Returned)
_BATCH = SubjectKind.BATCH  # to look a member up in its enumeration takes longer than to compare it


class Draft:
    """Takes proposals in their order into a ledger, each judged on what the ones before it left."""

    def __init__(
        self,
        actor: Actor | None,  # none: wasteflow itself
        family: store.Family,
        world: World,
        serials: Serials,
        now: datetime,
        proofs: Proofs | None = None,
        signatures: Signatures | None = None,
    ) -> None:
        self.sender = actor
        self.proofs = proofs or Proofs()
        self.signatures = signatures
        self.serials = serials
        self.now = now
        self.states = dict(family.states)
        self.stored = dict(family.stored)
        self.ledger = store.Ledger(received_at=now)
        taken = world.taken.with_more(self.ledger.taken_in, world.sites, world.today.year)
        self.world = world if taken is world.taken else msgspec.structs.replace(world, taken=taken)
        self.given: set[tuple[str, str]] = set()  # aliases of this request
        self.told_inside = False  # a number stands elsewhere than at its subject

    @property
    def actor(self) -> Actor:
        """Who sends what is considered."""
        assert self.sender is not None
        return self.sender

    def consider_all(self, proposals: Sequence[Proposal]) -> list[Outcome]:
        """Judge the proposals of one request; answer in the order they were sent."""
        return answers(self.considered(proposals))

    def considered(self, proposals: Sequence[Proposal]) -> Iterator[tuple[int, Outcome]]:
        """The same one by one, in the order in which they happened: the place it was sent at, and its outcome.

        So a phone's queue means the same in whatever order it arrives; what happened at one moment stays as sent.
        """
        for n, p in sorted(enumerate(proposals), key=lambda one: one[1].occurred_at):
            yield n, self.consider(p)

    def consider(self, p: Proposal) -> Outcome:
        """Judge one proposal and, where it stands, take it and what follows from it into the ledger."""
        try:
            return self._take(p)
        except Refusals as several:
            return Declined(p.id, p.subject, several.refusals)
        except Refusal as refusal:
            # both are said only to a party of the load, who may read it
            late = isinstance(refusal, r.LostUpdate | r.NotPossibleNow)
            return Declined(p.id, p.subject, [refusal], self._state(p) if late else None)

    def _take(self, p: Proposal) -> Recorded:
        if p.subject is None or p.id is None:
            raise r.UnknownSubject("subject", subject=lifecycle.subject_word(p.fact.about))
        if p.occurred_at.year < lifecycle.EARLIEST:
            raise r.LongAgo("occurred_at", year=lifecycle.EARLIEST)
        if p.sealed_code is not None:
            raise CodeSealedOtherwise("sealed_code")
        if p.code is not None and not (isinstance(p.fact, e.Signed) and p.fact.mode is SigningMode.SITE_CODE):
            raise UnknownField("code")
        if p.attached is not None and p.attached.photos and p.fact.about is SubjectKind.BATCH:
            raise UnknownField("attached.photos")  # whoever sees a manifest sees its photos; a batch has no such page
        if p.attached is not None and p.attached.shown and not by_shown_code(p.fact):
            raise UnknownField("attached.shown")
        digest = _digest(p)
        if known := self.stored.get((p.subject, p.id)):
            return self._again(p, known, digest)
        signed = shown(self.signatures, p) if p.device_signature is not None else None
        state = self._state(p)
        org = self._speaks_for(p.fact, state)
        policy.may(org, p.fact, state)
        if p.expected is not None and p.expected != (state.seq if state else 0):
            raise r.LostUpdate("expected", seq=state.seq if state else 0)
        lifecycle.in_order(state, p.fact)  # a step out of order is told before anything else is looked at
        fact, odd = entry.complete(p.fact, state, org, self.world, self.states)
        warnings: list[Warn] = [*odd, *lifecycle.judge(state, fact, p.occurred_at, self.now)]
        if fact.kind in storing.FILLING:
            warnings += storing.told(fact, state, p.occurred_at, self.now, self.world)
        warnings += clocks.told(state, fact, p.occurred_at, self.now, self.world.book, self.states)
        if isinstance(fact, e.Signed) and fact.mode is not SigningMode.OWN and isinstance(state, Manifest):
            fact = self._proved(fact, state, p)  # last: only what else would stand is asked
        fact = self._number(fact, state, p)
        envelope, after = self._append(p.subject, p.id, p.occurred_at, fact, None, digest, state)
        self.stored[(p.subject, p.id)] = (envelope.seq, digest)
        if fact.kind in _WIDENING:
            self._reach(after, fact)
        if signed is not None:
            self.ledger.signed.append((envelope, digest, signed))
        if p.attached is not None:
            self.ledger.attached.append((p.subject, p.id, p.attached))
        return Recorded(p.id, p.subject, envelope.seq, False, warnings, _names(after), digest)

    @property
    def numbers_first(self) -> bool:
        """Must its numbers be taken before it is worked through, because more than their subjects tells them?"""
        ledger = self.ledger
        if not self.serials.wanted or self.serials.known:
            return False
        if self.told_inside or ledger.signed or ledger.postings or ledger.also:
            return True
        labelled = any(one.about is SubjectKind.BATCH for one in ledger.given)
        return labelled and any(envelope.fact.kind in _TELLS_LABELS for envelope, _ in ledger.events)

    def told(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The answers with the numbers that the append gave; the states have them too."""
        numbers = self.ledger.numbers
        if not numbers:
            return list(outcomes)
        for subject, names in numbers.items():
            self.states[subject] = msgspec.structs.replace(self.states[subject], **names)
        return [
            msgspec.structs.replace(outcome, names=_names(self.states[outcome.subject]))
            if isinstance(outcome, Recorded) and outcome.subject in numbers
            else outcome
            for outcome in outcomes
        ]

    def lapse(self, manifest: UUID, days: int) -> bool:
        """A slip that nobody signed in time; False where it is past that, or lapsed before."""
        fact, state = e.Lapsed(days), self.states.get(manifest)
        if not lifecycle.fits(state, fact):
            return False
        id = derived_id(manifest, "lapsed")
        self._append(manifest, id, self.now, fact, None, hashlib.sha256(id.bytes).digest(), state)
        return True

    def _proved(self, fact: e.Signed, state: Manifest, p: Proposal) -> e.Signed:
        """A signature for another company, with what it rests on. Raises the refusal of one that does not stand."""
        if by_shown_code(fact):
            return shown_code.proved(fact, state, p, self.signatures, self.now)
        return self.proofs.shown(fact, state, self.actor.org, p.code)

    def _speaks_for(self, fact: e.AnyEvent, state: Batch | Manifest | None) -> UUID | None:
        """The company whose step it is taken to be: the sender's, or the one that gave it leave. Raises the refusal of
        who may not take it."""
        errand = self.world.errand
        if errand and (producer := errand.stands_for(fact, state)):
            require(self.actor, "round:collect")
            return producer
        asked = errand.action if errand else None
        require(self.actor, asked or policy.action(self.actor, fact, state))
        return self.actor.org

    def _again(self, p: Proposal, known: tuple[int, bytes], digest: bytes) -> Recorded:
        seq, stored = known
        if stored != digest:
            raise RepeatedKey("id")
        assert p.id is not None
        assert p.subject is not None
        return Recorded(p.id, p.subject, seq, True, [], _names(self.states[p.subject]), digest)

    def _state(self, p: Proposal) -> Batch | Manifest | None:
        assert p.subject is not None
        state = self.states.get(p.subject)
        if state is not None and isinstance(state, Batch) is not (p.fact.about is _BATCH):
            raise r.UnknownSubject("subject", subject=lifecycle.subject_word(p.fact.about))
        return state

    def _number(self, fact: e.AnyEvent, state: Batch | Manifest | None, p: Proposal) -> e.AnyEvent:
        if fact.kind not in _NUMBERED:
            return fact
        if isinstance(fact, e.Generated) and fact.ledger_code:
            self._alias(ledger_scheme(fact.site), fact.ledger_code, p)
        if isinstance(fact, e.Generated) and fact.batteries:
            self._name_batteries(fact, p)
        match fact:
            case e.Created(paper_ticket=str(printed), written=e.Written(regime=regime)):
                self._alias(tickets()[regime].paper_scheme, printed, p)
                return fact
            case e.TicketNoted(paper_ticket=str(printed)) if isinstance(state, Manifest):
                self._alias(tickets()[state.regime].paper_scheme, printed, p)
                return fact
            case e.Published() if isinstance(state, Manifest):
                series = self._series(state)
                number = self._next(series, p)
                return msgspec.structs.replace(fact, number=number, shipments=self._shipments(state, state.lines, p))
            case e.Amended(whole=e.Created(written=e.Written(lines=lines))) if isinstance(state, Manifest):
                drawn = state.status is not ManifestStatus.DRAFT
                return msgspec.structs.replace(fact, shipments=self._shipments(state, lines, p) if drawn else ())
            case e.NumberGiven(scheme=scheme, number=number):
                self._alias(scheme, number, p)
                return fact
            case e.Generated():
                return self._labelled(fact, fact.site, p)
            case e.Relabelled() if isinstance(state, Batch):
                return msgspec.structs.replace(fact, digital_code=self._another_code(state, state.id, p.occurred_at))
            case e.Regrouped() | e.Transformed():
                assert p.subject is not None
                assert p.id is not None
                fact = regrouping.named(fact, p.subject, p.id, p.occurred_at)
                made = (self._made(one, fact.site, p) for one in fact.made)
                return msgspec.structs.replace(fact, made=tuple(made))
            case _:
                return fact

    def _series(self, manifest: Manifest) -> Series:
        today = self.world.today
        if ticket := tickets().get(manifest.regime):
            return ticket_series(ticket.scheme, ticket.prefix, today)
        return manifest_series(self.world.book.stream(manifest.stream).number, manifest.consignor.city, today)

    def _shipments(
        self, manifest: Manifest, lines: Sequence[Line | e.LineWritten], p: Proposal
    ) -> tuple[e.Shipment, ...]:
        """A serial of each approval it goes under now; what it was numbered as before stays."""
        known = {line.approval.id for line in manifest.lines if line.approval and line.approval.shipment}
        new = {line.approval.id: line.approval.number for line in lines if line.approval}
        found = []
        for approval in sorted(new.keys() - known):
            series = shipment_series(approval, new[approval])
            number = self.serials.next(series)
            self.told_inside = True
            if self.serials.known:
                self._alias(series.scheme, number, p)
                found.append(e.Shipment(approval, int(number.rpartition("/")[2])))
        return tuple(found)

    def _labelled(self, made: e.Generated, site: UUID, p: Proposal, batch: UUID | None = None) -> e.Generated:
        """With the code on its container, of the unit that fills it."""
        unit = self.world.sites[site].credit_code or ""
        if made.code.scheme != "cn-hw" or len(unit) != 18:  # Hong Kong and Macao units have no such code
            return made
        series = container_series(unit, made.code.code, clock.local_date(p.occurred_at))
        code = self._next(series, p, batch)
        return msgspec.structs.replace(made, digital_code=code)

    def _another_code(self, labelled: Batch, subject: UUID, at: datetime) -> str:
        """One more code of the unit on a label, for the same container or for a part of what is in it."""
        assert labelled.digital_code is not None
        series = container_series(unit_of(labelled.digital_code), labelled.code.code, clock.local_date(at))
        number = self.serials.next(series)
        self.told_inside = True
        if self.serials.known:
            self.ledger.aliases.append((series.scheme, number, subject, _BATCH))
        return number

    def _part_labelled(self, part: e.SplitOff, batch: UUID, at: datetime) -> e.SplitOff:
        """With a code for its own container; without where the unit's are used up for the day: a load is turned away
        all the same."""
        parent = self.states[part.parent]
        if not isinstance(parent, Batch) or parent.digital_code is None:
            return part
        try:
            return msgspec.structs.replace(part, digital_code=self._another_code(parent, batch, at))
        except r.SerialsUsedUp:
            return part

    def _name_batteries(self, made: e.Generated, p: Proposal, batch: UUID | None = None) -> None:
        if not made.batteries:
            return
        known = dict(self.world.codes)
        subject = batch or p.subject
        assert subject is not None
        for scheme, code in batteries.aliases(made.batteries, known):
            self._alias(scheme, code, p, subject)
            known[code] = [*known.get(code, ()), (scheme, subject)]
        self.world = msgspec.structs.replace(self.world, codes=known)

    def _made(self, made: e.Made, site: UUID, p: Proposal) -> e.Made:
        self._name_batteries(made.origin, p, made.batch)
        self.told_inside = True
        return msgspec.structs.replace(made, origin=self._labelled(made.origin, site, p, made.batch))

    def _next(self, series: Series, p: Proposal, batch: UUID | None = None) -> str:
        """The next number of a series, for the subject of the fact or for a batch that is made by it."""
        number = self.serials.next(series)
        if self.serials.known:
            return self._alias(series.scheme, number, p, batch)
        subject = batch or p.subject
        assert subject is not None
        self.ledger.given.append(store.Given(series.scheme, series.prefix, series.digits, subject, p.fact.about))
        return number

    def _alias(self, scheme: str, value: str, p: Proposal, subject: UUID | None = None) -> str:
        subject = subject or p.subject
        assert subject is not None
        if (scheme, value) in self.given:
            raise r.NumberTaken(number_path(scheme))
        self.given.add((scheme, value))
        self.ledger.aliases.append((scheme, value, subject, p.fact.about))
        return value

    def _append(
        self,
        subject: UUID,
        event: UUID,
        at: datetime,
        fact: e.AnyEvent,
        cause: UUID | None,
        digest: bytes,
        before: Batch | Manifest | None,
    ) -> tuple[e.Envelope, Batch | Manifest]:
        """Take a fact and what follows from it; answers its envelope and the state it leads to."""
        account, org = (self.sender.account, self.sender.org) if self.sender else (None, None)
        seq = before.seq + 1 if before else 1
        envelope = e.Envelope(subject, seq, event, at, self.now, account, org, cause, fact)
        after = lifecycle.evolve(before, envelope)
        self.ledger.events.append((envelope, digest))
        if isinstance(fact, _TAKES_IN) and (
            got := scale.addition(fact, after, clock.local_date(_taken_in_at(fact, at)).year)
        ):
            self.ledger.taken_in.append(got)
        if self.world.held:
            self.world = storing.with_more(self.world, fact)
        if isinstance(after, Manifest) and after.ticket is not None:
            known_on = clock.local_date(self.now)
            self.ledger.postings += charging.posted(before, after, known_on, clock.BAY_AREA)
        if drawn := approvals.drawn(before, after, self.world.today):
            self.ledger.drawn += drawn
            self.world = msgspec.structs.replace(self.world, approvals=approvals.less(self.world.approvals, drawn))
        self.states[subject] = self.ledger.states[subject] = after
        for n, (other, follower) in enumerate(consequences(after, envelope, self.states)):
            there = self.states.get(other)
            if lifecycle.fits(there, follower):
                id = derived_id(event, n)
                if isinstance(follower, e.SplitOff):
                    follower = self._part_labelled(follower, other, at)
                self._append(other, id, at, follower, event, hashlib.sha256(id.bytes).digest(), there)
        return envelope, after

    def _reach(self, state: Batch | Manifest, fact: e.AnyEvent) -> None:
        """Begun, published, one more carrier, split: only then does the circle of who may see it grow."""
        subject = state.id
        scopes = policy.reach(state, self.world.book.provinces)
        reach = self.ledger.reach
        reach.update((scope, fact.about, subject) for scope in scopes)
        if isinstance(fact, e.Regrouped | e.Transformed):  # they all begin in one hand
            reach.update((scope, fact.about, made.batch) for made in fact.made for scope in scopes if made.batch)
        if not isinstance(state, Manifest) or state.status is ManifestStatus.DRAFT:
            return
        carried = {line.batch for line in state.lines}
        for batch in carried:
            there = self.states.get(batch)  # what may see it since it began need not be written again
            known = policy.reach(there, self.world.book.provinces) if there else set()
            reach.update((scope, SubjectKind.BATCH, batch) for scope in scopes - known)
        if isinstance(fact, e.PartlyAccepted):
            for part in self.states.values():
                if isinstance(part, Batch) and part.parent in carried:
                    own = policy.reach(part, self.world.book.provinces)
                    reach.update((scope, SubjectKind.BATCH, part.id) for scope in scopes | own)


def answers(considered: Iterable[tuple[int, Outcome]]) -> list[Outcome]:
    """In the order in which they were sent."""
    return [outcome for _, outcome in sorted(considered, key=lambda one: one[0])]


def _names(state: Batch | Manifest) -> dict[str, str]:
    if isinstance(state, Manifest):
        return {"number": state.number} if state.number else {}
    return {"digital_code": state.digital_code} if state.digital_code else {}


def _taken_in_at(fact: e.Received | e.Corrected | e.Returned, at: datetime) -> datetime:
    """When what it adds, or takes away, had been taken in."""
    if isinstance(fact, e.Corrected):
        return fact.of or at
    return fact.undoes.at if isinstance(fact, e.Returned) and fact.undoes else at


def by_shown_code(fact: e.AnyEvent) -> bool:
    """Whether it signs for a site by the code that the site showed."""
    return isinstance(fact, e.Signed) and fact.mode is SigningMode.SHOWN_CODE


_one_order = msgspec.json.Encoder(order="deterministic")


def _digest(p: Proposal) -> bytes:
    """What the sender sent, in one order of bytes."""
    sent: list[object] = [p.subject, p.id, p.occurred_at.timestamp(), p.fact]
    if p.attached is not None:
        sent.append(p.attached)
    return hashlib.sha256(_one_order.encode(sent)).digest()
