"""The month of a city, or of the Bay Area: what moved and what waits for a decision, the indicator set, use rates,
balance, flows, streams, cities, alerts and cases, capacity, carbon, how sure it all is, how it was counted and how to
check it.

`load` (`reports.months`) reads the figures from the roll-ups, `draw` sets them; between them stands
`reports.model.Monthly`, all the report rests on. The same facts give the same bytes.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from reports import charts, crest, figures, qr, signs
from reports.charts import Bar, Box, Flow, Line, Step, Tile
from reports.model import GENERAL, HAZARDOUS, ZERO, Monthly, Stream
from reports.monthly import beyond, cells, groups, matters, opening, quality, scores, wastes
from reports.monthly.base import FOOT, Report
from reports.months import load
from reports.page import ACCENT, BASELINE, CONTEXT, GREY, INK, MARGIN, QUIET, SEVERITY, SHADE, TINT, Page
from reports.proof.model import Issue
from reports.table import ROW, Column, table
from wasteflow.core.i18n import text

KIND, PERIOD = "monthly_city", "period_city"  # the month beside the month before; any other
SEVERITIES = ("info", "warn", "serious", "crime")  # 1 to 4
__all__ = ["KIND", "draw", "issue", "load"]
CODES = {HAZARDOUS: "ZW21-16", GENERAL: "ZW21-15"}  # of the use rates in the national set of 2021
_CATEGORIES = 10  # shown by name; the rest is summed
_SOURCES = 5  # categories of the flow


def issue(facts: Monthly, language: str) -> Issue:
    """Its place in the archive: a later one of the same month takes its place."""
    span, other = facts.span, facts.against
    kind = KIND if facts.plain else PERIOD
    months = f"{facts.month:%Y-%m}" if span.months == 1 else f"{span.first:%Y-%m}/{span.last:%Y-%m}"
    beside = f":{other.first:%Y-%m}/{other.last:%Y-%m}" if other else ""
    series = f"{kind}:{facts.city}:{months}{beside}:{language}"
    return Issue(kind, series, facts.number(language), language, facts.digest, facts.watermark)


def draw(facts: Monthly, language: str, *, sample: bool = False) -> bytes:
    """The report as a PDF; a sample says so in place of its number."""
    return _Report(facts, language, sample=sample).render()


class _Report(Report):
    def render(self) -> bytes:
        self._cover()
        listed = self.paper.page()
        listed.text(listed.column(0), listed.row(1.5), self.say("month.contents"), size=20, bold=True)
        opening.summary(self)
        for name in self.facts.beside.style.sections:
            self._section(name)
        if not self.sample:
            self._check()
        opening.contents(self, listed)
        return self.paper.render()

    def _section(self, name: str) -> None:
        """One of `reports.model.SECTIONS`; each leaves itself out where its figures are not there."""
        drawn: dict[str, Callable[[], None]] = {
            "scores": partial(scores.draw, self),
            "rates": self._rates,
            "balances": self._balances,
            "fates": self._all_fates,
            "wastes": partial(wastes.streams, self),
            "groups": partial(groups.draw, self),
            "cities": partial(wastes.cities, self),
            "alerts": self._alerts,
            "matters": partial(matters.draw, self),
            "capacity": partial(beyond.capacity, self),
            "carbon": partial(beyond.carbon, self),
            "cells": partial(cells.draw, self),
            "quality": partial(quality.draw, self),
            "methods": self._methods,
        }
        drawn[name]()

    # --- pages -------------------------------------------------------------------------------------------

    def _cover(self) -> None:
        page, facts = self.paper.page(), self.facts
        main = facts.streams[0]
        x, edge = page.column(0), page.width - MARGIN
        page.rect(0, 0, page.width, 6, fill=ACCENT)
        page.text(x, page.row(1), self.kind, size=12, colour=QUIET)
        page.text(edge, page.row(1), "wasteflow", size=12, bold=True, colour=ACCENT, align="right")
        page.text(x, page.row(4), self.city, size=34, bold=True, limit=page.span(12))
        page.text(x, page.row(6), self.period, size=20)
        if facts.against:
            page.text(x, page.row(7), self.say("month.compared"), size=11, colour=QUIET)
        if facts.provisional:
            page.text(
                x,
                page.row(8 if facts.against else 7.5),
                self.say("month.provisional"),
                size=10,
                bold=True,
                colour=SEVERITY["warn"],
            )
        page.text(
            x - 1, page.row(15), self.percent(main.month.rate), size=88, bold=True, colour=ACCENT, limit=page.span(7)
        )
        page.paragraph(x, page.row(17.2), page.span(6), self.finding(main), size=14, leading=8)
        self._map(page)
        self._style(page)
        y = page.row(27)
        page.line(x, y, edge, y, width=0.35, colour=INK)
        for i, (value, unit, label) in enumerate(self._key_figures()):
            left = page.column(3 * i)
            used = page.text(left, y + 12, value, size=20, bold=True, limit=page.span(2.4))
            page.text(left + used + 1.2, y + 12, unit, size=10, colour=QUIET)
            page.paragraph(left, y + 18, page.span(3), label, size=9, leading=4.8, colour=QUIET, limit=3)
        page.text(x, page.row(42), self.say("month.cover.number", number=self.number), size=9)
        page.text(x, page.row(43), self._data_at(), size=9, colour=QUIET)

    def _style(self, page: Page) -> None:
        """The city's own: its crest at the top, its office's name and whom to ask at the foot."""
        style = self.facts.beside.style
        if style.crest is not None:
            crest.draw(page, style.crest, page.width - MARGIN - 24, page.row(2), 24)
        if office := style.office.get(self.language):
            page.text(page.column(0), page.row(39.5), office, size=12, bold=True, limit=page.span(12))
        if style.contact:
            said = self.say("month.cover.contact", contact=style.contact)
            page.text(page.column(0), page.row(40.5), said, size=9, colour=QUIET, limit=page.span(12))

    def _map(self, page: Page) -> None:
        cities = [
            Tile(p.column, p.row, wastes.short(p.names[self.language]), self.bay or p.code == self.facts.city)
            for p in self.facts.places
        ]
        charts.tiles(page, Box(page.column(7), page.row(8), page.span(5), 84), cities)

    def _key_figures(self) -> list[tuple[str, str, str]]:
        facts, unit = self.facts, self.say("month.t")
        hazardous = facts.streams[0]
        weighed = sum((s.kg for s in hazardous.shares if s.basis == "weighed"), ZERO)
        generated = hazardous.month.generated
        share = self.percent(100 * weighed / generated if generated else None)
        raised, pending = sum(a.raised for a in facts.alerts), sum(a.pending for a in facts.alerts)
        made = [
            (self.t(s.month.generated), unit, self.say("month.cover.generated", what=self.waste(s)))
            for s in facts.streams
        ]
        return [
            *made,
            (share, "", self.say("month.cover.weighed")),
            (figures.number(Decimal(raised), 0, self.language), "", self.say("month.cover.alerts", pending=pending)),
        ]

    def _data_at(self) -> str:
        if self.facts.data_at is None:
            return self.say("month.cover.nothing")
        loads = figures.number(Decimal(self.facts.loads), 0, self.language)
        return self.say("month.cover.data", moment=figures.minute(self.facts.data_at, self.language), loads=loads)

    def _rates(self) -> None:
        page = self.section("month.rates.title")
        for stream, y in zip(self.facts.streams, (page.row(4), page.row(24)), strict=True):
            self._rate(page, stream, y)

    def _rate(self, page: Page, stream: Stream, y: float) -> None:
        months = stream.months
        period = self.from_to(months[0].month, months[-1].month)
        y = self.heading(page, y, self.finding(stream), self.say("month.measured", period=period))
        lines = []
        if stream.target is not None:
            lines.append(Line(self.say("month.target"), stream.target))
        elif stream.region is not None:
            lines.append(Line(self.say("month.region"), stream.region))
        values = [Bar(figures.short_month(m.month, self.language), m.rate) for m in months]
        charts.bars(page, Box(page.column(0), y - 2, page.span(12), 54), values, self._one_place, lines=lines)
        self._fraction(page, stream, y + 60)

    def _fraction(self, page: Page, stream: Stream, y: float) -> None:
        """Numerator over denominator, spelled out; each leads to the loads behind it."""
        month, unit = stream.month, self.say("month.t")
        page.rect(page.column(0), y - 5, page.span(12), 29, fill=SHADE, radius=1.5)
        left, right = page.column(0) + 5, page.column(9)
        page.line(left, y + 6.5, right - 8, y + 6.5, width=0.35, colour=INK)
        for part, kg, base in (("numerator", month.used, y + 3), ("denominator", month.base, y + 12)):
            page.text(left, base, self.say(f"month.{part}"), size=9, colour=QUIET)
            page.text(right - 8, base, f"{self.t(kg, 3)} {unit}", size=11, bold=True, colour=ACCENT, align="right")
            if self.facts.first is None and not self.bay:  # the lists are of one city's month
                page.link(left, base - 4, right - 8 - left, 6, self._loads(stream, part))
        parts = f"= {self.t(month.generated, 3)} + {self.t(month.from_stock, 3)}"
        page.text(right - 8, y + 18, parts, size=9, colour=QUIET, align="right")
        page.text(right - 4, y + 8.2, "=", size=14, colour=QUIET)
        rate = figures.percent(month.rate, self.language, 2)
        page.text(right + 4, y + 9, rate, size=22, bold=True, colour=ACCENT, limit=page.span(3) - 6)

    def _loads(self, stream: Stream, part: str) -> str:
        """The address that lists the loads behind one side of a rate."""
        asked = f"city={self.facts.city}&month={self.facts.month:%Y-%m}&part={part}"
        return f"{self.facts.public_url.rstrip('/')}/console/indicators/{CODES[stream.stream]}/loads?{asked}"

    def _balances(self) -> None:
        page = self.section("month.balance.title")
        y = page.row(4)
        for stream in self.facts.streams:
            y = self._balance(page, stream, y)

    def _balance(self, page: Page, stream: Stream, y: float) -> float:
        month, change = stream.month, stream.closing - stream.opening
        way = "same" if not change else "grew" if change > 0 else "shrank"
        words = {"what": self.waste(stream), "closing": self.t(stream.closing), "change": self.t(abs(change))}
        y = self.heading(page, y, self.say(f"month.balance.{way}", **words), self.say("month.balance.measured"))
        steps = [Step(self.say("month.words.opening"), stream.opening, stock=True)]
        steps += [Step(self.say("month.words.generated"), month.generated)]
        steps += [
            Step(self.say(f"month.words.{name}"), -value)
            for name, value in (("used", month.used), ("disposed", month.disposed), ("other", month.other))
            if value or name != "other"
        ]
        steps += [Step(self.say("month.words.reweighed"), month.reweighed)] if month.reweighed else []
        steps += [Step(self.say("month.words.closing"), stream.closing, stock=True)]
        charts.waterfall(page, Box(page.column(0), y - 3, page.span(12), 52), steps, self._exact)
        return y + 60

    def _all_fates(self) -> None:
        for stream in self.facts.streams:
            self._fates(stream)

    def _fates(self, stream: Stream) -> None:
        page = self.section("month.flow.title", f" · {self.waste(stream)}")
        treated = sum((route.kg for route in stream.routes), ZERO)
        if treated:
            used = sum((route.kg for route in stream.routes if route.measure == "used"), ZERO)
            away = sum((route.kg for route in stream.routes if not route.here), ZERO)
            shares = {"share": self.percent(100 * used / treated), "away": self.percent(100 * away / treated)}
            key = "finding" if away else "finding_here"
            title = self.say(f"month.flow.{key}", what=self.waste(stream), **shares)
            y = self.heading(page, page.row(4), title, self.say("month.flow.measured"))
            colours = {
                self.say(f"month.flow.{way}_{where}"): TINT if way == "used" else GREY
                for way in ("used", "disposed", "other_treatment")
                for where in ("here", "away")
            }
            charts.flow(page, Box(page.column(0), y, page.span(12), 92), self._flows(stream), self.t, colours)
        else:
            page.text(page.column(0), page.row(4), self.say("month.flow.none"), size=11)
        self._categories(page, stream, page.row(23.5) if treated else page.row(7))

    def _flows(self, stream: Stream) -> list[Flow]:
        names = {category.code: category for category in stream.categories}
        weights: dict[str, Decimal] = {}
        for route in stream.routes:
            weights[route.category] = weights.get(route.category, ZERO) + route.kg
        largest = sorted(weights, key=lambda code: (-weights[code], code))
        shown = largest if len(largest) <= _SOURCES + 1 else largest[:_SOURCES]
        rest = self.say("month.words.rest", count=len(largest) - len(shown))
        sums: dict[tuple[str, str], Decimal] = {}
        order = {name: i for i, name in enumerate(["used", "disposed", "other_treatment"])}
        for route in sorted(stream.routes, key=lambda r: (order[r.measure], not r.here)):
            known = names.get(route.category)
            label = f"{route.category} {known.names[self.language] if known else ''}".strip()
            source = label if route.category in shown else rest
            fate = self.say(f"month.flow.{route.measure}_{'here' if route.here else 'away'}")
            sums[source, fate] = sums.get((source, fate), ZERO) + route.kg
        totals = charts.sums([(source, kg) for (source, _), kg in sums.items()])
        ordered = sorted(
            sums, key=lambda pair: (pair[0] == rest, -totals[pair[0]], pair[0])
        )  # stable: fates keep order
        return [Flow(source, fate, sums[source, fate]) for source, fate in ordered]

    def _categories(self, page: Page, stream: Stream, y: float) -> None:
        rows = stream.categories
        if not rows:
            self.heading(page, y, self.say("month.categories.none", what=self.waste(stream)), "")
            return
        first, generated = rows[0], stream.month.generated
        share = self.percent(100 * first.generated / generated if generated else None)
        title = self.say(
            "month.categories.finding", name=first.names[self.language], share=share, what=self.waste(stream)
        )
        shown = min(len(rows), _CATEGORIES)
        y = self.heading(page, y, title, self.say("month.categories.unit", count=shown))
        names = [n for n in ("generated", "used", "disposed", "other", "closing") if n != "other" or stream.month.other]
        columns = [Column(self.say("month.categories.column"), page.span(5), "left")]
        wide = (page.span(12) - page.span(5)) / len(names)
        columns += [Column(self.say(f"month.words.{name}"), wide) for name in names]
        lines = [
            [f"{row.code} {row.names[self.language]}".strip(), *(self.t(getattr(row, name), 3) for name in names)]
            for row in rows[:shown]
        ]
        for label, group in (
            (self.say("month.words.rest", count=len(rows) - shown), rows[shown:]),
            (self.say("month.words.total"), rows),
        ):
            if group:
                lines.append([label, *(self.t(sum((getattr(r, n) for r in group), ZERO), 3) for n in names)])
        table(page, page.column(0), y, columns, lines, total=True)

    def _alerts(self) -> None:
        page, found = self.section("month.alerts.title"), self.facts.alerts
        counts = {
            name: sum(getattr(a, name) for a in found) for name in ("raised", "pending", "confirmed", "dismissed")
        }
        title = self.say("month.alerts.finding", **counts) if found else self.say("month.alerts.none")
        y = self.heading(page, page.row(4), title, self.say("month.alerts.measured"))
        for i, level in enumerate(SEVERITIES):
            left, count = page.column(3 * i), sum(a.raised for a in found if a.severity == i + 1)
            page.rect(left, y - 1, page.span(3), 20, fill=SHADE, radius=1.5)
            page.text(left + 4, y + 10, figures.number(Decimal(count), 0, self.language), size=20, bold=True)
            signs.severity(page, level, left + 5.4, y + 14.6)
            page.text(left + 9, y + 15.8, self.say(f"severity.{level}"), size=9, limit=page.span(3) - 10)
        if not found:
            return
        columns = [
            Column(self.say("month.alerts.rule"), page.span(5), "left"),
            Column(self.say("month.alerts.severity"), page.span(2) + 2, "left"),
        ]
        names = tuple(counts)
        wide = (page.span(12) - sum(c.width for c in columns)) / len(names)
        columns += [Column(self.say(f"month.alerts.{name}"), wide) for name in names]
        rows = [
            [
                text(f"rules.{a.rule}.title", self.language),
                self.say(f"severity.{SEVERITIES[a.severity - 1]}"),
                *(figures.number(Decimal(getattr(a, name)), 0, self.language) for name in names),
            ]
            for a in found[:24]
        ]
        totals = [figures.number(Decimal(counts[name]), 0, self.language) for name in names]
        table(page, page.column(0), y + 32, columns, [*rows, [self.say("month.words.total"), "", *totals]], total=True)

    def _methods(self) -> None:
        page = self.section("month.methods.title")
        y = page.row(4)
        for key in ("rate", "final", "city", "closing", "basis", "set"):
            page.circle(page.column(0) + 1, y - 1.3, 0.8, fill=ACCENT)
            y = page.paragraph(page.column(0) + 6, y, page.span(10), self.say(f"month.methods.{key}"), size=10) + 3
        y += 4
        columns = [
            Column(self.say("month.methods.words"), page.span(3), "left"),
            Column("", page.span(12) - page.span(3), "left"),
        ]
        rows = [
            [self.say(f"month.words.{w}"), self.say(f"month.words.means.{w}")]
            for w in ("generated", "used", "disposed", "other")
        ]
        y = table(page, page.column(0), y, columns, rows) + 8
        self._series_table(page, y)

    def _series_table(self, page: Page, y: float) -> None:
        """The tables of the charts of use rates: every bar with its numerator and denominator. Those of several years
        have a page of their own."""
        if y + 18 + ROW * max(len(stream.months) for stream in self.facts.streams) > FOOT:
            page = self.further()
            y = page.row(2)
        names = ("generated", "from_stock", "used", "rate")
        half = page.span(6)
        for stream, x in zip(self.facts.streams, (page.column(0), page.column(6)), strict=True):
            page.text(x, y, self.waste(stream), size=10, bold=True, limit=half)
            wide = (half - 20) / len(names)
            columns = [Column(self.say("month.words.month"), 20, "left")]
            columns += [Column(self.say(f"month.words.{name}"), wide) for name in names]
            rows = [
                [
                    f"{m.month:%Y-%m}",
                    *(self.t(kg) if m.known else figures.NONE for kg in (m.generated, m.from_stock, m.used)),
                    self.percent(m.rate),
                ]
                for m in stream.months
            ]
            table(page, x, y + 6, columns, rows)

    def _check(self) -> None:
        page = self.section("check.title")
        address = f"{self.facts.public_url.rstrip('/')}/R/{self.number}"
        y = page.row(4)
        for i, key in enumerate(("scan", "hash", "again", "loads"), 1):
            page.text(page.column(0), y, str(i), size=14, bold=True, colour=ACCENT)
            y = page.paragraph(page.column(0) + 8, y, page.span(11), self.say(f"check.{key}"), size=11, leading=6.4) + 5
        side = page.span(4)
        top, edge = y, page.column(0)
        page.symbol(page.column(0) + 6, y + 6, side, qr.symbol(address.upper()))
        page.link(page.column(0) + 6, y + 6, side, side, address)
        left, wide = page.column(5), page.span(7) - 6
        y += 16
        for key, value in (
            ("number", self.number),
            ("address", address.replace("/R/", "\n/R/")),
            ("fingerprint", " ".join(self.facts.digest[i : i + 8] for i in range(0, 64, 8))),
        ):
            page.text(left, y, self.say(f"check.{key}"), size=9, colour=QUIET)
            y = page.paragraph(left, y + BASELINE, wide, value, size=10, bold=True) + 4
        page.rect(edge, top, page.span(12), max(side + 12, y - BASELINE - top), stroke=CONTEXT, radius=1.5)

    def _exact(self, kg: Decimal) -> str:
        """Tonnes to the kilogram, so that what is printed adds up."""
        return self.t(kg, 3)

    def _one_place(self, value: Decimal) -> str:
        return figures.number(value, 1, self.language)
