"""What am I told beyond these pages, where and when? A person's contacts, subscriptions, and what went out lately."""

from datetime import time
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.messages import commands, queries
from workers.messages.model import SUBSCRIBE, Channel, What, open_to

router = APIRouter(prefix="/messages", route_class=PageRoute)
PAGE = f"{HOME}/messages"
# Offered on the page; any other goes over HTTP.
ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Asia/Singapore", "Europe/Lisbon", "Europe/London", "UTC")
SHOWN = 20


@router.get("")
async def get_messages(visit: Here) -> Response:
    """Contacts with their subscriptions, and the latest sendings."""
    return await _page(visit, Form())


@router.post("")
async def post_contact(request: Request, visit: Here) -> Response:
    """A new contact; a test goes there at once."""
    form = await read(request)

    async def add() -> None:
        channel = form.choice("channel", [c.value for c in Channel])
        hours = _hours(form)
        form.check()
        await commands.add_contact(
            visit.pool, visit.me, id=form.begins, channel=Channel(channel), address=form.text("address"), **hours,
            private=request.app.state.settings.webhook_private,
        )  # fmt: skip

    return await _done(visit, form, "added", add)


@router.post("/sendings/{id}/retry")
async def post_retry(request: Request, visit: Here, id: UUID) -> Response:
    """Try again what has failed."""
    return await _done(visit, await read(request), "retry", lambda: commands.retry(visit.pool, visit.me, id))


@router.post("/{id}/{act}")
async def post_act(request: Request, visit: Here, id: UUID, act: str) -> Response:
    """Test, confirm, change or take away a contact; subscribe there, or (with the subscription's id) end it."""
    form = await read(request)
    pool, me = visit.pool, visit.me

    async def do() -> None:
        match act:
            case "test":
                await commands.test(pool, me, id)
            case "confirm":
                await commands.confirm(pool, me, id, form.text("code", needed=True, most=20))
            case "change":
                hours = _hours(form)
                form.check()
                await commands.change_contact(pool, me, id, **hours)
            case "remove":
                await commands.end_contact(pool, me, id)
            case "unsubscribe":
                await commands.unsubscribe(pool, me, id)
            case "subscribe":
                what = form.choice("what", [w.value for w in What])
                severity = form.choice("severity", ["1", "2", "3", "4"])
                hour = form.choice("at_hour", ["", *map(str, range(24))])
                form.check()
                await commands.subscribe(
                    pool, me, id, id=form.begins, what=What(what), severity=int(severity),
                    at_hour=int(hour) if hour else None, attach=form.get("attach") == "1",
                )  # fmt: skip
            case _:
                raise NotFound("act", what=Word("subject.page"))

    return await _done(visit, form, act, do, at=id)


def _hours(form: Form) -> dict[str, Any]:
    return {
        "language": form.choice("language", LANGUAGES),
        "time_zone": form.text("time_zone"),
        "quiet": (_time(form, "quiet_from"), _time(form, "quiet_to")),
        "urgent": form.get("urgent") == "1",
    }


def _time(form: Form, name: str) -> time | None:
    typed = form.text(name)
    if not typed:
        return None
    try:
        return time.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        form.problems.append(r.NotATime(name))
        return None


async def _done(visit: Visit, form: Form, said: str, do: Any, at: UUID | None = None) -> Response:
    try:
        await do()
    except Refusals as several:
        form.problems = several.refusals
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.problems = [refusal]
    if form.problems:
        return await _page(visit, form, at, max(p.status for p in form.problems))
    return go(PAGE, [("done", visit.t(f"console.messages.said.{said}"))])


async def _page(visit: Visit, form: Form, at: UUID | None = None, http: int = 200) -> Response:
    require(visit.me, SUBSCRIBE)
    async with visit.pool.acquire() as conn:
        held = await queries.contacts(conn, account=visit.me.account)
        sent = await queries.sendings(conn, account=visit.me.account, limit=SHOWN)
    return render(
        visit,
        "messages.html",
        http=http,
        contacts=held,
        sendings=sent,
        channels=[c.value for c in Channel],
        open_to=[w.value for w in open_to(visit.me)],
        zones=ZONES,
        at=at,
        form=form,
        told=form.told(visit.reader),
        nothing=Form().told(visit.reader),
        once=str(new_id()),
    )
