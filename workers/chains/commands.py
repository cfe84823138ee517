"""A contractor files what a building site is to carry away, before the first truck leaves."""

from decimal import Decimal
from uuid import UUID

from manifests.stream_refusals import DensityWithoutSource
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.chains import chains
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places import policy as places
from wasteflow.places.refusals import NotYourPlace
from workers.chains import policy, store
from workers.chains import refusals as no
from workers.chains.construction import Density, usual_density
from workers.chains.schemas import NewSitePlan


async def file_plan(pool: Pool, actor: Actor, new: NewSitePlan) -> UUID:
    """A further plan of a site; what was filed before stays, the latest counts.

    Raises NotYourPlace, and Refusals with all that is wrong, each with its field.
    """
    require(actor, policy.FILE)
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        whose = await store.owner(conn, site=new.site)
        if whose is None or not places.own(actor, org=whose[0], cities=frozenset()):
            raise NotYourPlace("site")
        wrong = _wrong(new, book)
        if new.tip is not None and not await store.known(conn, site=new.tip):
            wrong.append(no.TipUnknown("tip"))
        if wrong:
            raise Refusals(wrong)
        density = density_of(new.stream, new.density, new.density_source, book)
        assert density is not None
        values = new.model_dump(exclude={"density", "density_source"})
        await store.insert(
            conn, **values, density=density.value, density_source=density.source, usual=density.usual,
            by=actor.account, at=clock.now(),
        )  # fmt: skip
        await note(conn, actor, policy.FILE, subject_kind="site_plan", subject=new.site, stream=new.stream)
    return new.id


def _wrong(new: NewSitePlan, book: Book) -> list[Refusal]:
    found: list[Refusal] = []
    if new.stream not in chains().construction:
        return [no.NotCarriedFromSites("stream", known=", ".join(chains().construction))]
    if new.valid_to < new.valid_from:
        found.append(no.PlanEndsEarly("valid_to"))
    if new.density is not None and not new.density_source.strip():
        found.append(DensityWithoutSource("density_source", limit=300))
    if density_of(new.stream, new.density, new.density_source, book) is None:
        found.append(no.DensityUnknown("density", stream=new.stream))
    return found


def density_of(stream: str, stated: Decimal | None, source: str, book: Book) -> Density | None:
    """As stated; else the usual one of the stream, which is marked."""
    if stated is not None:
        return Density(stated, source.strip(), usual=False)
    return usual_density(book.streams[stream])
