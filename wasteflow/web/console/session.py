"""Signing in and out, and the language of the pages."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.core import i18n
from wasteflow.core.errors import Refusal
from wasteflow.core.store import read_mark
from wasteflow.people import access, commands
from wasteflow.people.access import address_of, recognise, same_origin
from wasteflow.people.refusals import NotSignedIn
from wasteflow.people.routes import set_cookie
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, LANGUAGE_COOKIE, SIGN_IN, Anybody, PageRoute, Visit, go, local, render

router = APIRouter(route_class=PageRoute)
YEAR = 365 * 24 * 3600


@router.get("/sign-in")
async def get_sign_in(visit: Anybody, next: str = "") -> Response:  # noqa: A002 - the word in the address
    """The form; who is signed in already goes on."""
    if visit.actor is not None:
        return go(local(next))
    return await _form(visit, Form(), next)


@router.post("/sign-in")
async def post_sign_in(request: Request, visit: Anybody) -> Response:
    """Open a session; what is wrong is said beside the form, the name stays."""
    same_origin(request)
    form = await read(request)
    name, password = form.text("name", needed=True), form.get("password")
    if not form.problems:
        try:
            opened = await commands.sign_in(visit.pool, name, password, address_of(request))
        except Refusal as refusal:
            form.problems.append(refusal)
        else:
            answer = go(local(form.get("next")))
            set_cookie(answer, opened)
            return answer
    return await _form(visit, form, form.get("next"), status=form.problems[0].status)


async def _form(visit: Visit, form: Form, next: str, status: int = 200) -> Response:  # noqa: A002
    return render(
        visit,
        "sign_in.html",
        http=status,
        form=form,
        told=form.told(visit.reader),
        next=next,
        samples=await _samples(visit),
    )


async def _samples(visit: Visit) -> list[Any]:
    """Accounts to try, where the demo Bay Area is loaded; the demo stands a floor above, so `app` hands them in."""
    async with visit.pool.acquire() as conn:
        loaded = await read_mark(conn, name="demo") == "complete"
    return list(visit.request.app.state.sample_accounts) if loaded else []


@router.post("/sign-out")
async def post_sign_out(request: Request) -> Response:
    """End this session."""
    answer = go(SIGN_IN)
    try:
        shown = await recognise(request)
        await commands.sign_out(request.app.state.pool, shown.actor, shown.credential)
    except NotSignedIn:
        pass
    answer.delete_cookie(access.COOKIE, path="/")
    return answer


@router.get("/language/{to}")
async def get_language(to: str, next: str = HOME) -> Response:  # noqa: A002
    """Read on in another language."""
    answer = go(local(next) if not next.startswith("/L/") else next)
    if to in i18n.LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, to, max_age=YEAR, path="/", httponly=True, samesite="lax")
    return answer
