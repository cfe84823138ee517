"""HTTP of registers: order one, see how far it is, call it off, fetch it by its link."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from manifests.registers import commands, queries
from manifests.registers.model import Kind, RegisterFile
from manifests.registers.writing import MEDIA
from wasteflow.core import jobs
from wasteflow.core.clock import now
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require

router = APIRouter(tags=["registers"], route_class=OnceRoute)


Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 12, 31))]


class Order(BaseModel):
    """Which register, of which days, as which file."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    form: Literal["csv", "xlsx", "pdf"] = Field("xlsx", description="pdf: in volumes of 2,000 rows, signed.")
    first: Day
    last: Day
    language: Literal["zh-Hans", "zh-Hant", "en", "pt"] | None = Field(None, description="The reader's where left out")


async def _standing(conn: Connection, file: RegisterFile) -> dict[str, Any] | None:
    """Of one that is whole there is nothing to ask."""
    return None if file.finished_at else await jobs.standing(conn, file.job)


def _told(file: RegisterFile, standing: dict[str, Any] | None, link: str | None = None) -> dict[str, Any]:
    state = "cancelled" if file.cancelled_at else "finished" if file.finished_at else "writing"
    if standing and standing["outcome"] == "failed" and state == "writing":
        state = "failed"
    told = {
        "id": file.id,
        "kind": file.kind,
        "form": file.form,
        "first": file.first,
        "last": file.last,
        "state": state,
        "progress": 1 if file.finished_at else round(standing["progress"], 3) if standing else 0,
        "rows": file.rows,
        "bytes": file.bytes,
        "volumes": file.volumes,
        "expires_at": file.expires_at,
    }
    return told | ({"link": link} if link else {})


def _json(body: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)


@router.post("/registers", status_code=202)
async def post_register(request: Request, actor: SignedIn, body: Order) -> Response:
    """Order a register; `link` is where it can be fetched without signing in, until it expires; it is told
    this once."""
    spoken = actor.language or language_of(request.scope)
    language = body.language or (spoken if spoken in LANGUAGES else "zh-Hans")
    pool = request.app.state.pool
    file, secret = await commands.order(
        pool, actor, kind=body.kind, form=body.form, first=body.first, last=body.last, language=language
    )
    return _json(_told(file, None, f"/registers/{file.id}/files/{secret}"), 202)


@router.get("/registers")
async def get_registers(request: Request, actor: SignedIn) -> Response:
    """The registers one has ordered and whose links work still."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.mine(conn, account=actor.account, now=now())
        return _json({"items": [_told(file, await _standing(conn, file)) for file in found]})


@router.get("/registers/{id}")
async def get_register(request: Request, actor: SignedIn, id: UUID) -> Response:
    """How far a register is."""
    require(actor, "custody:see")
    file = await commands.own(request.app.state.pool, actor, id)
    async with request.app.state.pool.acquire() as conn:
        return _json(_told(file, await _standing(conn, file)))


@router.delete("/registers/{id}", status_code=204)
async def delete_register(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Call a register off that is still being written."""
    require(actor, "custody:see")
    await commands.cancel(request.app.state.pool, actor, id)
    return Response(status_code=204)


@router.get("/registers/{id}/files/{secret}")
async def get_file(request: Request, id: UUID, secret: Annotated[str, Path(max_length=60)]) -> Response:
    """The register itself, for whoever holds its link, until it expires."""
    file, parts = await commands.fetch(request.app.state.pool, id, secret)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "private, no-store",
        "Content-Length": str(file.bytes),
    }
    return StreamingResponse(parts, media_type=MEDIA[file.ending], headers=headers)
