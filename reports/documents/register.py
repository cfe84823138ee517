"""A volume of a register on paper: what came in, went out, was carried, turned away, treated, or lies there.

A register has as many rows as a year brings, so on paper it comes in volumes (`reports.volumes`), each a document of
its own that is numbered, checked and superseded by itself. A volume says which rows it holds and what they add up to.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from manifests.registers.model import COLUMNS, Cell, Kind, RegisterFile
from reports import figures
from reports.page import Align, Paper
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import LANDSCAPE, Sheets
from reports.table import Column
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.i18n import text

_SUMS = ("sent_kg", "gate_kg", "difference_kg", "kg")
_WIDTHS = {  # of columns on a sheet of A4 laid across; those that are not here share the rest
    "at": 20.0, "since": 20.0, "number": 27.0, "stream": 17.0, "code": 20.0, "category": 15.5, "plate": 18.0,
    "sent_kg": 16.0, "gate_kg": 16.0, "difference_kg": 18.5, "status": 16.0, "kg": 24.0, "basis": 20.0, "measure": 24.0,
    "age_days": 16.0, "digital_code": 44.0,
}  # fmt: skip


class Volume(PaperFacts, frozen=True):
    """The rows of one volume, their words already in its language."""

    kind: Kind
    first: date
    last: date
    whose: str
    scope: str  # what its rows are of: a company, cities, everything
    number: int
    row: int  # the number of its first row
    rows: tuple[tuple[Cell, ...], ...]
    ends: bool  # the last volume
    public_url: str
    form: int = 1


def load(
    file: RegisterFile,
    rows: Sequence[Sequence[Cell]],
    *,
    whose: str,
    number: int,
    row: int,
    ends: bool,
    public_url: str,
) -> Volume:
    """A volume of a register that was ordered."""
    scope = str(file.org) if file.org else ",".join(file.cities or ())
    held = tuple(tuple(cells) for cells in rows)
    return Volume(file.kind, file.first, file.last, whose, scope, number, row, held, ends, public_url)


def issue(facts: Volume, language: str) -> Issue:
    """Its place in the archive: the same volume of the same register, ordered again after rows changed, takes it."""
    key = f"{facts.kind[:3].upper()}-{facts.first:%Y%m%d}-{facts.last:%Y%m%d}-{facts.number}"
    number = numbered("RG", key, language, facts.digest)
    scope = hashlib.sha256(facts.scope.encode()).hexdigest()[:16]
    series = f"register:{facts.kind}:{scope}:{facts.first}:{facts.last}:{facts.number}:{language}"
    return Issue("register", series, number, language, facts.digest, facts.row + len(facts.rows) - 1)


def draw(facts: Volume, language: str) -> bytes:
    """The volume as a PDF, laid across."""
    issued = issue(facts, language)
    title = text(f"registers.kind.{facts.kind}", language)
    period = f"{figures.day(facts.first, language)} – {figures.day(facts.last, language)}"
    last = facts.row + len(facts.rows) - 1
    held = text("reports.register.rows", language, first=facts.row, last=last) if facts.rows else ""
    rests = held or text("reports.register.none", language)
    foot = strip(issued, rests, facts.public_url)
    paper = Paper(f"{title} {period}", language, (title, period, issued.number), number=issued.number, foot=foot)
    sheets = Sheets(paper, LANDSCAPE)
    volume = text("reports.register.volume", language, n=facts.number)
    sheets.opening(title, " · ".join(filter(None, (facts.whose, period))), " · ".join(filter(None, (volume, held))))
    if facts.rows:
        names = COLUMNS[facts.kind]
        rows = [[_said(cell, language) for cell in row] for row in facts.rows]
        sheets.grid([_column(name, language) for name in names], [*rows, _total(facts, language)],
                    bold=frozenset({len(rows)}))  # fmt: skip
    else:
        sheets.paragraph(text("reports.register.none", language))
    sheets.gap(2)
    sheets.paragraph(
        text(f"reports.register.{'ends' if facts.ends else 'goes_on'}", language, last=last), size=9, quiet=True
    )
    return paper.render()


def _column(name: str, language: str) -> Column:
    align: Align = "right" if name in (*_SUMS, "age_days") else "left"
    title = text(f"registers.columns.{name}", language).replace("（", "\n（")  # a unit stands below its name, whole
    return Column(title, _WIDTHS.get(name, 0.0), align)


def _said(cell: Cell, language: str) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell.astimezone(BAY_AREA):%Y-%m-%d %H:%M}"
        case Decimal():
            return figures.kilograms(cell, language).removesuffix(" kg")
        case _:
            return str(cell)


def _total(facts: Volume, language: str) -> list[str]:
    """The sums of the columns that hold kilograms."""
    found = []
    for n, name in enumerate(COLUMNS[facts.kind]):
        if name in _SUMS:
            cells = (row[n] for row in facts.rows)
            kg = sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))
            found.append(_said(kg, language))
        else:
            found.append(text("reports.register.total", language) if n == 0 else "")
    return found
