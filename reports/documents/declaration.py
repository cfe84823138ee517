"""A declaration on paper (HJ 1259-2022): the sums of a site's ledger in a period, as they were filed.

Of one that is not filed yet the paper says so, above all else: it shows the figures as custody has them now. Each
version that was filed is listed with who filed it, when, why, and its digest.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from msgspec import Struct

from manifests.declarations.commands import Draft
from manifests.declarations.figures import MOVED, Figures, Line
from manifests.declarations.queries import Kept
from manifests.declarations.standing import Declarer
from reports import figures
from reports.model import Names
from reports.page import SEVERITY, Paper
from reports.proof.model import Issue, PaperFacts, fingerprint, numbered
from reports.proof.strip import strip
from reports.sheets import LANDSCAPE, Sheets
from reports.table import Column
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text

_COLUMNS = ("opening", *MOVED, "closing")  # as exact as the most exact of their figures, all alike


class Version(Struct, frozen=True):
    """One that was filed."""

    version: int
    filed_at: datetime
    person: str
    reason: str
    nil: bool
    late: bool
    sha256: str


class Declaration(PaperFacts, frozen=True):
    """The figures shown, and all versions filed. `shown`: which version; 0: none is filed, or the figures of now."""

    site: UUID
    site_name: str
    org_name: str
    city: Names
    duty: str
    period: str
    first: date
    last: date
    due_on: date
    shown: int
    lines: tuple[Line, ...]
    categories: dict[str, Names]  # category -> its name
    versions: tuple[Version, ...]
    counted_to: int
    at: datetime | None  # of figures that are not filed: when they were counted
    public_url: str
    form: int = 1

    @property
    def digest(self) -> str:
        """Fingerprint of what it says; figures of now are the same whenever they are counted."""
        return fingerprint(msgspec.structs.replace(self, public_url="", at=None, counted_to=0))


def load(book: Book, site: Declarer, made: Draft, filed: Sequence[Kept], *, public_url: str) -> Declaration:
    """The latest version that was filed; where none is, the figures as custody has them."""
    last = filed[-1] if filed else None
    shown = msgspec.json.decode(last.figures, type=Figures) if last else made.figures
    place = book.jurisdictions.get(site.city)
    found = {
        line.category: category.names
        for line in shown.lines
        if (category := book.category(line.scheme, line.category, made.period.last))
    }
    return Declaration(
        site=site.id,
        site_name=site.name,
        org_name=site.org_name,
        city=place.names if place else {},
        duty=made.period.duty.id,
        period=made.period.name,
        first=made.period.first,
        last=made.period.last,
        due_on=made.period.due_on,
        shown=last.version if last else 0,
        lines=shown.lines,
        categories=dict(sorted(found.items())),
        versions=tuple(
            Version(x.version, x.filed_at, x.person, x.reason, x.nil, x.filed_on > x.due_on, x.figures_sha256)
            for x in filed
        ),
        counted_to=last.counted_to if last else made.counted_to,
        at=None if last else made.at,
        public_url=public_url,
    )


def issue(facts: Declaration, language: str) -> Issue:
    """Its place in the archive: that of a later version takes its place."""
    key = f"{facts.site.hex[-8:].upper()}-{facts.duty[:3].upper()}-{facts.first:%Y%m%d}"
    number = numbered("DE", key, language, facts.digest)
    series = f"declaration:{facts.site}:{facts.duty}:{facts.first}:{language}"
    return Issue("declaration", series, number, language, facts.digest, facts.counted_to)


def draw(facts: Declaration, language: str) -> bytes:
    """The declaration as a PDF, laid across."""
    return _Drawn(facts, language).render()


class _Drawn:
    def __init__(self, facts: Declaration, language: str) -> None:
        self.facts, self.language = facts, language
        issued = issue(facts, language)
        duty = text(f"console.declaration.duty.{facts.duty}", language)
        self.title = self.say("title", duty=duty, period=facts.period)
        cells = [Decimal(getattr(line, name)) for line in facts.lines for name in _COLUMNS]
        self.places = min(6, max([3, *(-int((kg / 1000).normalize().as_tuple().exponent) for kg in cells if kg)]))
        rests = self.say("version", n=facts.shown) if facts.shown else self.say("not_filed")
        foot = strip(issued, rests, facts.public_url)
        head = (self.title, facts.site_name, issued.number)
        self.sheets = Sheets(
            Paper(f"{self.title} {facts.site_name}", language, head, number=issued.number, foot=foot), LANDSCAPE
        )

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.declaration.{key}", self.language, **facts)

    def day(self, on: date) -> str:
        return figures.day(on, self.language)

    def render(self) -> bytes:
        facts, sheets = self.facts, self.sheets
        unit = " · ".join(filter(None, (facts.org_name, facts.city.get(self.language, ""))))
        sheets.opening(self.title, facts.site_name, unit)
        self._standing()
        sheets.fields(
            [
                (self.say("fields.period"), f"{self.day(facts.first)} – {self.day(facts.last)}"),
                (self.say("fields.due"), self.day(facts.due_on)),
                (self.say("fields.filed"), self._filed()),
            ],
            across=3,
        )
        sheets.gap(3)
        self._figures()
        if facts.versions:
            self._versions()
        sheets.room(18)
        sheets.fields([(self.say(f"sign.{name}"), "") for name in ("made", "answers", "day")], across=3)
        return sheets.paper.render()

    def _standing(self) -> None:
        """That it is not filed is told before any figure."""
        if self.facts.shown:
            return
        page, y = self.sheets.page, self.sheets.y
        page.rect(self.sheets.left, y - 5, self.sheets.wide, 8.5, stroke=SEVERITY["serious"], width=0.5)
        at = figures.minute(self.facts.at, self.language) if self.facts.at else ""
        said = self.say("draft", at=at)
        page.text(self.sheets.left + 3, y + 0.8, said, size=10.5, bold=True, limit=self.sheets.wide - 6)
        self.sheets.gap(11)

    def _filed(self) -> str:
        if not self.facts.versions:
            return ""
        last = self.facts.versions[-1]
        late = self.say("late") if self.facts.versions[0].late else ""
        said = (self.say("version", n=last.version), figures.minute(last.filed_at, self.language), last.person, late)
        return " · ".join(filter(None, said))

    def _figures(self) -> None:
        facts, sheets = self.facts, self.sheets
        sheets.heading(self.say("figures"), self.say("figures_of"), keep=24)
        if not facts.lines:
            sheets.paragraph(self.say("nil"))
            sheets.gap(4)
            return
        columns = [Column(self.say("waste"), 0.0, "left")]
        columns += [Column(text(f"console.declaration.column.{name}", self.language), 21.5) for name in _COLUMNS]
        rows = [[self._waste(line), *(self._t(getattr(line, name)) for name in _COLUMNS)] for line in facts.lines]
        sums = [sum((Decimal(getattr(line, name)) for line in facts.lines), Decimal(0)) for name in _COLUMNS]
        sheets.grid(columns, [*rows, [self.say("total"), *(self._t(kg) for kg in sums)]], bold=frozenset({len(rows)}))
        sheets.gap(4)

    def _waste(self, line: Line) -> str:
        return f"{self.facts.categories.get(line.category, {}).get(self.language, line.category)} {line.code}"

    def _t(self, kg: str | Decimal) -> str:
        kg = Decimal(kg)
        if not kg:
            return figures.NONE
        return figures.tonnes(kg, self.language, self.places)

    def _versions(self) -> None:
        sheets = self.sheets
        sheets.heading(self.say("versions"), keep=20)
        heads = (("n", 16.0), ("filed_at", 46.0), ("person", 34.0), ("reason", 0.0), ("sha256", 118.0))
        rows = [
            [str(x.version), figures.minute(x.filed_at, self.language), x.person, self._why(x), x.sha256]
            for x in self.facts.versions
        ]
        sheets.grid([Column(self.say(f"columns.{name}"), wide, "left") for name, wide in heads], rows)
        sheets.gap(6)

    def _why(self, one: Version) -> str:
        words = (self.say("is_nil") if one.nil else "", one.reason)
        return " · ".join(filter(None, words)) or figures.NONE
