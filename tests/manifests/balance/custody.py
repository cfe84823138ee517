"""A little custody in memory: each request goes through the program's own `Draft`, and what it appends is kept."""

from collections import defaultdict
from collections.abc import Set
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests.absent.proof import Proofs
from manifests.absent.refusals import WrongSigningCode
from manifests.draft import Draft
from manifests.entry import approvals, scale
from manifests.entry.serials import Serials
from manifests.entry.world import World
from manifests.life import events as e
from manifests.life import lifecycle, restating
from manifests.life.model import Batch, Manifest
from manifests.proposals import Declined, Proposal, Recorded
from manifests.store import Family
from tests.manifests.balance import laws
from tests.manifests.balance.books import Books
from tests.manifests.balance.cast import SITE_CODE, Cast
from wasteflow.core import clock
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.places.model import TakenIn

State = Batch | Manifest


class Custody:
    """The states, every event ever taken, and the running sums a database would keep."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.bay = cast, cast.bay
        self.states: dict[UUID, State] = {}
        self.stored: dict[tuple[UUID, UUID], tuple[int, bytes]] = {}
        self.events: list[e.Envelope] = []
        self.firsts: dict[str, int] = {}
        self.taken: dict[tuple[UUID, str, str, str], Decimal] = defaultdict(Decimal)  # site, waste -> kg of this year
        self.approvals = cast.world.approvals
        self.books = Books(cast)

    def send(self, actor: Actor, *proposals: Proposal) -> list[Recorded | Declined]:
        """One request, as `commands.record` works it through; the laws hold afterwards."""
        proofs = Proofs()
        while True:
            draft = self._draft(actor, self._world(proposals), proofs)
            outcomes = draft.consider_all(proposals)
            if not proofs.asked:
                break
            for claim in proofs.asked:  # what the database would say
                wrong = WrongSigningCode("code", name=claim.name, left=2)
                proofs.known[claim] = None if claim.code == SITE_CODE else wrong
            proofs.asked.clear()
        self._keep(draft)
        return outcomes

    def lapse(self, manifest: UUID) -> bool:
        """Nobody signed it in time."""
        draft = self._draft(None, self.cast.world, Proofs())
        done = draft.lapse(manifest, 5)
        self._keep(draft)
        return done

    @property
    def batches(self) -> list[Batch]:
        return [s for s in self.states.values() if isinstance(s, Batch)]

    @property
    def manifests(self) -> list[Manifest]:
        return [s for s in self.states.values() if isinstance(s, Manifest)]

    # --- a request --------------------------------------------------------------------------------------

    def _draft(self, actor: Actor | None, world: World, proofs: Proofs) -> Draft:
        return Draft(actor, Family(self.states, self.stored), world, Serials(self.firsts), clock.now(), proofs)

    def _world(self, proposals: tuple[Proposal, ...]) -> World:
        rows: dict[UUID, list[TakenIn]] = {site: [] for site in self.cast.cities}
        for (site, *waste), kg in self.taken.items():
            rows[site].append(TakenIn(site, *waste, kg))
        revised = {p.subject for p in proposals if isinstance(p.fact, e.RevisionRequested | e.RevisionApproved)}
        return replace(
            self.cast.world,
            taken=scale.Taken({site: tuple(found) for site, found in rows.items()}),
            approvals=self.approvals,
            treated=self._treated(revised),
        )

    def _keep(self, draft: Draft) -> None:
        new = [envelope for envelope, _ in draft.ledger.events]
        if not new:
            return
        before = dict(self.states)
        for envelope in new:
            self.states[envelope.subject] = lifecycle.evolve(self.states.get(envelope.subject), envelope)
        assert self.states == draft.states, "the events tell the states"
        self.events += new
        self.stored = draft.stored
        for name, count in draft.serials.wanted.items():
            self.firsts[name] = self.firsts.get(name, 1) + count
        for site, _, *waste, kg in draft.ledger.taken_in:
            self.taken[site, *waste] += kg
        for drawn in draft.ledger.drawn:  # one by one, as rows are updated
            self.approvals = approvals.less(self.approvals, [drawn])
        for envelope in new:
            self.books.enter(envelope)
        laws.hold(self, before, new)

    def _treated(self, manifests: Set[UUID]) -> dict[UUID, tuple[restating.Treatment, ...]]:
        """What was treated of each batch where these manifests brought it, before it left; as the store reads it."""
        came: dict[UUID, UUID | None] = {}
        found: dict[UUID, dict[UUID, restating.Treatment]] = {}
        for x in self.events if manifests else ():
            fact, of = x.fact, found.setdefault(x.subject, {})
            if isinstance(fact, e.Received):
                came[x.subject] = fact.manifest
            elif isinstance(fact, e.Loaded):
                came[x.subject] = None
            elif isinstance(fact, e.Treated) and came.get(x.subject) in manifests:
                final, left = bool(fact.final), bool(fact.residues)
                of[x.id] = restating.Treatment(x.id, x.occurred_at, fact.method, final, fact.kg, fact.city, left)
            elif isinstance(fact, e.Reclassified) and fact.treated in of:
                of[fact.treated] = replace(of[fact.treated], method=fact.method, final=fact.final)
        return {id: tuple(of.values()) for id, of in found.items() if of}


def told(fact: e.AnyEvent, subject: UUID | None = None, code: str | None = None) -> Proposal:
    """As a client sends it, of this moment."""
    return Proposal(fact=fact, occurred_at=clock.now(), id=new_id(), subject=subject or new_id(), code=code)
