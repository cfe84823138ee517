"""The load is on its way: carriers take it over, it is stored half way, it arrives; what was turned away goes on."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.lifecycle import M
from manifests.life.model import BatchStatus, Gone, Manifest
from tests.manifests.balance.laws import ON_THE_WAY, OPEN
from tests.manifests.balance.parties import METHODS, Parties, kilograms, pick

VERBS = ["leave", "name", "hand_over", "plan", "drop", "stop", "weigh", "seal", "go", "arrive", "lose"]


class Road(Parties):
    @rule(n=pick, kg=kilograms, verb=st.sampled_from(VERBS))
    def on_the_way(self, n: int, kg: Decimal, verb: str) -> None:
        """Carriers and stops, by anybody; more often than not of a load that is on the road."""
        if not (manifest := self.manifest(n, *ON_THE_WAY)):
            return
        driver, second, storer = self.bay.driver, self.cast.second, self.cast.storer
        lines = tuple(e.LineWeighed(line, kg) for line in range(1, len(manifest.lines) + 1))
        actor, fact = {
            "leave": (driver, e.Departed(plate=self.cast.plate(driver.org), driver="王师傅")),
            "name": (driver, e.CarrierAdded(second.org)),
            "hand_over": (second, e.HandedOver(plate=self.cast.plate(second.org), driver="何师傅")),
            "plan": (driver, e.StopAdded(storer.site)),
            "drop": (driver, e.StopDropped("不停")),
            "stop": (driver, e.Stopped()),
            "weigh": (storer, e.StopWeighed(lines)),
            "seal": (storer, e.Resealed("S-1")),
            "go": (driver, e.Resumed(plate=self.cast.plate(driver.org), driver="王师傅")),
            "arrive": (driver, e.Arrived()),
            "lose": (driver, e.LoadLost(Gone.BURNT, "车辆起火")),
        }[verb]
        self.attempt(actor if n % 4 else self.anybody(n), fact, manifest.id)

    @rule(n=pick, how=st.sampled_from(Gone))
    def lose_on_the_way(self, n: int, how: Gone) -> None:
        """What lies in the store of the works or of a plant leaves for another plant, and never comes to it."""
        near = {self.bay.factory_site, *self.cast.takers}
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED and b.holder_site in near]
        if batch := self.one(n, [b for b in stored if b.sources or b.arrived_by] or stored):
            ends = [site for site in self.cast.takers if site != batch.holder_site]
            line = e.LineDraft(batch.id, method=METHODS[0])
            drawn = self.bay.load(consignor_site=batch.holder_site, consignee_site=ends[n % len(ends)], lines=(line,))
            giver = self.holder(batch)
            self.go_all_the_way(drawn, giver, self.bay.driver, None, e.LoadLost(how, "车辆起火"))

    @rule(n=pick, steps=st.integers(1, 5), other=st.integers(0, 9))
    def go_on(self, n: int, steps: int, other: int) -> None:
        """The next legal steps of some manifest, by whom they fall to: so that lives get far. Now and then the works
        would sign what came, and a driver for the works."""
        for _ in range(steps):
            under_way = [m for m in self.custody.manifests if m.status in OPEN]
            if manifest := self.one(n, under_way):
                self._next(n, manifest, another=other == 0)

    def _next(self, n: int, manifest: Manifest, another: bool) -> None:
        clerk, taker = self.bay.clerk, self.cast.of(manifest.consignee.org)
        carrier = self.cast.of(manifest.leg.org)
        plate = self.cast.plate(carrier.org)
        match manifest.status:
            case M.DRAFT:
                self.attempt(clerk, e.Published(), manifest.id)
            case M.PUBLISHED:
                self.attempt(carrier if another else clerk, e.Signed(name="李姐"), manifest.id)
            case M.SIGNED:
                self.attempt(carrier, e.Departed(plate=plate, driver="王师傅"), manifest.id)
            case M.IN_TRANSIT:
                self._on_the_road(n, manifest, carrier)
            case M.AT_STOP:
                lines = tuple(e.LineWeighed(x, line.sent.kg) for x, line in enumerate(manifest.lines, 1))
                self.attempt(self.cast.storer, e.StopWeighed(lines), manifest.id)
            case M.IN_TEMPORARY_STORAGE if n % 2 and manifest.stop and not manifest.stop.seal:
                self.attempt(self.cast.storer, e.Resealed("S-1"), manifest.id)
            case M.IN_TEMPORARY_STORAGE:
                self.attempt(carrier, e.Resumed(plate=plate, driver="王师傅"), manifest.id)
            case M.ARRIVED if n % 2 == 0:  # else it stays there, for somebody to weigh it or to refuse a part
                decided = e.Accepted() if n % 3 else e.Refused("桶漏")
                self.attempt(clerk if another else taker, decided, manifest.id)

    def _on_the_road(self, n: int, manifest: Manifest, carrier: Any) -> None:
        """To the stop where one is planned, to the next carrier at times, or to the gate."""
        second = self.cast.second
        if manifest.stop is not None and manifest.stop.arrived_at is None:
            self.attempt(carrier, e.Stopped(), manifest.id)
        elif not n % 5 and len(manifest.carriers) == 1:
            self.attempt(carrier, e.CarrierAdded(second.org), manifest.id)
        elif n % 3 and manifest.next_carrier is not None:
            self.attempt(second, e.HandedOver(plate=self.cast.plate(second.org), driver="何师傅"), manifest.id)
        else:
            self.attempt(carrier, e.Arrived(), manifest.id)

    @rule(n=pick, stop=st.booleans(), how=st.sampled_from(["taken", "weighed", "misweighed", "overrefused"]))
    def deliver(self, n: int, stop: bool, how: str) -> None:
        """A batch of the works all the way to a plant, perhaps with a stop: into its store, onto its scale, onto one
        that cannot subtract, or more of it is refused than came."""
        bay, plant = self.bay, self.cast.of_site(self.cast.takers[n % len(self.cast.takers)])
        if batch := self.one(n, self.lying()):
            way = {"stop": self.cast.storer.site} if stop else {}
            drawn = bay.load(batch.id, consignee_site=plant.site, **way)
            kg, more = batch.weight.kg, batch.weight.kg + 1
            facts = {
                "taken": e.Accepted(),
                "weighed": e.Weighed((e.LineWeighed(1, more, gross=more + 1, tare=Decimal(1)),)),
                "misweighed": e.Weighed((e.LineWeighed(1, kg, gross=more + 1, tare=Decimal(1)),)),
                "overrefused": e.PartlyAccepted((e.LineRefused(1, more),), "含杂物"),
            }
            self.go_all_the_way(drawn, bay.clerk, bay.driver, plant, facts[how])

    @rule(n=pick)
    def bring_all(self, n: int) -> None:
        """All that lies goes to one plant, one after the other: what it may take in holds so much, and no more."""
        bay, plant = self.bay, self.cast.of_site(self.cast.takers[n % len(self.cast.takers)])
        for batch in self.lying():
            self.go_all_the_way(bay.load(batch.id, consignee_site=plant.site), bay.clerk, bay.driver, plant)

    @rule(n=pick, home=st.booleans())
    def send_on(self, n: int, home: bool) -> None:
        """What was turned away, home or to a plant; also what was not."""
        if batch := self.batch(n, BatchStatus.REFUSED):
            site = self.bay.factory_site if home else self.bay.plant_site
            manifest = self.one(n, self.custody.manifests)
            before = batch.refused_by or (manifest.id if manifest else None)
            carrier = batch.holder_org if batch.holder_site is None else self.bay.carrier
            fact = self.bay.load(batch.id, onward_of=before, consignee_site=site, carrier=carrier)
            self.attempt(self.bay.clerk, fact)

    @rule(n=pick)
    def come_home(self, n: int) -> None:
        """What was turned away is brought back to where it came from."""
        batch = self.one(n, [b for b in self.custody.batches if b.status is BatchStatus.REFUSED])
        if batch is None:
            return
        driver, clerk = self.holder(batch), self.bay.clerk
        home = {"onward_of": batch.refused_by, "consignee_site": self.bay.factory_site}
        drawn = self.bay.load(batch.id, carrier=driver.org, plate=self.cast.plate(driver.org), **home)
        self.go_all_the_way(drawn, clerk, driver, clerk)

    @rule(n=pick, home=st.integers(0, 3))
    def give_back(self, n: int, home: int) -> None:
        """What a plant accepted goes back to who sent it, mostly all the way; also what came otherwise."""
        came = [b for b in self.custody.batches if b.arrived_by and b.holder_site]
        batch = self.one(n, came)
        if batch is None or batch.arrived_by is None:
            return
        manifest = self.custody.states[batch.arrived_by]
        assert isinstance(manifest, Manifest)
        sender = manifest.consignor.site if home else self.bay.factory_site
        drawn = self.bay.load(
            batch.id,
            consignor_site=batch.holder_site,
            consignee_site=sender,
            gives_back=manifest.id,
            lines=(e.LineDraft(batch.id),),
        )
        taker = self.cast.of(manifest.consignor.org)
        if home:
            self.go_all_the_way(drawn, self.holder(batch), self.bay.driver, taker)
        else:
            self.attempt(self.holder(batch), drawn)
