"""Leave for my collector: who may sign for us and fill in our papers, given and withdrawn by us alone."""

import re
from datetime import date, timedelta
from uuid import UUID

from asyncpg import Record
from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from manifests.absent import commands as absent
from manifests.absent import queries as given
from manifests.absent import shown as showing
from manifests.absent.refusals import GuessableCode
from manifests.absent.schemas import NewAuthorisation, NewSigningCode
from reports import qr
from wasteflow.core import clock, edge
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import not_done
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.rounds import queries as choices

router = APIRouter(prefix="/leave", route_class=PageRoute)
NOBODY = UUID(int=0)
SHOWN = 200
HERE = f"{HOME}/leave"


@router.get("")
async def get_leave(visit: Here) -> Response:
    """What was given, and the form to give more."""
    require(visit.me, "signature:delegate")
    today = _today()
    until = today.replace(month=12, day=31)
    return await _page(visit, Form([("valid_from", str(today)), ("valid_to", str(until)), ("fills", "1")]))


@router.post("")
async def post_leave(request: Request, visit: Here) -> Response:
    """Give leave."""
    form = await read(request)
    again = lambda: _page(visit, form)  # noqa: E731
    try:
        await absent.authorise(visit.pool, visit.me, _new(form))
    except Refusals as several:
        return await not_done(visit, several.refusals, form, HERE, again)
    except Refusal as refusal:
        return await not_done(visit, [refusal], form, HERE, again)
    return go(HERE, [("done", visit.t("console.said.leave_given"))])


@router.get("/codes/{site}/shown")
async def get_shown(visit: Here, site: UUID) -> Response:
    """A code of the site as a symbol that drivers' phones scan; the page fetches a fresh one each minute."""
    shown = await showing.show(visit.pool, visit.request.app.state.settings, visit.me, site)
    symbol = qr.symbol(shown.text)
    return render(
        visit, "code_shown.html", shown=shown, side=symbol.side,
        path_of="".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in symbol.runs()),
    )  # fmt: skip


@router.post("/codes/{site}")
async def post_code(request: Request, visit: Here, site: UUID) -> Response:
    """Set the code of a site, or another in its place; or withdraw it. What was typed is not shown again."""
    form = await read(request)
    if form.get("withdraw"):
        await absent.withdraw_code(visit.pool, visit.me, site)
        return go(HERE, [("done", visit.t("console.said.code_withdrawn"))])
    typed = form.text("code")
    if not re.fullmatch("[0-9]{6}", typed):
        form.problems.append(r.SixDigits(f"code.{site}"))
        return await _page(visit, form)
    try:
        await absent.set_code(visit.pool, visit.me, site, NewSigningCode(code=typed))
    except GuessableCode:
        form.problems.append(GuessableCode(f"code.{site}"))
        return await _page(visit, form)
    return go(HERE, [("done", visit.t("console.said.code_set"))])


@router.post("/{id}/closing")
async def post_closing(request: Request, visit: Here, id: UUID) -> Response:
    """Withdraw it from today on."""
    await read(request)
    await absent.withdraw(visit.pool, visit.me, id, _today())
    return go(HERE, [("done", visit.t("console.said.leave_withdrawn"))])


def _new(form: Form) -> NewAuthorisation:
    asked = {name: form.get(name) for name in ("site", "carrier", "stream", "valid_from", "valid_to")}
    both = {name: bool(form.get(name)) for name in ("signs", "fills")}
    try:
        return NewAuthorisation.model_validate({"id": str(form.begins), **asked, **both})
    except ValidationError as error:
        raise edge.from_pydantic(error.errors()) from None


def _today() -> date:
    return clock.local_date(clock.now())


async def _page(visit: Visit, form: Form) -> Response:
    require(visit.me, "signature:delegate")
    org, today, book = visit.me.org or NOBODY, _today(), await visit.book()
    async with visit.pool.acquire() as conn:
        sites = await queries.sites_of_org(conn, org=org)
        collectors = await choices.collectors(conn, org=org, on=today)
        codes = await given.codes(conn, sites=[s.id for s in sites])
        rows = await given.authorisations(conn, scopes=[f"org:{org}"], after=None, limit=SHOWN)
    mine = [x for x in rows if x["org"] == org]
    return render(
        visit,
        "leave.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        sites=[(s.id, s.name) for s in sites],
        codes=codes,
        collectors=collectors,
        streams=[(s, visit.reader.stream(book, s)) for s in book.streams],
        rows=sorted(mine, key=lambda x: (_over(x, today), x["carrier_name"])),
        over=lambda x: _over(x, today),
        soon=today + timedelta(days=14),
        today=today,
        book=book,
    )


def _over(row: Record, today: date) -> bool:
    return row["valid_to"] < today or (row["closed_on"] is not None and row["closed_on"] <= today)
