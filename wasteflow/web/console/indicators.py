"""Indicators: a city's month with numerator, denominator and coverage; the year behind it; the map; the PDF."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reports import policy
from reports import queries as made
from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.months import months, months_before
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.reporting import making
from wasteflow.web.console.forms import read
from wasteflow.web.console.page import Here, PageRoute, Visit, go, render, told
from wasteflow.web.console.queries import sums_of_cities
from wasteflow.web.console.tiles import by_rate
from workers.indicators.engine import IndicatorValue, value_of
from workers.indicators.indicator import Indicator, all_indicators
from workers.lineage import queries as lineage
from workers.lineage.behind import of_indicator
from workers.queries import indicator_series, last_month
from workers.statistics.model import period

router = APIRouter(prefix="/indicators", route_class=PageRoute)
PROVINCE = "440000"
YEAR = 12
LOADS = 100


@router.get("")
async def get_indicators(visit: Here, city: str = "", month: str = "", code: str = "") -> Response:
    """Figures of a city and month; without either the reader's own and the last that was counted."""
    return await _page(visit, city, month, code, [])


@router.post("/report")
async def post_report(request: Request, visit: Here) -> Response:
    """Make the month's PDF and open it; the same figures give the document there is."""
    form = await read(request)
    city, month = form.get("city"), form.get("month")
    try:
        id = await making.make(
            visit.pool,
            request.app.state.settings,
            visit.me,
            city=city,
            month=_month(month) or clock.local_date(clock.now()),
            language=visit.reader.language,
        )
    except (Refusal, Refusals) as wrong:
        problems = wrong.refusals
        return await _page(visit, city, month, "", told(visit.reader, problems))
    return go(f"/reports/{id}.pdf")


async def _page(visit: Visit, city: str, month: str, code: str, problems: list[dict[str, str]]) -> Response:
    require(visit.me, "indicator:see")
    book, known = await visit.book(), all_indicators()
    city = city if city in book.jurisdictions else visit.me.city or PROVINCE
    chosen = known.get(code) or next(reversed(known.values()))
    async with visit.pool.acquire() as conn:
        last = await last_month(conn)
        shown = _month(month) or last or clock.local_date(clock.now()).replace(day=1)
        streams = sorted({s for x in known.values() for s in x.streams})
        sums = await sums_of_cities(conn, month=shown, streams=streams)
        series = await indicator_series(
            conn, code=chosen.code, city=city, start=months_before(shown, YEAR - 1), end=shown
        )
        papers = await made.documents(conn, cities=[city], period=shown, before=None, limit=5)
    mark = series[-1].watermark
    begun = next((n for n, v in enumerate(series) if v.denominator), len(series))
    series = series[min(begun, len(series) - 2) :]  # months before the first load say nothing

    def value(indicator: Indicator, place: str) -> IndicatorValue:
        within = [s for c, found in sums.items() if c == place or book.provinces.get(c) == place for s in found]
        return value_of(indicator, within, city=place, start=shown, end=shown, watermark=mark)

    return render(
        visit,
        "indicators.html",
        http=422 if problems else 200,
        problems=problems,
        city=city,
        month=shown,
        months=list(reversed(months(months_before(last or shown, 23), last or shown))),
        chosen=chosen,
        values=[value(x, city) for x in known.values()],
        series=series,
        chart=_chart(visit, series),
        tiles=by_rate(visit, book, {j: value(chosen, j).value for j in book.jurisdictions}, city),
        watermark=mark,
        papers=papers,
        may_report=_may_report(visit, book, city),
        may_follow=_may_follow(visit, book, city),
        book=book,
    )


def _month(written: str) -> date | None:
    try:
        found = period(written)
    except Refusal:
        return None
    return None if found.is_year else found.first


def _may_report(visit: Visit, book: Book, city: str) -> bool:
    try:
        policy.may_report(visit.me, policy.answers_for(book, city))
    except Refusal:
        return False
    return True


def _may_follow(visit: Visit, book: Book, city: str) -> bool:
    """Figures are for everybody with the right to see them; loads name companies."""
    own = scopes(visit.me)
    mine = own is None or bool({f"city:{city}", f"province:{book.provinces.get(city) or city}"} & set(own))
    return mine and allowed(visit.me, "indicator:see")


# --- pictures --------------------------------------------------------------------------------------------


def _chart(visit: Visit, series: list[IndicatorValue]) -> dict[str, Any]:
    """What the chart draws, in tonnes; the same figures stand in its table."""
    reader = visit.reader
    return {
        "months": [reader.month(v.start) for v in series],
        "base": [_t(v.denominator) for v in series],
        "used": [_t(v.numerator) for v in series],
        "rates": [reader.percent(v.value) if v.value is not None else "" for v in series],
        "names": {"base": reader.t("console.indicators.base"), "used": reader.t("console.indicators.used")},
        "unit": "t",
    }


def _t(kg: Decimal) -> float:
    return float(round(kg / 1000, 3))  # a drawing's heights; figures stay Decimal everywhere else


# --- the loads behind a figure -----------------------------------------------------------------------------


@router.get("/{code}/loads")
async def get_loads(
    visit: Here,
    code: str,
    city: str,
    month: str,
    part: str = "numerator",
    after: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """Every figure can be followed to its loads."""
    require(visit.me, "indicator:see")
    book, indicator, start = await visit.book(), all_indicators().get(code), _month(month)
    if indicator is None or start is None or city not in book.jurisdictions or not _may_follow(visit, book, city):
        raise NotFound("code", what=Word("subject.page"))
    part = part if part in ("numerator", "denominator") else "numerator"
    async with visit.pool.acquire() as conn:
        counted = of_indicator(indicator, "denominator" if part == "denominator" else "numerator")
        rows = await lineage.loads(
            conn, counted, city=city, start=start, end=start, after=lineage.read_cursor(after), limit=LOADS + 1
        )
    last = rows[LOADS - 1] if len(rows) > LOADS else None
    return render(
        visit,
        "loads.html",
        rows=rows[:LOADS],
        more=last.cursor if last else None,
        indicator=indicator,
        code=code,
        city=city,
        month=start,
        part=part,
        first=not after,
        book=book,
    )
