"""What the signposts leave out would have answered nothing: every address is answered as by all routers in turn."""

import re
from contextlib import suppress
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.responses import PlainTextResponse

from tests.conftest import application
from wasteflow.core.settings import Settings
from wasteflow.core.signposts import Signposts

pytestmark = pytest.mark.anyio
ODD = (
    "", "/", "//", "/nothing", "/nothing/here", "//console", "/console", "/console/", "/console/nothing/at/all",
    "/static/", "/static/app.css", "/batches/", "/%2e%2e/batches", "/Batches", "/openapi.json/", "/health/", "/L/",
    "/S/", "/M/1/2/3", "/console/batches//", "/batches//chain", "/.well-known/x",
)  # fmt: skip


async def ask(app, path, method):
    """Which endpoint is entered and with what, and what is answered."""
    said = []
    sent = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message):
        said.append((message.get("status"), message.get("headers"), message.get("body")))

    scope = {
        "type": "http", "http_version": "1.1", "scheme": "http", "method": method, "path": path, "query_string": b"",
        "root_path": "", "raw_path": b"/", "headers": [(b"host", b"here")], "client": ("127.0.0.1", 1),
        "server": ("here", 80), "state": {},
    }  # fmt: skip
    with suppress(Exception):  # no database is there: a page that asks it is found all the same
        await app(scope, receive, send)
    return scope.get("endpoint"), scope.get("path_params"), said


def addresses(app):
    """Every address of the application, with something in place of what changes."""
    for one in iter_route_contexts(app.routes):
        yield re.sub(r"\{[^}]*\}", str(UUID(int=7)), re.sub(r"\{\w+:path\}", "a/b", one.path))


async def test_every_address_is_answered_as_by_all_routers_in_turn(tmp_path):
    with application(Settings(database_url="postgresql://nowhere/x", data_dir=tmp_path)) as app:
        signposts = app.router.middleware_stack
        assert isinstance(signposts, Signposts)
        asked = 0
        for path in (*ODD, *dict.fromkeys(addresses(app))):
            for method in ("GET", "DELETE")[: 2 if path in ODD else 1]:
                quick = await ask(app, path, method)
                app.router.middleware_stack = app.router.app
                slow = await ask(app, path, method)
                app.router.middleware_stack = signposts
                assert quick == slow, (method, path)
                asked += quick[0] is not None
    assert asked > 350


def numbered(*paths):
    router = APIRouter()
    for path in paths:
        router.add_api_route(path, lambda path=path: path, methods=["GET"])
    return router


async def test_an_address_that_begins_with_anything_is_asked_in_its_place():
    app = FastAPI()
    for router in (numbered("/a/b", "/a/{x}/c"), numbered("/{x}/b", "/c"), numbered("/a/{rest:path}", "/{rest:path}")):
        app.include_router(router)
    app.mount("/m", PlainTextResponse("mounted"))
    app.mount("/a/m", PlainTextResponse("hidden by what stands before"))
    slow = app.router.app
    for path in ("/a/b", "/a/x", "/a/x/c", "/x/b", "/c", "/c/", "/a", "/", "/m", "/m/x", "/x/y/z", "/a/m/x"):
        app.router.middleware_stack = slow
        expected = await ask(app, path, "GET")
        app.router.middleware_stack = Signposts(app.router)
        found = await ask(app, path, "GET")
        assert found == expected, path
        assert found[2]


async def test_what_is_added_later_is_found_too():
    app = FastAPI()
    app.include_router(numbered("/a"))
    app.router.middleware_stack = Signposts(app.router)
    assert (await ask(app, "/b", "GET"))[0] is None
    app.include_router(numbered("/b"))
    assert (await ask(app, "/b", "GET"))[0]


async def test_only_routers_that_may_have_it_are_asked(tmp_path):
    with application(Settings(database_url="postgresql://nowhere/x", data_dir=tmp_path)) as app:
        await ask(app, "/", "GET")
        ways = app.router.middleware_stack.ways
    every = len(app.routes)
    assert max(len(way.routes) for way in ways.values()) < every / 8
    assert ways[None, None].routes == []
