"""What authorities asked a company about its waste, and its answers."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.core.errors import NotFound, Refusal, Refusals, RepeatedKey, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.cases import commands, policy, queries, schemas
from workers.cases import events as e

router = APIRouter(prefix="/questions", route_class=PageRoute)
LIST = f"{HOME}/questions"


@router.get("")
async def get_questions(visit: Here) -> Response:
    """What waits for an answer first."""
    return await _page(visit, Form(), None)


@router.post("/{id}")
async def post_answer(request: Request, visit: Here, id: UUID) -> Response:
    """Answer; files are named by their digest."""
    form = await read(request)
    try:
        fact = e.Answered(answer=form.get("fact.answer").strip()[:2000])
        await commands.record(visit.pool, visit.me, id, commands.Proposal(fact=fact), key=form.once)
    except commands.Stale as stale:
        form.problems = [stale.refusal]
    except RepeatedKey:
        return go(LIST, [("warn", visit.t("console.said.twice"))])
    except Refusals as several:
        form.problems = several.refusals
    except Refusal as refusal:
        form.problems = [refusal]
    if form.problems:
        return await _page(visit, form, id)
    return go(LIST, [("done", visit.t("console.cases.said_answer"))])


async def _page(visit: Visit, form: Form, at: UUID | None) -> Response:
    require(visit.me, policy.ANSWER)
    if visit.me.org is None:
        raise NotFound("", what=Word("subject.page"))
    cases = await queries.asked(visit.pool, org=visit.me.org)
    return render(
        visit,
        "questions.html",
        http=max((p.status for p in form.problems), default=200),
        rows=schemas.questions(cases, visit.me.org)["items"],
        form=form,
        told=form.told(visit.reader),
        nothing=Form().told(visit.reader),
        open=at,
        once=form.once if form.problems else str(new_id()),
    )
