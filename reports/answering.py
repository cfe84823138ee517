"""A paper as the answer to a request: in whose language, drawn, archived and signed, under its number."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from reports import commands
from reports.proof.model import Issue
from wasteflow.core.problems import language_of
from wasteflow.people.model import Actor

Facts = TypeVar("Facts")


def language(request: Request, actor: Actor, asked: str | None) -> str:
    """The one asked for, else the reader's. Raises WrongLanguage."""
    return commands.known_language(asked or actor.language or language_of(request.scope))


async def answered(
    request: Request, actor: Actor, issue: Issue, draw: Callable[[Facts, str], bytes], facts: Facts
) -> Response:
    """The paper, shown in the browser; nobody else may keep it."""
    state = request.app.state
    content = await commands.paper(state.pool, state.settings, actor, issue, draw, facts)
    headers = {"Content-Disposition": f'inline; filename="{issue.number}.pdf"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type="application/pdf", headers=headers)
