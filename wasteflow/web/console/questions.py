"""What authorities asked a company about its waste, and its answers."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from msgspec.structs import replace
from starlette.responses import Response

from wasteflow.core.errors import NotFound, Refusal, Refusals, RepeatedKey, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require
from wasteflow.web.console.forms import Form, Sent, read_with_sent
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.cases import commands, files, policy, queries, schemas
from workers.cases import events as e
from workers.cases import refusals as no

router = APIRouter(prefix="/questions", route_class=PageRoute)
LIST = f"{HOME}/questions"


@router.get("")
async def get_questions(visit: Here) -> Response:
    """What waits for an answer first."""
    return await _page(visit, Form(), None)


@router.post("/{id}/answer")
async def post_answer(request: Request, visit: Here, id: UUID) -> Response:
    """Answer, with files."""
    form, sent = await read_with_sent(request, files.MOST_FILES * 2)
    try:
        named = attached(form, sent)
        form.check()
        fact = e.Answered(answer=form.get("fact.answer").strip()[:2000], files=named)
        proposal = commands.Proposal(fact=fact)
        await commands.record(visit.pool, visit.me, id, proposal, key=form.once, sent=[x.data for x in sent])
    except commands.Stale as stale:
        form.problems = [stale.refusal]
    except RepeatedKey:
        return go(LIST, [("warn", visit.t("console.said.twice"))])
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
    if form.problems:
        return await _page(visit, form, id)
    return go(LIST, [("done", visit.t("console.cases.said_answer"))])


def attached(form: Form, sent: Sequence[Sent], *, pictures: bool = False) -> tuple[e.Attachment, ...]:
    """What was sent as a step names it; what is none of ours is noted at its field."""
    if len(sent) > files.MOST_FILES:
        form.problems.append(no.TooManyFiles(sent[0].field, most=files.MOST_FILES))
        return ()
    named = []
    for one in sent:
        try:
            shown = files.checked(one.name, one.data, one.field, pictures=pictures)
            named.append(replace(shown, point=one.field.partition(".")[2]))
        except Refusal as refusal:
            form.problems.append(refusal)
    return tuple(named)


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
