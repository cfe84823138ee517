"""Manifests: the list, and a new one from chosen batches."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from msgspec import UNSET
from starlette.responses import Response

from manifests.billing.queries import open_accounts
from manifests.commands import Proposal, record_one
from manifests.life import events as e
from manifests.life.model import Batch, ManifestStatus, Window
from wasteflow.catalog.charges import charging
from wasteflow.catalog.law import zone
from wasteflow.core import clock
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console import destinations, export, queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import Words, not_done, said, scope_of
from wasteflow.web.console.forms import MOST_LINES, ONCE, Form, read
from wasteflow.web.console.holdings import starting
from wasteflow.web.console.manifest import exempting
from wasteflow.web.console.manifest.page import turned_away
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.words import ways

router = APIRouter(prefix="/manifests", route_class=PageRoute)
PAGE = 25
CHOICES = 40  # receivers and carriers offered at once
Chosen = Annotated[list[UUID] | None, Query()]


# --- the list --------------------------------------------------------------------------------------------


@router.get("")
async def get_manifests(
    visit: Here, status: str = "", q: Words = "", before: UUID | None = None, file: bool = False
) -> Response:
    """What I may see, newest first; filters stand in the address. `file`: as a table for a spreadsheet."""
    require(visit.me, "custody:see")
    wanted = status if status in set(ManifestStatus) else None
    rows = await queries.manifests(
        visit.pool,
        scope=scope_of(visit),
        before=before,
        statuses=[wanted] if wanted else None,
        q=q.strip() or None,
        limit=export.MOST if file else PAGE + 1,
    )
    if file:
        return export.manifests(visit, rows)
    return render(
        visit,
        "manifests.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        statuses=list(ManifestStatus),
        status=wanted or "",
        q=q,
        book=await visit.book(),
    )


# --- a new one -------------------------------------------------------------------------------------------


@router.get("/new")
async def get_new(
    visit: Here,
    batch: Chosen = None,
    q: Words = "",
    onward_of: UUID | None = None,
    like: UUID | None = None,
    site: UUID | None = None,
    waste: Words = "",
) -> Response:
    """The form for the batches chosen in the list, filled in as the last manifest for this waste; `onward_of`: for what
    was turned away under that manifest; `like`: as that manifest; `site` and `waste`: for what is there of it."""
    require(visit.me, "manifest:create")
    if onward_of:
        before, carried = await turned_away(visit, onward_of)
        values = [("batch", str(b.id)) for b in carried]
        values += [("fact.onward_of", str(onward_of)), ("fact.consignor_site", str(before.consignor.site))]
        return await _new_form(visit, Form([*values, *starting.as_before(before)[1:]]))
    if like:
        values, known = await starting.like(visit, like)
    elif site:
        values, known = await starting.from_plan(visit, site, waste)
    else:
        values, known = await starting.with_batches(visit, batch or [])
    return await _new_form(visit, Form([*values, ("find", q)]), as_before=known)


@router.post("/new")
async def post_new(request: Request, visit: Here) -> Response:
    """Draw it up; searching a receiver posts here too, so that nothing typed is lost without scripts either."""
    form = await read(request)
    if form.get("search"):
        return await _new_form(visit, form)
    chosen = [b for b in form.every("batch") if _is_id(b)]
    form.renamed = {f"fact.lines[{n}]": f"line:{b}" for n, b in enumerate(chosen)}
    lines = [_line(form, b) for b in chosen]
    if not lines:
        form.problems.append(r.NothingChosen("fact.lines"))
    more = [(n, org) for n, org in enumerate(form.every("fact.more_carriers")) if _is_id(org)]
    form.renamed |= {f"fact.more_carriers[{at}]": f"fact.more_carriers[{n}]" for at, (n, _) in enumerate(more)}
    fact = e.Created(
        consignor_site=form.id("fact.consignor_site"),
        consignee_site=form.id("fact.consignee_site"),
        carrier=form.id("fact.carrier"),
        lines=tuple(lines),
        plate=form.text("fact.plate", most=20) or None,
        driver=form.text("fact.driver", most=40) or None,
        remark=form.text("fact.remark", most=300),
        transfer_plan=form.text("fact.transfer_plan", most=100) or UNSET,
        onward_of=form.id("fact.onward_of") if form.get("fact.onward_of") else None,
        more_carriers=tuple(UUID(org) for _, org in more),
        stop=form.id("fact.stop") if form.get("fact.stop") else None,
        paper_ticket=form.text("fact.paper_ticket", most=60) or None,
        billing_account=form.id("fact.billing_account") if form.get("fact.billing_account") else None,
        window=_window(form),
    )
    try:
        form.check()
        proposal = Proposal(fact=fact, occurred_at=clock.now(), subject=form.begins)
        done = await record_one(visit.pool, visit.me, proposal, key=form.once)
    except Refusals as several:
        again = lambda: _new_form(visit, form)  # noqa: E731
        return await not_done(visit, several.refusals, form, f"{HOME}/manifests/{form.begins}", again)
    return go(f"{HOME}/manifests/{done.subject}", said(visit, done, "created"))


def _window(form: Form) -> Window | None:
    """When it is planned to leave, where anything is said of it; both ends belong together."""
    first, last = "fact.window.first", "fact.window.last"
    if not form.text(first) and not form.text(last):
        return None
    for name in (first, last):
        form.text(name, needed=True)
    now = clock.now()
    return Window(form.moment(first, now), form.moment(last, now))


def _line(form: Form, batch: str) -> e.LineDraft:
    at = f"line:{batch}"
    method = form.get(f"{at}.method") or form.get("method") or None
    return e.LineDraft(UUID(batch), method, exemptions=exempting.claims(form, at))


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@router.get("/receivers")
async def get_receivers(visit: Here, batch: Chosen = None, find: Words = "", chosen: str = "") -> Response:
    """Part of the form: the sites that may take these batches, as the words narrow them down."""
    require(visit.me, "manifest:create")
    async with visit.pool.acquire() as conn:
        loads = await queries.chosen_batches(conn, ids=batch or [], org=visit.me.org or UUID(int=0))
        found = await _receivers(visit, conn, loads, find)
    return render(visit, "part_receivers.html", receivers=found, chosen=chosen, book=await visit.book())


@router.get("/plates")
async def get_plates(visit: Here, carrier: Annotated[UUID | None, Query(alias="fact.carrier")] = None) -> Response:
    """Part of the form: the vehicles of the carrier chosen."""
    require(visit.me, "manifest:create")
    plates = await queries.plates(visit.pool, org=carrier) if carrier else []
    return render(visit, "part_plates.html", plates=plates)


async def _receivers(visit: Visit, conn: queries.Reader, loads: list[Batch], q: str) -> list[queries.Receiver]:
    if not loads:
        return []
    first = loads[0]
    made_here = first.holder_site in (None, first.site)
    origin = first.city if made_here else await queries.city_of(conn, site=first.holder_site) or first.city
    return await queries.receivers(
        conn,
        codes=[(b.code.scheme, b.code.code, b.category) for b in loads],
        today=clock.local_date(clock.now()),
        sender=loads[0].holder_site or UUID(int=0),
        city=origin,
        ways=destinations.ways(await visit.book(), origin, loads[0].stream),
        q=q.strip() or None,
        limit=CHOICES,
    )


def _today() -> date:
    return clock.local_date(clock.now())


async def _new_form(visit: Visit, form: Form, *, as_before: bool = False) -> Response:
    book = await visit.book()
    ticked = {b for b in form.every("batch") if _is_id(b)}
    ids = [UUID(b) for b in {*ticked, *form.get("offered").split(",")[:MOST_LINES]} if _is_id(b)]
    async with visit.pool.acquire() as conn:
        if onward_of := form.get("fact.onward_of"):
            loads = await queries.on_vehicle(conn, manifest=form.id("fact.onward_of"))
        else:
            loads = await queries.chosen_batches(conn, ids=ids, org=visit.me.org or UUID(int=0))
        receivers = await _receivers(visit, conn, loads, form.get("find"))
        storers = await _receivers(visit, conn, loads, "") if form.get("find").strip() else receivers
        carriers = []
        charged = any(b.code.scheme in rule.schemes for rule in charging().values() for b in loads)
        payers = await open_accounts(conn, org=visit.me.org or UUID(int=0), on=_today()) if charged else []
        if loads:
            hazardous = any(b.code.scheme == "cn-hw" for b in loads)
            today = _today()
            carriers = await queries.carriers(
                conn, hazardous=hazardous, today=today, city=loads[0].city, limit=CHOICES * 5
            )
    chosen = form.get("fact.carrier")
    named = {m for x in receivers for m in x.methods}
    return render(
        visit,
        "manifest_new.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        loads=loads,
        ticked=ticked if form.problems or form.get("offered") else {str(b.id) for b in loads},
        as_before=as_before,
        ticketed=bool(loads) and zone(loads[0].city) != "mainland",
        charged=charged,
        exempt={b.id: exempting.rows_for(book, _today(), b.stream, b.code, b.category) for b in loads},
        payers=[(a["id"], f"{a['number']} · {a['contract']}") for a in payers],
        onward_of=onward_of,
        from_site=form.get("fact.consignor_site") or (loads[0].holder_site or loads[0].site if loads else None),
        receivers=receivers,
        storers=storers,
        chosen=form.get("fact.consignee_site"),
        carriers=carriers,
        plates=next((c.plates for c in carriers if str(c.id) == chosen), []),
        methods=[m for m in ways(book) if m in named] or ways(book),
        plan_needed=bool(loads) and "transfer_plan" in book.streams[loads[0].stream].required.get("created", ()),
        method_needed=bool(loads) and "lines.method" in book.streams[loads[0].stream].required.get("created", ()),
        book=book,
    )
