"""When does this city's report come, and where are those that came? Making one, its schedule, what is being made, the
archive; and one report with the figures it rests on, each led to its loads."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from reports import policy
from reports import queries as documents
from reports.documents import monthly_city
from reports.model import BAY
from reports.months import month_of
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.months import months, months_before
from wasteflow.people.permissions import allowed, require
from wasteflow.reporting import commands, making, queries, review, schemas, store
from wasteflow.reporting.model import LAST_DAY, LONGEST_WAIT, at_latest, due, upcoming
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.bay.queries import cities_of
from workers.messages.model import of_place

router = APIRouter(prefix="/reports", route_class=PageRoute)
PAGE = f"{HOME}/reports"
SHOWN, YEARS = 30, 24  # papers; months to choose from
DAYS = (10, 10)  # offered first: from the tenth on, ten days of waiting


@router.get("")
async def get_reports(visit: Here, city: str = "", month: str = "", before: UUID | None = None) -> Response:
    """One city, or the Bay Area; of one month, or of all."""
    return await _page(visit, Form(), city, month, before)


@router.post("/make")
async def post_make(request: Request, visit: Here) -> Response:
    """Make a report of any months, beside any others, and open it; the same figures give the document there is."""
    form = await read(request)

    async def make() -> UUID:
        language = form.choice("language", LANGUAGES)
        form.check()
        typed = {name: form.get(name) or None for name in ("first", "against")}
        wanted = schemas.MonthlyWanted(form.get("city"), form.get("month"), language, **typed)
        month, first, against = wanted.spans()
        return await making.make(
            visit.pool, request.app.state.settings, visit.me, city=wanted.city, month=month, first=first,
            language=language, against=against,
        )  # fmt: skip

    return await _done(visit, form, make, lambda id: go(f"/reports/{id}.pdf"))


@router.post("/schedule")
async def post_schedule(request: Request, visit: Here) -> Response:
    """From which day, after which wait, in which languages."""
    form = await read(request)
    city = form.get("city")

    async def set_() -> None:
        day, wait = form.count("day"), form.count("wait_days")
        form.check()
        await commands.set_schedule(
            visit.pool, visit.me, city=city, active=form.get("active") == "1", day=day, wait_days=wait,
            languages=form.every("languages"),
        )  # fmt: skip

    return await _done(visit, form, set_, lambda _: _back(visit, city, "scheduled"))


@router.post("/retry")
async def post_retry(request: Request, visit: Here) -> Response:
    """Try again what has failed."""
    form = await read(request)
    city = form.get("city")

    async def again() -> None:
        await commands.retry(visit.pool, visit.me, city=city, month=month_of(form.get("month")))

    return await _done(visit, form, again, lambda _: _back(visit, city, "again"))


def _back(visit: Visit, city: str, said: str) -> Response:
    return go(f"{PAGE}?city={city}", [("done", visit.t(f"console.reports.said.{said}"))])


async def _done(visit: Visit, form: Form, act: Any, then: Any) -> Response:
    try:
        made = await act()
    except (Refusal, Refusals) as wrong:
        form.problems = list(wrong.refusals)
        return await _page(visit, form, form.get("city"), "", None)
    answer: Response = then(made)
    return answer


async def _page(visit: Visit, form: Form, city: str, month: str, before: UUID | None) -> Response:
    require(visit.me, "indicator:see")
    book, today = await visit.book(), clock.local_date(clock.now())
    places = [code for code in (*cities_of(book), BAY) if of_place(visit.me, code)]
    city = city if city in places else visit.me.city if visit.me.city in places else BAY
    only = month_of(month) if month else None
    async with visit.pool.acquire() as conn:
        versions = await queries.versions(conn, city=city)
        runs = await queries.runs(conn, cities=[city], month=only, limit=6)
        papers = await queries.papers(conn, cities=[city], month=only, before=before, limit=SHOWN + 1)
        waits = await _waiting(conn, city, versions, today)
    this = today.replace(day=1)
    return render(
        visit,
        "reports.html",
        http=max(p.status for p in form.problems) if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        city=city,
        bay=BAY,
        places=places,
        book=book,
        months=list(reversed(months(months_before(this, YEARS - 1), this))),
        last=months_before(this, 1),
        only=only,
        schedule=versions[0].schedule if versions else None,
        versions=versions,
        upcoming=upcoming(versions[0].schedule, today) if versions and versions[0].schedule.active else None,
        waits=waits,
        offered=DAYS,
        bounds=(LAST_DAY, LONGEST_WAIT),
        runs=runs,
        running=any(one.standing == "open" for one in runs),
        papers=papers[:SHOWN],
        more=papers[SHOWN - 1].id if len(papers) > SHOWN else None,
        may_make=_may(visit, book, city, "report:make"),
        may_arrange=_may(visit, book, city, commands.ARRANGE),
    )


async def _waiting(conn: Any, city: str, versions: Any, today: date) -> dict[str, Any] | None:
    """The month whose day has come and whose report waits for its review."""
    month = months_before(today.replace(day=1), 1)
    if not versions or month not in due(versions[0].schedule, today):
        return None
    if await store.run(conn, city=city, month=month) is not None:
        return None
    found = await review.review(conn, city=city, month=month)
    return {"month": month, "review": found, "latest": at_latest(versions[0].schedule, month)}


def _may(visit: Visit, book: Any, city: str, action: str) -> bool:
    try:
        policy.may_report(visit.me, policy.answers_for(book, city), action)
    except Refusal:
        return False
    return True


@router.get("/{id}")
async def get_report(visit: Here, id: UUID) -> Response:
    """One report: which version it is, the figures it rests on, and where their loads are listed."""
    require(visit.me, "indicator:see")
    async with visit.pool.acquire() as conn:
        found = await documents.document(conn, id=id)
        if found is None or not of_place(visit.me, found.city):
            raise NotFound("id", what=Word("subject.report"))
        facts = await documents.facts(conn, id=id)
        versions = await queries.same_series(conn, document=id)
    return render(
        visit,
        "report.html",
        paper=found,
        sides=_sides(facts),
        scores=_scores(facts),
        wastes=[w | {"t": Decimal(w["generated"]) / 1000} for w in facts.get("wastes", []) if Decimal(w["generated"])],
        alerts=facts.get("alerts", []),
        sees_alerts=allowed(visit.me, "case:see"),
        versions=versions,
        one_month=not facts.get("first") and found.city != BAY,
        custody=monthly_city.CODES.values(),  # whose two sides have lists of loads
        bay=BAY,
        month=found.period,
        first=date.fromisoformat(facts["first"]) if facts.get("first") else found.period,
        book=await visit.book(),
    )


def _sides(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides of each use rate, in tonnes."""
    found = []
    for stream in facts["streams"]:
        month = stream.get("total") or stream["months"][-1]
        used, generated, stock = (Decimal(month.get(name, 0)) for name in ("used", "generated", "from_stock"))
        for part, kg in (("numerator", used), ("denominator", generated + stock)):
            code = monthly_city.CODES[stream["stream"]]
            found.append({"stream": stream["stream"], "code": code, "part": part, "t": kg / 1000})
    return found


def _scores(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Indicators with a value."""
    known = facts.get("beside", {}).get("scores", [])
    return [score | {"value": Decimal(score["value"])} for score in known if score.get("value") is not None]
