"""Every stream of the month on one page, and the cities of the Bay Area on a map."""

from reports import charts, figures
from reports.charts import Box, Shade
from reports.model import Waste
from reports.monthly.base import Report
from reports.page import ACCENT, CONTEXT, GREY, INK, QUIET, RULE, Page

_MOST = 16
_SHORT = ("省", "市", "特别行政区", "特別行政區")


def streams(report: Report) -> None:
    """A bar per stream: used, disposed of, other, out of what was finally treated; generated beside it."""
    wastes = report.facts.wastes
    if not wastes:
        return
    page = report.section("month.wastes.title")
    first = wastes[0]
    title = report.say(
        "month.wastes.finding", what=first.names[report.language], t=report.t(first.generated), count=len(wastes)
    )
    y = report.heading(page, page.row(4), title, report.say("month.wastes.measured"))
    y = _legend(report, page, y)
    top = max((_treated(w) for w in wastes), default=0)
    for waste in wastes[:_MOST]:
        y = _stream(report, page, y, waste, top)
    if len(wastes) > _MOST:
        page.text(page.column(0), y, report.say("month.words.rest", count=len(wastes) - _MOST), size=9, colour=QUIET)


def _treated(waste: Waste) -> int:
    return int(waste.used + waste.disposed + waste.other)


def _legend(report: Report, page: Page, y: float) -> float:
    x = page.column(6)
    for key, fill in (("used", ACCENT), ("disposed", CONTEXT), ("other", GREY)):
        page.rect(x, y - 2.6, 3, 3, fill=fill)
        x += 4.5 + page.text(x + 4.2, y, report.say(f"month.words.{key}"), size=8) + 4
    page.text(
        page.column(4) + page.span(1.6), y, report.say("month.wastes.generated"), size=8, colour=QUIET, align="right"
    )
    page.line(page.column(0), y + 2.5, page.column(12) - 4, y + 2.5, width=0.35, colour=INK)
    return y + 9


def _stream(report: Report, page: Page, y: float, waste: Waste, top: int) -> float:
    page.text(page.column(0), y, waste.names[report.language], size=9.5, bold=True, limit=page.span(4))
    page.text(page.column(4) + page.span(1.6), y, report.t(waste.generated), size=9.5, align="right")
    if waste.before:
        change = 100 * (waste.generated - waste.before) / waste.before
        said = report.say("month.wastes.change", change=figures.change(change, report.language, 0))
        page.text(page.column(4) + page.span(1.6), y + 4, said, size=7.5, colour=QUIET, align="right")
    x, room = page.column(6), page.span(6)
    if not _treated(waste):
        page.text(x, y, report.say("month.wastes.none"), size=8, colour=QUIET)
    for value, fill in ((waste.used, ACCENT), (waste.disposed, CONTEXT), (waste.other, GREY)):
        wide = room * float(value) / top if top else 0.0
        if wide:
            page.rect(x, y - 3.6, wide, 4.4, fill=fill)
            x += wide
    if _treated(waste):
        share = figures.percent(100 * waste.used / (waste.used + waste.disposed + waste.other), report.language)
        page.text(page.column(6), y + 4.4, report.say("month.wastes.share", share=share), size=7.5, colour=QUIET)
    page.line(page.column(0), y + 6.4, page.column(12) - 4, y + 6.4, colour=RULE)
    return y + 12.6


def cities(report: Report) -> None:
    """The use rate of hazardous waste in each city, printed in its tile."""
    facts = report.facts
    known = {c.code: c for c in facts.cities}
    if not known:
        return
    page = report.section("month.cities.title")
    rated = sorted((c for c in facts.cities if c.rate is not None), key=lambda c: -(c.rate or 0))
    names = {p.code: short(p.names[report.language]) for p in facts.places}
    if rated:
        high, low = rated[0], rated[-1]
        rates = {"high": names[high.code], "low": names[low.code]}
        title = report.say(
            "month.cities.finding", **rates, top=report.percent(high.rate), bottom=report.percent(low.rate)
        )
    else:
        title = report.say("month.cities.none")
    y = report.heading(page, page.row(4), title, report.say("month.cities.measured"))
    shades = [
        Shade(
            p.column,
            p.row,
            names[p.code],
            report.percent(known[p.code].rate) if p.code in known else figures.NONE,
            known[p.code].rate if p.code in known else None,
            p.code == facts.city,
        )
        for p in facts.places
    ]
    charts.shaded_tiles(page, Box(page.column(2), y + 2, page.span(8), 170), shades)


def short(name: str) -> str:
    """A city's name as it stands in a tile."""
    for suffix in _SHORT:
        name = name.removesuffix(suffix)
    return name
