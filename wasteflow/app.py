"""The HTTP application, put together: the only file, with `cli`, that knows everyone."""

import gc
import importlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from manifests.notices.schemas import openapi as notice_openapi
from manifests.rounds.signed import acts_openapi
from manifests.routes import DOORS, Door
from manifests.schemas import events_openapi
from wasteflow.core import edge
from wasteflow.core.db import UNAVAILABLE, open_pool, unavailable
from wasteflow.core.errors import Malformed, NotFound, OurFault, Refusal, Refusals, Word
from wasteflow.core.problems import language_of, problem
from wasteflow.core.settings import Settings, settings
from wasteflow.core.signposts import Signposts
from wasteflow.demo.accounts import ACCOUNTS
from wasteflow.examples import describe
from wasteflow.web.console import routes as console
from wasteflow.web.console.page import refused
from wasteflow.web.files import Files
from workers.cases.schemas import openapi as case_openapi

log = structlog.get_logger()

# In the order of the floors; the console's pages come behind them.
ROUTERS = (
    "manifests.routes",
    "wasteflow.health",
    "wasteflow.people.routes",
    "wasteflow.people.devices.routes",
    "wasteflow.catalog.routes",
    "wasteflow.places.routes",
    "wasteflow.places.applications.routes",
    "manifests.ledger.routes",
    "manifests.sites.routes",
    "manifests.absent.routes",
    "manifests.signed.routes",
    "manifests.tickets.routes",
    "manifests.scans.routes",
    "manifests.driving.routes",
    "manifests.attached.routes",
    "manifests.rounds.routes",
    "manifests.roadside.routes",
    "manifests.trails.routes",
    "manifests.borders.routes",
    "manifests.billing.routes",
    "manifests.registers.routes",
    "manifests.declarations.routes",
    "manifests.notices.routes",
    "workers.cases.routes",
    "workers.messages.routes",
    "workers.tuning.routes",
    "workers.shadow.routes",
    "workers.statistics.routes",
    "workers.capacity.routes",
    "workers.statements.routes",
    "workers.targets.routes",
    "workers.values.routes",
    "workers.lineage.routes",
    "workers.carbon.routes",
    "workers.bay.routes",
    "workers.chains.routes",
    "workers.zero_waste_cells.routes",
    "workers.open_data.routes",
    "workers.routes",
    "reports.routes",
    "reports.loads.routes",
    "reports.holdings.routes",
    "wasteflow.web.inspection",
    "wasteflow.reporting.routes",
    "wasteflow.reporting.style.routes",
    "wasteflow.web.evidence",
    "wasteflow.web.papers",
    "wasteflow.web.scanner.routes",
)

# Addresses that end so take photos or files, which are larger than other bodies.
PHOTOS = ("/photos", "/console/notices", "/files", "/inspected", "/answer", "/evidence")


def create_app(given: Settings | None = None) -> "_Application":
    """The application on the database of its settings (the process's own unless given)."""
    chosen = given or settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        now: Settings = app.state.settings
        assert now.database_url, "WASTEFLOW_DATABASE_URL is not set; `make run` starts an embedded database"
        app.state.pool = await open_pool(now.database_url, now.pool_size)
        yield
        await app.state.pool.close()

    app = _Application(
        title="wasteflow",
        version="0.1.0",
        description="Chain of custody of solid and hazardous waste in the Greater Bay Area.",
        lifespan=lifespan,
        docs_url=None,  # the viewers load scripts from elsewhere; /openapi.json is what they would show
        redoc_url=None,
    )
    app.state.settings = chosen
    for name in ROUTERS:
        app.include_router(importlib.import_module(name).router)
    for prefix, part in console.ROUTERS:
        app.include_router(part, prefix=prefix, include_in_schema=False)
    app.mount("/static", Files())
    app.signposts = app.router.middleware_stack = Signposts(app.router)
    app.state.sample_accounts = ACCOUNTS
    _answers(app)
    _describe(app)
    limited = partial(
        edge.Limits, limit=chosen.body_limit, uploads=dict.fromkeys(PHOTOS, chosen.photo_limit), refuse=_refuse
    )
    app.add_middleware(limited)
    app.doorways = [(door, limited(_Doorway(door, app.exception_handlers))) for door in DOORS]
    return app


