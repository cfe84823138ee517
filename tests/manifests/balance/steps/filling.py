"""Waste comes into being, and is weighed in its store."""

from decimal import Decimal

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.model import Basis, BatchStatus, Code, Container, Volume, Weight
from tests.manifests.balance.parties import Parties, kilograms, pick

SPOIL = {
    "stream": "spoil",
    "code": Code("cn-sw", "900-001-S70", "2024"),
    "name": "工程渣土",
    "form": "solid",
    "container": Container("bulk"),
}
cubic = st.decimals("0.001", "12", places=3)
DENSITIES = [(None, ""), (Decimal("1.72"), "第三方检测 2026-118")]  # the usual one, or as a laboratory found


class Filling(Parties):
    @rule(kg=kilograms)
    def fill(self, kg: Decimal) -> None:
        self.attempt(self.bay.clerk, self.bay.drum(str(kg)))

    @rule(m3=cubic, tested=st.sampled_from(DENSITIES))
    def measure_a_heap(self, m3: Decimal, tested: tuple[Decimal | None, str]) -> None:
        """Earth is stated in cubic metres, and weighs what its density says."""
        self.attempt(self.bay.clerk, self.bay.drum(**SPOIL, weight=Weight(volume=Volume(m3, *tested))))

    @rule(n=pick, label=st.booleans())
    def keep(self, n: int, label: bool) -> None:
        """Put elsewhere in its store, or under a new label; nothing is more or less for it."""
        if batch := self.batch(n, BatchStatus.STORED, BatchStatus.ASSIGNED):
            fact = e.Relabelled("标签被腐蚀") if label else e.Moved("2号库")
            self.attempt(self.holder(batch) if n % 3 else self.anybody(n), fact, batch.id)

    @rule(n=pick, kg=kilograms, measured=st.booleans())
    def reweigh(self, n: int, kg: Decimal, measured: bool) -> None:
        if batch := self.batch(n, BatchStatus.STORED):
            m3 = (kg / 1000 + Decimal("0.001")).quantize(Decimal("0.001"))
            weight = Weight(volume=Volume(m3)) if measured and batch.stream == "spoil" else Weight(kg, Basis.WEIGHED)
            self.attempt(self.holder(batch) if n % 3 else self.anybody(n), e.Reweighed(weight), batch.id)
