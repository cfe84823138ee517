"""HTTP of open data: for everybody, without signing in; releases are proposed and agreed to by those who may."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.open_data import commands, queries, schemas
from workers.open_data.model import Release
from workers.statistics.model import period as read_period

router = APIRouter(prefix="/open-data", route_class=OnceRoute, tags=["open data"])
Kind = Literal["json", "csv"]
Short = Annotated[str | None, Query(max_length=20)]
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=300",
}  # a value is public: let others show it


def _given(body: Any, name: str, kind: Kind, found: list[dict[str, Any]]) -> Response:
    if kind == "csv":
        headers = OPEN | {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(schemas.as_csv(found), media_type="text/csv; charset=utf-8", headers=headers)
    return Response(msgspec.json.encode(body | {"items": found}), media_type="application/json", headers=OPEN)


@router.get("")
async def get_about(request: Request) -> Response:
    """What there is, under which licence, what the columns mean, which releases are open."""
    async with request.app.state.pool.acquire() as conn:
        found = await queries.releases(conn)
    body = schemas.about() | {
        "values": ["/open-data/values.json", "/open-data/values.csv"],
        "cells": "/zero-waste-cells/public",
        "dictionary": schemas.dictionary(language_of(request.scope)),
        "releases": [schemas.ReleaseOut.of(one).model_dump(mode="json") for one in found if one.open],
    }
    return Response(msgspec.json.encode(body), media_type="application/json", headers=OPEN)


@router.get("/values.{kind}")
async def get_values(
    request: Request, kind: Kind, city: Short = None, period: Short = None, indicator: Short = None
) -> Response:
    """What cities published; a value that would give a company away is withheld, with the reason."""
    book = await open_book(request.app.state.pool)
    when = read_period(period).written if period else None
    if city:
        book.jurisdiction(city)
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.rows(conn, book, cities=[city] if city else None, period=when, indicator=indicator)
    found = schemas.records(rows, book, language_of(request.scope))
    return _given(schemas.about(), "values", kind, found)


@router.get("/releases")
async def get_releases(request: Request, actor: SignedIn) -> list[schemas.ReleaseOut]:
    """Releases, also those that wait for a government's word."""
    require(actor, "release:see")
    async with request.app.state.pool.acquire() as conn:
        return [schemas.ReleaseOut.of(one) for one in await queries.releases(conn)]


@router.post("/releases", status_code=201)
async def post_release(request: Request, actor: SignedIn, body: schemas.NewRelease) -> schemas.ReleaseOut:
    """Fix what cities published of a period, to be released together."""
    return schemas.ReleaseOut.of(await commands.propose(request.app.state.pool, actor, body.period))


@router.post("/releases/{id}/consent")
async def post_consent(request: Request, actor: SignedIn, id: UUID) -> schemas.ReleaseOut:
    """Agree for one's own government; with the third it is open to everybody."""
    return schemas.ReleaseOut.of(await commands.agree(request.app.state.pool, actor, id))


@router.get("/releases/{id}.{kind}")
async def get_release(request: Request, id: UUID, kind: Kind) -> Response:
    """The rows of a release that all three governments agreed to."""
    book = await open_book(request.app.state.pool)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.releases(conn, id=id)
    if not found or not found[0].open:
        raise NotFound("id", what=Word("subject.open_release"))
    release: Release = found[0]
    body = schemas.about() | {"release": schemas.ReleaseOut.of(release).model_dump(mode="json")}
    rows = schemas.records(release.rows, book, language_of(request.scope))
    return _given(body, f"release-{release.period}", kind, rows)
