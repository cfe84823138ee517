"""The sheet of a case, on top of its evidence bundle: what was seen, by which article, on what weights, what was done.

The facts come from who works on cases (`wasteflow.web.evidence`); the same facts give the same bytes. What is printed
here stands in the bundle's files too, where it can be checked; the sheet is for who reads paper.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from manifests.life.model import Weight
from reports import figures, signs
from reports.model import Names
from reports.page import ACCENT, MARGIN, QUIET, Paper
from reports.proof.model import Issue, fingerprint, numbered
from reports.sheets import Sheets
from wasteflow.catalog.book import Book
from wasteflow.core.clock import local_date
from wasteflow.core.i18n import text

_SEVERITIES = ("info", "warn", "serious", "crime")


class Article(Struct, frozen=True):
    """The law a finding rests on, as it was in force then."""

    law: Names
    article: str | None
    source: str


class Seen(Struct, frozen=True):
    """One alert: which rule saw what, within which limits, and the digest of its frozen evidence."""

    rule: str
    family: str
    version: int
    severity: int
    says: str
    facts: dict[str, str]
    happened_at: datetime
    sha256: str
    limits: tuple[tuple[str, str], ...] = ()  # name, value
    article: Article | None = None


class Line(Struct, frozen=True):
    """A line of a load with its weights, each with what it rests on."""

    name: str
    code: str
    sent: Weight
    weighed: Weight | None = None
    accepted_kg: Decimal | None = None
    refused_kg: Decimal | None = None


class Load(Struct, frozen=True):
    """A manifest the case is about."""

    number: str
    status: str
    consignor: str
    carrier: str
    plate: str
    consignee: str
    lines: tuple[Line, ...]


class Step(Struct, frozen=True):
    """What somebody did in the case."""

    at: datetime
    kind: str
    who: str  # empty: wasteflow itself
    department: str
    said: tuple[str, ...] = ()


class Case(Struct, frozen=True):
    """All the sheet rests on."""

    id: UUID
    reference: str
    seq: int
    status: str
    severity: int
    opened_at: datetime
    due: datetime | None
    measure: str
    seen: tuple[Seen, ...]
    loads: tuple[Load, ...]
    steps: tuple[Step, ...]
    as_of: datetime  # of its latest step
    places: tuple[Names, ...] = ()

    @property
    def digest(self) -> str:
        """Of all that is told."""
        return fingerprint(self)


def load(book: Book, case: Case, *, citations: Sequence[tuple[str, str]], cities: Sequence[str]) -> Case:
    """The case with its articles, a citation and stream for each alert as the law stood then, and its cities' names."""
    told = zip(case.seen, citations, strict=True)
    seen = [replace(x, article=_cited(book, cited, x.happened_at, cities)) for x, cited in told]
    places = [book.jurisdictions[code].names for code in cities if code in book.jurisdictions]
    return replace(case, seen=tuple(seen), places=tuple(places))


def _cited(book: Book, cited: tuple[str, str], at: datetime, cities: Sequence[str]) -> Article | None:
    id, stream = cited
    found = book.binding(id, local_date(at), cities, stream)
    return Article(found.law, found.article, found.source) if found else None


def issue(case: Case, language: str) -> Issue:
    """Its place in the archive: of one case in one language, counted by its steps."""
    number = numbered("CS", case.reference, language, case.digest)
    return Issue("case", f"case:{case.id}:{language}", number, language, case.digest, case.seq)


def draw(case: Case, language: str) -> bytes:
    """The sheet as a PDF."""
    return _Drawn(case, language).render()


