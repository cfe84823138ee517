"""One request to the console and its answer: who reads, in which language; pages, redirects, pages of errors."""

import base64
import json
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

import asyncpg
import structlog
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, edge, i18n
from wasteflow.core.db import UNAVAILABLE, Pool, unavailable
from wasteflow.core.errors import Notice, OurFault, Refusal, Refusals
from wasteflow.core.problems import status_of
from wasteflow.people.access import authenticate, signed_in_or_none
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed
from wasteflow.people.refusals import NotSignedIn
from wasteflow.web.console.rail import rail
from wasteflow.web.console.words import Reader
from wasteflow.web.files import address

log = structlog.get_logger()
HOME = "/console"
SIGN_IN = f"{HOME}/sign-in"
LANGUAGE_COOKIE = "wf_lang"
SAID_COOKIE = "wf_said"
MOST_SAID = 8

# Nothing from elsewhere, nothing inline. `style-src-attr` stays closed too: pages place things by class and SVG.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language",
}


@dataclass
class Visit:
    """One request: who sends it, in which language, and what they were told by the page before."""

    request: Request
    actor: Actor | None
    reader: Reader
    told: list[dict[str, str]] = field(default_factory=list)

    @property
    def pool(self) -> Pool:
        pool: Pool = self.request.app.state.pool
        return pool

    @property
    def me(self) -> Actor:
        """The person signed in; pages that ask for it stand behind `Here`."""
        assert self.actor is not None
        return self.actor

    async def book(self) -> Book:
        """The catalogue."""
        return await open_book(self.pool)

    def t(self, key: str, **facts: object) -> str:
        return self.reader.t(key, **facts)


async def _here(request: Request) -> Visit:
    return _visit(request, await authenticate(request))


async def _anybody(request: Request) -> Visit:
    return _visit(request, await signed_in_or_none(request))


Here = Annotated[Visit, Depends(_here)]
Anybody = Annotated[Visit, Depends(_anybody)]


def _visit(request: Request, actor: Actor | None) -> Visit:
    request.state.actor = actor
    wishes = (request.cookies.get(LANGUAGE_COOKIE), actor.language if actor else None)
    language = i18n.negotiate(*wishes, request.headers.get("accept-language"))
    return Visit(request, actor, Reader(language), _said(request))


# --- answers ---------------------------------------------------------------------------------------------


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(visit: Visit, template: str, *, http: int = 200, **facts: Any) -> Response:
    """A page. Templates know `t`, `r` (the Reader), `may(action)`, `static(name)`, `now` and the facts given."""
    actor = visit.actor
    html = (
        _templates()
        .get_template(template)
        .render(
            visit=visit,
            actor=actor,
            t=visit.reader.t,
            r=visit.reader,
            lang=visit.reader.language,
            languages=i18n.LANGUAGES,
            rail=rail(actor, visit.request.url.path) if actor else [],
            may=lambda action: actor is not None and allowed(actor, action),
            static=address,
            path=visit.request.url.path,
            here=_local(visit.request),
            now=clock.now(),
            with_query=lambda **changes: _with_query(visit.request, changes),
            city_pairs=lambda places: [(j.code6, j.names[visit.reader.language]) for j in places],
            word_pairs=lambda kind, values: [(v, visit.reader.word(kind, v)) for v in values],
            **facts,
        )
    )
    answer = HTMLResponse(html, http, headers={**HEADERS, "Content-Language": visit.reader.language})
    if visit.told:
        answer.delete_cookie(SAID_COOKIE, path=HOME)
    return answer


def go(to: str, told: Sequence[tuple[str, str]] = ()) -> Response:
    """On to another page after something was done, which is told there once: (kind, sentence), kind done or warn."""
    answer = RedirectResponse(to, 303, headers=HEADERS)
    if told:
        kept = json.dumps([{"kind": k, "text": s[:300]} for k, s in told[:MOST_SAID]], ensure_ascii=False)
        answer.set_cookie(
            SAID_COOKIE,
            base64.urlsafe_b64encode(kept.encode()).decode(),
            max_age=60,
            path=HOME,
            httponly=True,
            samesite="lax",
        )
    return answer


def _said(request: Request) -> list[dict[str, str]]:
    try:
        kept = json.loads(base64.urlsafe_b64decode(request.cookies.get(SAID_COOKIE, "")))
        return [{"kind": str(x["kind"]), "text": str(x["text"])} for x in kept[:MOST_SAID]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def local(path: str | None) -> str:
    """An address to go on to, only where it is one of our pages (never another site's)."""
    parts = urlsplit(path or "")
    ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{HOME}/") and "\\" not in parts.path
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if ours else HOME


def _local(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _with_query(request: Request, changes: dict[str, Any]) -> str:
    kept = {k: v for k, v in request.query_params.items() if k not in changes}
    kept |= {k: str(v) for k, v in changes.items() if v not in (None, "")}
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path


# --- what is not there, not allowed, not possible --------------------------------------------------------


def told(reader: Reader, refusals: Sequence[Notice]) -> list[dict[str, str]]:
    """Refusals for a page: the field they belong to and the sentence."""
    return [{"path": x.path, "text": reader.said(x)} for x in refusals]


def refused(request: Request, refusals: Sequence[Refusal], title: str = "") -> Response:
    """A page that says what was not done, and where to go on."""
    visit = _visit(request, getattr(request.state, "actor", None))
    status = status_of(refusals)
    kind = status if status in (403, 404, 409, 500, 503) else 0
    return render(visit, "refused.html", http=status, problems=told(visit.reader, refusals), kind=kind, heading=title)


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and back here afterwards; a part of a page sends the whole page there."""
    back = _local(request) if request.method == "GET" else HOME
    to = SIGN_IN if back == HOME else f"{SIGN_IN}?next={quote(back, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": SIGN_IN})
    return RedirectResponse(to, 303, headers=HEADERS)


class PageRoute(APIRoute):
    """A route whose errors are pages for people, not problem documents for programs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        plain = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await plain(request)
            except NotSignedIn:
                return sign_in_first(request)
            except Refusal as refusal:
                return refused(request, [refusal])
            except Refusals as several:
                return refused(request, several.refusals)
            except RequestValidationError as error:
                return refused(request, edge.from_pydantic(error.errors()).refusals)
            except asyncpg.CharacterNotInRepertoireError:
                return refused(request, [edge.NulByte("")])
            except UNAVAILABLE as error:
                return refused(request, [unavailable(error)])
            except Exception:
                log.exception("page failed", path=request.url.path)
                return refused(request, [OurFault("")])

        return handler
