"""What a facility states of itself: the price at its gate."""

from uuid import UUID

from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places.refusals import NotYourPlace
from workers.capacity import refusals as no
from workers.capacity import store
from workers.capacity.schemas import NewPrice


async def state_price(pool: Pool, actor: Actor, price: NewPrice) -> UUID:
    """A further price; what was stated before stays. Raises NotYourPlace, PricePeriodTurned."""
    require(actor, "capacity:offer")
    if price.valid_to is not None and price.valid_to < price.valid_from:
        raise no.PricePeriodTurned("valid_to")
    id = new_id()
    async with pool.acquire() as conn, conn.transaction():
        if actor.org is None or await store.owner(conn, site=price.site) != actor.org:
            raise NotYourPlace("site")
        await store.insert(conn, id=id, **price.model_dump(), by=actor.account, at=clock.now())
        await note(conn, actor, "capacity:offer", subject_kind="site", subject=price.site, code=price.code)
    return id
