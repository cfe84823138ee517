"""How do this city's reports look? Crest, office, contact, order of sections; a preview before they are saved."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from reports.model import BAY, SECTIONS, Style
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.i18n import LANGUAGES
from wasteflow.reporting.commands import require_own
from wasteflow.reporting.style import commands, store
from wasteflow.web.console.forms import Form, upload
from wasteflow.web.console.page import HEADERS, HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/reports/style", route_class=PageRoute)
PAGE = f"{HOME}/reports/style"


@router.get("")
async def get_style(visit: Here, city: str = "") -> Response:
    """The style in force, in its form."""
    return await _page(visit, Form(), city or visit.me.city or BAY)


@router.post("")
async def post_style(request: Request, visit: Here) -> Response:
    """Save it as the next version."""
    form, style = await _read(request, visit)
    city = form.get("city")
    if style is None:
        return await _page(visit, form, city)
    version = await commands.set_style(visit.pool, visit.me, city=city, style=style)
    return go(f"{PAGE}?city={city}", [("done", visit.t("console.report_style.saved", version=version))])


@router.post("/preview")
async def post_preview(request: Request, visit: Here) -> Response:
    """Last month's report in the style that was typed, as a sample; nothing is kept."""
    form, style = await _read(request, visit)
    city, language = form.get("city"), form.get("language") or visit.reader.language
    if style is None:
        return await _page(visit, form, city)
    settings = request.app.state.settings
    content = await commands.preview(visit.pool, settings, city=city, style=style, language=language)
    headers = {**HEADERS, "Content-Disposition": 'inline; filename="sample.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


async def _read(request: Request, visit: Visit) -> tuple[Form, Style | None]:
    form, _, content = await upload(request, fields=len(SECTIONS) + len(LANGUAGES) + 6)
    try:
        style = await commands.read(
            visit.pool, visit.me, city=form.get("city"),
            office={language: form.get(f"office.{language}") for language in LANGUAGES},
            contact=form.get("contact"), sections=_order(form), crest=content or None, keep=form.get("drop") != "1",
        )  # fmt: skip
    except (Refusal, Refusals) as wrong:
        if any(one.status in (403, 404) for one in wrong.refusals):
            raise
        form.problems = list(wrong.refusals)
        return form, None
    return form, style


def _order(form: Form) -> list[str]:
    """The sections by the places typed; what has none stands at the end."""
    return sorted(SECTIONS, key=lambda name: _number(form.get(f"place.{name}")))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else len(SECTIONS)


async def _page(visit: Visit, form: Form, city: str) -> Response:
    book = await visit.book()
    require_own(visit.me, book, city)
    async with visit.pool.acquire() as conn:
        versions = await store.versions(conn, city=city)
    style = versions[0].style if versions else Style()
    typed = bool(form.problems)
    return render(
        visit,
        "report_style.html",
        http=max(p.status for p in form.problems) if typed else 200,
        told=form.told(visit.reader),
        form=form,
        city=city,
        bay=BAY,
        book=book,
        style=style,
        office={x: form.get(f"office.{x}") if typed else style.office.get(x, "") for x in LANGUAGES},
        contact=form.get("contact") if typed else style.contact,
        order=_order(form) if typed else style.sections,
        versions=versions,
    )
