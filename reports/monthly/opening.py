"""Contents, and the month on one page: what moved, and what waits for a decision."""

from decimal import Decimal

from reports import figures, signs
from reports.model import UNSETTLED, ZERO, Waste
from reports.monthly.base import Report
from reports.page import ACCENT, INK, MARGIN, QUIET, Page, width

_MOVED = Decimal(10)  # percent: a stream that changed less is not worth a line
_MOST = 3
_MANIFOLD = Decimal(300)  # percent: from here on what it was says more than by how much it changed
_GRAVE = ("crime", "serious", "warn")
_OLD = 30  # days


def contents(report: Report, page: Page) -> None:
    """The page of contents, drawn when all others are there."""
    y = page.row(5)
    edge = page.width - MARGIN
    for title, at in report.paper.outline:
        if at is page:
            continue
        used = page.text(page.column(0), y, title, size=11, limit=page.span(10))
        number = str(at.number)
        wide = width(number, 11, bold=True)
        page.text(edge, y, number, size=11, bold=True, align="right")
        page.line(page.column(0) + used + 2, y - 0.2, edge - wide - 2, y - 0.2, width=0.25, colour=QUIET, dash=0.5)
        page.goto(page.column(0), y - 4.5, page.span(12), 6.5, at)
        y += 9


def summary(report: Report) -> None:
    """In plain words."""
    page = report.section("month.summary.title")
    y = page.row(4)
    y = _list(report, page, y, "month.summary.moved", [(line, "") for line in _moved(report)])
    decisions = _decisions(report)
    if decisions:
        _list(report, page, y + 6, "month.summary.decide", decisions)
    else:
        page.text(page.column(0), y + 6, report.say("month.summary.nothing"), size=12, bold=True)


def _list(report: Report, page: Page, y: float, title: str, lines: list[tuple[str, str]]) -> float:
    page.text(page.column(0), y, report.say(title), size=13, bold=True, colour=ACCENT)
    page.line(page.column(0), y + 2.5, page.width - MARGIN, y + 2.5, width=0.35, colour=INK)
    y += 10
    for line, level in lines:
        if level:
            signs.severity(page, level, page.column(0) + 1.8, y - 1.4, 1.8)
        else:
            page.circle(page.column(0) + 1.8, y - 1.4, 0.9, fill=ACCENT)
        y = page.paragraph(page.column(0) + 7, y, page.span(12) - 7, line, size=11, leading=6.6) + 3
    return y


def _moved(report: Report) -> list[str]:
    facts = report.facts
    lines = [report.finding(stream) for stream in facts.streams]
    changed = [w for w in facts.wastes if w.before and w.generated and abs(_change(w)) >= _MOVED]
    for waste in sorted(changed, key=lambda w: -abs(w.generated - w.before))[:_MOST]:
        change = _change(waste)
        words = {"what": waste.names[report.language], "t": report.t(waste.generated)}
        key = "more" if change > 0 else "less"
        said = {"change": report.percent(abs(change)), "before": report.t(waste.before)}
        lines.append(report.say(f"month.summary.{'after' if change > _MANIFOLD else key}", **words, **said))
    for stream in facts.streams:
        change = stream.closing - stream.opening
        way = "same" if not change else "grew" if change > 0 else "shrank"
        stock = {"closing": report.t(stream.closing), "change": report.t(abs(change))}
        lines.append(report.say(f"month.balance.{way}", what=report.waste(stream), **stock))
    return lines


def _change(waste: Waste) -> Decimal:
    return 100 * (waste.generated - waste.before) / waste.before


def _decisions(report: Report) -> list[tuple[str, str]]:
    """Each with how grave it is, the gravest first."""
    facts, found = report.facts, []
    grave = sum(a.pending for a in facts.alerts if a.severity >= 3)
    if grave:
        crime = any(a.pending for a in facts.alerts if a.severity == 4)
        found.append((report.say("month.summary.grave", count=report.count(grave)), "crime" if crime else "serious"))
    old = sum(m.count for m in facts.matters if not m.days and m.status in UNSETTLED)
    if old:
        found.append((report.say("month.summary.old", count=report.count(old), days=_OLD), "serious"))
    if stuck := [h for h in facts.beside.hard if not h.outlets]:
        kg = sum((h.kg for h in stuck), ZERO)
        said = report.say("month.summary.stuck", count=report.count(len(stuck)), t=report.t(kg))
        found.append((said, "serious"))
    missing = sum(s.mandatory and s.standing == "missing" for s in facts.beside.scores)
    if missing:
        found.append((report.say("month.summary.missing", count=report.count(missing)), "warn"))
    if off := [s.names[report.language] for s in facts.beside.scores if s.track == "off_track"]:
        named = report.say("month.summary.and").join(off[:_MOST])
        found.append((report.say("month.summary.off_track", count=report.count(len(off)), named=named), "serious"))
    for stream in facts.streams:
        total = sum((s.kg for s in stream.shares), ZERO)
        weighed = sum((s.kg for s in stream.shares if s.basis == "weighed"), ZERO)
        if total and weighed / total < Decimal("0.9"):
            rest = figures.percent(100 - 100 * weighed / total, report.language)
            found.append((report.say("month.summary.unweighed", what=report.waste(stream), share=rest), "warn"))
    return sorted(found, key=lambda one: _GRAVE.index(one[1]))
