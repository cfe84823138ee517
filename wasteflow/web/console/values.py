"""One indicator of a city and period: trend, target, what it rests on, why it moved, who stands for it; its loads."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.indicators import Computed, Formula, indicator_set
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.core.keys import signing_keys
from wasteflow.people.permissions import allowed, require
from wasteflow.web.console import choosing
from wasteflow.web.console.forms import Form, read, upload
from wasteflow.web.console.page import Here, PageRoute, Visit, go, render
from workers.indicators.city import SetValue
from workers.indicators.indicator import all_indicators
from workers.lineage import queries as lineage
from workers.lineage import schemas as told
from workers.lineage import why
from workers.lineage.behind import PARTS, Part, behind
from workers.shares import commands as sharing
from workers.statements import commands as statements
from workers.statements import store as said
from workers.statements.model import Met
from workers.statistics import queries as figures
from workers.statistics import schemas
from workers.statistics.model import Period, Status
from workers.statistics.policy import own
from workers.targets import commands as targets
from workers.targets import queries as standings
from workers.targets.store import latest
from workers.targets.track import Point, asked_by
from workers.values import commands, queries

router = APIRouter(prefix="/indicator-set", route_class=PageRoute)
City = Annotated[str, Query(max_length=6)]
Of = Annotated[str, Query(alias="period", max_length=7)]
MONTHS, YEARS, CELLS, LOADS, MILESTONES = 12, 5, 20, 200, 3
By = Literal["stream", "city", "site"]


# --- acts ------------------------------------------------------------------------------------------------


@router.post("/step")
async def post_steps(request: Request, visit: Here) -> Response:
    """Stand for, or release, everything of the period that can be."""
    form = await read(request)
    try:
        return go(_address(form), [("done", await _step(visit, form, []))])
    except Refusal as refusal:
        return go(_address(form), [("warn", visit.reader.said(refusal))])


@router.post("/{id}/step")
async def post_step(request: Request, visit: Here, id: str) -> Response:
    """Stand for a value, release it, make it again with a reason, or give it back."""
    form = await read(request)
    try:
        return go(_address(form, id), [("done", await _step(visit, form, [id]))])
    except Refusal as refusal:
        form.problems = [refusal]
        return await _page(visit, id, form)


async def _step(visit: Visit, form: Form, chosen: list[str]) -> str:
    asked: dict[str, Any] = {"city": form.get("city"), "of": form.get("period"), "indicators": chosen}
    step, reason = form.get("step"), form.get("reason")
    if step == "publish":
        done = await commands.publish(visit.pool, visit.me, **asked)
    elif step == "return":
        done = await commands.give_back(visit.pool, visit.me, **asked, reason=reason)
    else:
        step, done = "review", await commands.review(visit.pool, visit.me, **asked, reason=reason)
    return visit.t(f"console.value.done_{step}", n=len(done))


@router.post("/{id}/target")
async def post_target(request: Request, visit: Here, id: str) -> Response:
    """Set what the city aims at: base, milestone, target."""
    form = await read(request)
    points: list[Point] = []
    for n in range(MILESTONES):
        if form.get(f"year{n}") or form.get(f"value{n}"):
            points.append((form.count(f"year{n}"), form.number(f"value{n}")))
    if not form.problems:
        try:
            await targets.set_target(
                visit.pool, visit.me, city=form.get("city"), indicator=id, points=points, source=form.get("source"),
                reason=form.get("reason"),
            )  # fmt: skip
            return go(_address(form, id), [("done", visit.t("console.value.target_set"))])
        except Refusal as refusal:
            form.problems = [refusal]
    return await _page(visit, id, form)


@router.post("/{id}/statement")
async def post_statement(request: Request, visit: Here, id: str) -> Response:
    """State an indicator in words, with a file that shows it."""
    form, name, data = await upload(request)
    met = form.choice("met", [m.value for m in Met])
    if not form.problems:
        try:
            one = await statements.state(
                visit.pool, visit.me, city=form.get("city"), indicator=id, of=form.get("period"), met=Met(met),
                words=form.get("words"), reason=form.get("reason"),
            )  # fmt: skip
            if data is not None:
                await statements.add_evidence(visit.pool, visit.me, one.id, name=name, data=data)
            return go(_address(form, id), [("done", visit.t("console.value.stated"))])
        except Refusal as refusal:
            form.problems = [refusal]
    return await _page(visit, id, form)


@router.post("/{id}/statement/review")
async def post_verdict(request: Request, visit: Here, id: str) -> Response:
    """Approve what a colleague stated, or return it."""
    form = await read(request)
    verdict = Status.RETURNED if form.get("verdict") == "returned" else Status.APPROVED
    one = form.id("statement")
    if not form.problems:
        try:
            await statements.review(visit.pool, visit.me, one, verdict=verdict, reason=form.get("reason"))
            return go(_address(form, id), [("done", visit.t(f"console.statistics.said_{verdict.value}"))])
        except Refusal as refusal:
            form.problems = [refusal]
    return await _page(visit, id, form)


@router.post("/{id}/share")
async def post_share(request: Request, visit: Here, id: str) -> Response:
    """Make a link that shows the published value to somebody without an account."""
    form, state = await read(request), request.app.state
    try:
        token, shared = await sharing.share(
            visit.pool, visit.me, signing_keys(state.settings), city=form.get("city"), of=form.get("period"),
            indicator=id,
        )  # fmt: skip
    except Refusal as refusal:
        form.problems = [refusal]
        return await _page(visit, id, form)
    link = f"{state.settings.public_url.rstrip('/')}/shared/{token}"
    return await _page(visit, id, form, link=(link, shared.until))


# --- the page --------------------------------------------------------------------------------------------


@router.get("/{id}")
async def get_value(visit: Here, id: str, city: City = "", of: Of = "", by: By = "stream") -> Response:
    """One indicator of a city and period."""
    return await _page(visit, id, Form([("city", city), ("period", of)]), by)


async def _page(visit: Visit, id: str, form: Form, by: By = "stream", link: tuple[str, date] | None = None) -> Response:
    require(visit.me, "indicator:see")
    book = await visit.book()
    city, when = choosing.place(visit, book, form.get("city")), choosing.year_or_month(form.get("period"))
    computed = _computed(id, city)
    mine = own(visit.me, book, city)
    by = "stream" if by == "site" and not mine else by
    periods = _before(when)
    in_words = computed.formula is Formula.DECLARED
    async with visit.pool.acquire() as conn:
        series = await figures.series(conn, id=id, city=city, periods=periods)
        life = (await queries.states(conn, city=city, period=when.written)).get(id)
        history = await queries.history(conn, city=city, period=when.written, indicator=id)
        target = (await latest(conn, city=city, indicator=id)).get(id)
        words = await said.versions(conn, city=city, period=when.written, indicator=id) if in_words else []
        change = await why.shared_out(
            conn, city=city, periods=(periods[-2], when), values=(series[-2], series[-1]), by=by
        )
    today = clock.local_date(clock.now())
    return render(
        visit,
        "value.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        link=link,
        id=id,
        computed=computed,
        row=book.indicator(id),
        unit=schemas.unit(id, book, visit.reader.language),
        name=schemas.name(id, book, visit.reader.language),
        city=city,
        period=when,
        periods=choosing.periods(when),
        value=series[-1],
        series=list(zip(periods, series, strict=True)),
        ways=[asked_by(target.points, p.last) if target else None for p in periods],
        chart=_chart(visit, periods, series, target.points if target else None),
        life=life,
        history=history,
        target=target,
        stands=standings.beside([series[-1]], {id: target} if target else {}, when, today).get(id),
        words=words,
        by=by,
        change=change,
        named=lambda share: told.name(share, by, change.names, book, visit.reader.language),
        before=periods[-2],
        counted=[part for part in PARTS if behind(id, part)],
        mine=mine,
        may_review=mine and allowed(visit.me, "value:review"),
        may_publish=mine and allowed(visit.me, "value:publish"),
        may_enter=mine and allowed(visit.me, "statistic:enter"),
        in_words=in_words,
        own_file=all_indicators().get(id),
        known=indicator_set(),
        mets=[m.value for m in Met],
        book=book,
    )


def _computed(id: str, city: str) -> Computed:
    """Raises NotFound where the place is not measured by it."""
    if not indicator_set().concerns(id, city):
        raise NotFound("id", what=Word("subject.page"))
    return indicator_set().indicators[id]


def _before(when: Period) -> list[Period]:
    """The periods of the trend, up to this one."""
    return [when.back(n) for n in range((YEARS if when.is_year else MONTHS) - 1, -1, -1)]


def _chart(visit: Visit, periods: list[Period], series: list[SetValue], points: tuple[Point, ...] | None) -> Any:
    """What the chart draws; the same figures stand in its table. Floats are heights of a drawing only."""
    return {
        "kind": "trend",
        "months": [p.written for p in periods],
        "values": [None if v.value is None else float(v.value) for v in series],
        "target": [float(asked_by(points, p.last)) for p in periods] if points else [],
        "names": {"value": visit.t("console.indicator_set.value"), "target": visit.t("console.value.way")},
    }


# --- down to the loads -----------------------------------------------------------------------------------


@router.get("/{id}/loads")
async def get_loads(
    visit: Here,
    id: str,
    city: City = "",
    of: Of = "",
    part: Part = "numerator",
    moved: bool = False,
    after: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """The sums and the loads that a side of a value is made of, or those that moved it since it was released."""
    require(visit.me, "indicator:see")
    book = await visit.book()
    place, when = choosing.place(visit, book, city), choosing.year_or_month(of)
    _computed(id, place)
    counted = behind(id, part)
    if counted is None or not own(visit.me, book, place):
        raise NotFound("id", what=Word("subject.page"))
    asked: dict[str, Any] = {"city": place, "start": when.first, "end": when.last}
    async with visit.pool.acquire() as conn:
        state = (await queries.states(conn, city=place, period=when.written)).get(id)
        released = state.published if state else None
        mark = released.figures.mark if moved and released else None
        rows = await lineage.loads(
            conn, counted, **asked, after=lineage.read_cursor(after), limit=LOADS + 1,
            since=(mark.xid, mark.subject, mark.seq) if mark else None,
        )  # fmt: skip
        cells = [] if mark or after else await lineage.cells(conn, counted, **asked, limit=CELLS)
    last = rows[LOADS - 1] if len(rows) > LOADS else None
    return render(
        visit,
        "value_loads.html",
        id=id,
        name=schemas.name(id, book, visit.reader.language),
        city=place,
        period=when,
        part=part,
        moved=mark is not None,
        released=released,
        rows=rows[:LOADS],
        cells=cells,
        more=last.cursor if last else None,
        first=not after,
        book=book,
    )


def _address(form: Form, id: str = "") -> str:
    page = f"/{id}" if id else ""
    return f"/console/indicator-set{page}?city={form.get('city')[:6]}&period={form.get('period')[:7]}"
