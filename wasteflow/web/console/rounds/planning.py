"""Planning a round: whom of those that gave leave, with which vehicle and driver, on which day; begun like the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from manifests.entry.batch_entry import FORMS
from manifests.rounds import planning as commands
from manifests.rounds import queries as rounds
from manifests.rounds.model import Call, Round
from manifests.rounds.recording import seen
from manifests.rounds.schemas import NewRound
from wasteflow.core import clock, edge
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import not_done
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.rounds import queries as choices
from wasteflow.web.console.words import ways

router = APIRouter(prefix="/rounds/new", route_class=PageRoute)
NOBODY = UUID(int=0)
KINDS = ("drum", "bag", "box", "tank", "bin", "bulk")
WASTE = ("code", "name", "form", "kind", "litres", "hazards", "method")


@dataclass(frozen=True)
class Row:
    """A producer that gave leave, as the form shows it. `waste`: what it had the last time, where that is another."""

    site: str
    name: str
    place: str
    until: Any
    waste: str = ""


@router.get("")
async def get_new(visit: Here, stream: str = "", like: UUID | None = None) -> Response:
    """The form, filled in as the last round (or as that one) was."""
    require(visit.me, "round:plan")
    last = await seen(visit.pool, visit.me, like) if like else await _last(visit)
    values = _as(last) if last and stream in ("", last.stream) else [("stream", stream[:60])]
    return await _page(visit, Form([*values, ("day", clock.local_date(clock.now()).isoformat())]), like=last)


async def _last(visit: Visit) -> Round | None:
    mine = await rounds.rounds(visit.pool, scopes=[f"org:{visit.me.org}"], limit=10)
    return next((trip for trip in mine if trip.carrier == visit.me.org), None)


def _as(trip: Round) -> list[tuple[str, str]]:
    """What that round was, as typed."""
    first = trip.calls[0].expected
    values = [
        ("stream", trip.stream), ("plate", trip.plate), ("driver", trip.driver),
        ("consignee_site", str(trip.consignee.site)), ("code", first.code.code), ("name", first.name),
        ("form", first.form), ("kind", first.container.kind), ("litres", str(first.container.litres or "")),
        ("hazards", first.hazards), ("method", first.method or ""), ("together", "1" if trip.container else ""),
    ]  # fmt: skip
    for n, call in enumerate(trip.calls, 1):
        site = str(call.producer.site)
        values += [("call", site), (f"call:{site}.order", str(n)), (f"call:{site}.waste", _waste(call, trip.calls[0]))]
    return values


def _waste(call: Call, first: Call) -> str:
    """Its own waste, where that is not the round's."""
    x = call.expected
    if x.code == first.expected.code and x.name == first.expected.name:
        return ""
    parts = (x.code.code, x.name, x.form, x.container.kind, str(x.container.litres or ""), x.hazards, x.method or "")
    return "|".join(part.replace("|", " ") for part in parts)


@router.post("")
async def post_new(request: Request, visit: Here) -> Response:
    """Plan it. What is wrong stands beside its field; nothing typed is lost."""
    require(visit.me, "round:plan")
    form = await read(request)
    if form.get("search"):
        return await _page(visit, form)
    again = lambda: _page(visit, form)  # noqa: E731
    try:
        new = await _new(visit, form)
        done = await commands.plan(visit.pool, visit.me, new)
    except Refusals as several:
        return await not_done(visit, several.refusals, form, f"{HOME}/rounds/{form.begins}", again)
    except Refusal as refusal:
        return await not_done(visit, [refusal], form, f"{HOME}/rounds/{form.begins}", again)
    odd = [("warn", visit.reader.said(w)) for w in done.warnings]
    return go(f"{HOME}/rounds/{done.round.id}", [("done", visit.t("console.said.round_planned")), *odd])


async def _new(visit: Visit, form: Form) -> NewRound:
    streams = (await visit.book()).streams
    stream = form.choice("stream", list(streams))
    chosen = [site for site in form.every("call") if _is_id(site)]
    chosen.sort(key=lambda site: _order(form, site))
    if not chosen:
        form.problems.append(r.ChooseOne("call"))
    form.check()
    form.renamed = {f"calls[{n}].": f"call:{site}." for n, site in enumerate(chosen)} | {"container": "together"}
    scheme = streams[stream].code_schemes[0]
    calls = [_call(form, site, scheme) for site in chosen]
    form.check()
    asked: dict[str, Any] = {
        "id": str(form.begins), "day": form.get("day"), "plate": form.text("plate", most=20),
        "driver": form.text("driver", most=40), "stream": stream, "consignee_site": form.get("consignee_site"),
        "calls": calls, "container": calls[0]["container"] if form.get("together") else None,
    }  # fmt: skip
    try:
        return NewRound.model_validate(asked)
    except ValidationError as error:
        raise edge.from_pydantic(error.errors()) from None


def _call(form: Form, site: str, scheme: str) -> dict[str, Any]:
    own = form.get(f"call:{site}.waste").split("|")
    waste = dict(zip(WASTE, own, strict=True)) if len(own) == len(WASTE) else {x: form.text(x) for x in WASTE}
    kg = form.number(f"call:{site}.kg", needed=False)
    return {
        "site": site, "scheme": scheme, "code": waste["code"], "name": waste["name"], "form": waste["form"],
        "hazards": waste["hazards"], "method": waste["method"] or None, "kg": kg or None,
        "container": {"kind": waste["kind"], "litres": waste["litres"].replace(",", ".") or None},
    }  # fmt: skip


def _order(form: Form, site: str) -> tuple[Decimal, int]:
    typed = form.get(f"call:{site}.order").strip()
    return (Decimal(typed) if typed.isdecimal() and len(typed) < 5 else Decimal(9999), form.every("call").index(site))


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


async def _page(visit: Visit, form: Form, *, like: Round | None = None) -> Response:
    book, org, today = await visit.book(), visit.me.org or NOBODY, clock.local_date(clock.now())
    async with visit.pool.acquire() as conn:
        willing = await rounds.willing(conn, collector=org, on=today)
        consignees = await choices.consignees(conn, org=org)
        plates = await queries.plates(conn, org=org)
        drivers = await choices.drivers(conn, org=org, on=today)
    streams = list(dict.fromkeys(x.stream for x in willing if x.stream in book.streams))
    stream = form.get("stream") if form.get("stream") in streams else (streams or [""])[0]
    rows = [Row(str(x.site), x.org_name, x.site_name, x.until) for x in willing if x.stream == stream]
    return render(
        visit,
        "round_new.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        like=like,
        streams=streams,
        stream=stream,
        rows=_sorted(rows, form),
        places=[(x.id, f"{x.org_name} · {x.name}") for x in consignees],
        pairs=[(plate, plate) for plate in plates],
        drivers=drivers,
        forms=FORMS,
        kinds=KINDS,
        ways=[(m, visit.reader.method(book, m)) for m in ways(book)],
        merging=book.streams[stream].merging.rule if stream else "never",
        book=book,
    )


def _sorted(rows: Sequence[Row], form: Form) -> list[Row]:
    """Those chosen in their order, then the others."""
    chosen = set(form.every("call"))
    return sorted(rows, key=lambda row: (row.site not in chosen, _order(form, row.site) if row.site in chosen else 0))
