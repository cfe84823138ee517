"""A plant that stores what it took in sends it on to another one, under a manifest of its own."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus
from tests.manifests.balance.parties import GRAM, METHODS, Parties, pick


class Further(Parties):
    @rule(n=pick, less=st.booleans(), part=st.booleans(), home=st.booleans(), treats=st.booleans())
    def send_further(self, n: int, less: bool, part: bool, home: bool, treats: bool) -> None:
        """Taken in there, whole or in part, the last scale perhaps finding less; what was refused comes home; and all
        of it may be treated at once."""
        near = (self.bay.plant_site, self.cast.beyond.site)
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED and b.holder_site in near]
        batch = self.one(n, [b for b in stored if b.arrived_by] or stored)
        if batch is None:
            return
        giver = self.holder(batch)
        taker = self.cast.of_site(near[near[0] == batch.holder_site])
        drawn = self._drawn(batch, giver, taker)
        there = max((batch.weight.kg * Decimal("0.98")).quantize(GRAM), GRAM) if less else batch.weight.kg
        back = (there / 3).quantize(GRAM)
        decided = e.PartlyAccepted((e.LineRefused(1, back),), "含杂物") if part and back > 0 else e.Accepted()
        weighed = e.Weighed((e.LineWeighed(1, there),)) if less else None
        before = {b.id for b in self.custody.batches}
        load = self.go_all_the_way(drawn, giver, self.bay.driver, taker, weighed or decided)
        if load and weighed:
            self.attempt(taker, decided, load)
        parts = [b for b in self.custody.batches if b.id not in before]
        if home and load and parts:
            back_again = self._drawn(parts[0], giver, giver, onward_of=load)
            self.go_all_the_way(back_again, giver, self.bay.driver, giver)
        if treats:
            for one in (self.custody.states[batch.id], *(self.custody.states[b.id] for b in parts)):
                if isinstance(one, Batch) and one.weight.kg:
                    self.attempt(self.holder(one), e.Treated(METHODS[0], one.weight.kg), one.id)

    def _drawn(self, batch: Batch, giver: Any, taker: Any, **more: Any) -> e.Created:
        home = giver is taker
        line = e.LineDraft(batch.id, method=None if home else METHODS[0])
        return self.bay.load(consignor_site=giver.site, consignee_site=taker.site, lines=(line,), **more)
