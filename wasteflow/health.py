"""Is the process alive, can it do its work, and by which keys is its signature known?"""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.core.keys import signing_keys

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """The database answers too. 503 otherwise."""
    async with request.app.state.pool.acquire(timeout=2) as conn:
        await conn.fetchval("select 1")
    return Response('{"status":"ready"}', media_type="application/json")


@router.get("/.well-known/jwks.json")
async def get_keys(request: Request, response: Response) -> dict[str, Any]:
    """The public keys this server signs with and has signed with, as a JWK Set (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=3600"
    return signing_keys(request.app.state.settings).jwks()
