"""Putting together, dividing and repacking what was ticked; treating it with what that leaves; one balance for all."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.commands import Proposal, Recorded, record_one
from manifests.entry.batch_entry import FORMS
from manifests.life import events as e
from manifests.life.model import Basis, Batch, BatchStatus
from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.errors import Refusals, RepeatedKey
from wasteflow.core.ids import derived_id_at, new_id
from wasteflow.people.permissions import require
from wasteflow.places.queries import site_cards
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import CONTAINERS, schemes_of, streams_of, written
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.holdings import filling
from wasteflow.web.console.holdings.treating import BACK, MOST, Row, common_methods
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/stock", route_class=PageRoute)
NOBODY = UUID(int=0)
Ticked = Annotated[list[UUID] | None, Query(max_length=MOST)]


@router.get("/regroup")
async def get_regroup(visit: Here, batch: Ticked = None) -> Response:
    """The form for the batches ticked in the list: the same waste into other containers."""
    require(visit.me, "batch:regroup")
    return await _page(visit, Form(), batch or [], residues=False)


@router.get("/transform")
async def get_transform(visit: Here, batch: Ticked = None, method: str = "") -> Response:
    """The form for the batches ticked in the list: a treatment and what it leaves."""
    require(visit.me, "batch:treat")
    return await _page(visit, Form([("method", method[:40])]), batch or [], residues=True)


@router.post("/regroup")
async def post_regroup(request: Request, visit: Here) -> Response:
    """Record it, or show one row more, or say what does not add up."""
    require(visit.me, "batch:regroup")
    return await _post(request, visit, residues=False)


@router.post("/transform")
async def post_transform(request: Request, visit: Here) -> Response:
    """As above, with a method and codes of their own for what comes out."""
    require(visit.me, "batch:treat")
    return await _post(request, visit, residues=True)


async def _post(request: Request, visit: Visit, *, residues: bool) -> Response:
    form = await read(request)
    rows = [row for shown in form.every("row")[:MOST] if (row := Row.of(shown))]
    ids = [row.batch for row in rows]
    if form.get("more"):
        return await _page(visit, form, ids, residues=residues)
    found = filling.filled(form, rows, await visit.book() if residues else None)
    method = form.text("method", needed=residues, most=40)
    if not rows:
        form.problems.append(r.NothingChosen("row"))
    if form.problems:
        return await _page(visit, form, ids, residues=residues)
    site = await _store_of(visit, ids)
    inputs, outputs, losses = tuple(found.inputs), tuple(found.outputs), tuple(found.losses)
    fact: e.Regrouped | e.Transformed
    if residues:
        fact = e.Transformed(site, method, inputs, tuple(x for x in outputs if isinstance(x, e.Residue)), losses)
    else:
        fact = e.Regrouped(site, inputs, tuple(x for x in outputs if isinstance(x, e.Output)), losses)
    at = clock.now()
    try:
        proposal = Proposal(fact=fact, occurred_at=at, subject=form.begins)
        done = await record_one(visit.pool, visit.me, proposal, key=form.once)
    except Refusals as several:
        if any(isinstance(p, RepeatedKey) for p in several.refusals):
            return go(BACK, [("warn", visit.t("console.said.twice"))])
        form.problems = [filling.placed(p, found) for p in several.refusals]
        return await _page(visit, form, ids, residues=residues)
    return _done(visit, done, [done.subject, *(derived_id_at(at, done.id, n) for n in range(1, len(outputs)))])


def _done(visit: Visit, done: Recorded, made: Sequence[UUID]) -> Response:
    """To the new batches, ticked, so that their labels are printed next."""
    ticked = "&".join(f"batch={id}" for id in made)
    said = [("done", visit.t("console.said.filled", n=len(made)))]
    said += [("warn", visit.reader.said(w)) for w in done.warnings]
    return go(f"{HOME}/batches?status=stored&{ticked}", said)


async def _store_of(visit: Visit, ids: Sequence[UUID]) -> UUID:
    chosen = await queries.chosen_batches(visit.pool, ids=ids, org=visit.me.org or NOBODY)
    return next((b.holder_site for b in chosen if b.holder_site), NOBODY)


async def _page(visit: Visit, form: Form, ids: Sequence[UUID], *, residues: bool) -> Response:
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        found = await queries.chosen_batches(conn, ids=ids, org=visit.me.org or NOBODY)
        batches = [b for b in found if b.status is BatchStatus.STORED and b.holder_site]
        cards = await site_cards(conn, ids={b.holder_site for b in batches if b.holder_site})
    outs = filling.shown(form, "out")
    return render(
        visit,
        "stock_fill.html",
        http=422 if form.problems else 200,
        residues=residues,
        action=f"{HOME}/stock/{'transform' if residues else 'regroup'}",
        batches=batches,
        gone=len(set(ids)) - len(batches),
        methods=common_methods(book, batches, cards) if residues else [],
        outs=outs,
        losses=filling.shown(form, "loss"),
        first=_first(batches) if not residues and not form.get("rows.out") else {},
        containers=CONTAINERS,
        forms=FORMS,
        bases=list(Basis),
        schemes=schemes_of(book, {b.city for b in batches}),
        streams={n: _choices(form, book, n) for n in range(outs)} if residues else {},
        streams_said=lambda ids: [(id, visit.reader.stream(book, id)) for id in ids],
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        book=book,
    )


def _choices(form: Form, book: Book, n: int) -> list[str]:
    """Streams to choose from where the code of a row may stand for several."""
    code = written(form.get(f"out{n}.code"))
    fitting = streams_of(book, code) if code else []
    return fitting if len(fitting) > 1 else []


def _first(batches: Sequence[Batch]) -> dict[str, str]:
    """What the first container is, before anything is typed: one that holds it all."""
    if not batches:
        return {}
    return {"out0.kind": batches[0].container.kind, "out0.count": "1"}
