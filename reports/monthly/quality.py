"""What the figures rest on, and how recovery is counted: with and without burning for energy."""

from decimal import Decimal

from reports import figures
from reports.charts import Box, Part, stack
from reports.model import ZERO, Method, Stream
from reports.monthly.base import Report
from reports.page import QUIET, SHADE, Page
from reports.table import Column, table
from wasteflow.core.i18n import text

ENERGY = ("cn_utilisation:R1",)  # use as a fuel: not recognised as recovery by the Zero Waste International Alliance


def draw(report: Report) -> None:
    """Coverage by basis of weight, what came late, then both rates with the treatments behind them."""
    page = report.section("month.quality.title")
    quality = report.facts.quality
    share = figures.percent(Decimal(100 * quality.late) / quality.events if quality.events else None, report.language)
    title = report.say("month.quality.finding", late=share, events=report.count(quality.events))
    y = report.heading(
        page, page.row(4), title, report.say("month.quality.measured", days=report.count(quality.latest_days))
    )
    for stream in report.facts.streams:
        y = _coverage(report, page, stream, y + 2)
    y += 4
    for stream in report.facts.streams:
        y = _rates(report, page, stream, y)


def _coverage(report: Report, page: Page, stream: Stream, y: float) -> float:
    total = sum((share.kg for share in stream.shares), ZERO)
    weighed = sum((share.kg for share in stream.shares if share.basis == "weighed"), ZERO)
    share = report.percent(100 * weighed / total if total else None)
    title = report.say("month.coverage.title", share=share, what=report.waste(stream))
    y = report.heading(page, y, title, report.say("month.coverage.measured"))
    kg = {s.basis: s.kg for s in stream.shares}
    styles = {"weighed": "solid", "declared": "grey", "estimated": "hatched"}
    styles |= {basis: "hatched" for basis in kg if basis not in styles}
    parts = [
        Part(text(f"words.basis.{basis}", report.language), kg.get(basis, ZERO), style)
        for basis, style in styles.items()
    ]
    stack(page, Box(page.column(0), y - 4, page.span(12), 6), parts, report.t)
    return y + 18


def _rates(report: Report, page: Page, stream: Stream, y: float) -> float:
    """Two rates over what was finally treated, and the ways that make them up."""
    methods = [m for m in report.facts.methods if m.stream == stream.stream]
    treated = sum((m.kg for m in methods), ZERO)
    if not treated:
        return y
    used = sum((m.kg for m in methods if m.measure == "used"), ZERO)
    burnt = sum((m.kg for m in methods if m.measure == "used" and m.method in ENERGY), ZERO)
    page.rect(page.column(0), y - 5, page.span(12), 16, fill=SHADE, radius=1.5)
    page.text(page.column(0) + 4, y + 1, report.waste(stream), size=10, bold=True, limit=page.span(4) - 6)
    for key, value, x in (("with_energy", used, page.column(4)), ("without_energy", used - burnt, page.column(8))):
        page.text(x, y + 1, report.percent(100 * value / treated), size=13, bold=True)
        page.text(x, y + 7, report.say(f"month.quality.{key}"), size=8, colour=QUIET, limit=page.span(4) - 2)
    columns = [
        Column(report.say("month.quality.way"), page.span(7), "left"),
        Column(report.say("month.quality.counts"), page.span(3), "left"),
        Column(report.say("month.t"), page.span(12) - page.span(7) - page.span(3)),
    ]
    return table(page, page.column(0), y + 17, columns, [_row(report, m) for m in _shown(methods)]) + 6


def _shown(methods: list[Method]) -> list[Method]:
    return sorted(methods, key=lambda m: (-m.kg, m.method))[:5]


def _row(report: Report, method: Method) -> list[str]:
    counts = "energy" if method.method in ENERGY else method.measure
    return [report.way(method.method, method.names), report.say(f"month.quality.is_{counts}"), report.t(method.kg, 3)]
