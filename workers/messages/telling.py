"""Who is told what: the job `tell` looks at what happened in cases, and at events of phones that were not taken.

What a person may know is asked here, by the same policy as the pages; and once more when it is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.ids import derived_id
from wasteflow.core.jobs import Job
from wasteflow.people import queries as people
from wasteflow.people.model import Actor
from workers.cases import events as e
from workers.cases import policy, queries
from workers.cases.lifecycle import evolve
from workers.cases.model import CaseFile, CaseStatus
from workers.messages import keeping, store
from workers.messages.model import Message, News, Subscription, What, of_place, open_to, scopes_of

TELL = "tell"
AT_ONCE = 100  # of what happened, in one job
# Steps of a case of which somebody may want to be told.
TOLD = frozenset({"alerted", "escalated", "passed", "assigned", "answered", "asked", "question_withdrawn"})
SETTLED = (CaseStatus.DISMISSED, CaseStatus.CLOSED)


@dataclass(frozen=True)
class Told:
    """Something that happened, for those who subscribed to `what`."""

    what: What
    news: News
    subject: UUID
    key: str  # tells it from everything else that happens
    facts: Mapping[str, Any]
    severity: int = 1
    scopes: tuple[str, ...] = ()
    org: UUID | None = None
    officer: UUID | None = None
    by: UUID | None = None  # who did it, and need not be told
    case: CaseFile | None = None
    department: str = ""  # told to this department alone


def of_case(before: CaseFile | None, x: e.Envelope, after: CaseFile) -> Iterator[Told]:
    """What one step of a case means to whom. Pure."""
    subject, key = after.id, f"{after.id}:{x.seq}"

    def told(what: What, news: News, **more: Any) -> Told:
        return Told(what, news, subject, key, facts(after), after.severity, after.scopes, by=x.account, **more)

    fact = x.fact
    match fact:
        case e.Alerted():
            if news := _alerted(before, after):
                yield told(What.CASES, news, case=after)
            if after.officer:
                yield told(What.MY_CASES, News.JOINED, officer=after.officer, case=after)
        case e.Escalated():
            yield told(What.CASES, News.OVERDUE, case=after)
            if after.officer:
                yield told(What.MY_CASES, News.OVERDUE, officer=after.officer, case=after)
        case e.Passed(department=department):
            yield told(What.CASES, News.PASSED, case=after, department=department)
        case e.Assigned(officer=officer):
            yield told(What.MY_CASES, News.ASSIGNED, officer=officer, case=after)
        case e.Answered() if after.officer:
            yield told(What.MY_CASES, News.ANSWERED, officer=after.officer, case=after)
        case e.Asked(org=org, due=due):
            yield _question(News.ASKED, after, key, org, due, x.account)
        case e.QuestionWithdrawn() if before is not None and (asked := before.open_question):
            yield _question(News.WITHDRAWN, after, key, asked.org, asked.due, x.account)
        case _:
            return


def _alerted(before: CaseFile | None, after: CaseFile) -> News | None:
    if before is None:
        return News.NEW
    if before.status in SETTLED:
        return News.AGAIN
    return News.GRAVER if after.severity > before.severity else None


def facts(case: CaseFile) -> dict[str, Any]:
    """What a message may say of a case: what both sides of a border share. No company, plate, person or weight."""
    city = next((s.partition(":")[2] for s in case.scopes if s.startswith("city:")), "")
    due = case.due.isoformat() if case.due else ""
    return {"rule": case.about.rule, "reference": case.reference, "due": due, "city": city}


def _question(news: News, case: CaseFile, key: str, org: UUID, due: datetime | None, by: UUID | None) -> Told:
    said = {"reference": case.reference, "due": due.isoformat() if due else ""}
    return Told(What.QUESTIONS, news, case.id, key, said, org=org, by=by)


def of_report(one: Mapping[str, Any]) -> Told:
    """A report is there, or could not be made for some time. Pure."""
    failed, city = one["failed"], one["city"]
    what, news = (What.FAILED_REPORTS, News.REPORT_FAILS) if failed else (What.REPORTS, News.REPORT_MADE)
    said = {"city": city, "reference": one["month"], "documents": one["documents"]}
    return Told(what, news, UUID(one["report"]), f"{one['report']}:{news}:{failed}", said, scopes=scopes_of(city))


def may_know(actor: Actor, told: Told) -> bool:
    """Whether this person is one to be told."""
    if told.what not in open_to(actor) or actor.account == told.by:
        return False
    if told.what in (What.REPORTS, What.FAILED_REPORTS) and not of_place(actor, told.facts["city"]):
        return False
    if told.department and actor.department != told.department:
        return False
    return told.case is None or policy.sees(actor, told.case)


# --- the job ---------------------------------------------------------------------------------------------


async def tell(pool: Pool, job: Job) -> None:
    """The job `tell`: messages and the end of the job are committed together."""
    async with pool.acquire() as conn, conn.transaction():
        found = [told for one in job.body["news"] for told in await _happened(conn, one)]
        await _keep_all(conn, found, clock.now())
        await jobs.finish(conn, job)


async def _happened(conn: Connection, one: dict[str, Any]) -> list[Told]:
    if "report" in one:
        return [of_report(one)]
    if "case" not in one:
        key = f"{one['subject']}:{one['event']}"
        facts = {"event": one["event"]}
        return [Told(What.REFUSED_EVENTS, News.REFUSED, UUID(one["subject"]), key, facts, org=UUID(one["org"]))]
    before: CaseFile | None = None
    for step in await queries.steps(conn, case=UUID(one["case"])):
        after = evolve(before, step.event)
        if step.event.seq == one["seq"]:
            return list(of_case(before, step.event, after))
        before = after
    return []


async def _keep_all(conn: Connection, found: list[Told], now: datetime) -> None:
    """In the order of contacts: two workers with the same ones cannot deadlock."""
    wanted = []
    for told in found:
        rows = await store.subscribed(
            conn, what=[told.what.value], severity=told.severity, scopes=told.scopes, org=told.org,
            officer=told.officer,
        )  # fmt: skip
        wanted += [(row, told) for row in rows]
    actors = await people.actors(conn, ids=list({row["account"] for row, _ in wanted}))
    for row, told in sorted(wanted, key=lambda one: (one[0]["contact"], one[1].key)):
        actor = actors.get(row["account"])
        if actor is None or not may_know(actor, told):
            continue
        contact = await store.lock_contact(conn, id=row["contact"])
        if contact is None or contact.ended_at:
            continue
        subscription = Subscription(row["id"], row["contact"], What(row["what"]), row["severity"], row["at_hour"])
        id = derived_id("message", subscription.contact, told.key)
        one = Message(id, told.news, told.subject, dict(told.facts), told.severity, now)
        await keeping.keep(conn, contact, subscription, one, now)
