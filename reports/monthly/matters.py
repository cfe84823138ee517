"""Cases: whose they are, how old, and what came of them."""

from reports.model import UNSETTLED, Matter
from reports.monthly.base import Report
from reports.page import QUIET, SHADE, Page
from reports.table import Column, table
from wasteflow.core.i18n import text

_OUTCOMES = ("confirmed", "decided", "dismissed", "closed")
_AGES = (7, 30, 0)


def draw(report: Report) -> None:
    """One page; nothing where there is no case."""
    matters = report.facts.matters
    if not matters:
        return
    page = report.section("month.matters.title")
    waiting, all_ = _sum(matters, UNSETTLED), sum(m.count for m in matters)
    title = report.say("month.matters.finding", count=report.count(all_), waiting=report.count(waiting))
    y = report.heading(page, page.row(4), title, report.say("month.matters.measured"))
    y = _ages(report, page, y, matters) + 12
    _departments(report, page, y, matters)


def _sum(matters: tuple[Matter, ...], statuses: tuple[str, ...], days: int | None = None) -> int:
    return sum(m.count for m in matters if m.status in statuses and days in (None, m.days))


def _ages(report: Report, page: Page, y: float, matters: tuple[Matter, ...]) -> float:
    for i, days in enumerate(_AGES):
        left = page.column(4 * i)
        page.rect(left, y - 1, page.span(4), 20, fill=SHADE, radius=1.5)
        page.text(left + 4, y + 10, report.count(_sum(matters, UNSETTLED, days)), size=20, bold=True)
        label = report.say(f"month.matters.age_{days or 'more'}")
        page.text(left + 4, y + 16, label, size=9, colour=QUIET, limit=page.span(4) - 8)
    return y + 22


def _departments(report: Report, page: Page, y: float, matters: tuple[Matter, ...]) -> None:
    names = (*UNSETTLED, *_OUTCOMES)
    first = page.span(2.5)
    wide = (page.span(12) - first) / (len(names) + 1)
    columns = [Column(report.say("month.matters.department"), first, "left")]
    columns += [Column(text(f"words.case_status.{name}", report.language), wide) for name in names]
    columns += [Column(report.say("month.words.total"), wide)]
    departments = sorted({m.department for m in matters}, key=lambda d: (not d, d))
    rows = []
    for department in departments:
        mine = tuple(m for m in matters if m.department == department)
        name = (
            text(f"words.department.{department}", report.language)
            if department
            else report.say("month.matters.nobody")
        )
        rows.append([name, *_cells(report, mine, names)])
    rows.append([report.say("month.words.total"), *_cells(report, matters, names)])
    table(page, page.column(0), y, columns, rows, total=True)


def _cells(report: Report, matters: tuple[Matter, ...], names: tuple[str, ...]) -> list[str]:
    counts = [_sum(matters, (name,)) for name in names]
    return [report.count(n) for n in (*counts, sum(m.count for m in matters))]
