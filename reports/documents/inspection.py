"""What an inspector takes along to a company: flows, stock by both signs, permits and plan, weights, refusals, cases.

`load` (`reports.inspection.reading`) reads the facts, `draw` sets them; the same facts give the same bytes. It is not
kept: each look is written down, and the number on it is made of the facts.
"""

from collections.abc import Sequence
from decimal import Decimal

from reports import charts, figures
from reports.charts import Box, Pair
from reports.inspection.model import MARKS, Bucket, Sheet, Used, Waste
from reports.inspection.reading import load
from reports.page import ACCENT, BASELINE, GUTTER, INK, MARGIN, QUIET, Paper
from reports.proof.model import Issue
from reports.sheets import Sheets
from wasteflow.core.i18n import text

__all__ = ["draw", "issue", "load"]
_GAUGE = 21.0  # millimetres wide
_MOST = 40  # rows of one table; what is left out is counted


def issue(facts: Sheet, language: str) -> Issue:
    """Its place in the archive: what one look found, whose place no other takes."""
    return Issue("inspection", f"inspection:{facts.number}", facts.number, language, facts.digest, 0)


def draw(facts: Sheet, language: str) -> bytes:
    """The sheet as a PDF."""
    return _Drawn(facts, language).render()


class _Drawn:
    def __init__(self, facts: Sheet, language: str) -> None:
        self.facts, self.language = facts, language
        self.period = f"{figures.day(facts.first, language)} – {figures.day(facts.last, language)}"
        head = (facts.name, self.period, facts.number)
        self.sheets = Sheets(Paper(f"{self.say('title')} {facts.name}", language, head, number=facts.number))

    def render(self) -> bytes:
        self._head()
        self._flows()
        self._stock()
        self._permits()
        self._plan()
        self._weights()
        self._peers()
        self._turned_away()
        self._matters()
        self._notes()
        return self.sheets.paper.render()

    # --- words -------------------------------------------------------------------------------------------

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.inspection.{key}", self.language, **facts)

    def t(self, kg: Decimal) -> str:
        return figures.tonnes(kg, self.language, 3)

    def signed(self, kg: Decimal) -> str:
        return f"{'+' if kg > 0 else ''}{self.t(kg)}" if kg else "0"

    def percent(self, share: Decimal | None) -> str:
        return figures.percent(None if share is None else 100 * share, self.language)

    def count(self, n: int) -> str:
        return figures.number(Decimal(n), 0, self.language)

    def waste(self, waste: Waste) -> str:
        return f"{waste.names.get(self.language, '')} {waste.code}".strip()

    # --- parts -------------------------------------------------------------------------------------------

    def _head(self) -> None:
        sheets, facts = self.sheets, self.facts
        page = sheets.page
        page.rect(0, 0, page.width, 6, fill=ACCENT)
        page.text(sheets.left, sheets.y, self.say("title"), size=12, colour=QUIET)
        page.text(page.width - MARGIN, sheets.y, "wasteflow", size=12, bold=True, colour=ACCENT, align="right")
        sheets.gap(11)
        sheets.paragraph(facts.name, size=22, bold=True, leading=9)
        parts = " · ".join(self.say(f"part.{part}") for part in facts.parts)
        sheets.paragraph(" · ".join(filter(None, (facts.credit_code, facts.city[self.language], parts))))
        for site in facts.sites[:6]:
            where = " · ".join(filter(None, (site.name, site.city[self.language], site.address)))
            sheets.paragraph(where, size=9, quiet=True)
        sheets.gap(2)
        sheets.paragraph(self.period, size=12, bold=True)
        self._key_figures()
        made = figures.minute(facts.made_at, self.language)
        sheets.paragraph(self.say("made_at", number=facts.number, at=made), size=8.5, quiet=True)
        sheets.gap()

    def _key_figures(self) -> None:
        sheets, page, facts = self.sheets, self.sheets.page, self.facts
        sums = {n: sum((getattr(f, n) for f in facts.flows), Decimal(0)) for n in ("made", "came", "left", "carried")}
        shown = [(self.t(kg), "t", self.say(n)) for n, kg in sums.items() if kg][:2]
        shown += [
            (self.count(len(facts.turned_away)), "", self.say("turned_away")),
            (self.count(facts.open), "", self.say("open_cases", all=len(facts.matters))),
        ]
        page.line(sheets.left, sheets.y, page.width - MARGIN, sheets.y, width=0.35, colour=INK)
        for i, (value, unit, label) in enumerate(shown):
            left = page.column(3 * i)
            used = page.text(left, sheets.y + 10, value, size=18, bold=True, limit=page.span(2.4))
            page.text(left + used + 1.2, sheets.y + 10, unit, size=10, colour=QUIET)
            page.paragraph(left, sheets.y + 16, page.span(3), label, size=9, leading=4.8, colour=QUIET, limit=2)
        sheets.gap(28)

    def _flows(self) -> None:
        names = ("made", "came", "left", "treated", "carried")
        used = [n for n in names if any(getattr(f, n) for f in self.facts.flows)]
        rows = [
            [
                self.waste(f.waste), *(self.t(getattr(f, n)) for n in used), self.signed(f.net),
                self.percent(f.weighed_share),
            ]
            for f in self.facts.flows
        ]  # fmt: skip
        heads = [self.say("waste"), *(self.say(n) for n in used), self.say("net"), self.say("weighed")]
        self._table("flows", heads, rows)

    def _stock(self) -> None:
        rows = [
            [
                self.waste(s.waste), self.t(s.books), self.signed(s.scales), self.t(s.should), self.count(s.containers),
                figures.day(s.oldest, self.language) if s.oldest else figures.NONE, self.t(s.long),
            ]
            for s in self.facts.stock
        ]  # fmt: skip
        names = ("waste", "books", "scales", "should", "containers", "oldest", "long")
        self._table("stock", [self.say(n) for n in names], rows)

    def _permits(self) -> None:
        rows = [
            [
                p.title, text(f"words.permit_kind.{p.kind}", self.language), p.site,
                self._until(p), *self._use(p),
            ]
            for p in self.facts.permits
        ]  # fmt: skip
        names = ("permit", "kind", "site", "valid_to", "yearly", "taken", "share")
        self._table("permits", [self.say(n) for n in names], rows, (0, 1, 2), gauges=self.facts.permits)

    def _plan(self) -> None:
        rows = [[p.title, p.site, *self._use(p)] for p in self.facts.plan]
        names = ("waste", "site", "planned", "made", "share")
        self._table("plan", [self.say(n) for n in names], rows, (0, 1), gauges=self.facts.plan)

    def _until(self, permit: Used) -> str:
        day = figures.day(permit.valid_to, self.language) if permit.valid_to else figures.NONE
        return day if permit.valid else f"{day} ({self.say('run_out')})"

    def _use(self, used: Used) -> list[str]:
        if used.yearly is None:
            return [figures.NONE] * 3
        return [self.t(used.yearly), self.t(used.kg), self.percent(used.share)]

    def _weights(self) -> None:
        own, peers = sum(b.own for b in self.facts.gaps), sum(b.peers for b in self.facts.gaps)
        self._heading("weights", self.say("weights_of", own=self.count(own), peers=self.count(peers)), 52)
        if not own:
            return self._none()
        values = [Pair(bucket(b, self.language), _share(b.own, own), _share(b.peers, peers)) for b in self.facts.gaps]
        box = Box(self.sheets.left, self.sheets.y - 4, self.sheets.wide, 46)
        charts.pairs(self.sheets.page, box, values, lambda v: figures.percent(v, self.language, 0))
        self.sheets.gap(50)
        return None

    def _peers(self) -> None:
        part = self.say(f"part.{self.facts.part}") if self.facts.part else figures.NONE
        rows = [
            [
                self.say(f"measure.{m.name}"),
                *(self._measured(m.name, v) for v in (m.own, m.middle)),
                f"{self._measured(m.name, m.low)} – {self._measured(m.name, m.high)}",
                self.percent(m.below),
            ]
            for m in self.facts.measures
        ]
        names = ("figure", "own", "median", "half", "below")
        self._table(
            "peers", [self.say(n) for n in names], rows, said=self.say("peers_of", n=self.facts.peers, part=part)
        )

    def _measured(self, name: str, value: Decimal) -> str:
        return measured(name, value, self.language)

    def _turned_away(self) -> None:
        rows = [
            [
                x.number or str(x.manifest)[:8], figures.day(x.at, self.language), ", ".join(x.codes), self.t(x.kg),
                x.other or self.say("across"), x.reason,
            ]
            for x in self.facts.turned_away
        ]  # fmt: skip
        heads = [self.say(n) for n in ("number", "day", "waste", "t", "other", "reason")]
        self._table("turned_away", heads, rows, (0, 1, 2, 4, 5))

    def _matters(self) -> None:
        rows = [
            [
                m.reference, text(f"rules.{m.rule}.title", self.language),
                text(f"alerts.severity.{m.severity}", self.language),
                figures.day(m.opened_at, self.language), text(f"words.case_status.{m.status}", self.language),
                text(f"words.measure.{m.measure}", self.language) if m.measure else "",
            ]
            for m in self.facts.matters
        ]  # fmt: skip
        heads = [self.say(n) for n in ("reference", "rule", "severity", "opened", "status", "ordered")]
        self._table("cases", heads, rows, range(6))

    def _notes(self) -> None:
        self._heading("notes", "", 40)
        for key in ("sums", "signs", "marks", "peers", "looked"):
            self.sheets.room(BASELINE)
            self.sheets.page.circle(self.sheets.left + 1, self.sheets.y - 1.3, 0.8, fill=ACCENT)
            self.sheets.paragraph(self.say(f"note.{key}"), size=9, leading=5, indent=6)
            self.sheets.gap(2)
        fingerprint = " ".join(self.facts.digest[i : i + 8] for i in range(0, 64, 8))
        self.sheets.paragraph(fingerprint, size=8, quiet=True)

    # --- bones -------------------------------------------------------------------------------------------

    def _heading(self, key: str, said: str, keep: float) -> None:
        self.sheets.heading(self.say(f"{key}_title"), said, keep=keep)

    def _none(self) -> None:
        self.sheets.paragraph(self.say("none"), quiet=True)
        self.sheets.gap()

    def _table(
        self,
        key: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        words: Sequence[int] = (0,),
        *,
        said: str = "",
        gauges: Sequence[Used] = (),
    ) -> None:
        """A table under its heading; with `gauges`, how far each row is used up is drawn beside it."""
        self._heading(key, said or self.say(f"{key}_of"), 24)
        if not rows:
            return self._none()
        placed = self.sheets.table(heads, rows[:_MOST], words, beside=_GAUGE + 3 if gauges else 0.0)
        for n, page, y in placed if gauges else ():
            if (share := gauges[n].share) is not None:
                charts.gauge(page, Box(page.column(12) - GUTTER - _GAUGE, y - 2.6, _GAUGE, 2.6), share, MARKS)
        if len(rows) > _MOST:
            self.sheets.paragraph(self.say("more", n=len(rows) - _MOST), size=9, quiet=True)
        self.sheets.gap()
        return None


def _share(part: int, whole: int) -> Decimal:
    return Decimal(100 * part) / whole if whole else Decimal(0)


def bucket(one: Bucket, language: str) -> str:
    """What its bar is called: by how many percent the gate's scale differs."""

    def edge(n: int) -> str:
        return f"{'−' if n < 0 else '+' if n > 0 else ''}{abs(n)}"

    if one.low is None:
        return text("reports.inspection.under", language, n=edge(one.high or 0))
    if one.high is None:
        return text("reports.inspection.over", language, n=edge(one.low))
    return f"{edge(one.low)} … {edge(one.high)} %"


def measured(name: str, value: Decimal, language: str) -> str:
    """A figure of the comparison with its unit."""
    match name:
        case "kg":
            return f"{figures.tonnes(value, language, 1)} t"
        case "loads":
            return figures.number(value, 0, language)
        case "gap":
            return figures.percent(value, language, 2)
        case _:
            return figures.percent(100 * value, language)
