"""Who may sign in a company's place, settled by that company alone: no authority or administrator sets it."""

from datetime import date
from itertools import pairwise
from uuid import UUID

import asyncpg

from manifests import refusals as r
from manifests.absent import refusals as no
from manifests.absent import store
from manifests.absent.schemas import NewAuthorisation, NewSigningCode
from wasteflow.catalog.book import open_book
from wasteflow.core.clock import local_date, now
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.people import passwords
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places.cards import cards_of
from wasteflow.places.model import SiteCard
from wasteflow.places.refusals import IdTaken, NotYourPlace, WrongPeriod

ACTION = "signature:delegate"


async def set_code(pool: Pool, actor: Actor, site: UUID, new: NewSigningCode) -> None:
    """Set the signing code of one of one's own sites, or another in its place. Raises GuessableCode, NotYourPlace."""
    await own_site(pool, actor, site)
    if _guessable(new.code):
        raise no.GuessableCode("code")
    hashed = await passwords.hashed(new.code)
    async with pool.acquire() as conn, conn.transaction():
        await store.set_code(conn, site=site, hashed=hashed, at=now(), account=actor.account)
        await note(conn, actor, ACTION, subject_kind="site", subject=site, signing_code="set")


async def withdraw_code(pool: Pool, actor: Actor, site: UUID) -> None:
    """From now on nobody signs by code there."""
    await own_site(pool, actor, site)
    async with pool.acquire() as conn, conn.transaction():
        if not await store.delete_code(conn, site=site):
            raise NotFound("id", what=Word("subject.signing_code"))
        await note(conn, actor, ACTION, subject_kind="site", subject=site, signing_code="withdrawn")


async def authorise(pool: Pool, actor: Actor, new: NewAuthorisation) -> UUID:
    """Give a carrier leave to sign the consignor's box, or to fill in the papers.

    Raises NotYourPlace, UnknownCarrier, UnknownStream, SiteClosed, WrongPeriod, LeaveForNothing.
    """
    site = await own_site(pool, actor, new.site, "site")
    known = (await open_book(pool)).streams
    if new.stream not in known:
        raise r.UnknownStream("stream", stream=new.stream[:40], known=", ".join(sorted(known)))
    if new.valid_from > new.valid_to:
        raise WrongPeriod("valid_to")
    if not (new.signs or new.fills):
        raise no.LeaveForNothing("signs")
    carrier = (await cards_of(pool).of_orgs(pool, [new.carrier], fresh=True)).get(new.carrier)
    if carrier is None:
        raise r.UnknownCarrier("carrier")
    if carrier.closed_on is not None and carrier.closed_on <= local_date(now()):
        raise r.SiteClosed("carrier", name=carrier.name)
    async with pool.acquire() as conn, conn.transaction():
        try:
            await store.insert_authorisation(conn, org=site.org, new=new, at=now(), by=actor.account)
        except asyncpg.UniqueViolationError:
            raise IdTaken("id") from None
        await note(
            conn, actor, ACTION, subject_kind="authorisation", subject=new.id, site=str(site.site),
            carrier=str(new.carrier), stream=new.stream, signs=new.signs, fills=new.fills,
        )  # fmt: skip
    return new.id


async def withdraw(pool: Pool, actor: Actor, authorisation: UUID, on: date) -> None:
    """It counts up to the day before."""
    require(actor, ACTION)
    async with pool.acquire() as conn, conn.transaction():
        org = await store.close_authorisation(conn, id=authorisation, on=on)
        if org is None or org != actor.org:
            raise NotFound("id", what=Word("subject.authorisation"))  # and what was closed is rolled back
        await note(conn, actor, ACTION, subject_kind="authorisation", subject=authorisation, closed_on=on.isoformat())


async def own_site(pool: Pool, actor: Actor, site: UUID, path: str = "id") -> SiteCard:
    """The site, where it belongs to the actor's own company. Raises NotYourPlace, the action's refusal."""
    require(actor, ACTION)
    card = (await cards_of(pool).of_sites(pool, [site], fresh=True)).get(site)
    if card is None or card.org != actor.org:
        raise NotYourPlace(path)
    return card


def _guessable(code: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(code)}
    return steps in ({0}, {1}, {-1})
