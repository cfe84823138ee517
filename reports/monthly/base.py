"""What every section of the report has: words, figures, pages with a title, headings that state a finding."""

from datetime import date
from decimal import Decimal

from reports import figures
from reports.model import BAY, Monthly, Stream
from reports.page import BASELINE, QUIET, Page, Paper
from wasteflow.core.i18n import text

FOOT = 272.0  # millimetres from the top: below it nothing but the page number


class Report:
    """A report being drawn."""

    def __init__(self, facts: Monthly, language: str, *, sample: bool = False) -> None:
        self.facts, self.language = facts, language
        self.city = facts.names[language]
        self.bay = facts.city == BAY
        self.period = figures.span(facts.span.first, facts.span.last, language)
        self.words = self._words()
        self.kind = self.say("month.kind" if facts.first is None else "month.kind_period")
        self.sample = sample
        self.number = self.say("month.sample") if sample else facts.number(language)
        title = f"{self.city} {self.period} {self.kind}"
        self.paper = Paper(title, language, (self.city, self.period, self.number), number=self.number)

    # --- words -------------------------------------------------------------------------------------------

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.{key}", self.language, **(self.words | facts))

    def _words(self) -> dict[str, str]:
        """What the month, or the period, is called in a sentence, what it is compared with, and the place."""
        of, other = self.facts.span, self.facts.against
        spanned = {"span": figures.span(other.first, other.last, self.language)} if other else {}
        kinds = {
            **dict.fromkeys(("now", "within"), "month" if of.months == 1 else "period"),
            **dict.fromkeys(("then", "against"), "period" if other else "month"),
            **dict.fromkeys(("here", "beyond", "area"), "bay" if self.bay else "city"),
        }
        return {word: text(f"reports.month.{word}_{kind}", self.language, **spanned) for word, kind in kinds.items()}

    def t(self, kg: Decimal, places: int = 1) -> str:
        return figures.tonnes(kg, self.language, places)

    def count(self, value: int) -> str:
        return figures.number(Decimal(value), 0, self.language)

    def percent(self, value: Decimal | None) -> str:
        return figures.percent(value, self.language)

    def way(self, method: str, names: dict[str, str]) -> str:
        """A way of treatment; both lists know an R4, so the Basel Convention's says whose it is."""
        scheme, _, code = method.partition(":")
        said = f"{code} {names.get(self.language, '')}".strip()
        return self.say("month.basel", way=said) if scheme.startswith("basel_") else said

    def waste(self, stream: Stream) -> str:
        return self.say(f"month.streams.{stream.stream}")

    def finding(self, stream: Stream) -> str:
        """The sentence about a use rate, compared with the month before as both are printed."""
        what, rate = self.say(f"month.rate.{stream.stream}"), stream.month.rate
        if rate is None:
            return self.say("month.finding.none", what=what)
        before = stream.before.rate if stream.before else None
        if before is None:
            return self.say("month.finding.first", what=what, rate=self.percent(rate))
        change = round(rate, 1) - round(before, 1)
        way = "same" if not change else "up" if change > 0 else "down"
        points = figures.number(abs(change), 1, self.language)
        return self.say(f"month.finding.{way}", what=what, rate=self.percent(rate), points=points)

    # --- pages -------------------------------------------------------------------------------------------

    def section(self, key: str, more: str = "") -> Page:
        """A page that begins a section: it stands in the contents and among the bookmarks."""
        title = self.say(key) + more
        page = self.paper.page()
        self.paper.outline.append((title, page))
        page.text(page.column(0), page.row(1.5), title, size=20, bold=True, limit=page.span(12))
        return page

    def further(self) -> Page:
        """A page that goes on with a section."""
        return self.paper.page()

    def heading(self, page: Page, y: float, finding: str, measure: str) -> float:
        """A chart's title, which states what was found, and under it what was measured."""
        y = page.paragraph(page.column(0), y, page.span(12), finding, size=12, bold=True, limit=2)
        page.text(page.column(0), y - 0.5, measure, size=9, colour=QUIET, limit=page.span(12))
        return y + BASELINE

    def from_to(self, first: date, last: date) -> str:
        return f"{figures.month(first, self.language)} – {figures.month(last, self.language)}"
