"""What was written wrongly is put right: one asks, all others agree. Or a load is called off so."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import rule

from manifests.life import events as e
from manifests.life import revising
from tests.manifests.balance.parties import METHODS, Parties, kilograms, pick

OTHERWISE = "cn_utilisation:R5"  # final too
FIELDS = ["sent_kg", "received_kg", "refused_kg", "treated_by", "remark", "cancel"]


class Correcting(Parties):
    @rule(n=pick, kg=kilograms, field=st.sampled_from(FIELDS))
    def correct(self, n: int, kg: Decimal, field: str) -> None:
        """Somebody asks for another weight or treatment, or to call it off; more often than not of a load it fits."""
        known = revising.FIELDS.get(f"lines.{field}") or revising.FIELDS[field]
        if not (manifest := self.manifest(n, *known)):
            return
        asked: dict[str, Any] = {field: METHODS[n % 2] if field == "treated_by" else kg}
        whole = {"cancel": {"cancel": True}, "remark": {"remark": "已核对"}}
        more = whole.get(field) or {"lines": (e.LineRevised(n % len(manifest.lines) + 1, **asked),)}
        author = self.cast.of((manifest.consignor.org, manifest.consignee.org)[n % 2])
        asks = self.attempt(author if n % 3 else self.anybody(n), e.RevisionRequested("抄错", **more), manifest.id)
        if asks and n % 4:  # and all agree; else that is left to later
            for person in self.people:
                self.attempt(person, e.RevisionApproved(), manifest.id)

    @rule(n=pick, answers=st.integers(1, 3), no=st.integers(0, 9))
    def answer(self, n: int, answers: int, no: int) -> None:
        """Those who are asked agree, one after the other; now and then one does not, or it is taken back."""
        for _ in range(answers):
            manifest = self.one(n, [m for m in self.custody.manifests if m.revision])
            if manifest is None or manifest.revision is None:
                return
            asked = [p for p in self.people if p.org in manifest.revision.awaits]
            answers_: dict[int, Any] = {0: e.RevisionRefused("不对"), 1: e.RevisionWithdrawn()}
            self.attempt(self.one(n, asked) or self.anybody(n), answers_.get(no, e.RevisionApproved()), manifest.id)

    @rule(n=pick)
    def restate_a_treatment(self, n: int) -> None:
        """Of a load that was treated: it was done in another way, say its receiver and then all others."""
        treated = [m for m in self.custody.manifests if any(line.treated_kg for line in m.lines)]
        if manifest := self.one(n, treated):
            line = next(x for x, line in enumerate(manifest.lines, 1) if line.treated_kg)
            method = [OTHERWISE, OTHERWISE, *METHODS][n % 4]
            asked = e.RevisionRequested("抄错", lines=(e.LineRevised(line, treated_by=method),))
            self.attempt(self.cast.of(manifest.consignee.org), asked, manifest.id)
            for person in self.people:
                self.attempt(person, e.RevisionApproved(), manifest.id)
