"""What every code of a refusal or warning means: the address that `type` of an answer leads to (RFC 9457); public."""

import re

from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.core.errors import Notice, Refusal, every_notice
from wasteflow.core.i18n import english, texts
from wasteflow.web.console.page import Anybody, PageRoute, render

public = APIRouter(route_class=PageRoute)


@public.get("/docs/errors")
async def get_errors(visit: Anybody) -> Response:
    """All codes with their sentence in the reader's language; `#code` jumps to one."""
    codes = sorted(every_notice(), key=lambda x: x.code)
    rows = [(x.code, x.status if issubclass(x, Refusal) else None, _said(x, visit.reader.language)) for x in codes]
    return render(visit, "errors.html", rows=rows)


def _said(of: type[Notice], language: str) -> str:
    """Its sentence, with dots where each answer puts what it found."""
    said = texts().get(f"errors.{of.code}", {}).get(language) or english(of)
    return re.sub(r"\{\w+\}", "…", said)
