"""Which of the driver's steps are possible from where, so that a phone without a signal needs no copy of the rules.

Nothing is written down twice: each step is tried on the state with `lifecycle` and `policy`, and folded with `evolve`;
what can be reached so is the answer. Pure.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from manifests.life import events as e
from manifests.life import lifecycle, policy, stops
from manifests.life.model import Manifest, ManifestStatus, SigningMode, Value
from manifests.life.steps import kind_of
from wasteflow.core.errors import Refusal
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed

# Verbs of the road, and what others do in between that opens the next of them; with nothing in them yet.
VERBS: tuple[e.AnyEvent, ...] = (
    e.Signed(mode=SigningMode.SITE_CODE),
    e.Departed(),
    e.GivenOver(),
    e.HandedOver(),
    e.Stopped(),
    e.Resumed(),
    e.Arrived(),
    e.DifferenceFound(differences=()),
)
OTHERS: tuple[e.AnyEvent, ...] = (e.Signed(), e.Departed(), e.HandedOver(), e.StopWeighed(lines=()), e.Arrived())
_UNTIL = {ManifestStatus.ARRIVED}  # what follows at the gate is not the driver's


class Place(Value, frozen=True):
    """Where a load can stand: what the driver may do from here, what somebody else does; each with where it leads."""

    acts: dict[str, str]
    others: dict[str, str]


def node(manifest: Manifest) -> str:
    """How a place is called: status, number of legs so far, and of stops that lie behind it where there are any."""
    behind = sum(not stop.open for stop in manifest.stops)
    return f"{manifest.status}.{manifest.legs}" + (f".{behind}" if behind else "")


def ways(manifest: Manifest, actor: Actor, at: datetime) -> dict[str, Place]:
    """Every place the load can come to before its gate, the present one first."""
    found: dict[str, Place] = {}
    ahead = [manifest]
    while ahead:
        state = ahead.pop()
        if node(state) in found:
            continue
        mine = {kind_of(fact): after for fact, after in _led(state, VERBS, actor, at)}
        theirs = {
            kind_of(fact): after
            for fact, after in _led(state, OTHERS, None, at)
            if kind_of(fact) not in mine or actor.org not in policy.whose(fact, state)[1]  # itself, or one for it
        }
        found[node(state)] = Place(
            {kind: node(after) for kind, after in mine.items()}, {kind: node(after) for kind, after in theirs.items()}
        )
        ahead += [*theirs.values(), *mine.values()]
    return found


def _led(
    state: Manifest, facts: tuple[e.AnyEvent, ...], actor: Actor | None, at: datetime
) -> Iterator[tuple[e.AnyEvent, Manifest]]:
    """The steps that are possible, with the state they lead to; `actor` null: whoever's step it is."""
    if state.status in _UNTIL and actor is None:
        return
    for fact in facts:
        who = policy.whose(fact, state)[1]
        if not who or not _possible(state, fact):
            continue
        if actor is not None and not _may(actor, fact, state):
            continue
        org = actor.org if actor else next(iter(who))
        after = lifecycle.evolve(state, _told(state, fact, org, at))
        assert isinstance(after, Manifest)
        yield fact, after


def _possible(state: Manifest, fact: e.AnyEvent) -> bool:
    if not lifecycle.fits(state, fact) or (isinstance(fact, e.GivenOver) and state.next_carrier is None):
        return False
    try:
        if isinstance(fact, stops.Fact):
            stops.check(state, fact)
    except Refusal:
        return False
    return True


def _may(actor: Actor, fact: e.AnyEvent, state: Manifest) -> bool:
    try:
        policy.may(actor.org, fact, state)
    except Refusal:
        return False
    return allowed(actor, policy.action(actor, fact, state))


def _told(state: Manifest, fact: e.AnyEvent, org: UUID | None, at: datetime) -> e.Envelope:
    return e.Envelope(
        subject=state.id,
        seq=state.seq + 1,
        id=state.id,
        occurred_at=at,
        received_at=at,
        account=None,
        org=org,
        cause=None,
        fact=fact,
    )
