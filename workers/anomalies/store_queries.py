"""What stores hold at this moment against what they may, as a set rule looks at it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from manifests.entry import storing
from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.places.queries import site_cards
from workers.anomalies import groups as g
from workers.anomalies.finding import Subject

LATELY = timedelta(days=1)  # what stood there before is not on record

# Of sites of which somebody says how much their stores may hold. Summed from the batches that are or were there, once a
# day: an index of what stands there would be written to with the steps of every batch.
HELD = """
    select b.site, b.state->>'category' as category, sum((b.state->'weight'->>'kg')::numeric) as kg
      from site s join batch b on b.site = s.id
     where (s.store = 'point' or s.store_t is not null
            or exists (select from permit p where p.org = s.org and (p.site is null or p.site = s.id)
                                              and p.storage_t is not null))
       and b.status in ('stored', 'assigned') and b.state->>'stream' = any($1)
     group by 1, 2 order by 1, 2"""


async def stores(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Store]:
    """Stores with hazardous waste in them whose limit is known; none of an earlier day."""
    if clock.now() - now > LATELY:
        return iter(())
    held: defaultdict[UUID, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in await conn.fetch(HELD, [id for id, stream in law.streams().items() if stream.hazardous]):
        held[row["site"]].append((row["category"], row["kg"]))
    cards = await site_cards(conn, ids=list(held))
    known = ((card, storing.most(card, clock.local_date(now))) for card in cards.values())
    return (
        g.Store(
            about=Subject("site", card.site),
            city=card.city,
            cities=(card.city,),
            stream="hazardous",
            categories=tuple(category for category, _ in held[card.site]),
            now=now,
            site_name=card.site_name,
            point=card.store == "point",
            limit_t=limit_t,
            held=tuple(held[card.site]),
        )
        for card, limit_t in known
        if limit_t
    )
