"""Apply for an approval of what is to cross a border, with what a Basel notification says beyond it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from manifests.life.model import Code
from wasteflow.catalog import law
from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.edge import from_pydantic
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import require
from wasteflow.places import queries as places
from wasteflow.places.applications import commands
from wasteflow.places.applications.schemas import NewApplication
from wasteflow.web.console import queries
from wasteflow.web.console.batches import code_of, schemes_of, streams_of, written
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.words import ways

router = APIRouter(prefix="/approvals/applications", route_class=PageRoute)
OFFERED = 200  # sites beyond the border
SAID = ("packaging", "handling", "process", "technology", "reason", "composition", "physical", "contract", "insurance")


@router.get("/new")
async def get_new(visit: Here, q: str = "") -> Response:
    """The form; `q` narrows down the sites on the other side."""
    require(visit.me, "approval:apply")
    return await _form(visit, Form([("find", q)]))


@router.post("")
async def post_new(request: Request, visit: Here) -> Response:
    """Apply; looking for a site posts here too, so that nothing typed is lost."""
    require(visit.me, "approval:apply")
    form = await read(request)
    if form.get("search"):
        return await _form(visit, form)
    try:
        asked = await _asked(visit, form)
        form.check()
        item = _item(asked)
        await commands.apply(visit.pool, visit.me, item)
    except Refusals as several:
        form.problems = several.refusals
        return await _form(visit, form)
    except Refusal as refusal:
        form.problems = [refusal]
        return await _form(visit, form)
    return go(f"{HOME}/approvals/applications/{item.id}", [("done", visit.t("console.apply.said"))])


def _item(asked: dict[str, Any]) -> NewApplication:
    try:
        return NewApplication.model_validate(asked)
    except ValidationError as error:
        raise from_pydantic(error.errors()) from None


async def _asked(visit: Visit, form: Form) -> dict[str, Any]:
    """What was typed, as the API takes it; which kind of approval it is follows from the route."""
    start, end = form.id("from_site"), form.id("to_site")
    async with visit.pool.acquire() as conn:
        cards = await places.site_cards(conn, ids={start, end})
    code = code_of(form, "code")
    kinds = _kinds(await visit.book(), cards[start].city, cards[end].city, code) if len(cards) == 2 else []
    kind = kinds[0] if len(kinds) == 1 else form.choice("kind", kinds)
    said: dict[str, Any] = {name: form.text(f"notification.{name}", most=2000) for name in SAID}
    carriers = [line.strip() for line in form.get("notification.carriers").splitlines() if line.strip()]
    return {
        "id": str(form.begins),
        "kind": kind,
        "from_site": str(start),
        "to_site": str(end),
        "scheme": code.scheme,
        "code": code.code,
        "tonnes": str(form.number("tonnes")),
        "methods": [m for m in form.every("methods") if m],
        "valid_from": form.get("valid_from"),
        "valid_to": form.get("valid_to"),
        "shipments": form.count("shipments") if form.get("shipments").strip() else None,
        "notification": said | {"carriers": carriers},
        "reason": form.text("reason", most=2000),
    }


def _kinds(book: Book, origin: str, destination: str, code: Code) -> list[str]:
    """The kinds of approval this waste may need on this route."""
    regimes = [book.regime(origin, destination, stream) for stream in streams_of(book, code)]
    return sorted({kind for x in regimes for kind in (x.approval_kind, x.filing_kind) if kind})


async def _form(visit: Visit, form: Form) -> Response:
    book, org = await visit.book(), visit.me.org or UUID(int=0)
    async with visit.pool.acquire() as conn:
        mine = await queries.sites_of_org(conn, org=org)
        there = await places.sites(
            conn, after=None, q=form.get("find").strip() or None, city=None, org=None, part="receives", closed=False,
            limit=OFFERED,
        )  # fmt: skip
    chosen = next((s for s in mine if str(s.id) == form.get("from_site")), mine[0] if mine else None)
    beyond = [s for s in there if chosen and law.approval_kinds_between(chosen.city, s.city)]
    end = next((s for s in beyond if str(s.id) == form.get("to_site")), None)
    code = written(form.get("code"))
    kinds = _kinds(book, chosen.city, end.city, code) if chosen and end and code else []
    return render(
        visit,
        "application_new.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or form.begins,
        mine=mine,
        beyond=beyond,
        kinds=kinds if len(kinds) > 1 else [],
        schemes=schemes_of(book, {s.city for s in mine}),
        methods=ways(book),
        today=clock.local_date(clock.now()),
        most=OFFERED,
        book=book,
    )