YOUNG = 50_000  # objects, before the collector looks: more than a request of 1000 events holds at once


def serve_app() -> "_Application":
    """The application of a process that only serves it.

    What was loaded stays for good, and what requests make is let go with them: the collector, which looks for cycles,
    finds next to nothing. Left at its defaults it looked at every large request twice, a tenth of what an event cost.
    """
    app = create_app()
    app.signposts.survey()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    return app


class _Application(FastAPI):
    """The busiest endpoints are entered directly. The layers in between know them too (and describe them)."""

    doorways: Sequence[tuple[Door, Any]]
    signposts: Signposts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        for door, doorway in self.doorways:
            if scope["method"] == door.method and (found := door.path.fullmatch(scope["path"])):
                scope |= {"app": self, "path_params": found.groupdict()}
                await doorway(scope, receive, send)
                return
        if scope["method"] == "HEAD":
            await super().__call__({**scope, "method": "GET"}, receive, edge.without_body(send))
        else:
            await super().__call__(scope, receive, send)


class _Doorway:
    """One endpoint; what it raises is answered by the handlers of all."""

    def __init__(self, door: Door, handlers: Mapping[Any, Any]) -> None:
        self.enter = door.enter
        self.handlers = handlers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        try:
            response = await self.enter(request)
        except Exception as error:
            kind = next(kind for kind in type(error).__mro__ if kind in self.handlers)
            response = await self.handlers[kind](request, error)
            await response(scope, receive, send)
            if kind is Exception:
                raise  # after the answer, as with every other endpoint: the server logs it
            return
        await response(scope, receive, send)


def _answers(app: FastAPI) -> None:
    """One handler for each family of errors: no client's fault is ever a 500."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return problem([refusal], language_of(request.scope))

    @app.exception_handler(Refusals)
    async def all_refused(request: Request, several: Refusals) -> Response:
        return problem(several.refusals, language_of(request.scope))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(edge.from_pydantic(error.errors()).refusals, language_of(request.scope))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return problem([NotFound("", what=Word("subject.page"))], language_of(request.scope))
        refusal = (
            edge.WrongMethod("") if error.status_code == 405 else Malformed("", problem=Word("problem.not_a_request"))
        )
        answer = problem([refusal], language_of(request.scope))
        answer.status_code = error.status_code
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(asyncpg.CharacterNotInRepertoireError)
    async def not_text(request: Request, _: Exception) -> Response:
        return problem([edge.NulByte("")], language_of(request.scope))

    @app.exception_handler(Exception)
    async def our_fault(request: Request, _: Exception) -> Response:
        return problem([OurFault("")], language_of(request.scope))

    async def away(request: Request, error: Exception) -> Response:
        log.error("database unavailable", error=str(error))
        answer = problem([unavailable(error)], language_of(request.scope))
        answer.headers["Retry-After"] = "2"
        return answer

    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, away)


def _refuse(scope: Any, refusal: Refusal) -> Response:
    if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
        return refused(Request(scope), [refusal])
    return problem([refusal], language_of(scope))


def _describe(app: FastAPI) -> None:
    """Add the custody types, which msgspec checks rather than pydantic, to the OpenAPI description."""
    plain = app.openapi

    def with_custody() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            described = schema.setdefault("components", {}).setdefault("schemas", {})
            described |= events_openapi()["components"] | notice_openapi()["components"]
            described |= case_openapi()["components"] | acts_openapi()["components"]
            describe(schema["paths"])
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = with_custody  # type: ignore[method-assign]
