"""Several parties trying things, legal and not: how a step is tried, and with what numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Manifest
from manifests.life.steps import kind_of
from manifests.proposals import Declined
from tests.manifests.balance import laws
from tests.manifests.balance.custody import Custody, told

T = TypeVar("T")
METHODS = ["cn_utilisation:R4", "basel_recovery:R12"]  # final, interim
GRAM = Decimal("0.001")
kilograms = st.decimals("0.001", "1500", places=3)
pick = st.integers(0, 10_000)


class Parties(RuleBasedStateMachine):
    """Several parties trying things; `made` gives the custody they try them on."""

    made: Any
    sound = False  # the latest step left everything as it has to be
    reached: ClassVar[set[str]] = set()  # kinds of events, and codes of refusals, in any life

    @initialize()
    def begin(self) -> None:
        """Three drums in store, two of them on a draft."""
        self.custody: Custody = type(self).made()
        self.cast, self.bay = self.custody.cast, self.custody.bay
        self.people = self.cast.people
        for kg in ("1000", "500", "250"):
            self.attempt(self.bay.clerk, self.bay.drum(kg))
        first, second, _ = self.custody.batches
        self.attempt(self.bay.clerk, self.bay.load(first.id, second.id))

    def attempt(self, actor: Any, fact: e.AnyEvent, subject: UUID | None = None, code: str | None = None) -> bool:
        """One step; whether it stands. Where it does not, a reason is named and nothing is left of it."""
        custody = self.custody
        states, events = dict(custody.states), len(custody.events)
        self.sound = False
        (outcome,) = custody.send(actor, told(fact, subject, code))
        if isinstance(outcome, Declined):
            assert outcome.problems
            assert (custody.states, len(custody.events)) == (states, events), "a refused step leaves no trace"
            self.reached.update(x.code for x in outcome.problems)
        self.sound = True
        return not isinstance(outcome, Declined)

    def one(self, n: int, many: Sequence[T]) -> T | None:
        """One of them."""
        return many[n % len(many)] if many else None

    def anybody(self, n: int) -> Any:
        """With or without a part in it."""
        return self.people[n // 7 % len(self.people)]

    def batch(self, n: int, *statuses: BatchStatus) -> Batch | None:
        """One that stands so; any where none does."""
        there = self.custody.batches
        return self.one(n, [b for b in there if b.status in statuses] or there)

    def manifest(self, n: int, *statuses: Any) -> Manifest | None:
        """One that stands so; any where none does."""
        there = self.custody.manifests
        return self.one(n, [m for m in there if m.status in statuses] or there)

    def lying(self) -> list[Batch]:
        """What lies in the works' store."""
        there = self.custody.batches
        return [b for b in there if b.status is BatchStatus.STORED and b.holder_site == self.bay.factory_site]

    def holder(self, batch: Batch) -> Any:
        """Who acts for the company that has it."""
        return self.cast.of(batch.holder_org)

    def go_all_the_way(self, drawn: e.AnyEvent, clerk: Any, driver: Any, taker: Any, taken: Any = None) -> Any:
        """Drawn up, published, signed, driven and taken in as said, or lost on the way; the manifest, where it was
        drawn up at all."""
        if not self.attempt(clerk, drawn):
            return None
        load, plate = self.custody.manifests[-1].id, self.cast.plate(driver.org)
        self.attempt(clerk, e.Published(), load)
        self.attempt(clerk, e.Signed(name="李姐"), load)
        self.attempt(driver, e.Departed(plate=plate, driver="王师傅"), load)
        if stored := self.custody.states[load].stop:  # half way, where a stop is named
            lines = tuple(e.LineWeighed(n, x.sent.kg) for n, x in enumerate(self.custody.states[load].lines, 1))
            self.attempt(driver, e.Stopped(), load)
            self.attempt(self.cast.of(stored.party.org), e.StopWeighed(lines), load)
            self.attempt(driver, e.Resumed(plate=plate, driver="王师傅"), load)
        if isinstance(taken, e.LoadLost):
            self.attempt(driver, taken, load)
            return load
        self.attempt(driver, e.Arrived(), load)
        self.attempt(taker, taken or e.Accepted(), load)
        return load

    def teardown(self) -> None:
        """A life ends: everything holds of the whole of it."""
        if self.sound:  # else what was found stands
            laws.whole(self.custody)
            self.reached.update(kind_of(x.fact) for x in self.custody.events)
