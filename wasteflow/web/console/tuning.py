"""One rule: how it stands, what it would have raised in shadow, how often it was right here, its limits, a limit tried
over history, put in force, taken back."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.i18n import text
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.inspecting import queries as inspecting
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.inspection import INSPECT
from workers.anomalies.finding import Limit
from workers.anomalies.rule import Rule
from workers.anomalies.wording import plain
from workers.cases import policy
from workers.cases import queries as cases
from workers.cases.measured import suggestion, summed
from workers.shadow import queries as shadows
from workers.shadow.model import SEVERITIES, Shadow
from workers.tuning import commands, queries
from workers.tuning.model import TUNE, threshold_names

router = APIRouter(prefix="/rules", route_class=PageRoute)
LIST = f"{HOME}/rules"
MOST_HIDDEN = 20  # findings of a rule in shadow that its page lists
OF_COMPANIES = ("site", "vehicle", "organisation")  # what has no page of its own: its company's


@router.get("/{rule}")
async def get_rule(visit: Here, rule: str) -> Response:
    """Whether it is on, its months, its limits here, what was tried and decided."""
    return await _page(visit, rule, Form())


@router.post("/{rule}/{act}")
async def post_act(request: Request, visit: Here, rule: str, act: str) -> Response:
    """Try a limit, put a tried one in force, take one back."""
    form = await read(request)
    pool, me, id = visit.pool, visit.me, form.begins

    async def attempt() -> None:
        name, value = form.text("name", needed=True), form.number("value")
        form.check()
        await commands.try_limit(pool, me, rule, id=id, name=name, value=value)

    async def accept() -> None:
        trial = form.id("trial")
        form.check()
        await commands.accept(pool, me, rule, id=id, trial=trial, reason=form.get("reason"))

    async def withdraw() -> None:
        await commands.withdraw(pool, me, rule, id=id, name=form.get("name"), reason=form.get("reason"))

    acts: dict[str, Callable[[], Awaitable[None]]] = {"try": attempt, "accept": accept, "withdraw": withdraw}
    if act not in acts:
        raise NotFound("act", what=Word("subject.page"))
    try:
        await acts[act]()
    except Refusals as several:
        form.problems = several.refusals
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.problems = [refusal]
    if form.problems:
        return await _page(visit, rule, form, act, max(p.status for p in form.problems))
    return go(f"{LIST}/{rule}", [("done", visit.t(f"console.tuning.said.{act}"))])


async def _page(visit: Visit, id: str, form: Form, act: str = "", http: int = 200) -> Response:
    require(visit.me, policy.SEE)
    rule = commands.rule_of(id)
    tunes = allowed(visit.me, TUNE) and visit.me.city is not None
    place = visit.me.city or "440000"
    today = clock.local_date(clock.now())
    since, book = date(today.year - 1, today.month, 1), await visit.book()
    async with visit.pool.acquire() as conn:
        months = [o for o in await cases.outcomes(conn, visit.me, since=since) if o.rule == rule.id]
        scores = (await cases.judged_scores(conn, visit.me, since=since)).get(rule.id, ([], []))
        limits = await commands.in_force(conn, book, rule, place)
        trials = await queries.trials(conn, rule=rule.id, jurisdiction=place) if tunes else []
        steps = await queries.steps(conn, rule=rule.id, jurisdiction=place)
        shadow = await shadows.shadow(conn, visit.me, rule, limit=MOST_HIDDEN)
        companies = await _companies(conn, visit, shadow)
    return render(
        visit,
        "rule.html",
        http=http,
        rule=rule,
        book=book,
        shadow=shadow,
        severities=SEVERITIES,
        bounded=[policy.minimum(visit.me, one.scopes) for one in shadow.latest],
        opens=allowed(visit.me, "custody:see"),
        companies=companies,
        months=months,
        whole=summed(months) if months else None,
        limits=[(t, limits[t.name], _origin(rule, t.name, limits[t.name], visit)) for t in rule.thresholds],
        suggested=_suggested(rule, limits, suggestion(*scores)),
        names=threshold_names(rule),
        trials=trials,
        running=any(one.ended_at is None for one in trials),
        steps=steps,
        tunes=tunes,
        form=form,
        act=act,
        told=form.told(visit.reader),
        nothing=Form().told(visit.reader),
        once=str(new_id()),
    )


async def _companies(conn: Connection, visit: Visit, shadow: Shadow) -> dict[UUID, tuple[UUID, str]]:
    """Whose the sites and vehicles are that were found, where their pages are open to the reader."""
    found = [one.subject for one in shadow.latest if one.subject_kind in OF_COMPANIES]
    if not found or not allowed(visit.me, INSPECT):
        return {}
    return await inspecting.companies_of(conn, subjects=found, scopes=scopes(visit.me))


def _origin(rule: Rule, name: str, limit: Limit, visit: Visit) -> str:
    """A rule's own origin in the reader's language; a place's as it was typed."""
    key = f"rules.{rule.id}.origin.{name}"
    return text(key, visit.reader.language) if text(key, "en") == limit.origin else limit.origin


def _suggested(rule: Rule, limits: dict[str, Limit], found: Any) -> tuple[str, str, Any] | None:
    """Which limit, at what, by which outcomes; null where the score does not count by one limit."""
    if found is None or not rule.scored:
        return None
    at = (limits[rule.scored].value * found.times).quantize(Decimal("0.01"), ROUND_FLOOR)  # up, and one more is missed
    return rule.scored, plain(at), found
