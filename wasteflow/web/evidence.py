"""The evidence bundle of a case as it is handed over: the signed zip with the sheet on paper in it.

It stands on this floor because it brings together what departments work through and what is drawn on paper.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.life.model import Manifest
from reports import commands
from reports.documents import case as paper
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.core.i18n import text
from wasteflow.core.keys import signing_keys
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from workers.cases import bundle, inspections, queries
from workers.cases import events as e
from workers.cases.model import AlertRef, CaseFile
from workers.cases.queries import Evidence
from workers.cases.routes import whole

router = APIRouter(tags=["cases"])
SHEET = "case.pdf"


@router.get("/cases/{id}/bundle.zip", response_class=Response)
async def get_case_bundle(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The whole case as one signed file, with its sheet on paper; `wasteflow verify bundle.zip --keys jwks.json` checks
    it anywhere."""
    state, found = request.app.state, await whole(request, actor, id)
    sheet = await _paper(request, actor, found, language)
    async with state.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        standing = await queries.case(conn, id=found.id, scopes=None) or found
        signing = signing_keys(state.settings)
        data = await bundle.pack(conn, standing, actor, signing, clock.now(), {SHEET: sheet})
    name = f"case-{found.reference}-{standing.seq}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/zip", headers=headers)


@router.get("/cases/{id}/sheet.pdf", response_class=Response)
async def get_case_sheet(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The sheet of a case by itself."""
    found = await whole(request, actor, id)
    content = await _paper(request, actor, found, language)
    headers = {"Content-Disposition": f'inline; filename="case-{found.reference}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


async def _paper(request: Request, actor: Actor, case: CaseFile, language: str | None) -> bytes:
    """Drawn, written into the archive of papers, signed."""
    state = request.app.state
    chosen = commands.known_language(language or actor.language or language_of(request.scope))
    book = await open_book(state.pool)
    async with state.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        facts = await sheet_of(conn, book, case, chosen)
    return await commands.paper(state.pool, state.settings, actor, paper.issue(facts, chosen), paper.draw, facts)


async def sheet_of(conn: Connection, book: Book, case: CaseFile, language: str) -> paper.Case:
    """The facts of its sheet, as they stand: the same case gives the same sheet, whenever it is asked for."""
    frozen = {x.alert: x for x in await queries.evidence(conn, case=case.id)}
    steps = await queries.steps(conn, case=case.id)
    ids = dict.fromkeys(x.subject for x in case.alerts if x.subject_kind == "manifest")
    loads = [await custody.manifest(conn, id=id, scopes=None) for id in ids]
    told = paper.Case(
        id=case.id,
        reference=case.reference,
        seq=case.seq,
        status=case.status.value,
        severity=case.severity,
        opened_at=case.opened_at,
        due=case.due,
        measure=case.measure.value if case.measure else "",
        seen=tuple(_seen(x, frozen.get(x.alert)) for x in case.alerts),
        loads=tuple(_load(m) for m in loads if isinstance(m, Manifest)),
        steps=tuple(_step(s, language) for s in steps),
        as_of=steps[-1].event.at,
    )
    return paper.load(book, told, citations=[(x.citation, x.stream) for x in case.alerts], cities=case.cities)


def _seen(x: AlertRef, found: Evidence | None) -> paper.Seen:
    limits: dict[str, Any] = found.evidence.get("limits", {}) if found else {}
    return paper.Seen(
        rule=x.rule,
        family=x.family,
        version=x.version,
        severity=x.severity,
        says=x.says,
        facts=x.facts,
        happened_at=x.happened_at,
        sha256=x.sha256,
        limits=tuple((name, str(limit["value"])) for name, limit in sorted(limits.items())),
    )


def _load(m: Manifest) -> paper.Load:
    return paper.Load(
        number=m.number or "",
        status=m.status.value,
        consignor=m.consignor.name,
        carrier=m.leg.name,
        plate=m.leg.plate or "",
        consignee=m.consignee.name,
        lines=tuple(paper.Line(x.name, x.code.code, x.sent, x.weighed, x.accepted_kg, x.refused_kg) for x in m.lines),
    )


def _step(step: queries.Step, language: str) -> paper.Step:
    fact = step.event.fact
    said = list(e.texts(fact).values())
    match fact:
        case e.Passed(department=department):
            said.insert(0, f"→ {text(f'words.department.{department}', language)}")
        case e.Decided(measure=measure):
            said.insert(0, text(f"words.measure.{measure}", language))
        case e.Alerted(alert=alert):
            said.insert(0, text(f"rules.{alert.rule}.title", language))
        case e.Inspected(points=points):
            said += [_point(point, language) for point in points]
        case _:
            pass
    files = [*getattr(fact, "files", ()), *getattr(fact, "photos", ())]
    said += [f"{x.name} {x.sha256}" for x in files]
    who = " · ".join(filter(None, (step.person, step.company)))
    return paper.Step(step.event.at, e.kind_of(fact), who, step.event.department, tuple(said))


def _point(point: e.Point, language: str) -> str:
    """One point of an inspection's list, and what was seen of it."""
    known = inspections.points().get(point.point)
    name = known.name[language] if known else point.point
    return " · ".join(filter(None, (name, text(f"words.seen.{point.seen}", language), point.remark)))