class _Drawn:
    def __init__(self, case: Case, language: str) -> None:
        self.case, self.language = case, language
        title = self.say("title", reference=case.reference)
        number = issue(case, language).number
        self.sheets = Sheets(Paper(title, language, (title, "", number), number=number))

    def render(self) -> bytes:
        self._head()
        self._seen()
        for load in self.case.loads:
            self._load(load)
        self._steps()
        self._check()
        return self.sheets.paper.render()

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.case.{key}", self.language, **facts)

    def minute(self, at: datetime) -> str:
        return figures.minute(at, self.language)

    def weight(self, weight: Weight | None) -> str:
        if weight is None:
            return figures.NONE
        return f"{figures.kilograms(weight.kg, self.language)} {text(f'words.basis.{weight.basis}', self.language)}"

    def kg(self, kg: Decimal | None) -> str:
        return figures.NONE if kg is None else figures.kilograms(kg, self.language)

    # --- parts -------------------------------------------------------------------------------------------

    def _head(self) -> None:
        sheets, case = self.sheets, self.case
        page = sheets.page
        page.rect(0, 0, page.width, 6, fill=ACCENT)
        page.text(sheets.left, sheets.y, self.say("title", reference=case.reference), size=12, colour=QUIET)
        page.text(page.width - MARGIN, sheets.y, "wasteflow", size=12, bold=True, colour=ACCENT, align="right")
        sheets.gap(11)
        sheets.paragraph(text(f"rules.{case.seen[0].rule}.title", self.language), size=20, bold=True, leading=9)
        signs.severity(page, _SEVERITIES[case.severity - 1], sheets.left + 1.8, sheets.y - 1.4, 1.8)
        said = " · ".join(
            filter(None, (
                text(f"alerts.severity.{case.severity}", self.language),
                text(f"words.case_status.{case.status}", self.language),
                text(f"words.measure.{case.measure}", self.language) if case.measure else "",
                *(place[self.language] for place in case.places),
            ))
        )  # fmt: skip
        sheets.paragraph(said, indent=6)
        opened = self.say("opened", at=self.minute(case.opened_at))
        due = self.say("due", at=self.minute(case.due)) if case.due else ""
        sheets.paragraph(" · ".join(filter(None, (opened, due))), size=9, quiet=True)
        sheets.paragraph(self.say("as_of", seq=case.seq, at=self.minute(case.as_of)), size=9, quiet=True)
        sheets.gap()

    def _seen(self) -> None:
        sheets = self.sheets
        for one in self.case.seen:
            sheets.heading(text(f"rules.{one.rule}.title", self.language), keep=30)
            sheets.paragraph(text(f"rules.{one.rule}.{one.says}", self.language, **one.facts), size=11)
            sheets.paragraph(self.say("happened", at=self.minute(one.happened_at)), size=9, quiet=True)
            if one.article:
                sheets.paragraph(self._article(one.article), size=10, bold=True)
            rule = self.say("rule", family=one.family, version=one.version)
            sheets.paragraph(f"{rule} · {self.say('digest', sha256=one.sha256)}", size=8, leading=4.5, quiet=True)
            if one.limits:
                sheets.gap(2)
                rows = [[text(f"rules.{one.rule}.limit.{name}", self.language), value] for name, value in one.limits]
                sheets.table([self.say("limit"), self.say("value")], rows, (0,))
            sheets.gap(3)

    def _article(self, law: Article) -> str:
        named = law.law.get(self.language, "")
        return f"{named} {self.say('article', n=law.article)}" if law.article else named

    def _load(self, load: Load) -> None:
        sheets = self.sheets
        status = text(f"words.manifest_status.{load.status}", self.language)
        sheets.heading(self.say("load", number=load.number or figures.NONE), status, keep=30)
        way = [load.consignor, " ".join(filter(None, (load.carrier, load.plate))), load.consignee]
        sheets.paragraph(" → ".join(way))
        rows = [
            [
                f"{x.name} {x.code}", self.weight(x.sent), self.weight(x.weighed), self.kg(x.accepted_kg),
                self.kg(x.refused_kg),
            ]
            for x in load.lines
        ]  # fmt: skip
        sheets.table([self.say(n) for n in ("waste", "sent", "weighed", "accepted", "refused")], rows, (0,))
        sheets.gap(4)

    def _steps(self) -> None:
        sheets = self.sheets
        sheets.heading(self.say("done"))
        for step in self.case.steps:
            who = " · ".join(filter(None, (
                step.who or self.say("itself"),
                text(f"words.department.{step.department}", self.language) if step.department else "",
            )))  # fmt: skip
            sheets.room(11)
            done = text(f"words.case_done.{step.kind}", self.language)
            sheets.paragraph(f"{done} · {who}", bold=True, size=9.5, leading=5)
            sheets.paragraph(self.minute(step.at), size=8.5, leading=4.6, quiet=True)
            self._said(step.said)
            sheets.gap(2)
        sheets.gap(2)

    def _said(self, said: Sequence[str]) -> None:
        for one in said:
            self.sheets.paragraph(one, size=9.5, leading=5, indent=4)

    def _check(self) -> None:
        sheets = self.sheets
        sheets.heading(self.say("check_title"), keep=24)
        for key in ("check_bundle", "check_files"):
            sheets.paragraph(self.say(key), size=9.5, leading=5)
            sheets.gap(1.5)
