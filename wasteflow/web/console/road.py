"""Control on the road: an officer's search; and what a driver's link shows, to anybody who holds it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.roadside import commands
from manifests.roadside.model import Showing
from reports import qr
from wasteflow.core import i18n
from wasteflow.core.errors import Refusal
from wasteflow.people.permissions import require
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Anybody, Here, PageRoute, Visit, go, render
from wasteflow.web.console.words import Reader

router = APIRouter(route_class=PageRoute)
public = APIRouter(route_class=PageRoute)
RECENT = 8
PURPOSES = ("routine", "suspicion", "accident", "border")


@router.get("/road")
async def get_road(visit: Here, asked: str = "") -> Response:
    """The search, and what one looked up lately."""
    require(visit.me, "road:look")
    return await _page(visit, Form([("asked", asked[:60])]))


@router.post("/road")
async def post_road(request: Request, visit: Here) -> Response:
    """Look it up. By POST: a plate stands in no address, and a look is written down."""
    require(visit.me, "road:look")
    form = await read(request)
    chosen = form.get("purpose")
    said = visit.t(f"console.road.purposes.{chosen}") if chosen in PURPOSES else ""
    purpose = " · ".join(filter(None, (said, form.text("more", most=200))))
    try:
        answer = await commands.look(visit.pool, visit.me, asked=form.get("asked"), purpose=purpose)
    except Refusal as refusal:
        form.problems.append(refusal)
        return await _page(visit, form)
    return await _page(visit, form, answer)


async def _page(visit: Visit, form: Form, answer: object = None) -> Response:
    recent = await commands.looks(visit.pool, visit.me, None, RECENT)
    return render(
        visit,
        "road.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        answer=answer,
        recent=[look for look in recent if answer is None or look.id != answer.id],  # type: ignore[attr-defined]
        purposes=[(name, visit.t(f"console.road.purposes.{name}")) for name in PURPOSES],
        book=await visit.book(),
    )


# --- a driver shows a load -----------------------------------------------------------------------------------


@router.post("/manifests/{id}/showing")
async def post_showing(visit: Here, id: UUID) -> Response:
    """A fresh link, drawn as a symbol to hold out; it is drawn this once, since nothing keeps its secret."""
    settings = visit.request.app.state.settings
    made = await commands.show(visit.pool, visit.me, id, minutes=settings.road_link_minutes)
    return _shown(visit, id, made, f"{settings.public_url.rstrip('/')}/S/{made.token}", settings.road_link_minutes)


def _shown(visit: Visit, id: UUID, made: Showing, address: str, minutes: int) -> Response:
    symbol = qr.symbol(address.upper())
    return render(
        visit, "road_showing.html", id=id, made=made, address=address, minutes=minutes, side=symbol.side,
        path_of="".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in symbol.runs()),
    )  # fmt: skip


@router.post("/manifests/{id}/showing/end")
async def post_end(visit: Here, id: UUID) -> Response:
    """Revoke it."""
    await commands.hide(visit.pool, visit.me, id)
    return go(f"{HOME}/manifests/{id}", [("done", visit.t("console.said.showing_ended"))])


# --- without signing in --------------------------------------------------------------------------------------


@public.get("/S/{token}")
async def get_shown(visit: Anybody, token: str, lang: str = "") -> Response:
    """The leg under way. A link that never was, has run out or was revoked is told alike."""
    if lang in i18n.LANGUAGES:
        visit.reader = Reader(lang)
    found = await commands.shown(visit.pool, token)
    page = "road_shown.html" if found else "road_nothing.html"
    answer = render(visit, page, http=200 if found else 404, one=found, book=await visit.book())
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
