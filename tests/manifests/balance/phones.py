"""Queues of people without a signal: what each of them wrote down of a day, and how it reaches the server."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from manifests.proposals import Declined, Proposal, Recorded
from tests.manifests.balance.books import Books
from tests.manifests.balance.cast import Cast
from tests.manifests.balance.custody import Custody
from wasteflow.core import clock
from wasteflow.core.ids import new_id

NEXT = timedelta(seconds=20)
Outcome = Recorded | Declined


@dataclass
class Day:
    """What happened, in its order, and who wrote it down."""

    cast: Cast
    at: datetime = field(default_factory=lambda: clock.now() - timedelta(hours=3))
    notes: list[tuple[Any, Proposal]] = field(default_factory=list)

    def note(self, actor: Any, fact: Any, subject: UUID | None = None) -> UUID:
        """The next thing that happened; ids are minted on the phone."""
        self.at += NEXT
        proposal = Proposal(fact=fact, occurred_at=self.at, id=new_id(), subject=subject or new_id())
        self.notes.append((actor, proposal))
        assert proposal.subject
        return proposal.subject

    @property
    def phones(self) -> dict[UUID, tuple[Any, list[Proposal]]]:
        """By account: whose it is, and its queue."""
        found: dict[UUID, tuple[Any, list[Proposal]]] = {}
        for actor, proposal in self.notes:
            found.setdefault(actor.account, (actor, []))[1].append(proposal)
        return found

    def drawn(self, kg: str, **more: Any) -> tuple[UUID, UUID]:
        """A drum, and the signed manifest it is on."""
        bay = self.cast.bay
        drum = self.note(bay.clerk, bay.drum(kg))
        load = self.note(bay.clerk, bay.load(drum, **more))
        self.note(bay.clerk, e.Published(), load)
        self.note(bay.clerk, e.Signed(name="李姐"), load)
        return drum, load


def quiet_day(cast: Cast) -> Day:
    """Three loads from the drum to its treatment, told by five people of whom none had a signal."""
    day, bay, second = Day(cast), cast.bay, cast.second
    for kg, decision in (("100", e.Accepted()), ("200", e.Refused("桶漏")), ("300", None)):
        drum, load = day.drawn(kg, more_carriers=(second.org,))
        day.note(bay.driver, e.Departed(plate=cast.plate(bay.carrier), driver="王师傅"), load)
        day.note(second, e.HandedOver(plate=cast.plate(second.org), driver="何师傅"), load)
        day.note(second, e.Arrived(), load)
        net = Decimal(kg) - 1
        day.note(bay.gate, e.Weighed((e.LineWeighed(1, net, gross=net + 9000, tare=Decimal(9000)),)), load)
        day.note(bay.gate, decision or e.PartlyAccepted((e.LineRefused(1, Decimal(20)),), "含杂物"), load)
        if not isinstance(decision, e.Refused):
            day.note(bay.gate, e.Treated("cn_utilisation:R4", Decimal(50)), drum)
    day.note(bay.clerk, bay.drum("400"))
    return day


def quarrelsome_day(cast: Cast) -> Day:
    """They contradict each other: called off and driven away, taken in and refused, stored half way and driven on."""
    day, bay, second, storer = Day(cast), cast.bay, cast.second, cast.storer
    for kg in ("100", "200", "300"):
        drum, load = day.drawn(kg, stop=storer.site, more_carriers=(second.org,))
        day.note(bay.driver, e.Departed(plate=cast.plate(bay.carrier), driver="王师傅"), load)
        day.note(bay.clerk, e.RevisionRequested("改期", cancel=True), load)
        day.note(bay.driver, e.Stopped(), load)
        day.note(storer, e.StopWeighed((e.LineWeighed(1, Decimal(kg)),)), load)
        day.note(bay.driver, e.RevisionApproved(), load)
        day.note(second, e.HandedOver(plate=cast.plate(second.org), driver="何师傅"), load)
        day.note(bay.driver, e.Arrived(), load)
        day.note(second, e.Arrived(), load)
        day.note(bay.gate, e.Refused("桶漏"), load)
        day.note(bay.gate, e.RevisionApproved(), load)
        day.note(bay.gate, e.Accepted(), load)
        day.note(bay.gate, e.Treated("cn_utilisation:R4", Decimal(kg)), drum)
        day.note(bay.clerk, e.Treated("cn_utilisation:R4", Decimal(kg)), drum)
    return day


def told_in_order(custody: Custody, day: Day) -> dict[UUID, Outcome]:
    """As it would have been with a signal: each at its moment."""
    return {p.id: custody.send(actor, p)[0] for actor, p in day.notes if p.id}


def told_by_bits(custody: Custody, day: Day, chance: random.Random) -> Iterable[Outcome]:
    """Each phone sends its queue from the front as far as the signal lasts, doubled and in any order, again and
    again, while others do the same."""
    phones = list(day.phones.values())
    for _ in range(6 * len(phones)):
        actor, queue = chance.choice(phones)
        sent = queue[: chance.randint(1, len(queue))] * chance.randint(1, 2)
        yield from custody.send(actor, *chance.sample(sent, k=len(sent)))


def told_to_the_end(custody: Custody, day: Day) -> dict[UUID, Outcome]:
    """Every phone sends all of its queue until nothing is new any more; the last answer to each."""
    while True:
        events, last = len(custody.events), dict[UUID, Outcome]()
        for actor, queue in day.phones.values():
            outcomes = custody.send(actor, *queue)
            last |= {p.id: outcome for p, outcome in zip(queue, outcomes, strict=True) if p.id}
        if len(custody.events) == events:
            return last


def codes(outcomes: Iterable[Outcome]) -> set[str]:
    """Of the refusals among them."""
    return {x.code for outcome in outcomes if isinstance(outcome, Declined) for x in outcome.problems}


def comparable(custody: Custody) -> dict[UUID, Any]:
    """The states without the serial numbers they were given as they came."""
    unnumbered: dict[type, Callable[[Any], Any]] = {
        Batch: lambda s: replace(s, digital_code=None),
        Manifest: lambda s: replace(s, number=None, lines=tuple(replace(x, digital_code=None) for x in s.lines)),
    }
    return {id: unnumbered[type(state)](state) for id, state in custody.states.items()}


def rebooked(cast: Cast, events: Iterable[e.Envelope]) -> Books:
    """The books of what was heard so far."""
    books = Books(cast)
    for envelope in events:
        books.enter(envelope)
    return books
