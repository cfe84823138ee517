"""Looking at a load on the road, and showing one. Whoever looks is written down in the same transaction."""

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from manifests import queries as custody
from manifests.life.model import Batch, Manifest
from manifests.roadside import leg, queries, store
from manifests.roadside import refusals as no
from manifests.roadside.model import Answer, Look, Road, Showing, Stored, Told
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.identity import plate_spelled
from wasteflow.places.queries import org_cards, site_cards

LONGEST, PURPOSE = 60, 300
_PREFIX = 2  # of a mainland plate: province and city, before the dot


# --- looking ---------------------------------------------------------------------------------------------


async def look(pool: Pool, actor: Actor, *, asked: str, purpose: str) -> Answer:
    """What is known under a plate or any number; what a QR holds may be given whole. The law lets control on the road
    see any load there, not only those of the officer's city, which is why each look is written down with its purpose.

    Raises MayNotLook, NothingAsked, PurposeMissing.
    """
    require(actor, "road:look")
    wanted, why = spelled(asked), " ".join(purpose.split())[:PURPOSE]
    if not wanted:
        raise no.NothingAsked("asked")
    if not why:
        raise no.PurposeMissing("purpose")
    now = clock.now()
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
        mark = await store.watermark(conn)
        manifests, batches = await _found(conn, wanted)
        told = await _told(conn, manifests, now, drivers=allowed(actor, "driver:see"))
        stored = tuple(Stored(b.id, b.name, b.status, b.last_at) for b in batches)
        id = new_id()
        number = None if told or stored else f"WF-RS-{clock.local_date(now):%Y%m%d}-{secrets.token_hex(6).upper()}"
        await store.write_look(
            conn,
            id=id,
            at=now,
            watermark=mark,
            manifests=[one.manifest for one in told],
            shown=[*map(_kept, told), *({"batch": s.batch, "status": s.status} for s in stored)],
            account=actor.account,
            city=actor.city,
            department=actor.department,
            asked=wanted,
            purpose=why,
            attestation=number,
        )
    return Answer(id, now, wanted, told, stored, number)


def spelled(asked: str) -> str:
    """What to look for: of an address that a QR holds its last part, in capitals, without the spaces people write."""
    text = unicodedata.normalize("NFKC", asked[: 10 * LONGEST]).strip()
    if "://" in text:
        text = _path(text).rstrip("/").rpartition("/")[2]
    shown = "".join(c for c in text.upper() if not c.isspace() and unicodedata.category(c)[0] != "C")
    return shown[:LONGEST] if any(c.isalnum() for c in shown) else ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # a port or an address in brackets that is none
        return ""


async def _found(conn: Connection, wanted: str) -> tuple[list[Manifest], list[Batch]]:
    plate = plate_spelled(wanted)
    dotted = [f"{plate[:_PREFIX]}{dot}{plate[_PREFIX:]}" for dot in "·•-. "]
    by_plate = await queries.on_plate(conn, spellings=[*{wanted, plate, *dotted}])
    by_number, batches = await queries.numbered(conn, spellings=[*{wanted, wanted.replace("-", ""), wanted.lower()}])
    known = {manifest.id for manifest in by_plate}
    return [*by_plate, *(m for m in by_number if m.id not in known)], batches


async def _told(conn: Connection, manifests: Sequence[Manifest], now: datetime, *, drivers: bool) -> tuple[Told, ...]:
    under_way = [m for m in manifests if leg.ROAD[m.status] is Road.UNDER_WAY]
    orgs = await org_cards(conn, ids={m.leg.org for m in under_way}) if under_way else {}
    sites = await site_cards(conn, ids={m.consignee.site for m in under_way}) if under_way else {}
    today = clock.local_date(now)
    return tuple(leg.told(m, orgs, sites, today, drivers=drivers) for m in manifests)


def _kept(one: Told) -> dict[str, object]:
    return {"manifest": one.manifest, "seq": one.seq, "road": one.road, "leg": one.leg.leg if one.leg else None}


# --- showing ---------------------------------------------------------------------------------------------


