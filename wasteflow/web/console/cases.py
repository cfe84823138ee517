"""Cases: the queue to work through, one with its evidence and its history, and every step that may be taken."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from manifests import queries as custody
from manifests.chain import queries as chains
from manifests.life.model import Manifest
from manifests.trails.commands import may_see
from wasteflow.catalog.book import Book
from wasteflow.catalog.model import Citation
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Refusal, Refusals, RepeatedKey, Word
from wasteflow.core.i18n import text
from wasteflow.core.ids import new_id
from wasteflow.people.model import Department
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.queries import site_cards
from wasteflow.web.console import chain, live
from wasteflow.web.console.forms import EXPECTED, Form, read_with_sent
from wasteflow.web.console.inspecting import filters
from wasteflow.web.console.inspecting.queries import histories
from wasteflow.web.console.manifest.lines import alike
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.questions import attached
from workers.anomalies.finding import digest
from workers.anomalies.rule import all_rules
from workers.cases import commands, files, inspections, policy, queries, store
from workers.cases import events as e
from workers.cases.model import RUNNING, UNSETTLED, AlertRef, CaseFile, CaseStatus, Measure, Seen
from workers.cases.queries import Evidence, Wanted

router = APIRouter(prefix="/cases", route_class=PageRoute)
LIST = f"{HOME}/cases"
PAGE = 25
VIEWS = ("mine", "overdue", "serious", "passed")  # beside the states
SIMILAR = 6
VERDICTS = (e.Confirmed, e.Dismissed, e.Decided, e.Reopened)  # what a case came to; the last of them stands above it
PARTIES = 6  # whose last year is told
YEAR = timedelta(days=365)


@router.get("")
async def get_cases(
    visit: Here,
    show: str = "",
    severity: str = "",
    city: str = "",
    rule: str = "",
    department: str = "",
    q: str = "",
    before: str | None = None,
) -> Response:
    """What is not settled yet, the gravest and the most urgent first; every filter stands in the address."""
    require(visit.me, policy.SEE)
    chosen: dict[str, Any] = {
        "show": show,
        "severity": severity,
        "city": city,
        "rule": rule,
        "department": department,
        "q": q,
    }
    async with visit.pool.acquire() as conn:
        rows = await queries.queue(
            conn,
            visit.me,
            _wanted(visit, **chosen),
            after=paging.read(before, tuple[paging.Int4, datetime, UUID]),
            limit=PAGE + 1,
        )
        kept = await filters.saved(conn, visit)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return render(
        visit,
        "cases.html",
        rows=rows[:PAGE],
        more=paging.cursor(*queries.place(last)) if last else None,
        views=VIEWS,
        statuses=[s.value for s in CaseStatus],
        **chosen,
        rules=sorted({r.id: visit.t(f"rules.{r.id}.title") for r in all_rules()}.items(), key=lambda pair: pair[1]),
        saved=kept,
        query=filters.asked(chosen),
        steps={c.id: policy.steps(visit.me, c) for c in rows},
        minimum={c.id: policy.minimum(visit.me, c.scopes) for c in rows},
        once=str(new_id()),
        book=await visit.book(),
    )


def _wanted(visit: Visit, show: str, severity: str, city: str, rule: str, department: str, q: str) -> Wanted:
    known = {status.value: (status.value,) for status in CaseStatus}
    least = int(severity) if severity in ("1", "2", "3", "4") else None
    return Wanted(
        statuses=known.get(show, RUNNING if show in ("mine", "passed") else None if show == "all" else UNSETTLED),
        severity=max(least or 0, 3) if show == "serious" else least,
        city=city if city.isdecimal() and len(city) == 6 else None,
        officer=visit.me.account if show == "mine" else None,
        department=visit.me.department if show == "passed" else department if department in list(Department) else None,
        rule=rule[:60] or None,
        overdue=clock.now() if show == "overdue" else None,
        words=q.strip()[:100] or None,
    )


@router.get("/live")
async def get_live(visit: Here, seconds: Annotated[float, Query(ge=0, le=live.LONGEST_SECONDS)] = 300) -> Response:
    """Server-sent events: one whenever something happened in any case; the page then asks for what is its own."""
    require(visit.me, policy.SEE)
    stream = live.told(live.feed_of(visit.request.app), visit.pool, seconds)
    return StreamingResponse(stream, media_type="text/event-stream", headers=live.HEADERS)


@router.get("/{id}")
async def get_case(visit: Here, id: UUID, step: str = "") -> Response:
    """What was seen, the articles of law, the evidence as it stood, what was done, and what may be done now."""
    return await _page(visit, id, Form(), step)


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """Take one step; what somebody else did meanwhile is shown, and nothing typed is lost."""
    form, sent = await read_with_sent(request, files.MOST_FILES * 2)
    if step not in policy.RIGHTS or step == "answered":
        raise NotFound("step", what=Word("subject.page"))
    try:
        fact = _fact(form, step, attached(form, sent, pictures=True))
        form.check()
        proposal = commands.Proposal(fact=fact, expected=form.expected)
        await commands.record(visit.pool, visit.me, id, proposal, key=form.once, sent=[x.data for x in sent])
    except commands.Stale as stale:
        form.problems = [stale.refusal]
        return await _page(visit, id, form, step, http=409)
    except RepeatedKey:
        return go(f"{LIST}/{id}", [("warn", visit.t("console.said.twice"))])
    except Refusals as several:
        form.problems = several.refusals
        return await _page(visit, id, form, step, http=422)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.problems = [refusal]
        return await _page(visit, id, form, step, http=refusal.status)
    back = LIST if form.get("back") == "list" else f"{LIST}/{id}"
    return go(back, [("done", visit.t(f"console.cases.said.{step}"))])


def _fact(form: Form, step: str, photos: tuple[e.Attachment, ...]) -> e.Proposable:
    reason = form.get("fact.reason").strip()[:2000]
    match step:
        case "assigned":
            return e.Assigned(officer=form.id("fact.officer"), reason=reason)
        case "passed":
            return e.Passed(department=form.text("fact.department", needed=True, most=40), reason=reason)
        case "asked":
            return e.Asked(org=form.id("fact.org"), question=form.get("fact.question").strip()[:2000])
        case "inspected":
            key = form.choice("checklist", list(inspections.checklists()))
            listed = inspections.checklists().get(key)
            points = [(p, form.get(f"point.{p}")) for p in (listed.points if listed else ())]
            seen = tuple(
                e.Point(p, Seen(value), form.text(f"remark.{p}")) for p, value in points if value in list(Seen)
            )
            at = form.moment("fact.at", clock.now())
            if listed and not seen:
                form.choice("point", ())
            remark = form.get("fact.remark").strip()[:2000]
            return e.Inspected(at=at, checklist=key, points=seen, remark=remark, photos=photos)
        case "decided":
            measure = form.choice("fact.measure", [m.value for m in Measure])
            return e.Decided(measure=Measure(measure) if measure in list(Measure) else Measure.WARNING, reason=reason)
        case "remarked":
            return e.Remarked(remark=form.get("fact.remark").strip()[:2000])
        case "taken":
            return e.Taken()
        case _:
            simple: dict[str, type[Any]] = {
                "released": e.Released,
                "recalled": e.Recalled,
                "question_withdrawn": e.QuestionWithdrawn,
                "confirmed": e.Confirmed,
                "dismissed": e.Dismissed,
                "closed": e.Closed,
                "reopened": e.Reopened,
            }
            fact: e.Proposable = simple[step](reason=reason)
            return fact


async def _page(visit: Visit, id: UUID, form: Form, step: str, http: int = 200) -> Response:
    require(visit.me, policy.SEE)
    async with visit.pool.acquire() as conn:
        case = await queries.case(conn, id=id, scopes=scopes(visit.me))
        if case is None or not policy.sees(visit.me, case):
            raise NotFound("id", what=Word("subject.case"))
        book = await visit.book()
        alerts = [_Alert(visit, book, x, case.cities) for x in case.alerts]
        shared: dict[str, Any] = {"case": case, "alerts": alerts, "book": book}
        if policy.minimum(visit.me, case.scopes):
            return render(visit, "case_minimum.html", **shared)
        facts = await _facts(visit, conn, case)
        kept = await queries.files(conn, case=case.id)
    return render(
        visit,
        "case.html",
        http=http,
        form=form,
        told=form.told(visit.reader),
        nothing=Form().told(visit.reader),
        open=step,
        expected=EXPECTED,
        once=form.once if form.problems else str(new_id()),
        checklist=_checklist(visit, case, form),
        checklists=inspections.checklists(),
        points=inspections.points(),
        kept=kept,
        seen=[s.value for s in Seen],
        measures=[m.value for m in Measure],
        departments=policy.receivers(visit.me),
        steps=policy.steps(visit.me, case),
        **shared,
        **facts,
    )


def _checklist(visit: Visit, case: CaseFile, form: Form) -> str:
    """The list in the form sent, the one asked for, or the one for what the case is about."""
    chosen = form.get("checklist") or visit.request.query_params.get("checklist", "")
    return chosen if chosen in inspections.checklists() else inspections.offered(case.about.subject_kind)


class _Alert:
    """One alert as the page shows it."""

    def __init__(self, visit: Visit, book: Book, ref: AlertRef, cities: Sequence[str]) -> None:
        language = visit.reader.language
        self.ref = ref
        self.title = text(f"rules.{ref.rule}.title", language)
        self.explanation = text(f"rules.{ref.rule}.{ref.says}", language, **ref.facts)
        self.citation: Citation | None = book.binding(
            ref.citation, clock.local_date(ref.happened_at), cities, ref.stream
        )
        self.evidence: Evidence | None = None
        self.intact = False
        self.limits: list[tuple[str, str, str]] = []

    def with_evidence(self, found: Evidence | None, language: str) -> "_Alert":
        """With what it was raised on; and whether that is still what the case knows by its digest."""
        if found is not None:
            self.evidence = found
            self.intact = digest(found.evidence) == found.sha256 == self.ref.sha256
            self.limits = _limits(self.ref.rule, found, language)
        return self


def _limits(rule: str, found: Evidence, language: str) -> list[tuple[str, str, str]]:
    """The thresholds used: what each is, its value, where it comes from; a city's own origin stands as it was typed."""
    told = []
    for name, limit in sorted(found.evidence["limits"].items()):
        key = f"rules.{rule}.origin.{name}"
        said = f"rules.{rule}.limit.{name}"
        origin = text(key, language) if text(key, "en") == limit["origin"] else limit["origin"]
        told.append((text(said, language), limit["value"], origin))
    return told


