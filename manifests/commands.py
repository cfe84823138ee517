"""The one way custody is written: `record` takes one or many proposed events, and answers each.

One request is one transaction: what it accepts is committed together, before the answer; what it refuses leaves no
trace. Nothing is locked while Python thinks: the key (subject, seq) tells the later of two writers that it came late,
and it judges anew from what the other left.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import get_args
from uuid import UUID

import asyncpg
import msgspec

from manifests import refusals as r
from manifests import store
from manifests.absent.proof import Proofs
from manifests.appender import Appender
from manifests.attached import store as attached
from manifests.billing import charging
from manifests.billing import store as billing
from manifests.billing.model import Account
from manifests.draft import Draft, answers
from manifests.entry import approvals, batteries, scale, storing
from manifests.entry import manifest_entry as entry
from manifests.entry.errand import Errand
from manifests.entry.serials import Serials, number_path
from manifests.entry.world import World
from manifests.kept import Kept, kept_of
from manifests.life import events as e
from manifests.life import revising
from manifests.life.model import Batch, Manifest
from manifests.proposals import Declined, Outcome, Proposable, Proposal, Recorded
from manifests.signed import keeping
from manifests.signed.looking import Signatures
from manifests.stores import stores_of
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Conflict, Refusals
from wasteflow.core.ids import derived_id, derived_id_at, new_id
from wasteflow.people.model import Actor
from wasteflow.places.cards import Cards, cards_of
from wasteflow.places.model import SiteCard

__all__ = ["Declined", "Outcome", "Proposable", "Proposal", "Recorded", "record", "record_one"]

ATTEMPTS = 8
AT_ONE_GO = 10  # proposals worked through, in about a millisecond, before others of this process may do something
_LATE_WRITER = (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

# Facts from which nothing follows for another subject: theirs is read alone.
_ALONE = (
    e.Generated,
    e.Moved,
    e.Relabelled,
    e.Reweighed,
    e.Published,
    e.NumberGiven,
    e.Signed,
    e.StopDropped,
    e.Stopped,
    e.GivenOver,
    e.Resealed,
    e.Arrived,
    e.Weighed,
    e.DifferenceFound,
    e.TicketNoted,
    e.ReceiptCertified,
    e.CompletionCertified,
    e.TakeBackStarted,
    e.RevisionRefused,
    e.RevisionWithdrawn,
)

# Facts for which more is read than is ever kept: what goes on from an amended manifest, what a correction looks at.
_ASKS_FOR_MORE = {cls.kind for cls in (e.Amended, *get_args(revising.Effect))}

Asking = tuple[e.AnyEvent, Batch | Manifest | None]  # a fact that asks for something of the world, on which state


class _RefusedOnWhatWasKept(Exception):
    """Something would be refused; look again with everything read afresh."""


async def record(
    pool: Pool,
    actor: Actor,
    proposals: Sequence[Proposal],
    *,
    key: str | None = None,
    now: datetime | None = None,
    errand: Errand | None = None,
    also: store.Also | None = None,
    signatures: Signatures | None = None,
) -> list[Outcome]:
    """Record proposed events in the order in which they happened; one may build on an earlier one of its request.

    `key`: the request's idempotency key, from which missing ids are derived. `now`: when the server learned of them.
    `errand`: they stand or fall together, some in another's place; `also` is written in their transaction.
    `signatures`: what was found of those that devices signed.
    Raises Conflict where other writers were quicker `ATTEMPTS` times.
    """
    proposals = [_with_ids(p, actor, key, n) for n, p in enumerate(proposals)]
    kept = kept_of(pool)
    request = _Request(
        pool=pool,
        book=await open_book(pool),
        cards=cards_of(pool),
        kept=kept,
        appender=kept.appender,
        actor=actor,
        proposals=proposals,
        now=now or clock.now(),
        errand=errand,
        also=also,
        signatures=signatures,
        kinds=frozenset([p.fact.kind for p in proposals]),
    )
    fresh = False
    for _ in range(ATTEMPTS):
        try:
            return await request.attempt(fresh)
        except _LATE_WRITER as late:
            if getattr(late, "constraint_name", None) == "alias_pkey":
                raise r.NumberTaken(number_path(str(getattr(late, "detail", "")))) from None
        except asyncpg.CheckViolationError as overdrawn:
            if overdrawn.constraint_name not in (*approvals.CONSTRAINTS, store.SERIALS_USED_UP):
                raise
        except _RefusedOnWhatWasKept:
            pass
        fresh = True
    raise Conflict("subject")


async def record_one(
    pool: Pool, actor: Actor, proposal: Proposal, *, key: str | None = None, now: datetime | None = None
) -> Recorded:
    """Record one event. Raises its Refusals."""
    (outcome,) = await record(pool, actor, [proposal], key=key, now=now)
    if isinstance(outcome, Declined):
        raise Refusals(outcome.problems)
    return outcome


def _with_ids(p: Proposal, actor: Actor, key: str | None, n: int) -> Proposal:
    if p.id is not None and p.subject is not None:
        return p
    begins = isinstance(p.fact, e.BEGINS)
    if p.id is not None and not begins:
        return p
    event = p.id or (derived_id(actor.account, key, n) if key else new_id())
    subject = p.subject or (derived_id_at(p.occurred_at, event, "subject") if begins else None)
    return msgspec.structs.replace(p, id=event, subject=subject)


def _former(family: store.Family, amended: bool) -> set[UUID]:
    """Manifests that those of the family give back from: these are told when it is home. And of what is drawn up anew,
    those that it goes on from."""
    there = [state for state in family.states.values() if isinstance(state, Manifest)]
    former = [state.gives_back or (state.onward_of if amended else None) for state in there]
    return {id for id in former if id and id not in family.states}


def _routes(asking: Sequence[Asking], cards: Mapping[UUID, SiteCard]) -> set[approvals.Route]:
    """The routes whose approvals will be asked for."""
    cities = {site: card.city for site, card in cards.items()}
    named = (approvals.route_named(fact, state, cities) for fact, state in asking)
    return {route for route in named if route}


class _Request(msgspec.Struct, frozen=True):
    """What one request needs to be attempted, perhaps more than once."""

    pool: Pool
    book: Book
    cards: Cards
    kept: Kept
    appender: Appender
    actor: Actor
    proposals: Sequence[Proposal]
    now: datetime
    kinds: frozenset[str]  # of its facts
    errand: Errand | None = None
    also: store.Also | None = None
    signatures: Signatures | None = None
    proofs: Proofs = msgspec.field(default_factory=Proofs)  # kept from attempt to attempt: a code is tried once

    async def attempt(self, fresh: bool) -> list[Outcome]:
        """Judge and append once; `fresh`: trust nothing that was kept.

        Raises _RefusedOnWhatWasKept, or what PostgreSQL says where another writer came first.
        """
        family = await self._family(fresh)
        if codes := [code for p in self.proposals for code in batteries.named(p.fact)]:
            await self._known(family, codes)
        world = await self._world(family, fresh)
        draft, outcomes = await self._proved(family, world)
        if not fresh and any(isinstance(outcome, Declined) for outcome in outcomes):
            raise _RefusedOnWhatWasKept
        if self.errand and any(isinstance(outcome, Declined) for outcome in outcomes):
            return outcomes
        draft.ledger.also = self._also(draft)
        if draft.numbers_first or (fresh and draft.serials.wanted):
            async with self.pool.acquire() as conn, conn.transaction():
                firsts = await store.take_serials(conn, wanted=draft.serials.wanted)
                draft = self._draft(family, world, firsts)
                outcomes = draft.consider_all(self.proposals)  # while the counters are held nobody goes in between
                draft.ledger.also = self._also(draft)
                await store.append(conn, [draft.ledger])
        elif draft.ledger.events:
            await self.appender.append(draft.ledger)
            outcomes = draft.told(outcomes)
        self.kept.put(draft.states.values())
        return outcomes

    async def _proved(self, family: store.Family, world: World) -> tuple[Draft, list[Outcome]]:
        """Work it through; where a signature for an absent company would stand, prove it and work it through again."""
        while True:
            draft = self._draft(family, world, None)
            if len(self.proposals) <= AT_ONE_GO:
                outcomes = draft.consider_all(self.proposals)
            else:
                async with self.kept.desk:
                    outcomes = await self._by_turns(draft)
            if not self.proofs.asked:
                return draft, outcomes
            await self.proofs.settle(self.pool, self.actor, self.now)

    async def _by_turns(self, draft: Draft) -> list[Outcome]:
        """A few at a time: small requests come in between, and what is to be written goes on its way."""
        considered = []
        for one in draft.considered(self.proposals):
            considered.append(one)
            if len(considered) % AT_ONE_GO == 0:
                await asyncio.sleep(0)
        return answers(considered)

    def _draft(self, family: store.Family, world: World, firsts: Mapping[str, int] | None) -> Draft:
        return Draft(self.actor, family, world, Serials(firsts), self.now, self.proofs, self.signatures)

    def _also(self, draft: Draft) -> store.Also | None:
        then = self.also
        if draft.ledger.attached:
            then = attached.writing(draft.ledger.attached, self.now, then)
        if not draft.ledger.signed or self.signatures is None:
            return then
        return keeping.writing(self.signatures.keys, draft.ledger.signed, then)

    async def _family(self, fresh: bool) -> store.Family:
        kept = None
        if not fresh and self.kinds.isdisjoint(_ASKS_FOR_MORE):
            kept = self.kept.family([(p.subject, p.fact) for p in self.proposals])
        if kept is not None:
            return store.Family(states=kept)
        asked = [(p.subject, p.id) for p in self.proposals if p.subject and p.id]
        if len(asked) == 1 and isinstance(self.proposals[0].fact, _ALONE):
            (subject, event), kind = asked[0], self.proposals[0].fact.about
            return await store.read_alone(self.pool, kind=kind, subject=subject, event=event)
        named = [id for p in self.proposals for id in entry.subjects_named(p.fact)]
        family = await store.read_family(self.pool, asked=asked, also=named)
        if corrected := [p.subject for p in self.proposals if isinstance(p.fact, revising.Effect) and p.subject]:
            await store.read_corrected(self.pool, family=family, manifests=corrected)
        if before := _former(family, "amended" in self.kinds):
            family.states |= (await store.read_family(self.pool, asked=[], also=before)).states
        return family

    async def _known(self, family: store.Family, codes: Sequence[str]) -> None:
        """Where the batteries that are named are known by their codes."""
        written = [re.sub(r"\s", "", code).upper() for code in codes]
        family.codes, states = await store.read_codes(self.pool, schemes=batteries.schemes(), codes=written)
        family.states = {**states, **family.states}

    async def _world(self, family: store.Family, fresh: bool) -> World:
        today = clock.local_date(self.now)
        if self.kinds <= entry.ASKS_NOTHING:
            return World(self.book, {}, {}, {}, scale.NOTHING, today, codes=family.codes, errand=self.errand)
        asking = [
            (p.fact, family.states.get(p.subject) if p.subject else None)
            for p in self.proposals
            if p.fact.kind not in entry.ASKS_NOTHING
        ]
        sites, orgs, planning, taking = self._named(asking, family)
        cards = await self.cards.of_sites(self.pool, sites, fresh=fresh)
        taken = scale.Taken(await self.cards.taken_in(self.pool, taking, today.year, fresh=fresh))
        return World(
            book=self.book,
            sites=cards,
            orgs=await self.cards.of_orgs(self.pool, orgs, fresh=fresh),
            plans=await self.cards.planned(self.pool, planning, today.year, fresh=fresh),
            taken=taken,
            today=today,
            approvals=await self.cards.approved(self.pool, _routes(asking, cards), fresh=fresh),
            accounts=await self._accounts(asking),
            codes=family.codes,
            errand=self.errand,
            held=await self._held(asking, cards, today, fresh),
            coming=await self._coming(taking, cards, taken, today, fresh),
            treated=family.treated,
        )

    async def _held(
        self, asking: Sequence[Asking], cards: Mapping[UUID, SiteCard], today: date, fresh: bool
    ) -> Mapping[UUID, Decimal]:
        """What stands in the stores that are filled, where somebody says how much may."""
        filled = {storing.filled(fact, state) for fact, state in asking if fact.kind in storing.FILLING}
        asked = [site for site in filled if site and site in cards and storing.most(cards[site], today)]
        if not asked:
            return {}
        streams = [s.id for s in self.book.streams.values() if s.hazardous]
        return await stores_of(self.pool).kg(self.pool, asked, streams, fresh=fresh)

    async def _coming(
        self, taking: set[UUID], cards: Mapping[UUID, SiteCard], taken: scale.Taken, today: date, fresh: bool
    ) -> scale.Taken:
        """What is on the road to the sites that are to take in, where their permits are far used."""
        asked = {site: cards[site].org for site in taking if site in cards and scale.near(cards[site], taken, today)}
        if not asked:
            return scale.NOTHING
        return scale.Taken(await stores_of(self.pool).coming(self.pool, asked, self.now, fresh=fresh))

    async def _accounts(self, asking: Sequence[Asking]) -> Mapping[UUID, Account]:
        """The billing accounts that are to pay; read afresh, since a closed one pays for nothing new."""
        named = {account for fact, state in asking for account in charging.accounts_named(fact, state)}
        return await billing.cards(self.pool, ids=named) if named else {}

    def _named(
        self, asking: Sequence[Asking], family: store.Family
    ) -> tuple[set[UUID], set[UUID], set[UUID], set[UUID]]:
        """Sites, companies, planning sites and sites that take in, whose cards will be asked for.

        A later event may build on a manifest that an earlier one of this request begins or brings in.
        """
        sites: set[UUID] = set()
        orgs: set[UUID] = set()
        planning: set[UUID] = set()
        taking: set[UUID] = set()
        for fact, state in asking:
            sites |= entry.sites_named(fact, state)
            orgs |= entry.orgs_named(fact, state)
            taking |= entry.takers_named(fact, state)
            if isinstance(fact, e.Created):
                planning.add(fact.consignor_site)
            elif isinstance(fact, e.Amended) and isinstance(state, Manifest):
                planning.add(state.consignor.site)
        if any(isinstance(fact, e.Treated) for fact, _ in asking):
            sites |= {m.consignee.site for m in family.states.values() if isinstance(m, Manifest)}
        return sites, orgs, planning, taking
