"""Which routers may have an address, by its first two parts: the others need not be asked in vain.

Routers are asked one after the other, each address of each, and those within others once more on the way down: among
four hundred addresses finding the one took a page two milliseconds, longer than many take to answer.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

Head: TypeAlias = tuple[str | None, str | None]  # the first two parts of an address; None: anything
ANY: Head = (None, None)


class Signposts:
    """ASGI in place of a router's own way: the same answers from fewer routers, asked in the same order."""

    def __init__(self, router: APIRouter) -> None:
        self.router = router
        self.ways: dict[Head, APIRouter] = {}
        self.surveyed = 0

    def survey(self) -> None:
        """Look through all addresses: done at the first request, or before it, so that nobody waits."""
        heads = [(route, _heads(route)) for route in self.router.routes]
        known = {head for _, some in heads for head in some}
        self.ways = {
            asked: self._way([route for route, some in heads if _leads(some, asked)])
            for asked in known | {(first, None) for first, _ in known} | {ANY}
        }
        self.surveyed = len(heads)

    def _way(self, routes: Sequence[BaseRoute]) -> APIRouter:
        way = APIRouter(default=self.router.default, redirect_slashes=self.router.redirect_slashes)
        way.routes.extend(routes)
        return way

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope.get("root_path"):
            await self.router.app(scope, receive, send)
            return
        if self.surveyed != len(self.router.routes):  # at first, and where somebody adds one
            self.survey()
        scope["router"] = self.router
        first, second = _head(scope["path"])
        way = self.ways.get((first, second)) or self.ways.get((first, None)) or self.ways[ANY]
        await way.app(scope, receive, send)


def _head(path: str) -> tuple[str, str]:
    """The first two parts; empty where there is none, be a slash at the end or not."""
    _, first, second, *_ = (*path.split("/", 3), "", "")
    return first, second


def _heads(route: BaseRoute) -> set[Head]:
    """How the addresses below a route may begin."""
    found: set[Head] = set()
    for one in iter_route_contexts([route]):
        first, second = _head(one.path or "")
        below = "{" in second or (isinstance(one.original_route, Mount) and not second)
        found.add(ANY if "{" in first else (first, None if below else second))
    return found


def _leads(heads: Iterable[Head], asked: Head) -> bool:
    """Whether an address that begins as asked (None: as no head does) may be below these."""
    return any(all(known is None or known == part for known, part in zip(head, asked, strict=True)) for head in heads)
