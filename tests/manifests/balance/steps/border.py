"""Beyond a border: loads go under an approval, and the facility certifies what it received and what it treated."""

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.lifecycle import M
from manifests.life.model import TakeBackReason
from tests.manifests.balance.parties import METHODS, Parties, pick

VERBS = ["receipt", "receipt", "completion", "take_back"]


class Border(Parties):
    @rule(n=pick, verb=st.sampled_from(VERBS))
    def certify(self, n: int, verb: str) -> None:
        """The facility, or anybody; also of loads that cross no border."""
        facts = {
            "receipt": e.ReceiptCertified("郭"),
            "completion": e.CompletionCertified("郭"),
            "take_back": e.TakeBackStarted(TakeBackReason.ILLEGAL, "无批准"),
        }
        crossing = [m for m in self.custody.manifests if m.consignee.org == self.cast.abroad.org]
        if manifest := self.one(n, crossing or self.custody.manifests):
            self.attempt(self.cast.of(manifest.consignee.org) if n % 4 else self.anybody(n), facts[verb], manifest.id)

    @rule(n=pick)
    def use_up_an_approval(self, n: int) -> None:
        """Drafts that fit it one by one, and together not, or perhaps not, are published together."""
        site = (self.cast.far if n % 2 else self.cast.abroad).site
        for _ in range(n % 3):
            self.attempt(self.bay.clerk, self.bay.drum("900"))
        for batch in self.lying():
            self.attempt(self.bay.clerk, self.bay.load(batch.id, consignee_site=site))
        for manifest in self.custody.manifests:
            if manifest.status is M.DRAFT:
                self.attempt(self.bay.clerk, e.Published(), manifest.id)

    @rule(n=pick)
    def send_across(self, n: int) -> None:
        """A drum goes all the way to Hong Kong, is treated there, and both are certified."""
        bay, abroad = self.bay, self.cast.abroad
        batch = self.one(n, self.lying())
        if batch is None:
            return
        drawn = bay.load(batch.id, consignee_site=abroad.site)
        if load := self.go_all_the_way(drawn, bay.clerk, bay.driver, abroad):
            self.attempt(abroad, e.ReceiptCertified("郭"), load)
            self.attempt(abroad, e.Treated(METHODS[n % 2], batch.weight.kg), batch.id)
            self.attempt(abroad, e.CompletionCertified("郭"), load)
