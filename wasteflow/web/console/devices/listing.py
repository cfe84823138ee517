"""Drivers' phones: a code for a new one, how each stands, how one ends."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.signed import queries as signed
from reports import qr
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.people.devices import commands, queries
from wasteflow.people.devices.model import Device, Reason
from wasteflow.people.devices.schemas import NewCode, Revocation
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/devices", route_class=PageRoute)
SHOWN = 200
HERE = f"{HOME}/devices"
REASONS = tuple(Reason)


@router.get("")
async def get_devices(visit: Here) -> Response:
    """Each driver with their phones: those that count first; who has none waits for a code."""
    org, moment = commands.whose(visit.me), clock.now()
    rows = await queries.devices(visit.pool, org=org, limit=SHOWN)
    drivers = await queries.drivers(visit.pool, org=org, limit=SHOWN) if org else []
    with_one = {row.account for row in rows if row.state(moment) == "valid"}
    return render(
        visit,
        "devices.html",
        rows=sorted(rows, key=lambda x: (x.state(moment) != "valid", x.person)),
        counts=await signed.counts(visit.pool, kids=[row.kid for row in rows]),
        without=[(id, person) for id, person in drivers if id not in with_one],
        state=lambda row: row.state(moment),
    )


@router.post("/codes")
async def post_code(request: Request, visit: Here) -> Response:
    """A code, as a symbol to scan and to read out; it is shown this once, since nothing keeps it."""
    form = await read(request)
    new = NewCode(account=form.id("account"), replaces=form.id("replaces") if form.get("replaces") else None)
    form.check()
    made = await commands.make_code(visit.pool, visit.me, new)
    symbol = qr.symbol(made.url)
    person = form.text("person", most=60)
    return render(
        visit, "device_code.html", made=made, person=person, account=new.account, replaces=new.replaces,
        side=symbol.side, path_of="".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in symbol.runs()),
    )  # fmt: skip


@router.get("/{id}")
async def get_device(visit: Here, id: UUID) -> Response:
    """One phone, and the form that ends it."""
    return await _page(visit, id, Form())


@router.post("/{id}/revocation")
async def post_revocation(request: Request, visit: Here, id: UUID) -> Response:
    """End it."""
    form = await read(request)
    reason, as_of = form.choice("reason", [x.value for x in REASONS]), form.moment("as_of", clock.now())
    note = form.text("note", most=300)
    try:
        form.check()
        end = Revocation(reason=Reason(reason), as_of=as_of, note=note)
        await commands.revoke(visit.pool, visit.me, id, end)
    except Refusals as several:
        form.problems = list(several.refusals)
    except NotFound:
        raise
    except Refusal as refusal:
        form.problems = [refusal]
    if form.problems:
        return await _page(visit, id, form)
    return go(HERE, [("done", visit.t("console.said.device_revoked"))])


async def _page(visit: Visit, id: UUID, form: Form) -> Response:
    org, moment = commands.whose(visit.me), clock.now()
    device = await _one(visit, id, org)
    counts = await signed.counts(visit.pool, kids=[device.kid])
    return render(
        visit,
        "device.html",
        http=422 if form.problems else 200,
        d=device,
        state=device.state(moment),
        count=counts.get(device.kid),
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        reasons=[(x.value, visit.t(f"console.devices.reasons.{x.value}")) for x in REASONS],
    )


async def _one(visit: Visit, id: UUID, org: UUID | None) -> Device:
    found = await queries.device(visit.pool, id=id, org=org)
    if found is None:
        raise NotFound("id", what=Word("subject.device"))
    return found
