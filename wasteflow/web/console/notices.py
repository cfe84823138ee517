"""Marine litter: the list with its clocks, a report with photos, one notice as a line of what both sides said."""

import asyncio
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.notices import commands, lifecycle, photos, policy, queries
from manifests.notices import events as e
from manifests.notices.model import Ending, Notice, NoticeStatus, Place, Position, Tide
from manifests.refusals import UnknownSubject
from wasteflow.catalog.book import Book
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Refusal, Refusals, RepeatedKey, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.web.console.forms import ONCE, Form, read_with_files
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/notices", route_class=PageRoute)
LIST = f"{HOME}/notices"
PAGE = 25
OPEN = (NoticeStatus.REPORTED, NoticeStatus.ACKNOWLEDGED, NoticeStatus.REPLIED)


@router.get("")
async def get_notices(visit: Here, show: str = "", before: str | None = None) -> Response:
    """What is not closed, newest first; or what is overdue, or all."""
    require(visit.me, "notice:see")
    now = clock.now()
    known = {status.value: [status.value] for status in NoticeStatus}
    rows = await queries.notices(
        visit.pool,
        scopes=scopes(visit.me),
        after=paging.read(before, tuple[datetime, UUID]),
        statuses=None if show in ("all", "overdue") else known.get(show, list(OPEN)),
        due_before=now if show == "overdue" else None,
        limit=PAGE + 1,
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return render(
        visit,
        "notices.html",
        rows=rows[:PAGE],
        more=paging.cursor(last.reported_at, last.id) if last else None,
        show=show,
        statuses=list(known),
        book=await visit.book(),
    )


# --- report ----------------------------------------------------------------------------------------------


@router.get("/new")
async def get_new(visit: Here) -> Response:
    """The form of a report."""
    require(visit.me, "notice:report")
    return await _new(visit, Form())


@router.post("")
async def post_new(request: Request, visit: Here) -> Response:
    """Report it; the photos go along. A file that is no photo is told before anything is written."""
    require(visit.me, "notice:report")
    form, files = await read_with_files(request, "file", lifecycle.MOST_PHOTOS)
    now = clock.now()
    fact, found_at = _reported(form), form.moment("occurred_at", now)
    try:
        form.check()
        pictures = [await asyncio.to_thread(photos.developed, data) for data in files]
        proposal = commands.Proposal(fact=fact, occurred_at=found_at)
        done = await commands.record(visit.pool, visit.me, proposal, key=form.once, now=now)
        for data, picture in zip(files, pictures, strict=True):
            await commands.add_photo(visit.pool, visit.me, done.notice.id, data, picture=picture)
    except RepeatedKey:
        return go(LIST, [("warn", visit.t("console.said.twice"))])
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _new(visit, form)
    said = visit.t("console.notices.said_new", number=done.notice.number)
    return go(f"{LIST}/{done.notice.id}", [("done", said)])


def _reported(form: Form) -> e.Reported:
    lat, lon = form.text("fact.place.position.lat"), form.text("fact.place.position.lon")
    position = None
    if lat or lon:
        position = Position(form.number("fact.place.position.lat"), form.number("fact.place.position.lon"))
    said = _texts(form, "remark", "suspected", "internal")
    kg = form.number("fact.kg", needed=False) if form.text("fact.kg") else None
    return e.Reported(
        city=form.text("fact.city", needed=True, most=6),
        receiver=form.text("fact.receiver", needed=True, most=6),
        place=Place(position, form.text("fact.place.shore")),
        tide=_chosen(form, "fact.tide", Tide.UNKNOWN),
        kinds=_kinds(form),
        kg=kg,
        remark=said["remark"],
        suspected=said["suspected"],
        internal=said["internal"],
    )


T = TypeVar("T", bound=StrEnum)


def _chosen(form: Form, name: str, default: T) -> T:
    """One of the default's kind; the default where nothing was chosen, or something that is none of them (told)."""
    known = {str(one): one for one in type(default)}
    return known.get(form.choice(name, list(known)), default) if form.get(name) else default


def _kinds(form: Form) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(form.every("fact.kinds")))[:10]
    if not kinds:
        form.choice("fact.kinds", ())
    return kinds


def _texts(form: Form, *names: str) -> dict[str, str]:
    return {name: form.get(f"fact.{name}").strip()[:2000] for name in names}


async def _new(visit: Visit, form: Form) -> Response:
    book, now = await visit.book(), clock.now()
    own = [j for j in book.jurisdictions.values() if j.level != "province" and policy.holds(visit.me, j.code6)]
    return render(
        visit,
        "notice_new.html",
        http=422 if form.problems else 200,
        own=own,
        others=[j for j in book.jurisdictions.values() if [j] != own],
        kinds=[(code, _kind(book, code, visit.reader.language, now)) for code in commands.litter(book, now)],
        tides=list(Tide),
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        book=book,
    )


def _kind(book: Book, code: str, language: str, on: datetime) -> str:
    (scheme,) = book.streams[lifecycle.STREAM].code_schemes
    found = book.waste_code(scheme, code, clock.local_date(on))
    if found is None:
        return code
    names = {"zh-Hant": found.name_zh_hant, "en": found.name_en, "pt": found.name_pt}
    return names.get(language) or found.name_zh


# --- one notice ------------------------------------------------------------------------------------------


@router.get("/{id}")
async def get_notice(visit: Here, id: UUID) -> Response:
    """What was reported, what both sides said since, and what is mine to do."""
    return await _page(visit, id, Form(), "")