async def _facts(visit: Visit, conn: Any, case: CaseFile) -> dict[str, Any]:
    book, me = await visit.book(), visit.me
    frozen = {x.alert: x for x in await queries.evidence(conn, case=case.id)}
    parties = await store.parties(conn, case=case.id)
    manifests = await _manifests(conn, case)
    ends = [m.consignor.org for m in manifests] + [m.consignee.org for m in manifests]
    log = await queries.steps(conn, case=case.id)
    alike_cases = await queries.queue(conn, me, Wanted(rule=case.about.rule), limit=SIMILAR + 1)
    return {
        "told_alerts": [
            _Alert(visit, book, x, case.cities).with_evidence(frozen.get(x.alert), visit.reader.language)
            for x in case.alerts
        ],
        "manifests": manifests,
        "driven": {m.id for m in manifests if m.legs and allowed(me, "trail:look") and may_see(me, m)},
        "weights": [(m, _lines(book, m)) for m in manifests],
        **await _chain(visit, conn, case, manifests),
        "log": log,
        "verdict": next((s for s in reversed(log) if isinstance(s.event.fact, VERDICTS)), None),
        "files_of": lambda fact: [*getattr(fact, "files", ()), *getattr(fact, "photos", ())],
        "texts_of": lambda fact: list(e.texts(fact).values()),
        "companies": await queries.companies(conn, ids=parties),
        "officers": await _officers(visit, conn),
        "officer": await queries.person(conn, id=case.officer) if case.officer else None,
        "similar": [c for c in alike_cases if c.id != case.id][:SIMILAR],
        "history": [c for c in await queries.of_companies(conn, me, ids=parties) if c.id != case.id],
        "parties": await histories(conn, orgs=[*dict.fromkeys(ends or parties)][:PARTIES], since=clock.now() - YEAR),
    }


