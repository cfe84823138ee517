"""HTTP of chains: each as JSON, and as a file; of one's own place only, since they name companies."""

from typing import Annotated, Any
from urllib.parse import quote

import anyio.to_thread
import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.ledger.writing import table_file
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.chains import chains, heavy_metals
from wasteflow.core import clock
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.chains import commands, policy, schemas, views
from workers.statistics.model import Period, period

router = APIRouter(prefix="/chains", route_class=OnceRoute, tags=["chains"])
City = Annotated[str, Query(max_length=6, description="code6 of a city or its province.")]
Of = Annotated[str, Query(alias="period", max_length=7, description="A year or a month of it.")]


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


async def _asked(request: Request, actor: Actor, action: str, city: str, of: str) -> tuple[Book, Period]:
    book = await open_book(request.app.state.pool)
    policy.require_place(actor, action, book, city)
    return book, period(of)


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


async def _file(request: Request, actor: Actor, action: str, name: str, rows: list[list[str]]) -> Response:
    """It names companies, so who takes it away is written down."""
    async with request.app.state.pool.acquire() as conn:
        await note(conn, actor, action, subject_kind="chain", subject=name, lines=len(rows) - 1)
    made = await anyio.to_thread.run_sync(table_file, f"{name}.csv", "csv", rows)
    disposition = f"attachment; filename=\"chain.csv\"; filename*=UTF-8''{quote(made.name)}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})


@router.get("/plastics")
async def get_plastics(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """Plastics from producer to recycler: each step, and by name what did not come on; by part and by city."""
    book, when = await _asked(request, actor, policy.PLASTICS, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.plastics(conn, city=city, period=when, now=clock.now())
    language = _language(request, actor)
    return _json(
        {
            "city": city,
            "period": when.written,
            "whole": schemas.balance(found.whole),
            "parts": [
                {"part": id, "name": chains().plastics[id].name[language], **schemas.balance(one)}
                for id, one in found.parts.items()
            ],
            "cities": [
                {"city": id, "name": book.jurisdiction(id).names[language], **schemas.balance(one)}
                for id, one in found.cities.items()
            ],
            "ways": [{"from": a, "to": b, "t": schemas.tonnes(kg)} for (a, b), kg in found.ways.items()],
            "basis": {
                "missing_after": chains().missing,
                "parts": [
                    msgspec.to_builtins(part) | {"name": part.name[language]} for part in chains().plastics.values()
                ],
            },
        }
    )


@router.get("/plastics.csv", response_class=Response)
async def get_plastics_file(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """The same as a file: a line for each part and city, in tonnes."""
    book, when = await _asked(request, actor, policy.PLASTICS, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.plastics(conn, city=city, period=when, now=clock.now())
    language = _language(request, actor)
    named = {
        (chains().plastics[part].name[language], book.jurisdiction(place).names[language]): one
        for (part, place), one in found.both.items()
    }
    rows = schemas.balance_table(named, language)
    return await _file(request, actor, policy.PLASTICS, f"plastics-{city}-{when.written}", rows)


@router.get("/batteries")
async def get_batteries(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """Traction batteries by code: missing, waiting, in use again, recycled; old codes are kept and lead on."""
    _, when = await _asked(request, actor, policy.BATTERIES, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.batteries(conn, city=city, period=when, now=clock.now())
    return _json(
        {
            "city": city,
            "period": when.written,
            "counts": {state.value: n for state, n in found.counts.items()},
            "balance": schemas.balance(found.whole),
            "items": [schemas.battery(one, state) for one, state in found.rows],
            "basis": {"missing_after": chains().missing, "second_life": chains().batteries},
        }
    )


@router.get("/batteries.csv", response_class=Response)
async def get_batteries_file(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """The same as a file: a line for each code."""
    _, when = await _asked(request, actor, policy.BATTERIES, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.batteries(conn, city=city, period=when, now=clock.now())
    rows = schemas.battery_table(found.rows, _language(request, actor))
    return await _file(request, actor, policy.BATTERIES, f"batteries-{city}-{when.written}", rows)


@router.get("/construction")
async def get_construction(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """Building sites: planned, carried, tipped, open tickets; spoil and slurry apart; Hong Kong's trip tickets."""
    book, when = await _asked(request, actor, policy.CONSTRUCTION, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.building_sites(conn, book, actor, city=city, period=when, now=clock.now())
    return _json(
        {
            "city": city,
            "period": when.written,
            "items": [schemas.site_balance(row, found.sites[row.site], chains()) for row in found.rows],
            "trip_tickets": [schemas.tickets(one) for one in found.tickets],
            "basis": {"missing_after": chains().missing, "over_plan_above": chains().over},
        }
    )


@router.get("/construction.csv", response_class=Response)
async def get_construction_file(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """The same as a file: a line for each site and stream."""
    book, when = await _asked(request, actor, policy.CONSTRUCTION, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.building_sites(conn, book, actor, city=city, period=when, now=clock.now())
    rows = schemas.site_table(found.rows, found.sites, _language(request, actor))
    return await _file(request, actor, policy.CONSTRUCTION, f"construction-{city}-{when.written}", rows)


@router.post("/site-plans", status_code=201)
async def post_site_plan(request: Request, actor: SignedIn, body: schemas.NewSitePlan) -> schemas.Filed:
    """File what a building site is to carry away; the latest of a site and stream counts."""
    return schemas.Filed(id=await commands.file_plan(request.app.state.pool, actor, body))


@router.get("/heavy-metals")
async def get_metals(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """Generators of wastes that carry heavy metals, by their codes: made, lying and how long, where it ended."""
    _, when = await _asked(request, actor, policy.METALS, city, of)
    now = clock.now()
    async with request.app.state.pool.acquire() as conn:
        found = await views.metals(conn, city=city, period=when)
    return _json(
        {
            "city": city,
            "period": when.written,
            "items": [schemas.generator(one, found.sites[one.site], now) for one in found.rows],
            "basis": schemas.metals_basis(heavy_metals()),
        }
    )


@router.get("/heavy-metals.csv", response_class=Response)
async def get_metals_file(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """The same as a file: a line for each waste of each generator."""
    _, when = await _asked(request, actor, policy.METALS, city, of)
    async with request.app.state.pool.acquire() as conn:
        found = await views.metals(conn, city=city, period=when)
    language = _language(request, actor)
    rows = schemas.generator_table(found.rows, found.sites, heavy_metals(), clock.now(), language)
    return await _file(request, actor, policy.METALS, f"heavy-metals-{city}-{when.written}", rows)


@router.get("/marine-litter")
async def get_litter(request: Request, actor: SignedIn, of: Of) -> Response:
    """Notices of marine litter that one may see, and how long each authority takes to answer."""
    require(actor, policy.LITTER)
    when, now = period(of), clock.now()
    async with request.app.state.pool.acquire() as conn:
        found = await views.litter(conn, actor, period=when, now=now)
    return _json(
        {
            "period": when.written,
            "authorities": [schemas.authority(one) for one in found.authorities],
            "items": [schemas.incident(one, found.last.get(one.id), now) for one in found.incidents],
        }
    )


@router.get("/marine-litter.csv", response_class=Response)
async def get_litter_file(request: Request, actor: SignedIn, of: Of) -> Response:
    """The same as a file: a line for each notice."""
    require(actor, policy.LITTER)
    when, now = period(of), clock.now()
    async with request.app.state.pool.acquire() as conn:
        found = await views.litter(conn, actor, period=when, now=now)
    rows = schemas.incident_table(found.incidents, found.last, now, _language(request, actor))
    return await _file(request, actor, policy.LITTER, f"marine-litter-{when.written}", rows)