@router.post("/{id}/photos")
async def post_photo(request: Request, visit: Here, id: UUID) -> Response:
    """Add photos."""
    form, files = await read_with_files(request, "file", lifecycle.MOST_PHOTOS)
    try:
        for data in files:
            await commands.add_photo(visit.pool, visit.me, id, data, remark=_texts(form, "remark")["remark"])
    except (Refusal, Refusals, commands.Stale) as refused:
        return await _again(visit, id, form, "photographed", refused)
    return go(f"{LIST}/{id}", [("done", visit.t("console.notices.said"))])


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """Take it up, reply, ask again, pass on, remark, name the batch, close."""
    form, _ = await read_with_files(request, "file", 0)
    fact = await _fact(visit, form, step)
    proposal = commands.Proposal(fact=fact, occurred_at=clock.now(), subject=id, expected=form.expected)
    try:
        form.check()
        await commands.record(visit.pool, visit.me, proposal, key=f"{form.once}-{step}")
    except RepeatedKey:
        return go(f"{LIST}/{id}", [("warn", visit.t("console.said.twice"))])
    except (Refusal, Refusals, commands.Stale) as refused:
        return await _again(visit, id, form, step, refused)
    return go(f"{LIST}/{id}", [("done", visit.t("console.notices.said"))])


async def _fact(visit: Visit, form: Form, step: str) -> e.Proposable:
    said = _texts(form, "remark", "findings", "measures", "question", "reason", "internal")
    inside = said["internal"]
    match step:
        case "acknowledged":
            return e.Acknowledged(remark=said["remark"], internal=inside)
        case "forwarded":
            receiver = form.text("fact.receiver", needed=True, most=6)
            return e.Forwarded(receiver=receiver, reason=said["reason"], internal=inside)
        case "replied":
            return e.Replied(findings=said["findings"], measures=said["measures"], internal=inside)
        case "asked":
            return e.Asked(question=said["question"], internal=inside)
        case "remarked":
            return e.Remarked(remark=said["remark"], internal=inside)
        case "picked_up":
            return e.PickedUp(batch=await _batch(visit, form.text("fact.batch", needed=True)), internal=inside)
        case "closed":
            ending = _chosen(form, "fact.ending", Ending.WITHDRAWN)
            return e.Closed(ending=ending, remark=said["remark"], internal=inside)
    raise NotFound("step", what=Word("subject.page"))


async def _batch(visit: Visit, typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        async with visit.pool.acquire() as conn:
            known = await custody.subject_of(conn, value=typed.upper())
        return known[0] if known and known[1] == "batch" else None


async def _again(
    visit: Visit, id: UUID, form: Form, step: str, refused: Refusal | Refusals | commands.Stale
) -> Response:
    """The page with what was typed, and why it was not recorded; as it stands now where somebody was quicker."""
    match refused:
        case commands.Stale():
            form.problems = [refused.refusal]
        case Refusals():
            form.problems = refused.refusals
        case UnknownSubject():
            raise NotFound("id", what=Word("subject.notice")) from None
        case _:
            if refused.status == 403:
                raise refused
            form.problems = [refused]
    return await _page(visit, id, form, step)


async def _page(visit: Visit, id: UUID, form: Form, step: str) -> Response:
    require(visit.me, "notice:see")
    notice = await queries.notice(visit.pool, id=id, scopes=scopes(visit.me))
    if notice is None:
        raise NotFound("id", what=Word("subject.notice"))
    happened = policy.shared(await queries.events(visit.pool, notice=id), visit.me)
    book = await visit.book()
    kinds = [_kind(book, code, visit.reader.language, notice.found_at) for code in notice.kinds]
    return render(
        visit,
        "notice.html",
        http=422 if form.problems else 200,
        notice=notice,
        kinds=kinds,
        nodes=[_node(notice, x, person) for x, person in happened],
        steps=_steps(visit, notice),
        others=[j for j in book.jurisdictions.values() if j.code6 not in (notice.city, *notice.asked)],
        endings=_endings(notice),
        form=form,
        told=form.told(visit.reader),
        nothing=Form().told(visit.reader),
        open=step,
        once=new_id(),
        book=book,
    )


def _steps(visit: Visit, notice: Notice) -> list[str]:
    steps = policy.steps(visit.me, notice)
    return [s for s in steps if s != "picked_up" or allowed(visit.me, "custody:see")]


def _endings(notice: Notice) -> list[Ending]:
    return list(Ending) if notice.status is NoticeStatus.REPLIED else [Ending.WITHDRAWN]


_SHOWN = ("remark", "suspected", "reason", "findings", "measures", "question")


def _node(notice: Notice, x: e.Envelope, person: str | None) -> dict[str, Any]:
    """One event for the timeline."""
    fact = x.fact
    carried = (fact.stream, fact.kg, fact.batch) if isinstance(fact, e.PickedUp) else (None, Decimal(0), None)
    return {
        "x": x,
        "kind": e.kind_of(fact),
        "person": person,
        "side": 0 if _found_it(notice, x) else 1,
        "texts": [(name, said) for name in _SHOWN if (said := getattr(fact, name, ""))],
        "to": fact.receiver if isinstance(fact, e.Reported | e.Forwarded) else None,
        "due": getattr(fact, "due", None),
        "photo": fact.photo if isinstance(fact, e.Photographed) else None,
        "ending": fact.ending if isinstance(fact, e.Closed) else None,
        "carried": carried,
    }


def _found_it(notice: Notice, x: e.Envelope) -> bool:
    """Whether the side that found it speaks."""
    return x.city not in notice.asked and x.city[:2] == notice.city[:2]
