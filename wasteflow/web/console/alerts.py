"""Alerts: the list to work through, one with its evidence, and what is done about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.life.model import Manifest
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.core.i18n import text
from wasteflow.people.permissions import alerts_of, require, scopes
from wasteflow.web.console.forms import EXPECTED, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers import alerts as commands
from workers.anomalies.finding import digest
from workers.anomalies.rule import all_rules
from workers.queries import UNSETTLED, AlertCard, alert_card, open_alerts

router = APIRouter(prefix="/alerts", route_class=PageRoute)
PAGE = 25
STATUSES = ("open", "acknowledged", "confirmed", "dismissed")
Severity = Annotated[int | None, Query(ge=1, le=4)]


@router.get("")
async def get_alerts(
    visit: Here, status: str = "", severity: str = "", city: str = "", before: UUID | None = None
) -> Response:
    """What is not settled yet, newest first, unless another status is asked for."""
    require(visit.me, "alert:see")
    wanted = [status] if status in STATUSES else list(STATUSES) if status == "all" else list(UNSETTLED)
    async with visit.pool.acquire() as conn:
        rows = await open_alerts(
            conn,
            scopes=scopes(visit.me),
            kinds=alerts_of(visit.me),
            statuses=wanted,
            severity=int(severity) if severity in ("1", "2", "3", "4") else None,
            city=city if city.isdecimal() else None,
            before=before,
            limit=PAGE + 1,
        )
    return render(
        visit,
        "alerts.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        statuses=STATUSES,
        status=status,
        severity=severity,
        city=city,
        book=await visit.book(),
    )


@router.get("/{id}")
async def get_alert(visit: Here, id: UUID) -> Response:
    """What was seen, the article of law, the evidence as it stood, and what may be done."""
    return await _page(visit, id, Form(), "")


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """Take it up, confirm it, dismiss it; the last two with a reason."""
    form = await read(request)
    reason = form.text("reason", most=1000)
    acts = {
        "acknowledged": commands.acknowledge,
        "confirmed": commands.confirm,
        "dismissed": commands.dismiss,
    }
    if step not in acts:
        raise NotFound("step", what=Word("subject.page"))
    try:
        await acts[step](visit.pool, visit.me, id, reason, form.expected)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.problems = [refusal]
        return await _page(visit, id, form, step)
    return go(f"{HOME}/alerts/{id}", [("done", visit.t(f"console.said.alert_{step}"))])


async def _page(visit: Visit, id: UUID, form: Form, step: str) -> Response:
    require(visit.me, "alert:see")
    manifest: Manifest | None = None
    async with visit.pool.acquire() as conn:
        alert = await alert_card(conn, id=id, scopes=scopes(visit.me))
        if alert is None or not commands.may(visit.me, "alert:see", alert):
            raise NotFound("id", what=Word("subject.alert"))
        if alert.subject_kind == "manifest":
            manifest = await custody.manifest(conn, id=alert.subject, scopes=scopes(visit.me))
    book = await visit.book()
    happened = clock.local_date(alert.happened_at)
    return render(
        visit,
        "alert.html",
        http=422 if form.problems else 200,
        alert=alert,
        manifest=manifest,
        citation=book.citation(alert.citation, happened),
        rule=next((x for x in all_rules() if x.id == alert.rule), None),
        limits=_limits(alert, visit.reader.language),
        steps=_possible(visit, alert),
        intact=digest(alert.evidence) == alert.evidence_sha256,
        form=form,
        told=form.told(visit.reader),
        open=step,
        expected=EXPECTED,
        book=book,
    )


def _limits(alert: AlertCard, language: str) -> list[tuple[str, str, str]]:
    """The thresholds used: what each is, its value, where it comes from; a city's own origin stands as it was typed."""
    told = []
    for name, limit in sorted(alert.evidence["limits"].items()):
        key = f"rules.{alert.rule}.origin.{name}"
        origin = text(key, language) if text(key, "en") == limit["origin"] else limit["origin"]
        told.append((text(f"rules.{alert.rule}.limit.{name}", language), limit["value"], origin))
    return told


def _possible(visit: Visit, alert: AlertCard) -> list[str]:
    return [
        to
        for to, (sources, right) in commands.MOVES.items()
        if alert.status in sources and commands.may(visit.me, right, alert)
    ]
