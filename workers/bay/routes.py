"""HTTP of the bay as a whole."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.bay import bay_area
from wasteflow.catalog.book import open_book
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.bay import queries
from workers.bay.readiness import CityReadiness
from workers.bay.whole import Amounts, Rate
from workers.statistics.model import period

router = APIRouter(prefix="/bay", tags=["indicators"])
SHOWN = ("generated", "used", "disposed", "landfilled", "other_treatment")


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


@router.get("")
async def get_whole(
    request: Request, actor: SignedIn, of: Annotated[str, Query(alias="period", max_length=7)]
) -> Response:
    """Sums and rates of nine cities and of eleven by group of waste, with what each system counts, and the ranks that
    the weights allow."""
    require(actor, "indicator:see")
    book, when = await open_book(request.app.state.pool), period(of)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.whole(conn, book, period=when)
    language = _language(request, actor)
    known = bay_area()
    return _json(
        {
            "period": when.written,
            "items": [
                {
                    "group": one.group,
                    "name": known.groups[one.group].names[language],
                    "differs": {s: names[language] for s, names in known.groups[one.group].differs.items()},
                    "not_counted_in": known.groups[one.group].outside,
                    "nine": _sum(one.nine, one.nine_rate),
                    "eleven": _sum(one.eleven, one.eleven_rate),
                    "cities": {city: _sum(a, one.rates.get(city)) for city, a in one.cities.items()},
                    "ranking": [{"city": p.city, "best": p.best, "worst": p.worst} for p in one.ranking],
                }
                for one in found
            ],
        }
    )


@router.get("/readiness")
async def get_readiness(request: Request, actor: SignedIn) -> Response:
    """Two zero-waste cities by 2027: criteria on track, at risk, off track, with the forecast and its interval."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.ready(conn, book)
    known, language = bay_area(), _language(request, actor)
    criteria = {
        id: {"name": c.names[language], "direction": c.direction, "threshold": c.threshold}
        for id, c in known.criteria.items()
    }
    return _json(
        {
            "by": f"{known.by:%Y-%m}",
            "needed": known.cities.value,
            "ready": sum(one.ready for one in found),
            "criteria": criteria,
            "items": [_city(one) for one in found],
        }
    )


def _sum(of: Amounts, rate: Rate | None) -> dict[str, Any]:
    tonnes = {f"{name}_t": (of.kg.get(name, Decimal(0)) / 1000).quantize(Decimal("0.001")) for name in SHOWN}
    return {**tonnes, "recovery_rate": rate}


def _city(one: CityReadiness) -> dict[str, Any]:
    return {"city": one.city, "ready": one.ready, "criteria": list(one.met)}
