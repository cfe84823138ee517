"""The load stands at the consignee's gate: it is looked at, weighed, taken in, refused, or in part."""

from decimal import Decimal

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.lifecycle import M
from manifests.life.mismatch import FINDS, finder
from manifests.life.model import Basis, Difference, Differs, Line, Volume
from tests.manifests.balance.parties import GRAM, Parties, kilograms, pick

HOW = [0, 1, 1, 2, 3]  # by lines, by gross and tare, by the vehicle, in cubic metres
DECISIONS = ["accept", "refuse", "part", "part", "parts", "more"]
NEAR = [Decimal(1), Decimal(1), Decimal("0.98"), Decimal("1.04"), Decimal("0.7")]  # of what was sent
OFF = [Decimal(0), Decimal(0), GRAM]  # by how much net is not gross - tare


class Gate(Parties):
    @rule(
        n=pick,
        near=st.sampled_from(NEAR),
        tare=kilograms,
        off=st.sampled_from(OFF),
        how=st.sampled_from(HOW),
    )
    def weigh(self, n: int, near: Decimal, tare: Decimal, off: Decimal, how: int) -> None:
        """The lines one by one, with gross and tare or without; or the whole vehicle; or in cubic metres."""
        manifest = self.manifest(n, M.ARRIVED)
        if manifest is None:
            return
        nets = [max((line.sent.kg * near).quantize(GRAM), GRAM) for line in manifest.lines]
        one = n % len(nets)
        vehicle = e.VehicleWeighed(sum(nets, Decimal(0)) + tare, tare)
        facts = (
            e.Weighed(tuple(e.LineWeighed(x, kg) for x, kg in enumerate(nets, 1))),
            e.Weighed((e.LineWeighed(one + 1, nets[one] + off, gross=nets[one] + tare, tare=tare),)),
            e.Weighed(vehicle=vehicle),
            e.Weighed((_measured(one + 1, manifest.lines[one], near),)),
        )
        taker = self.cast.of(manifest.consignee.org)
        self.attempt(taker if n % 5 else self.anybody(n), facts[how], manifest.id)

    @rule(n=pick, kg=kilograms, decision=st.sampled_from(DECISIONS))
    def decide(self, n: int, kg: Decimal, decision: str) -> None:
        """Take it in, refuse it, or refuse so much of one line or of each, or more of one than came."""
        manifest = self.manifest(n, M.ARRIVED)
        if manifest is None:
            return
        count = len(manifest.lines)
        more = manifest.lines[n % count].at_gate.kg + kg
        facts = {
            "accept": e.Accepted(),
            "refuse": e.Refused("桶漏"),
            "part": e.PartlyAccepted((e.LineRefused(n % count + 1, kg),), "含杂物"),
            "more": e.PartlyAccepted((e.LineRefused(n % count + 1, more),), "含杂物"),
            "parts": e.PartlyAccepted(tuple(e.LineRefused(x, kg) for x in range(1, count + 1)), "含杂物"),
        }
        self.attempt(self.cast.of(manifest.consignee.org) if n % 4 else self.anybody(n), facts[decision], manifest.id)

    @rule(n=pick, kind=st.sampled_from(list(Differs)), none=st.integers(0, 4), on=st.booleans())
    def find_a_difference(self, n: int, kind: Differs, none: int, on: bool) -> None:
        """Who has the load before them finds it to be another than is written, or takes that back; and perhaps goes on
        all the same."""
        manifest = self.manifest(n, *FINDS)
        if manifest is None:
            return
        line = n % (len(manifest.lines) + 1) or None
        found = () if none == 0 else (Difference(kind, "桶身标识不符", line),)
        finds = [self.cast.of(org) for org in finder(manifest)[1]]
        actor = (self.one(n, finds) if n % 4 else None) or self.anybody(n)
        if self.attempt(actor, e.DifferenceFound(found), manifest.id) and on:
            plate = self.cast.plate(actor.org)
            leaves, takes_over = e.Departed(plate=plate), e.HandedOver(plate=plate)
            going_on = {M.SIGNED: leaves, M.IN_TRANSIT: takes_over, M.ARRIVED: e.Accepted()}
            self.attempt(actor, going_on[manifest.status], manifest.id)


def _measured(n: int, line: Line, near: Decimal) -> e.LineWeighed:
    if not line.sent.volume:
        return e.LineWeighed(n, line.sent.kg, Basis.ESTIMATED)
    return e.LineWeighed(n, volume=Volume(max((line.sent.volume.m3 * near).quantize(GRAM), GRAM)))
