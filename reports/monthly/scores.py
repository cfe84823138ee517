"""The indicator set: every place of it, with its value, what it was, and how sure it is."""

from decimal import Decimal
from itertools import groupby

from reports import figures, signs
from reports.model import Score
from reports.monthly.base import FOOT, Report
from reports.page import ACCENT, CONTEXT, INK, PAPER, QUIET, RULE, SHADE, Page, wrap
from wasteflow.catalog.indicators import indicator_set

# As the set writes its groups; what they are called in other languages stands in the locale.
GROUPS = {
    "固体废物源头减量": "reduction",
    "固体废物资源化利用": "use",
    "固体废物最终处置": "disposal",
    "保障能力": "means",
    "群众获得感": "people",
    "香港": "hong_kong",
    "澳门": "macao",
}
TRACKS = {"met": "info", "on_track": "info", "at_risk": "warn", "off_track": "serious"}
_SIZE = 8.0
# Millimetres from the left margin: where a column begins, or ends where its figures stand right; and its room.
_NAME, _VALUE, _TREND, _BEFORE, _TARGET = (10, 63), (104, 30), 107, (121, 12), (135, 13)
_YEAR, _TRACK, _STANDING = (136, 8), (144, 15), (159, 15)
_LINE = 3.9  # millimetres


def draw(report: Report) -> None:
    """One or more pages; nothing where the set was not counted."""
    scores = report.facts.beside.scores
    if not scores:
        return
    page = report.section("month.scores.title")
    known = [s for s in scores if s.value is not None]
    compulsory = [s for s in scores if s.mandatory]
    title = report.say(
        "month.scores.finding",
        known=report.count(len(known)),
        count=report.count(len(scores)),
        missing=report.count(sum(s.standing == "missing" for s in compulsory)),
    )
    behind = sum(s.track in ("at_risk", "off_track") for s in scores)
    if aimed := sum(s.track in TRACKS for s in scores):
        title += report.say("month.scores.aims", count=report.count(aimed), behind=report.count(behind))
    y = report.heading(page, page.row(4), title, report.say("month.scores.measured"))
    y = _head(report, page, y + 1)
    for group, members in groupby(scores, lambda s: s.group):
        rows = [(score, wrap(score.names[report.language], _NAME[1], size=_SIZE)) for score in members]
        for i, (score, lines) in enumerate(rows):
            need = _height(lines) + (9 if i == 0 else 0)
            if y + need > FOOT:
                page = report.further()
                y = _head(report, page, page.row(2))
            if i == 0:
                y = _group(report, page, y, group)
            y = _row(report, page, y, score, lines)


def _height(lines: list[str]) -> float:
    return len(lines) * _LINE + 2.2


def _head(report: Report, page: Page, y: float) -> float:
    left = page.column(0)
    page.text(left + _NAME[0], y, report.say("month.scores.name"), size=7.5, colour=QUIET, limit=_NAME[1])
    for name, (x, room) in (("value", _VALUE), ("before", _BEFORE), ("target", _TARGET)):
        said = report.say(f"month.scores.{name}")
        page.text(left + x, y, said, size=7.5, colour=QUIET, align="right", limit=room)
    for name, (x, room) in (("track", _TRACK), ("standing", _STANDING)):
        page.text(left + x, y, report.say(f"month.scores.{name}"), size=7.5, colour=QUIET, limit=room)
    page.line(page.column(0), y + 1.8, page.column(12) - 4, y + 1.8, width=0.35, colour=INK)
    return y + 6


def _group(report: Report, page: Page, y: float, group: str) -> float:
    page.rect(page.column(0), y - 3.8, page.span(12), 6, fill=SHADE)
    name = report.say(f"month.group.{GROUPS[group]}") if group in GROUPS else report.say("month.group.rest")
    page.text(page.column(0) + 1.5, y + 0.3, name, size=9, bold=True, limit=page.span(12) - 3)
    return y + 7


def _row(report: Report, page: Page, y: float, score: Score, lines: list[str]) -> float:
    left = page.column(0)
    page.text(left, y, score.id.removeprefix("ZW21-"), size=_SIZE, colour=QUIET)
    if score.mandatory:
        page.text(left + 6, y, "●", size=5.5, colour=ACCENT)
    for i, line in enumerate(lines):
        page.text(left + _NAME[0], y + i * _LINE, line, size=_SIZE)
    places = max((_places(v) for v in (score.value, score.before, score.target) if v is not None), default=0)
    value = _written(report, score, places)
    page.text(left + _VALUE[0], y, value, size=_SIZE, bold=True, align="right", limit=_VALUE[1])
    _trend(page, left + _TREND, y, score)
    x, room = _BEFORE
    page.text(left + x, y, _plain(report, score.before, places), size=_SIZE, colour=QUIET, align="right", limit=room)
    if score.target is not None:
        x, room = _TARGET
        page.text(left + x, y, _plain(report, score.target, places), size=_SIZE, align="right", limit=room)
        page.text(left + _YEAR[0], y, str(score.by), size=6.5, colour=QUIET, limit=_YEAR[1])
    _track(report, page, y, score)
    _mark(report, page, y, score)
    bottom = y + (len(lines) - 1) * _LINE + 1.6
    page.line(page.column(0), bottom, page.column(12) - 4, bottom, colour=RULE)
    return y + _height(lines)


def _plain(report: Report, value: Decimal | None, places: int) -> str:
    """A figure with as many decimals as those beside it."""
    return figures.NONE if value is None else figures.number(value, places, report.language)


def _written(report: Report, score: Score, places: int) -> str:
    if score.value is None:
        return figures.NONE
    unit = indicator_set().unit(score.unit, report.language)
    return f"{_plain(report, score.value, places)} {unit}".strip()


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(max(0, -int(exponent)), 2) if abs(value) >= 1 or not value else 4


def _trend(page: Page, x: float, y: float, score: Score) -> None:
    """Up or down; filled where that is the better way, hollow where it is not."""
    if score.value is None or score.before is None or score.value == score.before:
        return
    up = score.value > score.before
    tip, base = (y - 2.7, y - 0.6) if up else (y - 0.6, y - 2.7)
    better = score.direction == ("up" if up else "down")
    fill = ACCENT if better else CONTEXT if score.direction == "none" else PAPER
    page.shape(
        [(x - 1.2, base), (x + 1.2, base), (x, tip)], fill=fill, stroke=INK if fill is PAPER else fill, width=0.25
    )


def _track(report: Report, page: Page, y: float, score: Score) -> None:
    """A shape and a word: a disc on its way, a triangle behind it, a diamond too far behind to reach it."""
    if score.track not in TRACKS:
        return
    left = page.column(0) + _TRACK[0]
    signs.severity(page, TRACKS[score.track], left + 1.3, y - 1.1, 1.2)
    page.text(left + 3.4, y, report.say(f"month.track.{score.track}"), size=7.5, limit=_TRACK[1] - 3.4)


def _mark(report: Report, page: Page, y: float, score: Score) -> None:
    key = ("moved" if score.pending else "revised" if score.version > 1 else "published") if score.version else ""
    key = key or score.standing
    colour = ACCENT if score.version else INK if score.value is not None else QUIET
    said = report.say(f"month.standing.{key}")
    page.text(page.column(0) + _STANDING[0], y, said, size=7.5, colour=colour, limit=_STANDING[1])
