"""Is there a code for this waste? The lists with their editions; one code; adding and closing, by administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog import commands
from wasteflow.catalog.book import Book
from wasteflow.catalog.card import code_card
from wasteflow.catalog.codes import SCHEMES, UNLISTED
from wasteflow.catalog.editions import holding, holds
from wasteflow.catalog.model import Category, WasteCode
from wasteflow.catalog.schemas import Closing, NewCode
from wasteflow.catalog.search import search, without_codes
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.problems import status_of
from wasteflow.people.permissions import require
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.stating.taken import taken

router = APIRouter(prefix="/codes", route_class=PageRoute)
PAGE = f"{HOME}/codes"
SHOWN = 100
CONFIDENCE = ("verified", "secondary", "derived", "assumed")
Text = Annotated[str, Query(max_length=100)]


@router.get("")
async def get_codes(visit: Here, q: Text = "", scheme: Text = "", category: Text = "", editions: Text = "") -> Response:
    """Codes that hold today, or of all editions: by code, words and category."""
    today, book = clock.local_date(clock.now()), await visit.book()
    on = None if editions else today
    found = search(book, q, on, scheme=scheme or None, category=category or None, limit=SHOWN + 1)
    return render(
        visit,
        "codes.html",
        q=q,
        scheme=scheme,
        category=category,
        editions=editions,
        rows=[(code, book.category(code.scheme, code.category, today)) for code in found[:SHOWN]],
        more=len(found) > SHOWN,
        unlisted=_unlisted(book, q, scheme, category) if not found else "",
        without_codes=[(c, _written(c)) for c in without_codes(book, q, today) if scheme in ("", c.scheme)],
        schemes=SCHEMES,
        categories={id: _categories(book, id) for id in SCHEMES if scheme in ("", id)},
        today=today,
    )


def _categories(book: Book, scheme: str) -> list[Category]:
    """Those of one list as they are today."""
    every = (holding(editions, clock.local_date(clock.now())) for editions in book.categories.values())
    return [one for one in every if one and one.scheme == scheme]


def _unlisted(book: Book, words: str, scheme: str, category: str) -> str:
    """How hazardous waste in no line of the catalogue is written, with the category where it is known; else empty."""
    if scheme not in ("", "cn-hw"):
        return ""
    named = next((c.code for c in _categories(book, "cn-hw") if c.code in (category, *words.upper().split())), "")
    return UNLISTED + (named.removeprefix("HW") or "XX")


def _written(category: Category) -> str:
    """How a code of a national category is written: NNN-NNN-S70."""
    return SCHEMES[category.scheme].written[:-2] + category.code[-2:]


@router.get("/new")
async def get_new(visit: Here, scheme: Text = "", code: Text = "") -> Response:
    """The form; under another edition of a code with what stays the same."""
    editions = (await visit.book()).code_editions(scheme, code)
    return await _form_page(visit, Form([*_as_typed(editions[-1])] if editions else [("scheme", scheme)]))


def _as_typed(code: WasteCode) -> list[tuple[str, str]]:
    kept = ("scheme", "code", "category", "industry", "hazards", "name_zh", "name_zh_hant", "name_en", "name_pt")
    return [(name, getattr(code, name) or "") for name in kept]


@router.post("")
async def post_code(request: Request, visit: Here) -> Response:
    """Add it; what is wrong is told at its field."""
    require(visit.me, "catalog:edit")
    form = await read(request)
    try:
        new = taken(NewCode, form, {name: form.get(name).strip() for name in NewCode.model_fields})
        added = await commands.add_code(visit.pool, visit.me, new)
    except (Refusal, Refusals) as wrong:
        form.problems = [*wrong.refusals]
        return await _form_page(visit, form)
    said = visit.t("console.waste_codes.added", code=added.code, edition=added.edition)
    return go(f"{PAGE}/{added.scheme}/{added.code}", [("done", said)])


async def _form_page(visit: Visit, form: Form) -> Response:
    require(visit.me, "catalog:edit")
    return render(
        visit,
        "code_new.html",
        http=status_of(form.problems) if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        schemes=SCHEMES,
        confidence=CONFIDENCE,
    )


@router.get("/{scheme}/{code}")
async def get_code(visit: Here, scheme: str, code: str) -> Response:
    """Its editions, and what belongs to it today."""
    return await _page(visit, scheme, code, Form())


@router.post("/{scheme}/{code}/close")
async def post_close(request: Request, visit: Here, scheme: str, code: str) -> Response:
    """End an edition; a closing entered wrongly is set right the same way."""
    require(visit.me, "catalog:edit")
    form = await read(request)
    try:
        closing = taken(Closing, form, {name: form.get(name).strip() for name in Closing.model_fields})
        closed = await commands.close_code(
            visit.pool, visit.me, scheme, code,
            last_day=closing.last_day, source=closing.source, edition=form.get("edition") or None,
        )  # fmt: skip
    except (Refusal, Refusals) as wrong:
        form.problems = [*wrong.refusals]
        return await _page(visit, scheme, code, form)
    said = visit.t("console.waste_codes.closed_said", code=closed.code, day=visit.reader.day(closing.last_day))
    return go(f"{PAGE}/{closed.scheme}/{closed.code}", [("done", said)])


async def _page(visit: Visit, scheme: str, code: str, form: Form) -> Response:
    today, book = clock.local_date(clock.now()), await visit.book()
    card = code_card(book, scheme, code, today)
    return render(
        visit,
        "code.html",
        http=status_of(form.problems) if form.problems else 200,
        card=card,
        shown=card.code or card.editions[-1],
        holds=holds,
        form=form,
        told=form.told(visit.reader),
        today=today,
        book=book,
    )
