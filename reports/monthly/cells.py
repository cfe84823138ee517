"""Zero-waste cells: how many hold their award, by kind."""

from reports.monthly.base import Report
from reports.table import Column, table


def draw(report: Report) -> None:
    """Nothing where the city has none."""
    cells = report.facts.beside.cells
    if not cells:
        return
    page = report.section("month.cells.title")
    sums = {name: sum(getattr(c, name) for c in cells) for name in ("in_force", "new", "applied")}
    said = {"count": report.count(sums["in_force"]), "new": report.count(sums["new"])}
    title = report.say("month.cells.finding", **said, applied=report.count(sums["applied"]))
    y = report.heading(page, page.row(4), title, report.say("month.cells.measured"))
    columns = [Column(report.say("month.cells.kind"), page.span(6), "left")]
    columns += [Column(report.say(f"month.cells.{name}"), (page.span(12) - page.span(6)) / 3) for name in sums]
    rows = [[c.names[report.language], *(report.count(getattr(c, name)) for name in sums)] for c in cells]
    total = [report.say("month.words.total"), *(report.count(n) for n in sums.values())]
    table(page, page.column(0), y, columns, [*rows, total], total=True)
