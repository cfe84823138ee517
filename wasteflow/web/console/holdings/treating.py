"""Treating what was ticked: one method, whole or part of each, one form; every batch is an event of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.commands import Declined, Outcome, Proposal, Recorded, record
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus
from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.errors import Refusals, RepeatedKey
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.places.model import SiteCard
from wasteflow.places.queries import site_cards
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import methods_of
from wasteflow.web.console.forms import ONCE, Form, decimal, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/stock/treat", route_class=PageRoute)
MOST = 100  # batches in one form
BACK = f"{HOME}/stock?status=stored"


@dataclass(frozen=True)
class Row:
    """A batch as the form showed it: the step it was at, and how much of it there was."""

    batch: UUID
    seq: int
    kg: Decimal

    @property
    def field(self) -> str:
        """Where its weight is typed; empty means all of it."""
        return f"kg:{self.batch}"

    @classmethod
    def of(cls, shown: str) -> "Row | None":
        """From `id:seq:kg`; None where somebody made that up."""
        try:
            id, seq, kg = shown.split(":")
            return cls(UUID(id), int(seq[:9]), decimal(kg) or Decimal(0))
        except ValueError:
            return None


@router.get("")
async def get_treat(
    visit: Here, batch: Annotated[list[UUID] | None, Query(max_length=MOST)] = None, method: str = ""
) -> Response:
    """The form for the batches ticked in the list."""
    require(visit.me, "batch:treat")
    return await _page(visit, Form([("method", method[:40])]), batch or [])


@router.post("")
async def post_treat(request: Request, visit: Here) -> Response:
    """Record all in one request. What was refused comes back with its reason; what was recorded stays recorded."""
    require(visit.me, "batch:treat")
    form = await read(request)
    rows = [row for shown in form.every("row")[:MOST] if (row := Row.of(shown))]
    method = form.text("method", needed=True, most=40)
    if not rows:
        form.problems.append(r.NothingChosen("row"))
    facts = {x: e.Treated(method, form.number(x.field) if form.text(x.field) else x.kg) for x in rows}
    if form.problems:
        return await _page(visit, form, [row.batch for row in rows])
    now = clock.now()
    proposals = [Proposal(fact=fact, occurred_at=now, subject=x.batch, expected=x.seq) for x, fact in facts.items()]
    try:
        outcomes = await record(visit.pool, visit.me, proposals, key=form.once)
    except Refusals as several:
        form.problems = several.refusals
        return await _page(visit, form, [row.batch for row in rows])
    return await _answer(visit, form, rows, outcomes)


async def _answer(visit: Visit, form: Form, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> Response:
    done = [o for o in outcomes if isinstance(o, Recorded)]
    declined = {row: o for row, o in zip(rows, outcomes, strict=True) if isinstance(o, Declined)}
    if any(isinstance(p, RepeatedKey) for o in declined.values() for p in o.problems):
        return go(BACK, [("warn", visit.t("console.said.twice"))])  # at another moment, so not the same event
    if not declined:
        odd = [("warn", visit.reader.said(w)) for o in done for w in o.warnings]
        return go(BACK, [("done", visit.t("console.said.treated_many", n=len(done))), *odd])
    for row, outcome in declined.items():
        for problem in outcome.problems:
            problem.path = "method" if problem.path == "fact.method" else row.field
            if problem.path == row.field or not any(p.path == "method" for p in form.problems):
                form.problems.append(problem)
    if done:  # what is left is another form
        form = form.without(ONCE)
    return await _page(visit, form, [row.batch for row in declined], done=len(done))


async def _chosen(visit: Visit, conn: queries.Reader, ids: Sequence[UUID]) -> list[Batch]:
    found = await queries.chosen_batches(conn, ids=ids, org=visit.me.org or UUID(int=0))
    return [b for b in found if b.status is BatchStatus.STORED and b.holder_site]


async def _page(visit: Visit, form: Form, ids: Sequence[UUID], *, done: int = 0) -> Response:
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        batches = await _chosen(visit, conn, ids)
        cards = await site_cards(conn, ids={b.holder_site for b in batches if b.holder_site})
    gone = len(set(ids)) - len(batches)
    return render(
        visit,
        "stock_treat.html",
        http=422 if form.problems else 200,
        batches=batches,
        methods=common_methods(book, batches, cards),
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        done=done,
        gone=gone,
        book=book,
    )


def common_methods(book: Book, batches: Sequence[Batch], cards: Mapping[UUID, SiteCard]) -> list[str]:
    """The ways that the permits name for every one of these batches."""
    each = [list(methods_of(book, b, cards.get(b.holder_site) if b.holder_site else None)) for b in batches]
    return [m for m in each[0] if all(m in others for others in each)] if each else []
