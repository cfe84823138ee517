"""What became of each traction battery, by the code it carries. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from wasteflow.catalog.chains import Chains
from workers.chains.model import Battery

MOVING = frozenset({"in_transit", "in_temporary_storage", "refused", "reassigned"})


class State(StrEnum):
    """In the order in which a reader wants them."""

    MISSING = "missing"  # sent, and never taken in; or lost in a store
    WAITING = "waiting"  # stands at a site
    ON_WAY = "on_way"
    SECOND_LIFE = "second_life"  # repurposed and in use
    RECYCLED = "recycled"
    DISPOSED = "disposed"  # treated in a way that recovers nothing
    SUCCEEDED = "succeeded"  # its unit came back under a new code, which keeps this one


def state(battery: Battery, chains: Chains, now: datetime) -> State:
    """Where it is in its lives."""
    if battery.became is not None:
        return State.SUCCEEDED
    if battery.status == "treated":
        if battery.method in chains.batteries.second_life:
            return State.SECOND_LIFE
        return State.RECYCLED if battery.measure == "used" else State.DISPOSED
    if battery.status == "lost":
        return State.MISSING
    if battery.status in MOVING:
        late = battery.taken_at is None and battery.departed_at is not None
        limit = timedelta(days=int(chains.missing.value))
        return State.MISSING if late and battery.departed_at and now - battery.departed_at > limit else State.ON_WAY
    return State.WAITING


def counted(states: Iterable[State]) -> dict[State, int]:
    """How many of each, all of them named."""
    found = Counter(states)
    return {one: found[one] for one in State}
