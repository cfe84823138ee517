"""HTTP of borders: an approval with its application and its loads, its notification, the paper of a load."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.borders import document, queries
from manifests.borders.queries import Shipment
from manifests.life.model import Manifest
from wasteflow.catalog import law
from wasteflow.catalog.book import open_book
from wasteflow.catalog.papers import CROSSING
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes
from wasteflow.places import queries as places
from wasteflow.places.applications import queries as applications
from wasteflow.places.applications.schemas import shown
from wasteflow.places.model import ApprovalCard
from wasteflow.places.schemas import ApprovalOut

router = APIRouter(tags=["borders"])
MOST = 1000  # loads in one answer


@router.get("/approvals/{id}")
async def get_approval(request: Request, actor: SignedIn, id: UUID) -> Response:
    """An approval with how it came about, what is left of it, and each load with its certificates."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        card = await places.approval(conn, id=id, scopes=scopes(actor))
        if card is None:
            raise NotFound("id", what=Word("subject.approval"))
        application = await applications.application_of(conn, approval=id)
        steps = await applications.steps(conn, id=application.id) if application else []
        loads = await queries.shipments(conn, approval=id, scopes=None, limit=MOST)
    asked = shown(application, steps, language_of(request.scope)).model_dump(mode="json") if application else None
    return _json(
        {
            "approval": ApprovalOut.model_validate(card, from_attributes=True).model_dump(mode="json"),
            "application": asked,
            "shipments": [_shipment(one, clock.now()) for one in loads],
        }
    )


@router.get("/approvals/{id}/notification")
async def get_notification(request: Request, actor: SignedIn, id: UUID) -> Response:
    """The Basel notification it rests on, block by block; codes that are suggested are marked so."""
    return _json(await notification_of(request.app.state.pool, actor, id, language_of(request.scope)))


async def notification_of(pool: Pool, actor: Actor, id: UUID, language: str) -> dict[str, object]:
    """The notification behind an approval one may see. Raises NotFound."""
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        card = await places.approval(conn, id=id, scopes=scopes(actor))
        if card is None:
            raise NotFound("id", what=Word("subject.approval"))
        known = await _known(pool, conn, [card.from_site, card.to_site], {id: card}, language)
        loads = await queries.shipments(conn, approval=id, scopes=None, limit=1)
    return document.notification(card, loads[0].manifest.stream if loads else "", known)


@router.get("/shipments")
async def get_shipments(
    request: Request,
    actor: SignedIn,
    late: Annotated[bool, Query(description="Only those whose certificate or way back is overdue.")] = False,
) -> Response:
    """Loads under a movement document or notice, those of the newest approvals first."""
    require(actor, "custody:see")
    regimes = [rule.regime.id for rule in law.regime_rules() if rule.regime.paper in CROSSING]
    async with request.app.state.pool.acquire() as conn:
        loads = await queries.shipments(conn, approval=None, scopes=scopes(actor), regimes=regimes, limit=MOST)
    told = [_shipment(one, clock.now()) for one in loads]
    return _json({"items": [one for one in told if one["late"] or not late]})


@router.get("/manifests/{id}/movement-document")
async def get_movement_document(request: Request, actor: SignedIn, id: UUID) -> Response:
    """What goes with a load across a border: its paper block by block, its certificates, who holds which copy."""
    require(actor, "custody:see")
    pool: Pool = request.app.state.pool
    async with pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=id, scopes=scopes(actor))
        if manifest is None:
            raise NotFound("id", what=Word("subject.manifest"))
        return _json(await papers_of(pool, conn, manifest, language_of(request.scope)))


async def papers_of(pool: Pool, conn: Connection, manifest: Manifest, language: str) -> dict[str, object]:
    """The papers of a load, with what stands around it read."""
    ids = {line.approval.id for line in manifest.lines if line.approval}
    cards = await places.approvals_named(conn, ids=ids)
    known = await _known(pool, conn, [manifest.consignor.site, manifest.consignee.site], cards, language)
    treated_at = await queries.treated_at(conn, manifest=manifest.id)
    return document.papers_of(manifest, dataclasses.replace(known, treated_at=treated_at))


async def _known(
    pool: Pool, conn: Connection, sites: Iterable[UUID], cards: dict[UUID, ApprovalCard], language: str
) -> document.Known:
    return document.Known(
        book=await open_book(pool),
        language=language,
        now=clock.now(),
        sites=await places.site_cards(conn, ids=sites),
        cards=cards,
        notifications=await places.notifications(conn, ids=cards),
    )


def _shipment(one: Shipment, now: datetime) -> dict[str, object]:
    manifest = one.manifest
    lines = [line for line in manifest.lines if line.approval and line.approval.id == one.approval]
    marks = document.certified(manifest, one.treated_at, now)
    back = document.taken_back(manifest, now, one.came_back)
    return {
        "approval": one.approval,
        "notification": one.number,
        "shipment": one.serial,
        "of": one.loads,
        "manifest": manifest.id,
        "number": manifest.number,
        "status": manifest.status,
        "moved": not lines,  # put right since, and under another approval now
        "kg": sum((line.sent.kg for line in lines), Decimal(0)),
        "certificates": marks,
        "take_back": back,
        "late": any(mark["late"] and not mark["issued_at"] for mark in marks) or bool(back and back["late"]),
    }


def _json(body: object) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json")
