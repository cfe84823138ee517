"""HTTP of the catalogue. Reading is open to everybody: it is public law. Answers carry an ETag of the catalogue's
version; changes are for administrators."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from wasteflow.catalog import commands
from wasteflow.catalog import model as m
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.card import code_card
from wasteflow.catalog.codes import SCHEMES, category_of, normal
from wasteflow.catalog.editions import holding, holds
from wasteflow.catalog.schemas import Closing, CodeCard, Day, Law, NewCode, RegimeCard, answers
from wasteflow.catalog.search import search
from wasteflow.core.clock import local_date, now
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute

router = APIRouter(route_class=OnceRoute, prefix="/catalog", tags=["catalog"])

On = Annotated[date | None, Query(description="The day to ask about; today in the Bay Area unless given.")]
City = Annotated[str, Query(pattern="^([0-9]{6}|abroad)$", description="Six-digit code, or `abroad`.")]
Text = Annotated[str, Query(max_length=100)]
Name = Annotated[str | None, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=1, le=9999)]


class Source:
    """The book, the day that is asked about, and how to answer."""

    def __init__(self, request: Request, book: Book, on: date | None) -> None:
        self.request, self.book, self.on = request, book, on or local_date(now())
        self._tag = f'"{book.tag}-{self.on:%Y%m%d}"'

    def answer(self, body: Any) -> Response:
        """The body, or 304 where the client has it already."""
        headers = {"ETag": self._tag, "Cache-Control": "public, max-age=60, must-revalidate"}
        seen = self.request.headers.get("if-none-match", "")
        if self._tag in (tag.strip().removeprefix("W/") for tag in seen.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


async def _source(request: Request, on: date | None = None) -> Source:
    return Source(request, await open_book(request.app.state.pool), on)


@router.get("/jurisdictions", responses=answers(list[m.Jurisdiction], "The eleven cities and the province"))
async def get_jurisdictions(request: Request) -> Response:
    """Cities with their law, languages, plates and place on the tile map."""
    source = await _source(request)
    return source.answer(list(source.book.jurisdictions.values()))


@router.get("/schemes", responses=answers(list[m.Scheme], "The lists of waste codes"))
async def get_schemes(request: Request) -> Response:
    """How the codes of each list are written, and whether an unknown one is refused."""
    return (await _source(request)).answer(list(SCHEMES.values()))


@router.get("/codes", responses=answers(list[m.WasteCode], "Codes, best first"))
async def get_codes(
    request: Request,
    q: Text = "",
    scheme: Name = None,
    category: Name = None,
    on: On = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
) -> Response:
    """Search by the beginning of a code, by Chinese words in either script, by category or by English."""
    source = await _source(request, on)
    return source.answer(search(source.book, q, source.on, scheme=scheme, category=category, limit=limit))


@router.get("/codes/{scheme}/{code}", responses=answers(CodeCard, "The code and what belongs to it"))
async def get_code(request: Request, scheme: str, code: str, on: On = None) -> Response:
    """One code with its editions, its streams, what may be exempted, and suggestions for foreign forms."""
    source = await _source(request, on)
    return source.answer(code_card(source.book, scheme, code, source.on))


@router.get("/categories", responses=answers(list[m.Category], "Categories in their order"))
async def get_categories(request: Request, scheme: Name = None, on: On = None) -> Response:
    """Categories of one list or of all, in four languages."""
    source = await _source(request, on)
    every = (c for editions in source.book.categories.values() for c in editions)
    return source.answer([c for c in every if scheme in (None, c.scheme) and holds(c, source.on)])


@router.get("/treatments", responses=answers(list[m.Treatment], "Ways of treatment"))
async def get_treatments(request: Request, scheme: Name = None, on: On = None) -> Response:
    """Ways of treatment; Chinese R1 or D1 are not Basel's, so each has its scheme."""
    source = await _source(request, on)
    every = (t for editions in source.book.treatments.values() for t in editions)
    return source.answer([t for t in every if scheme in (None, t.scheme) and holds(t, source.on)])


@router.get("/streams", responses=answers(list[m.Stream], "Waste streams"))
async def get_streams(request: Request) -> Response:
    """What holds for each stream: numbers, signatures, fields, tolerances, clocks, ceilings, retention."""
    source = await _source(request)
    return source.answer(list(source.book.streams.values()))


@router.get("/crosswalk/{code}", responses=answers(m.Crosswalk, "Suggestions with the grade of the match"))
async def get_crosswalk(request: Request, code: str, on: On = None) -> Response:
    """Suggestions for foreign forms, for a category or a full hazardous code. Never fill them in unasked."""
    source = await _source(request, on)
    written = normal(code)
    category = written if written in source.book.crosswalk else category_of("cn-hw", written)
    found = holding(source.book.crosswalk.get(category, ()), source.on)
    if found is None:
        raise NotFound("code", what=Word("subject.crosswalk"))
    return source.answer(found)


