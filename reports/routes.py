"""HTTP of documents: making and reading reports, labels, manifest sheets; and asking whether a file is ours."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Query, Request, UploadFile
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from manifests import queries as custody
from manifests.codes.issuing import issuer
from manifests.roadside import queries as roadside
from manifests.roadside.model import Look
from reports import commands, figures, policy, queries
from reports.documents import attestation, label, manifest
from reports.model import BAY
from reports.months import month_of
from reports.proof import certificate, checking
from reports.proof.model import Checked, Verdict
from reports.queries import Document
from wasteflow.catalog.book import open_book
from wasteflow.core.clock import now
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.i18n import text
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=60)]


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


def _json(body: Any, status: int = 200, **headers: str) -> Response:
    return Response(
        msgspec.json.encode(body),
        status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", **headers},
    )


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type="application/pdf", headers=headers)


# --- reports -----------------------------------------------------------------------------------------------


@router.get("/reports", tags=["reports"])
async def get_reports(
    request: Request,
    actor: SignedIn,
    city: str | None = None,
    month: str | None = None,
    before: UUID | None = None,
    limit: Limit = 50,
) -> Response:
    """The reports of your jurisdiction, newest first."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    if city not in (None, BAY):
        policy.may_report(actor, book.jurisdiction(city), "indicator:see")
    own = scopes(actor)
    cities = [
        j.code6
        for j in book.jurisdictions.values()
        if city in (None, j.code6) and (own is None or {f"city:{j.code6}", f"province:{j.province}"} & set(own))
    ]
    if city in (None, BAY):
        cities.append(BAY)  # the figures of all are everybody's
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.documents(
            conn, cities=cities, period=month_of(month) if month else None, before=before, limit=limit
        )
    return _json({"items": rows, "next": rows[-1].id if len(rows) == limit else None})


@router.get("/reports/{id}.pdf", tags=["reports"])
async def get_report(request: Request, actor: SignedIn, id: UUID) -> Response:
    """The file of a report."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.document(conn, id=id)
        if found is None:
            raise NotFound("id", what=Word("subject.report"))
        if found.city != BAY:
            policy.may_report(actor, book.jurisdiction(found.city), "indicator:see")
        content = await queries.content(conn, id=id)
    answer = _pdf(content, found.number)
    answer.headers["ETag"] = f'"{found.sha256}"'
    return answer


@router.get("/R/{number}", tags=["reports"], response_class=PlainTextResponse)
async def check_report(request: Request, number: str) -> Response:
    """Which document has this number, and what is the digest of its file? Of an attestation: what it says. For anybody
    who holds a copy; a browser is led to the page that checks."""
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/verify?{urlencode({'number': number[:90]})}", 303)
    language = language_of(request.scope)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.by_number(conn, number=number[:90].upper())
        attested = None if found else await roadside.attested(conn, number=number[:60].upper())
        checked = await checking.of_number(conn, number)
    said, status = text("reports.check.unknown", language, number=number[:90]) + "\n", 404
    if attested:
        said, status = await _attested(request, attested, language), 200
    elif found:
        said, status = await _kept(request, found, language), 200
    elif checked.paper:
        said, status = _known(checked, language), 200
    return PlainTextResponse(said, status, headers={"Content-Language": language})


async def _kept(request: Request, found: Document, language: str) -> str:
    book = await open_book(request.app.state.pool)
    bay = text("reports.month.bay", language)
    facts = {
        "number": found.number,
        "city": bay if found.city == BAY else book.jurisdiction(found.city).names[language],
        "month": figures.month(found.period, language),
        "status": text(f"reports.status.{found.status}", language),
        "made": figures.minute(found.made_at, language),
        "bytes": found.bytes,
        "sha256": found.sha256,
        "fingerprint": found.facts_sha256,
    }
    return text("reports.check.known", language, **facts) + "\n"


def _known(checked: Checked, language: str) -> str:
    assert checked.paper is not None
    facts = {
        "number": checked.number,
        "kind": text(f"reports.proof.kind.{checked.paper.kind}", language),
        "version": checked.paper.version,
        "newest": checked.paper.newest,
        "made": figures.minute(checked.paper.made_at, language),
        "fingerprint": checked.paper.facts_sha256,
        "verdict": text(f"reports.verdict.{checked.verdict}", language),
    }
    return text("reports.proof.known", language, **facts) + "\n"


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of a file or a number. `version` and `newest` count in the series of its subject and language."""

    verdict: Verdict
    number: str = ""
    kind: str = ""
    version: int = 0
    newest: int = 0
    signed_at: datetime | None = None


def _told(checked: Checked) -> Told:
    paper = checked.paper
    version = (paper.kind, paper.version, paper.newest) if paper else ("", 0, 0)
    return Told(checked.verdict, checked.number, *version, signed_at=checked.signed_at)


@router.post("/verification", tags=["reports"])
async def post_verification(request: Request, file: Annotated[UploadFile, File(description="A PDF.")]) -> Response:
    """Is this file genuine, altered, superseded, or not ours? For anybody."""
    content = await file.read()
    async with request.app.state.pool.acquire() as conn:
        return _json(_told(await checking.of_file(conn, request.app.state.settings, content)))


