"""What a driver's phone recorded and the server did not take: the list, one case, how it is settled."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from manifests import queries as custody
from manifests.attached import queries as attached
from manifests.chain import queries as chains
from manifests.signed import cases, queries
from manifests.signed.schemas import Settlement
from wasteflow.core import edge, paging
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import scopes
from wasteflow.web.console.forms import ONCE, Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/refused-events", route_class=PageRoute)
LIMIT = 50
HERE = f"{HOME}/refused-events"


@router.get("")
async def get_refused(
    visit: Here,
    every: Annotated[bool, Query(alias="all")] = False,
    before: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Those that wait for me; on request the settled ones too."""
    last = paging.read(before, tuple[datetime, UUID])
    rows = await queries.refused(visit.pool, org=cases.whose(visit.me), open_only=not every, after=last, limit=LIMIT)
    more = paging.cursor(rows[-1].first_at, rows[-1].event) if len(rows) == LIMIT else None
    return render(visit, "refused_events.html", rows=rows, every=every, more=more, why=lambda c: _why(visit, c))


@router.get("/{subject}/{event}")
async def get_case(visit: Here, subject: UUID, event: UUID) -> Response:
    """One case: what was recorded, both times, why it was not taken, what can be done."""
    return await _page(visit, subject, event, Form())


@router.post("/{subject}/{event}/settlement")
async def post_settlement(request: Request, visit: Here, subject: UUID, event: UUID) -> Response:
    """Another event stands in its place, or it is discarded."""
    form = await read(request)
    chosen = form.choice("outcome", ("corrected", "discarded"))
    corrected = form.id("corrected_by") if chosen == "corrected" else None
    note = form.text("note", needed=True, most=200)
    try:
        form.check()
        how = Settlement.model_validate({"outcome": chosen, "note": note, "corrected_by": corrected})
        await cases.settle(visit.pool, visit.me, subject, event, how)
    except ValidationError as error:
        form.problems = list(edge.from_pydantic(error.errors()).refusals)
    except Refusals as several:
        form.problems = list(several.refusals)
    except NotFound:
        raise
    except Refusal as refusal:
        form.problems = [refusal]
    if form.problems:
        return await _page(visit, subject, event, form)
    return go(HERE, [("done", visit.t("console.said.case_settled"))])


async def _page(visit: Visit, subject: UUID, event: UUID, form: Form) -> Response:
    org = cases.whose(visit.me)
    case = await queries.refused_case(visit.pool, subject=subject, event=event, org=org)
    if case is None:
        raise NotFound("event", what=Word("subject.refused_event"))
    async with visit.pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=subject, scopes=scopes(visit.me))
        links = await chains.of_manifest(conn, id=subject) if manifest else []
        photos = await attached.of_refused(conn, subject=subject, event=event)
    return render(
        visit,
        "refused_event.html",
        http=422 if form.problems else 200,
        c=case,
        kind=_kind(case),
        why=_why(visit, case),
        said=_facts(case),
        manifest=manifest,
        photos=photos,
        named=len((case.item.get("attached") or {}).get("photos", ())),
        stands=[(x.id, f"{visit.t('console.event.' + x.kind)} · {visit.reader.moment(x.occurred_at)}") for x in links],
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
    )


def _why(visit: Visit, case: queries.Case) -> list[str]:
    return [visit.reader.said(cases.reason(one)) for one in case.reasons]


def _kind(case: queries.Case) -> str:
    return str(case.item.get("fact", {}).get("kind", ""))


def _facts(case: queries.Case) -> list[tuple[str, str]]:
    """What of it is plain text, under words that pages have."""
    fact = case.item.get("fact", {})
    return [(name, str(fact[name])) for name in ("plate", "driver", "reason", "seal", "number") if fact.get(name)]
