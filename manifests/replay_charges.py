"""What was posted to billing accounts, against what the steps of the loads post. Part of `wasteflow replay --check`.

A trip ticket keeps nothing beside its manifest's state, and is compared with that. An account itself is entered, and
follows from no events; what it was charged does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from manifests.billing import charging, queries
from manifests.billing.model import Posting
from manifests.life import events as e
from manifests.life.lifecycle import evolve
from manifests.life.model import Manifest
from wasteflow.core import clock
from wasteflow.core.db import Connection


def posted(life: Sequence[e.Envelope], last: object) -> list[Posting]:
    """What the steps of one load post; `last`: its state after all of them."""
    if not isinstance(last, Manifest) or last.ticket is None or last.ticket.account is None:
        return []
    found: list[Posting] = []
    state = None
    for envelope in life:
        before, state = state, evolve(state, envelope)
        found += charging.posted(before, state, clock.local_date(envelope.received_at), clock.BAY_AREA)
    return found


async def compare(conn: Connection, expected: Iterable[Posting]) -> dict[UUID, str]:
    """The loads whose charges are not what their steps post."""
    wanted, kept = defaultdict(set), defaultdict(set)
    for posting in expected:
        wanted[posting.manifest].add(posting)
    for posting in await queries.all_postings(conn):
        kept[posting.manifest].add(posting)
    return {id: _why(kept[id], wanted[id]) for id in {*wanted, *kept} if kept[id] != wanted[id]}


def _why(kept: set[Posting], wanted: set[Posting]) -> str:
    steps = sorted({posting.seq for posting in kept ^ wanted})
    return f"charges differ from what its steps post: {', '.join(map(str, steps))}"
