"""Which register do I need? Ordering one, how far it is, calling it off, fetching it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from manifests.registers import commands, queries
from manifests.registers.model import Kind, RegisterFile
from manifests.registers.writing import MEDIA
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import require
from wasteflow.web.console.choosing import day
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HEADERS, HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.refusals import FillIn

router = APIRouter(prefix="/registers", route_class=PageRoute)
PAGE = f"{HOME}/registers"
FORMS = ("xlsx", "csv", "pdf")


@router.get("")
async def get_registers(visit: Here) -> Response:
    """What I ordered, newest first, and the form."""
    return await _page(visit, Form())


@router.post("")
async def post_register(request: Request, visit: Here) -> Response:
    """Order one; its link is told this once."""
    form = await read(request)
    first, last = day(form.get("first")), day(form.get("last"))
    form.problems += [FillIn(name) for name, value in (("first", first), ("last", last)) if value is None]
    kind, written = form.choice("kind", [k.value for k in Kind]), form.choice("form", FORMS)
    if form.problems or first is None or last is None:
        return await _page(visit, form)
    try:
        file, secret = await commands.order(
            visit.pool, visit.me, kind=Kind(kind), form=written, first=first, last=last,
            language=visit.reader.language,
        )  # fmt: skip
    except (Refusal, Refusals) as wrong:
        form.problems = list(wrong.refusals)
        return await _page(visit, form)
    house = request.app.state.settings.public_url.rstrip("/")
    link = f"{house}/registers/{file.id}/files/{secret}"
    return go(PAGE, [("done", visit.t("console.registers.ordered", link=link))])


@router.post("/{id}/cancel")
async def post_cancel(visit: Here, id: UUID) -> Response:
    """Call off one that is being written."""
    require(visit.me, "custody:see")
    await commands.cancel(visit.pool, visit.me, id)
    return go(PAGE, [("done", visit.t("console.registers.called_off"))])


@router.get("/{id}/file")
async def get_file(visit: Here, id: UUID) -> Response:
    """The file, for whoever ordered it."""
    require(visit.me, "custody:see")
    file, parts = await commands.fetch_own(visit.pool, visit.me, id)
    headers = {
        **HEADERS,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(file.bytes),
    }
    return StreamingResponse(parts, media_type=MEDIA[file.ending], headers=headers)


async def _page(visit: Visit, form: Form) -> Response:
    require(visit.me, "custody:see")
    now = clock.now()
    async with visit.pool.acquire() as conn:
        found = await queries.mine(conn, account=visit.me.account, now=now)
        rows = [await _row(conn, file, now) for file in found]
    today = clock.local_date(now)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return render(
        visit,
        "registers.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        rows=rows,
        running=any(row["state"] == "writing" for row in rows),
        kinds=list(Kind),
        forms=FORMS,
        first=form.get("first") or month.isoformat(),
        last=form.get("last") or (today.replace(day=1) - timedelta(days=1)).isoformat(),
    )


async def _row(conn: Connection, file: RegisterFile, now: datetime) -> dict[str, Any]:
    """A register with how far it is. Of one that has ended there is nothing to ask."""
    if file.cancelled_at or file.finished_at:
        return {"file": file, "state": "cancelled" if file.cancelled_at else "finished", "progress": 1.0, "rate": 0}
    standing = await jobs.standing(conn, file.job)
    failed = standing is not None and standing["outcome"] == "failed"
    seconds = max(1.0, (now - file.ordered_at).total_seconds())
    progress = float(standing["progress"] or 0) if standing else 0.0
    state = "failed" if failed else "writing"
    return {"file": file, "state": state, "progress": progress, "rate": int(file.rows / seconds)}
