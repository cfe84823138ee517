"""Declarations: what each site owes and why, one with its figures, and filing it as it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.declarations import commands, queries
from manifests.declarations.figures import MOVED, Figures
from manifests.declarations.standing import Declarer, Owed, State, owed
from wasteflow.catalog.duties import Classed, thresholds
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/declarations", route_class=PageRoute)
MOST_SITES = 50
OPEN = (State.OVERDUE, State.DUE, State.RUNNING)
COLUMNS = ("opening", *MOVED, "closing")
USUAL = ("opening", "generated", "sent", "closing")


@dataclass(frozen=True)
class Standing:
    """One site of the list."""

    site: Declarer
    classed: Classed
    open: list[Owed]
    filed: list[Owed]  # the latest first


@router.get("")
async def get_declarations(visit: Here) -> Response:
    """What the company's sites have to declare: overdue before due before what is still running."""
    require(visit.me, "declaration:file")
    book, today = await visit.book(), commands.this_day()
    async with visit.pool.acquire() as conn:
        sites = await queries.declarers(
            conn,
            scopes=scopes(visit.me),
            today=today,
            hazardous=commands.streams(book, "hazardous"),
            general=commands.streams(book, "general"),
            limit=MOST_SITES,
        )
    return render(
        visit,
        "declarations.html",
        standings=[_standing(site, today) for site in sites],
        from_t={class_: value.value for class_, value in thresholds().items()},
        today=today,
        book=book,
    )


def _standing(site: Declarer, today: date) -> Standing:
    many = owed(site, today)
    still_open = sorted((o for o in many if o.state in OPEN), key=lambda o: (OPEN.index(o.state), o.period.due_on))
    return Standing(site, site.classed(today.year), still_open, [o for o in reversed(many) if o.filed])


# --- one declaration -------------------------------------------------------------------------------------


@router.get("/{site}/{duty}/{first}")
async def get_declaration(visit: Here, site: UUID, duty: str, first: date) -> Response:
    """The figures as custody has them now, every version filed, and for who may the form that files what is shown."""
    require(visit.me, "custody:see")
    return await _page(visit, site, duty, first, Form())


@router.post("/{site}/{duty}/{first}")
async def post_declaration(request: Request, visit: Here, site: UUID, duty: str, first: date) -> Response:
    """File the figures the page showed; where they changed since, the page shows what they are now."""
    require(visit.me, "declaration:file")
    form = await read(request)
    seen, reason = form.get("figures_sha256")[:64], form.text("reason", most=1000)
    try:
        filed = await commands.file(visit.pool, visit.me, site, duty, first, seen=seen, reason=reason, id=form.begins)
    except Refusal as refusal:
        return await _page(visit, site, duty, first, form, [refusal])
    except Refusals as several:
        return await _page(visit, site, duty, first, form, several.refusals)
    what = "late" if filed.late and filed.version == 1 else "nil" if filed.nil else "filed"
    said = visit.t(f"console.declaration.said.{what}", version=filed.version)
    return go(f"{HOME}/declarations/{site}/{duty}/{first}", [("warn" if what == "late" else "done", said)])


def _columns(figures: Figures) -> list[str]:
    """The columns of a table: the usual ones, and those in which something stands."""
    return [c for c in COLUMNS if c in USUAL or any(getattr(line, c) != "0" for line in figures.lines)]


async def _page(
    visit: Visit, site: UUID, duty: str, first: date, form: Form, problems: Sequence[Refusal] = ()
) -> Response:
    book, today, period = await visit.book(), commands.this_day(), commands.period_of(duty, first)
    form.problems = list(problems)
    async with visit.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        who = await commands.declarer(conn, book, visit.me, site)
        made = await commands.draft(conn, book, who, period)
        filed = await queries.filings(conn, site=site, duty=duty, first=first)
    return render(
        visit,
        "declaration.html",
        http=422 if form.problems else 200,
        site=who,
        period=period,
        made=made,
        versions=[(kept, msgspec.json.decode(kept.figures, type=Figures)) for kept in reversed(filed)],
        changed=bool(filed) and filed[-1].figures_sha256 != made.figures.digest,
        over=today > period.last,
        late=today > period.due_on,
        columns=_columns,
        tonnes=lambda kg: Decimal(kg) / 1000,
        form=form,
        told=form.told(visit.reader),
        once=new_id() if form.problems or not form.get(ONCE) else form.get(ONCE),
        today=today,
        book=book,
    )
