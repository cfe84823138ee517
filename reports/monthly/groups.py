"""Construction, household and medical waste: each by its streams, and what became of it."""

from decimal import Decimal

from reports import figures
from reports.charts import Box, Part, stack
from reports.model import ZERO, Waste
from reports.monthly.base import Report
from reports.page import Page
from reports.table import Column, table

GROUPS = {
    "construction": ("construction", "spoil", "slurry", "hk_construction"),
    "household": ("household", "kitchen"),
    "medical": ("medical",),
}
_STYLES = (("used", "solid"), ("disposed", "grey"), ("other", "hatched"))


def draw(report: Report) -> None:
    """One page; nothing where the city has none of them."""
    found = {w.stream: w for w in report.facts.wastes}
    shown = {group: [found[s] for s in streams if s in found] for group, streams in GROUPS.items()}
    if not any(shown.values()):
        return
    page = report.section("month.groups.title")
    y = page.row(4)
    for group, wastes in shown.items():
        if wastes:
            y = _group(report, page, y, group, wastes) + 12


def _group(report: Report, page: Page, y: float, group: str, wastes: list[Waste]) -> float:
    sums = {name: sum((getattr(w, name) for w in wastes), ZERO) for name in ("generated", "used", "disposed", "other")}
    treated = sums["used"] + sums["disposed"] + sums["other"]
    what, t = report.say(f"month.groups.{group}"), report.t(sums["generated"])
    if treated:
        share = report.percent(100 * sums["used"] / treated)
        title = report.say("month.groups.finding", what=what, t=t, share=share)
    else:
        title = report.say("month.groups.untreated", what=what, t=t)
    y = report.heading(page, y, title, report.say("month.groups.measured"))
    if treated:
        parts = [Part(report.say(f"month.words.{name}"), sums[name], style) for name, style in _STYLES]
        stack(page, Box(page.column(0), y - 4, page.span(12), 6), parts, report.t)
        y += 13
    names = ("generated", "change", "used", "disposed", "other")
    columns = [Column(report.say("month.groups.stream"), page.span(5), "left")]
    columns += [Column(report.say(f"month.groups.{n}"), (page.span(12) - page.span(5)) / len(names)) for n in names]
    return table(page, page.column(0), y, columns, [_row(report, waste) for waste in wastes])


def _row(report: Report, waste: Waste) -> list[str]:
    change: Decimal | None = 100 * (waste.generated - waste.before) / waste.before if waste.before else None
    kg = (report.t(getattr(waste, name)) for name in ("used", "disposed", "other"))
    return [waste.names[report.language], report.t(waste.generated), figures.change(change, report.language), *kg]
