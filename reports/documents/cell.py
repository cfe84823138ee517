"""Certificate of a zero-waste cell: which unit, awarded by which city, until when, and the points it rests on.

The first sheet is for the wall, the second says how it was scored. Only an award in force has one: what was revoked or
has run out is told by its number on the page that checks documents.
"""

from datetime import date
from uuid import UUID

import msgspec
from msgspec import Struct

from reports import figures, qr
from reports.model import Names
from reports.page import ACCENT, CONTEXT, QUIET, Page, Paper, wrap
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import LANDSCAPE, Sheets
from reports.table import Column
from wasteflow.core.i18n import text


class Scored(Struct, frozen=True):
    """One criterion with its points."""

    criterion: Names
    points: int
    most: int
    needed: bool


class Cell(PaperFacts, frozen=True):
    """All the certificate rests on."""

    cell: UUID
    seq: int
    name: str
    address: str
    kind: Names
    city: Names
    number: str
    valid_from: date
    valid_to: date
    total: int
    mark: str
    edition: str
    scores: tuple[Scored, ...]
    public_url: str
    form: int = 1


def load(told: Cell, *, public_url: str) -> Cell:
    """What who keeps the cells tells of one (`wasteflow.web.papers`), for the address it is printed for."""
    return msgspec.structs.replace(told, public_url=public_url)


def issue(facts: Cell, language: str) -> Issue:
    """Its place in the archive: a renewed award takes the place of the one before."""
    number = numbered("ZC", facts.cell.hex[-12:].upper(), language, facts.digest)
    return Issue("cell", f"cell:{facts.cell}:{language}", number, language, facts.digest, facts.seq)


def draw(facts: Cell, language: str) -> bytes:
    """The certificate as a PDF, laid across."""

    def say(key: str, **more: object) -> str:
        return text(f"reports.cell.{key}", language, **more)

    issued = issue(facts, language)
    foot = strip(issued, say("rests", edition=facts.edition), facts.public_url)
    head = (say("title"), facts.name, issued.number)
    paper = Paper(f"{say('title')} {facts.name}", language, head, number=issued.number, foot=foot)
    page = paper.page(*LANDSCAPE)
    paper.outline.append((say("title"), page))
    middle, wide = page.width / 2, page.width - 80
    _frame(page)
    page.text(middle, 44, say("title"), size=30, bold=True, colour=ACCENT, align="centre", limit=wide)
    page.text(middle, 56, facts.kind.get(language, ""), size=14, colour=QUIET, align="centre", limit=wide)
    y = 80.0
    for line in wrap(facts.name, wide, size=26, bold=True):
        page.text(middle, y, line, size=26, bold=True, align="centre")
        y += 12
    if facts.address:
        page.text(middle, y, facts.address, size=11, colour=QUIET, align="centre", limit=wide)
        y += 10
    said = say("awarded", city=facts.city.get(language, ""), total=facts.total, mark=facts.mark)
    for line in wrap(said, wide, size=13):
        page.text(middle, y + 4, line, size=13, align="centre")
        y += 8
    valid = say("valid", first=figures.day(facts.valid_from, language), last=figures.day(facts.valid_to, language))
    page.text(middle, y + 10, valid, size=12, bold=True, align="centre", limit=wide)
    page.text(middle, y + 19, say("number", number=facts.number), size=11, colour=QUIET, align="centre", limit=wide)
    address = f"{facts.public_url.rstrip('/')}/R/{issued.number}"
    page.symbol(page.width - 62, page.height - 66, 26, qr.symbol(address.upper()))
    page.text(36, page.height - 46, facts.city.get(language, ""), size=14, bold=True)
    page.text(36, page.height - 39, say("office"), size=10, colour=QUIET)
    _sheet(paper, facts, language)
    return paper.render()


def _frame(page: Page) -> None:
    page.rect(12, 16, page.width - 24, page.height - 46, stroke=ACCENT, width=1.2, radius=2)
    page.rect(15, 19, page.width - 30, page.height - 52, stroke=CONTEXT, width=0.3, radius=1.5)


def _sheet(paper: Paper, facts: Cell, language: str) -> None:
    """How it was scored."""
    sheets = Sheets(paper, LANDSCAPE)
    said = text("reports.cell.edition", language, edition=facts.edition, mark=facts.mark)
    sheets.heading(text("reports.cell.sheet", language), said, keep=60)
    needed = text("reports.cell.needed", language)
    rows = [
        [x.criterion.get(language, ""), needed if x.needed else "", str(x.most), str(x.points)] for x in facts.scores
    ]
    rows.append([text("reports.cell.total", language), "", str(sum(x.most for x in facts.scores)), str(facts.total)])
    titles = [text(f"reports.cell.columns.{name}", language) for name in ("criterion", "needed", "most", "points")]
    columns = [Column(titles[0], 0.0, "left"), Column(titles[1], 40.0, "left"), *(Column(x, 30.0) for x in titles[2:])]
    sheets.grid(columns, rows, bold=frozenset({len(rows) - 1}))
