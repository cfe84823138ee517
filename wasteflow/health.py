"""Is the process alive, and can it do its work?"""

from fastapi import APIRouter, Request
from starlette.responses import Response

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
