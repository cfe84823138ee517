"""HTTP of styles: the one in force and those before it, setting one, looking at one before it is set."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from reports.model import Style
from reports.refusals import WrongLanguage
from wasteflow.catalog.book import open_book
from wasteflow.core import edge
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.reporting.commands import require_own
from wasteflow.reporting.style import commands, schemas, store

router = APIRouter(prefix="/report-styles", tags=["reports"])
_wanted = msgspec.json.Decoder(schemas.StyleWanted)


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/{city}")
async def get_style(request: Request, actor: SignedIn, city: str) -> Response:
    """How a city's reports look (GBA: the Bay Area's), and how they looked before."""
    require_own(actor, await open_book(request.app.state.pool), city)
    async with request.app.state.pool.acquire() as conn:
        found = await store.versions(conn, city=city)
    now = found[0].style if found else Style()
    return _json({"city": city, "style": schemas.style(now), "versions": [schemas.version(one) for one in found]})


@router.put("/{city}")
async def put_style(request: Request, actor: SignedIn, city: str) -> Response:
    """Set how a city's reports look from the next one on. The same again is no version."""
    wanted = await _read(request, actor, city)
    made = await commands.set_style(request.app.state.pool, actor, city=city, style=wanted)
    return _json({"city": city, "version": made, "style": schemas.style(wanted)})


@router.post("/{city}/preview", response_class=Response)
async def post_preview(request: Request, actor: SignedIn, city: str, language: str | None = None) -> Response:
    """Last month's report in a style, as a sample; nothing is kept."""
    wanted, state = await _read(request, actor, city), request.app.state
    language = language or actor.language or language_of(request.scope)
    content = await commands.preview(state.pool, state.settings, city=city, style=wanted, language=language)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="sample.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


async def _read(request: Request, actor: Actor, city: str) -> Style:
    wanted = edge.decoded(_wanted, await request.body())
    for language in set(wanted.office) - set(LANGUAGES):
        raise WrongLanguage(f"office.{language[:20]}", language=language[:20], languages=", ".join(LANGUAGES))
    return await commands.read(
        request.app.state.pool, actor, city=city, office=wanted.office, contact=wanted.contact,
        sections=wanted.sections, crest=wanted.picture, keep=wanted.crest is not None,
    )  # fmt: skip