async def show(pool: Pool, actor: Actor, manifest: UUID, *, minutes: int) -> Showing:
    """A new link to the leg under way, in place of the company's earlier ones; its secret is told this once.

    Raises MayNotShow, NotFound, NotUnderWay.
    """
    require(actor, "road:show")
    now, token = clock.now(), new_token()
    async with pool.acquire() as conn, conn.transaction():
        load = await _carried(conn, actor, manifest)
        if (road := leg.ROAD.get(load.status)) is not Road.UNDER_WAY or actor.org is None:
            raise no.NotUnderWay("id", road=Word(f"road.{road or Road.NOT_LEFT}"))
        await store.end_links(conn, manifest=manifest, org=actor.org, at=now)
        made = Showing(new_id(), token, now + timedelta(minutes=minutes))
        await store.add_link(
            conn,
            id=made.id,
            digest=digest_of(token),
            manifest=manifest,
            leg=load.legs,
            account=actor.account,
            org=actor.org,
            made_at=now,
            expires_at=made.expires_at,
        )
    return made


async def hide(pool: Pool, actor: Actor, manifest: UUID) -> None:
    """Revoke the links one's company made to a load. Raises MayNotShow, NotFound."""
    require(actor, "road:show")
    async with pool.acquire() as conn, conn.transaction():
        await _carried(conn, actor, manifest)
        assert actor.org is not None
        await store.end_links(conn, manifest=manifest, org=actor.org, at=clock.now())


async def _carried(conn: Connection, actor: Actor, id: UUID) -> Manifest:
    """A manifest whose load the actor's company carries now."""
    found = await custody.manifest(conn, id=id, scopes=scopes(actor))
    if found is None or actor.org is None or found.leg.org != actor.org:
        raise NotFound("id", what=Word("subject.manifest"))
    return found


def new_token() -> str:
    """128 random bits in letters and digits that a QR holds in its smallest way."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def digest_of(token: str) -> bytes:
    """What is stored of it; capitals, since a symbol carries nothing else."""
    return hashlib.sha256(token[:100].upper().encode("utf-8", "surrogatepass")).digest()


async def shown(pool: Pool, token: str) -> Told | None:
    """The leg a link shows, written down as a look; None where there is no such link, or no longer. No driver's name:
    nobody has said who they are."""
    now = clock.now()
    async with pool.acquire() as conn, conn.transaction():
        found = await queries.shown_by(conn, digest=digest_of(token), now=now)
        if found is None:
            return None
        link, manifest = found
        (told,) = await _told(conn, [manifest], now, drivers=False)
        mark = await store.watermark(conn)
        await store.write_look(
            conn, id=new_id(), at=now, watermark=mark, manifests=[manifest.id], shown=[_kept(told)], link=link
        )
    return told


# --- who looked ------------------------------------------------------------------------------------------


async def looks_at(pool: Pool, actor: Actor, manifest: UUID) -> list[Look]:
    """Who looked at a load: for its parties and auditors. Raises MayNotSeeCustody, NotFound."""
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        found = await custody.manifest(conn, id=manifest, scopes=scopes(actor))
        if found is None or not may_read(actor, found):
            raise NotFound("id", what=Word("subject.manifest"))
        return await queries.looks_at(conn, manifest=manifest)


def may_read(actor: Actor, manifest: Manifest) -> bool:
    """The parties of the load, and who reads the audit log. The authorities are the ones who looked."""
    return allowed(actor, "audit:see") or actor.org in _parties(manifest)


def _parties(manifest: Manifest) -> set[UUID]:
    stops = [stop.party.org for stop in manifest.stops]
    return {manifest.consignor.org, manifest.consignee.org, *(c.org for c in manifest.carriers), *stops}


async def looks(pool: Pool, actor: Actor, before: UUID | None, limit: int) -> list[Look]:
    """All looks for auditors, an officer's own for an officer. Raises MayNotLook."""
    if allowed(actor, "audit:see"):
        return await queries.looks(pool, account=None, before=before, limit=limit)
    require(actor, "road:look")
    return await queries.looks(pool, account=actor.account, before=before, limit=limit)
