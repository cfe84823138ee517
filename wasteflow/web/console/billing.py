"""Billing accounts of Hong Kong: the list, a new one, one with a month's statement; a ticket's copy shown on demand."""

from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from manifests.billing import commands
from manifests.billing.model import days_to_open
from manifests.billing.schemas import BillingAccountOut, NewBillingAccount, statement_csv
from manifests.tickets import commands as tickets
from wasteflow.catalog.charges import charging
from wasteflow.core import clock, edge
from wasteflow.core.errors import NotFound, Refusal, Refusals, Warn, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.places.schemas import Closing
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HEADERS, HOME, Here, PageRoute, Visit, go, render

router = APIRouter(route_class=PageRoute)
PAGE = 25
SHOWN = 100  # lines of a month on the page; the file has all
BOXES = ("consignor", "carrier", "consignee")


@router.get("/billing")
async def get_accounts(visit: Here, before: UUID | None = None) -> Response:
    """The accounts one may see, and what the facilities charge today."""
    rows = await commands.accounts(visit.pool, visit.me, before, PAGE + 1)
    return _list(visit, rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None, Form())


def _list(visit: Visit, rows: list[BillingAccountOut], more: UUID | None, form: Form) -> Response:
    (rule,) = charging().values()
    today = clock.local_date(clock.now())
    return render(
        visit,
        "billing.html",
        http=422 if form.problems else 200,
        rows=rows,
        more=more,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        facilities=[(facility, facility.rate(today)) for facility in rule.facilities],
        limit=rule.account_from.value,
        days=days_to_open(),
    )


@router.post("/billing")
async def post_account(request: Request, visit: Here) -> Response:
    """Enter an account of one's own company."""
    require(visit.me, "billing:open")
    form = await read(request)
    fields = ("number", "contract", "value_hkd", "awarded_on", "opened_on")
    values = {name: form.text(name, needed=True, most=200) for name in fields}
    values["value_hkd"] = values["value_hkd"].replace(",", "").replace(" ", "")
    warnings, begins = list[Warn](), form.begins
    try:
        form.check()
        new = NewBillingAccount(id=begins, government=bool(form.get("government")), **values)
        warnings = await commands.open_account(visit.pool, visit.me, new)
    except ValidationError as wrong:
        form.problems += [r for r in edge.from_pydantic(wrong.errors()).refusals if isinstance(r, Refusal)]
    except Refusal as refusal:
        form.problems.append(refusal)
    except Refusals:
        pass  # the form has them
    if form.problems:
        rows = await commands.accounts(visit.pool, visit.me, None, PAGE)
        return _list(visit, rows, None, form)
    said = [("done", visit.t("console.said.billing_opened", number=values["number"]))]
    return go(f"{HOME}/billing/{begins}", [*said, *(("warn", visit.reader.said(w)) for w in warnings)])


@router.get("/billing/{id}")
async def get_account(visit: Here, id: UUID, month: str = "", file: bool = False) -> Response:
    """One account with a month's statement, load by load; `file`: for a spreadsheet."""
    return await _account(visit, id, month, Form(), file=file)


@router.post("/billing/{id}/closing")
async def post_closing(request: Request, visit: Here, id: UUID) -> Response:
    """Close an account of one's own company from a day on."""
    require(visit.me, "billing:open")
    form = await read(request)
    try:
        on = Closing.model_validate({"on": form.text("on", needed=True, most=20)}).on
        form.check()
        await commands.close_account(visit.pool, visit.me, id, on)
    except ValidationError as wrong:
        form.problems = form.problems or list(edge.from_pydantic(wrong.errors()).refusals)
    except Refusals:
        pass  # the form has them
    if form.problems:
        return await _account(visit, id, "", form)
    return go(f"{HOME}/billing/{id}", [("done", visit.t("console.said.billing_closed", day=visit.reader.day(on)))])


async def _account(visit: Visit, id: UUID, month: str, form: Form, *, file: bool = False) -> Response:
    wanted = month or f"{clock.local_date(clock.now()):%Y-%m}"
    made = await commands.statement(visit.pool, visit.me, id, wanted, commands.MOST_LINES if file else SHOWN)
    if file:
        name = f"{made.account.number}-{made.month}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        table = statement_csv(made, visit.reader.language)
        return Response(table, media_type="text/csv; charset=utf-8", headers=headers)
    return render(
        visit,
        "billing_account.html",
        http=422 if form.problems else 200,
        made=made,
        a=made.account,
        hkd=lambda x: _hkd(visit, x),
        form=form,
        told=form.told(visit.reader),
    )


def _hkd(visit: Visit, amount: Decimal) -> str:
    """Dollars and cents, the minus as it is printed."""
    sign = "−" if amount < 0 else ""
    return f"{sign}HK$ {visit.reader.number(abs(amount), 2, 2)}"


@router.post("/manifests/{id}/showings")
async def post_showing(request: Request, visit: Here, id: UUID) -> Response:
    """Have a copy of a trip ticket shown, as an authority."""
    form = await read(request)
    box = form.get("copy_of")
    if box not in BOXES:
        raise NotFound("copy_of", what=Word("subject.trip_ticket"))
    copy = await tickets.demand(visit.pool, visit.me, id, box)  # type: ignore[arg-type]
    until = visit.reader.day(copy.keep_until) if copy.keep_until else "—"
    said = visit.t("console.said.copy_shown", copy=visit.reader.word("party", box), name=copy.name, day=until)
    return go(f"{HOME}/manifests/{id}", [("done", said)])
