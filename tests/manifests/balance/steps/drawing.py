"""A manifest is drawn up, amended while it is not sealed, published, signed, called off; or it lapses."""

from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life.lifecycle import M
from manifests.life.model import BatchStatus, SigningMode
from tests.manifests.balance.cast import SITE_CODE
from tests.manifests.balance.parties import METHODS, Parties, pick

B = BatchStatus
NOT_LEFT = (M.DRAFT, M.PUBLISHED, M.SIGNED)


class Drawing(Parties):
    @rule(n=pick, k=st.integers(1, 3), free=st.booleans(), way=st.sampled_from(["straight", "stop", "second", "both"]))
    def load(self, n: int, k: int, free: bool, way: str) -> None:
        """Some batches, to one of the plants, with a stop half way, a second carrier or both; now and then such as are
        not free, or not of one waste."""
        there = (self.lying() if free else None) or self.custody.batches
        chosen = list({there[(n + i) % len(there)].id for i in range(k)})
        more: dict[str, Any] = {"consignee_site": self.cast.takers[n % len(self.cast.takers)]}
        if way in ("stop", "both"):
            more["stop"] = self.cast.storer.site
        if way in ("second", "both"):
            more["more_carriers"] = (self.cast.second.org,)
        self.attempt(self.bay.clerk, self.bay.load(*chosen, **more))

    @rule(n=pick, k=st.integers(1, 2), what=st.sampled_from(["lines", "method", "to", "carriers", "driver", "remark"]))
    def amend(self, n: int, k: int, what: str) -> None:
        """Other batches, another way of treatment, another plant, another carrier; by its author or not."""
        manifest = self.manifest(n, *NOT_LEFT) if n % 5 else self.manifest(n)
        if manifest is None:
            return
        there = [*(line.batch for line in manifest.lines), *(b.id for b in self.lying())]
        chosen = dict.fromkeys(there[(n + i) % len(there)] for i in range(k))
        facts = {
            "lines": e.Amended(lines=tuple(e.LineDraft(b, METHODS[0]) for b in chosen)),
            "method": e.Amended(lines=tuple(e.LineDraft(x.batch, METHODS[1]) for x in manifest.lines)),
            "to": e.Amended(consignee_site=self.cast.takers[n // 3 % len(self.cast.takers)]),
            "carriers": e.Amended(more_carriers=(self.cast.second.org,)),
            "driver": e.Amended(driver="替班师傅"),
            "remark": e.Amended(remark="易碎"),
        }
        actor = self.bay.driver if what == "driver" else self.bay.clerk
        self.attempt(actor if n % 4 else self.anybody(n), facts[what], manifest.id)

    @rule(n=pick, verb=st.sampled_from(["publish", "sign", "sign_for", "sign_for", "cancel", "lapse"]))
    def bind(self, n: int, verb: str) -> None:
        """Publish it and sign it; the driver may type the code of the works' site, right or wrong, where nobody is
        there. Or it is called off, or nobody signed it in time."""
        manifest = self.manifest(n, *NOT_LEFT) if n % 5 else self.manifest(n)
        if manifest is None:
            return
        facts = {
            "publish": e.Published(),
            "sign": e.Signed(name="李姐"),
            "sign_for": e.Signed(name="王师傅", mode=SigningMode.SITE_CODE),
            "cancel": e.Cancelled("改期"),
        }
        actor = self.bay.driver if verb == "sign_for" else self.bay.clerk
        if verb == "lapse":
            self.custody.lapse(manifest.id)
        else:
            code = (SITE_CODE if n % 2 else "000000") if verb == "sign_for" else None
            self.attempt(actor if n % 4 else self.anybody(n), facts[verb], manifest.id, code)