@router.get("/exemptions", responses=answers(list[m.Exemption], "Exemptions"))
async def get_exemptions(request: Request, code: Name = None, on: On = None) -> Response:
    """The exemption list, or the part of it that a hazardous code may fall under; each has its step and condition."""
    source = await _source(request, on)
    if code is None:
        return source.answer([e for e in source.book.exemptions if holds(e, source.on)])
    found = source.book.waste_code("cn-hw", normal(code), source.on)
    return source.answer(source.book.exempt(found, source.on) if found else [])


@router.get("/regime", responses=answers(RegimeCard, "The regime"))
async def get_regime(
    request: Request,
    origin: Annotated[City, Query(alias="from")],
    destination: Annotated[City, Query(alias="to")],
    stream: Text,
    on: On = None,
) -> Response:
    """Which law governs a stream from one city to another: is it lawful, what must be approved, what to cite."""
    source = await _source(request, on)
    regime = source.book.regime(origin, destination, source.book.stream(stream).id)
    citation = source.book.citation(regime.citation, source.on)
    return source.answer(RegimeCard(regime=regime, needs_approval=regime.needs_approval, citation=citation))


@router.get("/citations", responses=answers(list[m.Citation], "Articles as they are cited on that day"))
async def get_citations(request: Request, on: On = None) -> Response:
    """What may be cited on a day: the law of that day, not of today."""
    source = await _source(request, on)
    cited = (source.book.citation(id, source.on) for id in source.book.citations)
    return source.answer([c for c in cited if c])


@router.get("/factors", responses=answers(list[m.EmissionFactor], "Emission factors"))
async def get_factors(
    request: Request,
    family: Literal["attributional", "consequential", "direct", "none"] | None = None,
    on: On = None,
) -> Response:
    """Kilograms of CO2 equivalent per tonne. Families answer different questions: never add them up."""
    source = await _source(request, on)
    return source.answer([f for f in source.book.factors if family in (None, f.family) and holds(f, source.on)])


@router.get("/landfill", responses=answers(list[m.LandfillParameter], "Parameters"))
async def get_landfill(request: Request, on: On = None) -> Response:
    """Parameters of first-order decay of landfilled waste, and global warming potentials."""
    source = await _source(request, on)
    return source.answer([p for p in source.book.landfill if holds(p, source.on)])


@router.get("/figures", responses=answers(list[m.Figure], "Published figures"))
async def get_figures(request: Request, city: Name = None, year: Year = None) -> Response:
    """What cities, the province and the state published about their waste."""
    source = await _source(request)
    figures = source.book.figures
    return source.answer([f for f in figures if city in (None, f.code6) and year in (None, f.year)])


@router.get("/indicators", responses=answers(list[m.ZeroWasteIndicator], "The national indicator set"))
async def get_indicators(request: Request, on: On = None) -> Response:
    """The national indicator set for zero-waste cities, as far as it is known."""
    source = await _source(request, on)
    return source.answer([i for i in source.book.indicators if holds(i, source.on)])


@router.get("/calendar/{law}", responses=answers(list[m.CalendarDay], "Exceptions to Monday-to-Friday"))
async def get_calendar(
    request: Request, law: Law, year: Annotated[int | None, Query(ge=1, le=9999)] = None
) -> Response:
    """Holidays, and week-end days that are worked."""
    source = await _source(request)
    days = source.book.days.values()
    return source.answer([d for d in days if d.law == law and year in (None, d.day.year)])


# --- changes, by administrators ----------------------------------------------------------------------------


def _json(body: Any, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(body), status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


@router.post("/codes", status_code=201, responses={201: {"description": "The code as it was added"}})
async def post_code(request: Request, actor: SignedIn, new: NewCode) -> Response:
    """Add a code of a new official list, without a release."""
    return _json(await commands.add_code(request.app.state.pool, actor, new), 201)


@router.post("/codes/{scheme}/{code}/close", responses={200: {"description": "The code as it was closed"}})
async def post_close(
    request: Request, actor: SignedIn, scheme: str, code: str, closing: Closing, edition: Name = None
) -> Response:
    """End a code: batches that carry it keep it, new ones cannot take it after its last day."""
    pool = request.app.state.pool
    closed = await commands.close_code(
        pool, actor, scheme, code, last_day=closing.last_day, source=closing.source, edition=edition
    )
    return _json(closed)


@router.put("/calendar/{law}/{day}", status_code=204)
async def put_day(request: Request, actor: SignedIn, law: Law, day: Annotated[date, Path()], sent: Day) -> Response:
    """Make a day a holiday, or a week-end day a working day: the clocks of the law follow at once."""
    await commands.set_day(request.app.state.pool, actor, law, day, working=sent.working, name=sent.name)
    return Response(status_code=204)
