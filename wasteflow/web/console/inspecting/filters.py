"""Filters of the queue that an officer keeps under a name; the first nine are a key away."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.people.permissions import require
from wasteflow.web.console.forms import read
from wasteflow.web.console.inspecting import store
from wasteflow.web.console.page import HOME, Here, PageRoute, go
from workers.cases import policy

router = APIRouter(prefix="/cases/filters", route_class=PageRoute)
QUEUE = f"{HOME}/cases"
FIELDS = ("show", "severity", "city", "rule", "department", "q")
MOST, LONGEST, WHOLE = 20, 40, 500  # of one person; letters of a name; of a query


@dataclass(frozen=True)
class Saved:
    """A filter as the queue shows it."""

    name: str
    query: str

    @property
    def to(self) -> str:
        return f"{QUEUE}?{self.query}" if self.query else QUEUE


def asked(values: Mapping[str, str]) -> str:
    """The fields of a filter as an address carries them: known ones, in one order, so that equal filters are equal."""
    kept = {name: values[name] for name in FIELDS if values.get(name)}
    return urlencode(kept)[:WHOLE]


async def saved(conn: Connection | Pool, visit: Here) -> list[Saved]:
    """Those of the reader, as they were saved."""
    return [Saved(name, query) for name, query in await store.saved(conn, account=visit.me.account)]


@router.post("")
async def post_filter(request: Request, visit: Here) -> Response:
    """Keep the filter of the page under a name; the same name again replaces it, an empty one forgets nothing."""
    require(visit.me, policy.SEE)
    form = await read(request)
    name, query = " ".join(form.get("name").split())[:LONGEST], asked(QueryParams(form.get("query")[: 2 * WHOLE]))
    to = Saved(name, query).to
    if not name:
        return go(to, [("warn", visit.t("console.filters.nameless"))])
    async with visit.pool.acquire() as conn, conn.transaction():
        kept = await store.save(conn, account=visit.me.account, name=name, query=query, at=clock.now(), most=MOST)
    said = (
        ("done", visit.t("console.filters.saved", name=name))
        if kept
        else ("warn", visit.t("console.filters.full", most=MOST))
    )
    return go(to, [said])


@router.post("/forget")
async def post_forget(request: Request, visit: Here) -> Response:
    """Keep it no longer."""
    require(visit.me, policy.SEE)
    form = await read(request)
    name = form.get("name")[:LONGEST]
    async with visit.pool.acquire() as conn, conn.transaction():
        await store.forget(conn, account=visit.me.account, name=name)
    return go(QUEUE, [("done", visit.t("console.filters.forgotten", name=name))])
