"""Capacity, what is hard to place, and carbon: counted by others of the house, left out where they did not."""

from decimal import Decimal

from reports import figures
from reports.model import ZERO, Carbon
from reports.monthly.base import Report
from reports.page import QUIET, SHADE, Page
from reports.table import ROW, Column, table

_WAYS, _HARD = 14, 12


def capacity(report: Report) -> None:
    """Who may treat how, what of it is free next month; and what waits."""
    ways, hard = report.facts.beside.ways, report.facts.beside.hard
    if not ways and not hard:
        return
    page = report.section("month.capacity.title")
    y = page.row(4)
    if ways:
        free = sum((w.ahead for w in ways), ZERO)
        title = report.say(
            "month.capacity.finding", count=report.count(len(ways)), way=report.way(ways[0].method, ways[0].names)
        )
        y = report.heading(page, y, title, _as_of(report, "measured")) if free else y
        columns = [
            Column(report.say("month.capacity.way"), page.span(6), "left"),
            *(
                Column(report.say(f"month.capacity.{n}"), (page.span(12) - page.span(6)) / 3)
                for n in ("licences", "licensed", "ahead")
            ),
        ]
        rows = [
            [report.way(w.method, w.names), report.count(w.licences), report.t(w.licensed), report.t(w.ahead)]
            for w in ways[:_WAYS]
        ]
        y = _rest(report, page, table(page, page.column(0), y, columns, rows), len(ways) - _WAYS) + 6
    if hard:
        _hard(report, page, y)


def _as_of(report: Report, key: str) -> str:
    """What was measured, and on which day: stock and licences have no month."""
    at = report.facts.beside.at
    day = report.say("month.capacity.as_of", day=figures.day(at, report.language)) if at else ""
    return report.say(f"month.capacity.{key}") + day


def _rest(report: Report, page: Page, y: float, left: int) -> float:
    if left <= 0:
        return y
    page.text(page.column(0), y, report.say("month.capacity.rest", count=report.count(left)), size=8.5, colour=QUIET)
    return y + ROW


def _hard(report: Report, page: Page, y: float) -> None:
    hard = report.facts.beside.hard
    none = sum(not h.outlets for h in hard)
    key = "month.capacity.hard" if none else "month.capacity.hard_placed"
    title = report.say(key, count=report.count(len(hard)), none=report.count(none))
    y = report.heading(page, y, title, _as_of(report, "hard_measured"))
    columns = [Column(report.say("month.capacity.waste"), page.span(6), "left")]
    names = ("waits", "batches", "oldest", "outlets")
    columns += [Column(report.say(f"month.capacity.{n}"), (page.span(12) - page.span(6)) / 4) for n in names]
    rows = [
        [
            f"{h.code} {h.names.get(report.language, '')}".strip(),
            report.t(h.kg, 3),
            report.count(h.batches),
            report.count(h.oldest_days),
            report.count(h.outlets),
        ]
        for h in hard[:_HARD]
    ]
    _rest(report, page, table(page, page.column(0), y, columns, rows), len(hard) - _HARD)


def carbon(report: Report) -> None:
    """Each family of factors by itself; landfill methane with its range; how clean the ways were."""
    found = report.facts.beside.carbon
    if found is None or not any(a.kg_co2e is not None for a in found.accounts):
        return
    page = report.section("month.carbon.title")
    y = report.heading(page, page.row(4), report.say("month.carbon.finding"), report.say("month.carbon.measured"))
    for account in found.accounts:
        page.rect(page.column(0), y - 1, page.span(12), 25, fill=SHADE, radius=1.5)
        value = figures.NONE if account.kg_co2e is None else report.t(account.kg_co2e)
        used = page.text(page.column(0) + 4, y + 11, value, size=20, bold=True, limit=page.span(3) - 6)
        page.text(page.column(0) + 5.5 + used, y + 11, "t CO2e", size=9, colour=QUIET)
        page.text(
            page.column(4),
            y + 6,
            report.say(f"month.carbon.{account.family}"),
            size=11,
            bold=True,
            limit=page.span(8) - 4,
        )
        page.paragraph(
            page.column(4),
            y + 12,
            page.span(8) - 4,
            report.say(f"month.carbon.{account.family}_means"),
            size=9,
            leading=4.6,
            colour=QUIET,
            limit=2,
        )
        shares = {"covered": report.percent(account.covered), "weighed": report.percent(account.weighed)}
        page.text(
            page.column(0) + 4,
            y + 20,
            report.say("month.carbon.covered", **shares),
            size=8,
            colour=QUIET,
            limit=page.span(4) - 6,
        )
        y += 31
    _more(report, page, y + 4, found)


def _more(report: Report, page: Page, y: float, found: Carbon) -> None:
    def number(value: Decimal) -> str:
        return figures.number(value, 1, report.language)

    if found.methane:
        said = {"t": number(found.methane), "low": number(found.low), "high": number(found.high)}
        y = page.paragraph(page.column(0), y, page.span(12), report.say("month.carbon.methane", **said), size=10.5) + 3
    if found.clean is not None:
        shares = {"share": report.percent(found.clean), "known": report.percent(found.known)}
        page.paragraph(page.column(0), y, page.span(12), report.say("month.carbon.clean", **shares), size=10.5)
