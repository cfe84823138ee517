"""Who sends this request: `SignedIn` for FastAPI, `authenticate` for raw endpoints.

A secret (Bearer token or `wf_session` cookie) is looked up by its SHA-256, and what was found is kept for a few
seconds: the hot path asks the database nothing. Signing out elsewhere or closing an account is therefore felt
within `KEPT_SECONDS` in every process, at once in the one that did it.
"""

import hashlib
import secrets
import time
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends
from msgspec import Struct
from starlette.requests import Request

from wasteflow.core.clock import now
from wasteflow.core.settings import settings
from wasteflow.people import queries
from wasteflow.people.model import Actor, Recognised
from wasteflow.people.permissions import allowed, require
from wasteflow.people.refusals import ForeignOrigin, NotAllowed, NotSignedIn

__all__ = ["NotAllowed", "NotSignedIn", "SignedIn", "allowed", "authenticate", "require", "same_origin"]

COOKIE = "wf_session"
KEPT_SECONDS = 5.0
KEPT_AT_MOST = 20_000
_SAFE = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


class _Kept(Struct, frozen=True):
    found: Recognised
    until: float  # of the monotonic clock


_kept: dict[bytes, _Kept] = {}


def new_secret() -> str:
    """A fresh secret of 256 bits; only its digest is stored."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What a secret is stored and looked up by."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def authenticate(request: Request) -> Actor:
    """Who sends this request. Raises NotSignedIn (401), ForeignOrigin (403)."""
    actor = (await recognise(request)).actor
    request.state.language = actor.language  # so that whatever is refused from here on is told in it
    return actor


async def recognise(request: Request) -> Recognised:
    """The actor with the credential shown. Raises NotSignedIn (401), ForeignOrigin (403)."""
    secret, by_cookie = _secret(request)
    if secret is None:
        raise NotSignedIn()
    if by_cookie and request.method not in _SAFE:
        same_origin(request)
    digest = digest_of(secret)
    kept = _kept.get(digest)
    if kept is not None and kept.until > time.monotonic():
        return kept.found
    moment = now()
    found = await queries.recognise(request.app.state.pool, digest=digest, now=moment)
    if found is None:
        _kept.pop(digest, None)
        raise NotSignedIn()
    left = KEPT_SECONDS
    if found.expires_at is not None:
        left = min(left, (found.expires_at - moment).total_seconds())
    _keep(digest, _Kept(found, time.monotonic() + left))
    return found


async def signed_in_or_none(request: Request) -> Actor | None:
    """For pages that greet strangers too: who sends this request, if anybody known."""
    try:
        return await authenticate(request)
    except NotSignedIn:
        return None


def same_origin(request: Request) -> None:
    """Raises ForeignOrigin where a browser says that another site sent this request.

    A browser adds the cookie to whatever a foreign page makes it send, so a request that changes something must
    come from our own pages. Browsers say so in Sec-Fetch-Site or Origin; a client that sends neither is no browser
    and was tricked by nobody (the same reasoning as Go's http.CrossOriginProtection).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignOrigin()
        return
    origin = request.headers.get("origin")
    if origin is None:
        return
    host = urlsplit(origin).netloc
    if host not in (request.headers.get("host"), urlsplit(settings().public_url).netloc):
        raise ForeignOrigin()


def digest_shown(request: Request) -> bytes | None:
    """What the secret in this request is looked up by; None where it shows none. Raises ForeignOrigin."""
    secret, by_cookie = _secret(request)
    if secret is not None and by_cookie and request.method not in _SAFE:
        same_origin(request)
    return digest_of(secret) if secret is not None else None


def forget(*, account: UUID | None = None, digest: bytes | None = None) -> None:
    """Drop what is kept of a secret, or of all of an account's: after signing out, closing, changing rights."""
    if digest is not None:
        _kept.pop(digest, None)
    if account is not None:
        for key in [k for k, v in _kept.items() if v.found.actor.account == account]:
            del _kept[key]


def _secret(request: Request) -> tuple[str | None, bool]:
    header = request.headers.get("authorization")
    if header is not None and header[:7].lower() == "bearer ":
        return header[7:].strip() or None, False
    return request.cookies.get(COOKIE) or None, True


def _keep(digest: bytes, kept: _Kept) -> None:
    _kept.pop(digest, None)  # a fresh entry goes to the end: dicts keep their order, the oldest leaves first
    while len(_kept) >= KEPT_AT_MOST:
        del _kept[next(iter(_kept))]
    _kept[digest] = kept


SignedIn = Annotated[Actor, Depends(authenticate)]
Shown = Annotated[Recognised, Depends(recognise)]


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy the server puts the client's address there."""
    return request.client.host if request.client else ""
