"""Make a link that shows a published value to somebody without an account."""

from datetime import timedelta

from wasteflow.catalog.book import open_book
from wasteflow.core import clock, keys
from wasteflow.core.db import Pool
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.shares import refusals as no
from workers.shares.link import Shared, written
from workers.statistics.model import period
from workers.statistics.policy import own
from workers.values.queries import states
from workers.values.refusals import ValueOfAnotherCity

DAYS = 30


async def share(
    pool: Pool, actor: Actor, signing: keys.SigningKeys, *, city: str, of: str, indicator: str
) -> tuple[str, Shared]:
    """The token and what it opens. Who may publish may show what is published; it is written down."""
    require(actor, "value:publish")
    book, when = await open_book(pool), period(of)
    book.jurisdiction(city)
    if not own(actor, book, city):
        raise ValueOfAnotherCity("city")
    async with pool.acquire() as conn, conn.transaction():
        state = (await states(conn, city=city, period=when.written)).get(indicator)
        if state is None or state.published is None:
            raise no.NotYetPublished("indicator", indicator=indicator[:20], period=when.written)
        until = clock.local_date(clock.now()) + timedelta(days=DAYS)
        shared = Shared(city, when.written, indicator, until)
        subject = f"{city} {when.written} {indicator}"
        await note(conn, actor, "value:publish", subject_kind="value_link", subject=subject, until=until.isoformat())
    return written(shared, signing), shared
