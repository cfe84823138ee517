"""Waste is treated where it lies: for good, or by an interim step after which the chain goes on."""

from decimal import Decimal

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Gone
from tests.manifests.balance.parties import GRAM, METHODS, Parties, pick

parts = st.sampled_from([Decimal("0.1"), Decimal("0.333"), Decimal(1), Decimal("1.001")])


class Treating(Parties):
    @rule(n=pick, part=parts, what=st.sampled_from(["any", "arrived", "grown"]), method=st.sampled_from(METHODS))
    def treat(self, n: int, part: Decimal, what: str, method: str) -> None:
        """A share of a batch by its holder or by anybody; at times more than there is."""
        if batch := self.one(n, self._there(what)):
            kg = max((batch.weight.kg * part).quantize(GRAM), GRAM)
            actor = self.holder(batch) if n % 5 else self.anybody(n)
            self.attempt(actor, e.Treated(method, kg), batch.id)

    @rule(n=pick, part=parts, what=st.sampled_from(["any", "arrived", "grown"]), how=st.sampled_from(Gone))
    def lose(self, n: int, part: Decimal, what: str, how: Gone) -> None:
        """A share of a batch, at times all of it, leaks, burns or is stolen."""
        if batch := self.one(n, self._there(what)):
            kg = max((batch.weight.kg * part).quantize(GRAM), GRAM)
            actor = self.holder(batch) if n % 5 else self.anybody(n)
            self.attempt(actor, e.Lost(kg, how, "桶底渗漏"), batch.id)

    def _there(self, what: str) -> list[Batch]:
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED]
        return {
            "any": self.custody.batches,
            "arrived": [b for b in stored if b.arrived_by],
            "grown": [b for b in stored if b.sources],
        }[what]
