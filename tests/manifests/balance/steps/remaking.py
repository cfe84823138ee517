"""Batches made of batches: put together, divided, repacked, taken apart, turned into others by a treatment."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.model import Basis, BatchStatus, Code, Container, Weight
from tests.manifests.balance.parties import GRAM, METHODS, Parties, kilograms, pick

ASH = Code("cn-hw", "772-003-18", "2021")
shares = st.sampled_from([Decimal("0.1"), Decimal("0.333"), Decimal(1), Decimal(1), Decimal("1.001")])
losses = st.sampled_from([Decimal(0), GRAM, Decimal("0.5")])
offs = st.sampled_from([Decimal(0)] * 5 + [GRAM])  # what does not add up


class Remaking(Parties):
    @rule(n=pick, k=st.integers(1, 3), part=shares, into=st.integers(1, 4), loss=losses, off=offs)
    def put_together(self, n: int, k: int, part: Decimal, into: int, loss: Decimal, off: Decimal) -> None:
        """Fractions of some batches into some containers, or one repacked into several; at times more than there is, or
        out of balance."""
        actor, site = self._store(n)
        inputs, whole = self._inputs(n, k, part, site)
        outputs = tuple(
            e.Output(Weight(x, Basis.WEIGHED), Container("drum")) for x in _parted(whole - loss + off, into)
        )
        lost = (e.Loss("蒸发", loss),) if loss else ()
        self.attempt(actor, e.Regrouped(site, inputs, outputs, lost))

    @rule(n=pick, k=st.integers(1, 2), part=shares, method=st.sampled_from(METHODS), off=offs)
    def transform(self, n: int, k: int, part: Decimal, method: str, off: Decimal) -> None:
        """A treatment that leaves a third of it in two bags."""
        actor, site = self._store(n)
        inputs, whole = self._inputs(n, k, part, site)
        left = (whole / 3).quantize(GRAM)
        outputs = tuple(
            e.Residue("hazardous", ASH, "飞灰", "solid", Weight(x, Basis.WEIGHED), Container("bag"))
            for x in _parted(left, 2)
        )
        self.attempt(actor, e.Transformed(site, method, inputs, outputs, (e.Loss("烟气", whole - left + off),)))

    @rule(n=pick)
    def take_apart(self, n: int) -> None:
        grown = [b for b in self.custody.batches if b.sources] or self.custody.batches
        if batch := self.one(n, grown):
            self.attempt(self.holder(batch) if n % 4 else self.anybody(n), e.Ungrouped(), batch.id)

    @rule(n=pick, kg=kilograms)
    def send_off_what_was_put_together(self, n: int, kg: Decimal) -> None:
        """To the gate, where a part of it is refused."""
        bay = self.bay
        batch = self.one(n, [b for b in self.lying() if b.sources])
        if batch is not None:
            part = min(kg, max((batch.weight.kg / 2).quantize(GRAM), GRAM))
            taken = e.PartlyAccepted((e.LineRefused(1, part),), "含杂物")
            self.go_all_the_way(bay.load(batch.id), bay.clerk, bay.driver, bay.gate, taken)

    def _store(self, n: int) -> tuple[Any, UUID]:
        return (self.bay.gate, self.bay.plant_site) if n % 3 == 0 else (self.bay.clerk, self.bay.factory_site)

    def _inputs(self, n: int, k: int, part: Decimal, site: UUID) -> tuple[tuple[e.Input, ...], Decimal]:
        """Some batches of this store, of each this share; more than the whole of it where the share says so."""
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED]
        there = [b for b in stored if b.holder_site == site] or stored or self.custody.batches
        chosen = {b.id: b for b in (there[(n + i) % len(there)] for i in range(k))}
        kg = {id: max((b.weight.kg * part).quantize(GRAM), GRAM) for id, b in chosen.items()}
        return tuple(e.Input(id, x) for id, x in kg.items()), sum(kg.values(), Decimal(0))


def _parted(kg: Decimal, into: int) -> list[Decimal]:
    """About equal parts of it."""
    part = (kg / into).quantize(GRAM)
    return [part] * (into - 1) + [kg - part * (into - 1)]