@router.get("/verification/{number}", tags=["reports"])
async def get_verification(request: Request, number: str) -> Response:
    """What the archive knows of a document's number: genuine, superseded, or unknown."""
    async with request.app.state.pool.acquire() as conn:
        return _json(_told(await checking.of_number(conn, number)))


@router.get("/.well-known/document-certificates.pem", tags=["reports"])
async def get_certificates(request: Request) -> Response:
    """The certificates that sign documents, for PDF readers and for `wasteflow verify --keys`."""
    pem = certificate.published(request.app.state.settings)
    return Response(pem, media_type="application/x-pem-file", headers={"Cache-Control": "public, max-age=3600"})


async def _attested(request: Request, look: Look, language: str) -> str:
    book = await open_book(request.app.state.pool)
    facts = attestation.load(book, look, public_url=request.app.state.settings.public_url)
    said = {
        "number": facts.number,
        "asked": facts.asked,
        "at": figures.minute(facts.at, language),
        "office": attestation.office(facts, language),
        "before": text("reports.attestation.before", language, number=facts.watermark),
        "fingerprint": facts.digest,
    }
    return text("reports.attestation.known", language, **said) + "\n"


@router.get("/road/attestations/{number}.pdf", tags=["control on the road"])
async def get_attestation(request: Request, actor: SignedIn, number: str, language: str | None = None) -> Response:
    """That a search at the road-side found nothing, as a sheet of paper."""
    if not allowed(actor, "audit:see"):
        require(actor, "road:look")
    pool = request.app.state.pool
    look = await roadside.attested(pool, number=number[:60].upper())
    if look is None:
        raise NotFound("number", what=Word("subject.attestation"))
    facts = attestation.load(await open_book(pool), look, public_url=request.app.state.settings.public_url)
    issue = attestation.issue(facts, commands.known_language(language or _language(request, actor)))
    content = await commands.paper(pool, request.app.state.settings, actor, issue, attestation.draw, facts)
    return _pdf(content, facts.number)


# --- what goes with a load -----------------------------------------------------------------------------------


@router.get("/batches/{id}/label.pdf", tags=["custody"])
async def get_label(
    request: Request,
    actor: SignedIn,
    id: UUID,
    language: str = "zh-Hans",
    contact: Words = "",
    remark: Words = "",
) -> Response:
    """The container's HJ 1276 label, at its size; Chinese unless another language is asked for."""
    require(actor, "batch:label")
    pool = request.app.state.pool
    book = await open_book(pool)
    async with pool.acquire() as conn:
        batch = await custody.batch(conn, id=id, scopes=scopes(actor))
        if batch is None:
            raise NotFound("id", what=Word("subject.batch"))
        facts = await label.load(
            conn, book, batch, issuer=issuer(request.app.state.settings, now()), contact=contact, remark=remark
        )
    issue = label.issue([facts], commands.known_language(language), batch.seq)
    draw = partial(label.draw, number=issue.number)
    content = await commands.paper(pool, request.app.state.settings, actor, issue, draw, facts)
    return _pdf(content, facts.digital_code)


@router.get("/labels.pdf", tags=["custody"])
async def get_labels(
    request: Request,
    actor: SignedIn,
    batch: Annotated[list[UUID], Query(max_length=200)],
    language: str = "zh-Hans",
    on: Annotated[Literal["roll", "a4"], Query(description="A page per label, or sheets of A4 to be cut")] = "roll",
) -> Response:
    """The labels of several containers in one file, in the order asked for."""
    require(actor, "batch:label")
    pool = request.app.state.pool
    book = await open_book(pool)
    async with pool.acquire() as conn:
        known = await custody.batches(conn, ids=batch, scopes=scopes(actor))
        if missing := [n for n, id in enumerate(batch) if id not in known]:
            raise NotFound(f"batch[{missing[0]}]", what=Word("subject.batch"))
        many = await label.load_all(
            conn, book, [known[id] for id in batch], issuer=issuer(request.app.state.settings, now())
        )
    latest = max(one.seq for one in known.values())
    issue = label.issue(many, commands.known_language(language), latest)
    draw = partial(label.draw_on_a4 if on == "a4" else label.draw_all, number=issue.number)
    content = await commands.paper(pool, request.app.state.settings, actor, issue, draw, many)
    return _pdf(content, f"{many[0].digital_code}-{len(many)}")


@router.get("/manifests/{id}/sheet.pdf", tags=["custody"])
async def get_sheet(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The manifest as a sheet of paper: its three parts, weights and signatures as they stand."""
    require(actor, "custody:see")
    pool = request.app.state.pool
    book = await open_book(pool)
    async with pool.acquire() as conn:
        found = await custody.manifest(conn, id=id, scopes=scopes(actor))
    if found is None:
        raise NotFound("id", what=Word("subject.manifest"))
    facts = manifest.load(book, found, issuer=issuer(request.app.state.settings, now()))
    issue = manifest.issue(facts, commands.known_language(language or _language(request, actor)))
    content = await commands.paper(pool, request.app.state.settings, actor, issue, manifest.draw, facts)
    return _pdf(content, found.number or str(found.id))
