"""`Idempotency-Key` and `If-None-Match` for whole routers: `APIRouter(route_class=OnceRoute)`.

A POST with a key is done once: sent again, by a retry or by two at the same moment, it gets the first answer; the same
key with another body is refused. What was refused may be tried again. Custody and notices know their events by id and
do not need this.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from wasteflow.core.db import Pool
from wasteflow.core.edge import WrongLength
from wasteflow.core.errors import RepeatedKey
from wasteflow.core.etag import seen_already
from wasteflow.core.ids import derived_id_at, new_id
from wasteflow.people import store
from wasteflow.people.access import authenticate
from wasteflow.people.model import Actor
from wasteflow.people.refusals import StillAtWork

LONGEST_KEY = 200
LEASE_SECONDS = 60.0
LOOKS, PAUSE = 100, 0.05  # how often a second sender looks whether the first has its answer
KEPT_HEADERS = ("content-type", "etag", "location")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass
class _Minting:
    """Ids within a request with a key: the same again where it has to be done over after a crash."""

    account: UUID
    key: str
    moment: datetime
    numbers: "count[int]"


_minting: ContextVar[_Minting | None] = ContextVar("minting", default=None)


def fresh_id() -> UUID:
    """An id for what a request begins without naming one."""
    at = _minting.get()
    return new_id() if at is None else derived_id_at(at.moment, at.account, at.key, next(at.numbers))


class OnceRoute(APIRoute):
    """A route whose POST may be sent twice, and whose answers are not sent again to who has them."""

    def get_route_handler(self) -> Handler:
        plain = super().get_route_handler()

        async def handler(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if request.method == "POST" and key is not None:
                return await _once(request, key, plain)
            answer = await plain(request)
            return _tagged(request, answer) if request.method == "GET" else answer

        return handler


async def _once(request: Request, key: str, plain: Handler) -> Response:
    actor = await authenticate(request)
    if not 0 < len(key) <= LONGEST_KEY:
        raise WrongLength("Idempotency-Key", range=f"1-{LONGEST_KEY}")
    pool, digest = request.app.state.pool, await _digest(request)
    for _ in range(LOOKS):
        claimed = await store.claim_once(pool, account=actor.account, key=key, digest=digest, seconds=LEASE_SECONDS)
        if claimed is not None:
            break
        before = await store.read_once(pool, account=actor.account, key=key)
        if before is not None and before.digest != digest:
            raise RepeatedKey("Idempotency-Key")
        if before is not None and before.status is not None:
            return Response(before.body, before.status, headers=before.headers)
        await asyncio.sleep(PAUSE)
    else:
        raise StillAtWork("Idempotency-Key")
    token = _minting.set(_Minting(actor.account, key, claimed, count()))
    try:
        answer = await plain(request)
    except BaseException:
        await store.release_once(pool, account=actor.account, key=key)
        raise
    finally:
        _minting.reset(token)
    await _keep(pool, actor.account, key, answer)
    return answer


# --- where events without ids get theirs from the key: each must mean one body -----------------------------


async def one_body(pool: Pool, actor: Actor, key: str, body: bytes) -> None:
    """Raises RepeatedKey where this account used the key for another body, be it at this very moment."""
    name, digest = _named(key), hashlib.sha256(body).digest()
    if await store.claim_once(pool, account=actor.account, key=name, digest=digest, seconds=0) is None:
        before = await store.read_once(pool, account=actor.account, key=name)
        if before is not None and before.digest != digest:
            raise RepeatedKey("Idempotency-Key")


async def free(pool: Pool, actor: Actor, key: str) -> None:
    """Nothing was recorded under it: it may be used for what is put right."""
    await store.release_once(pool, account=actor.account, key=_named(key))


def _named(key: str) -> str:
    return f"custody {hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


async def _keep(pool: Pool, account: UUID, key: str, answer: Response) -> None:
    if answer.status_code >= 400:
        await store.release_once(pool, account=account, key=key)
        return
    headers = {name: value for name, value in answer.headers.items() if name in KEPT_HEADERS}
    await store.answer_once(
        pool, account=account, key=key, status=answer.status_code, headers=headers, body=bytes(answer.body)
    )


async def _digest(request: Request) -> bytes:
    return hashlib.sha256(str(request.url.path).encode() + b"\0" + await request.body()).digest()


def _tagged(request: Request, answer: Response) -> Response:
    """With a tag of what it says, or 304 where the client has that already."""
    if answer.status_code != 200 or not getattr(answer, "body", b""):
        return answer
    tag = answer.headers.get("etag") or f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if seen_already(request, tag):
        return Response(status_code=304, headers=headers)
    for name, value in headers.items():
        answer.headers.setdefault(name, value)
    return answer
