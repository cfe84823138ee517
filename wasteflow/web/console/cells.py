"""Zero-waste cells: the register of one's city or company, applying, and one cell with its sheet and evidence."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.catalog.cells import cell_sheets
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, read, upload
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.zero_waste_cells import commands, lifecycle, policy, queries, schemas
from workers.zero_waste_cells import events as e
from workers.zero_waste_cells.model import CellStatus

router = APIRouter(prefix="/cells", route_class=PageRoute)
MOST = 100


@router.get("")
async def get_cells(visit: Here, kind: str = "", status: str = "") -> Response:
    """The newest first."""
    return await _list(visit, Form(), kind[:30], status[:20])


@router.post("")
async def post_cell(request: Request, visit: Here) -> Response:
    """Apply."""
    form = await read(request)
    fact = e.Applied(
        unit=form.choice("unit", list(cell_sheets().kinds)),
        name=form.text("name", needed=True, most=200),
        city=form.choice("city", list((await visit.book()).jurisdictions)),
        address=form.text("address"),
    )
    if not form.problems:
        try:
            cell = await commands.apply(visit.pool, visit.me, form.begins, fact)
        except (Refusal, Refusals) as wrong:
            form.problems = wrong.refusals
        else:
            return go(f"{HOME}/cells/{cell.id}", [("done", visit.t("console.cells.applied"))])
    return await _list(visit, form)


async def _list(visit: Visit, form: Form, kind: str = "", status: str = "") -> Response:
    require(visit.me, policy.SEE)
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        rows = await queries.cells(conn, scopes=scopes(visit.me), kind=kind or None, status=status or None, limit=MOST)
    return render(
        visit,
        "cells.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        rows=rows,
        kind=kind,
        status=status,
        statuses=[s.value for s in CellStatus],
        sheets=cell_sheets(),
        today=clock.local_date(clock.now()),
        may_apply=allowed(visit.me, policy.APPLY),
        book=book,
    )


@router.get("/{id}")
async def get_cell(visit: Here, id: UUID) -> Response:
    """One cell: its sheet, evidence, what happened, what may follow."""
    return await _one(visit, id, Form())


@router.post("/{id}/evidence")
async def post_evidence(request: Request, visit: Here, id: UUID) -> Response:
    """Add a file."""
    form, name, data = await upload(request)
    if data is None:
        form.problems.append(r.FillIn("file"))
        return await _one(visit, id, form)
    try:
        await commands.add_evidence(
            visit.pool, visit.me, id, criterion=form.get("criterion"), title=form.text("title") or name, data=data
        )
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _one(visit, id, form)
    return go(f"{HOME}/cells/{id}", [("done", visit.t("console.cells.said_evidenced"))])


@router.post("/{id}")
async def post_step(request: Request, visit: Here, id: UUID) -> Response:
    """Any further step."""
    form = await read(request)
    step = form.choice("step", [s for s in policy.NEEDS if s != "evidenced"])
    scores = {c: int(form.get(f"fact.scores.{c}")) for c in cell_sheets().criteria if _points(form, c)}
    if not form.problems:
        body = schemas.NewStep.model_validate({"step": step, "scores": scores, "reason": form.text("fact.reason")})
        try:
            await commands.record(visit.pool, visit.me, id, body.fact(), form.expected)
        except (Refusal, Refusals) as wrong:
            form.problems = wrong.refusals
        else:
            return go(f"{HOME}/cells/{id}", [("done", visit.reader.t(f"console.cells.said_{step}"))])
    return await _one(visit, id, form)


def _points(form: Form, criterion: str) -> bool:
    typed = form.get(f"fact.scores.{criterion}")
    return typed.isascii() and typed.isdecimal() and len(typed) < 4


async def _one(visit: Visit, id: UUID, form: Form) -> Response:
    require(visit.me, policy.SEE)
    async with visit.pool.acquire() as conn:
        cell = await queries.cell(conn, id=id)
        if cell is None or not policy.sees(visit.me, cell):
            raise NotFound("id", what=Word("subject.zero_waste_cell"))
        steps = await queries.steps(conn, id=id)
    sheets = cell_sheets()
    return render(
        visit,
        "cell.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        cell=cell,
        steps=steps,
        may_now=policy.steps(visit.me, cell, lifecycle.possible(cell)),
        sheets=sheets,
        unit=sheets.kinds[cell.kind],
        today=clock.local_date(clock.now()),
        book=await visit.book(),
    )
