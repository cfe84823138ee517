"""Refusals as answers: application/problem+json (RFC 9457) in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import cookie_parser
from starlette.responses import Response

from wasteflow.core.errors import Notice, Refusal
from wasteflow.core.i18n import negotiate, sentence


def language_of(scope: Mapping[str, Any]) -> str:
    """The reader's language: asked for in the address, chosen on a page, the account's own, or the browser's."""
    headers = dict(scope["headers"])
    cookies = cookie_parser(headers[b"cookie"].decode("latin-1")) if b"cookie" in headers else {}
    return negotiate(
        QueryParams(scope["query_string"]).get("lang") if scope["query_string"] else None,
        cookies.get("wf_lang"),
        scope.get("state", {}).get("language"),
        headers.get(b"accept-language", b"").decode("latin-1") or None,
    )


def told(notice: Notice, language: str) -> dict[str, str]:
    """One refusal or warning as JSON: field path, code, sentence."""
    return {"path": notice.path, "code": notice.code, "message": sentence(notice, language)}


def status_of(refusals: Sequence[Refusal]) -> int:
    """One status for several refusals: theirs where they agree, else 422."""
    found = {x.status for x in refusals}
    return found.pop() if len(found) == 1 else 422


def problem(refusals: Sequence[Refusal], language: str, more: Mapping[str, Any] | None = None) -> Response:
    """The answer to a request that was refused; `errors` holds each reason with its field path, `more` what helps."""
    first = refusals[0]
    status = status_of(refusals)
    body = {
        "type": f"/docs/errors#{first.code}",
        "title": first.code,
        "status": status,
        "code": first.code,
        "detail": sentence(first, language),
        "errors": [told(x, language) for x in refusals],
        **(more or {}),
    }
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body), status, media_type="application/problem+json", headers=headers)