async def _manifests(conn: Any, case: CaseFile) -> list[Manifest]:
    """The loads it is about, in the order its alerts name them."""
    ids = dict.fromkeys(x.subject for x in case.alerts if x.subject_kind == "manifest")
    return await custody.manifests(conn, ids=list(ids))


def _lines(book: Book, m: Manifest) -> dict[str, Any]:
    """What the table of a manifest's lines asks for: every weight with what it rests on."""
    stops = [stop for stop in m.stops if stop.weights]
    return {"stops": stops, "tolerance": book.stream(m.stream).scales_differ, "alike": alike(m.lines)}


async def _chain(visit: Visit, conn: Any, case: CaseFile, manifests: Sequence[Manifest]) -> dict[str, Any]:
    """The chain of the first load, or of the batch it is about, drawn as on their own pages; for who sees custody."""
    book, nodes, ended = await visit.book(), [], False
    if manifests and allowed(visit.me, "custody:see"):
        links = await chains.of_manifest(conn, id=manifests[0].id)
        nodes = chain.of_manifest(links, book.stream(manifests[0].stream).scales_differ)
        ended = manifests[0].status in ("closed", "cancelled", "refused", "lost")
    elif case.about.subject_kind == "batch" and allowed(visit.me, "custody:see"):
        links = await chains.of_batch(conn, id=case.about.subject, scopes=scopes(visit.me))
        nodes = chain.of_batch(links, case.about.subject, book.stream(case.about.stream).scales_differ)
    ids = {n.place[1] for n in nodes if n.place and n.place[1]}
    sites = await site_cards(conn, ids=ids) if ids else {}
    return {"nodes": chain.with_attached(nodes, visit.me), "sites": sites, "ended": ended}


async def _officers(visit: Visit, conn: Any) -> Sequence[tuple[UUID, str]]:
    me = visit.me
    if me.department is None or me.city is None:
        return []
    return await queries.officers(conn, department=me.department, city=me.city)
