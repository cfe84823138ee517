"""States a process has just written, kept so that the next event of a load is judged without reading it again.

What is kept may be out of date, and that does no harm: the key (subject, seq) of an append tells. If it is free, the
state was current, and everything judged on it stands; if not, somebody wrote in between and the request is judged anew
from the database. So it is with the serial that a number series goes on with: the counter confirms it or refuses the
append. A refusal is never given on what was kept.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from manifests import events as e
from manifests.appender import Appender
from manifests.model import Batch, Manifest
from wasteflow.core.db import PerPool

KEPT_AT_MOST = 10_000  # states, of about 3 kB each; and as many number series

State = Batch | Manifest


@dataclass
class Kept:
    """The latest states this process knows, the longest untouched leave first; and its one appender."""

    appender: Appender
    states: OrderedDict[UUID, State] = field(default_factory=OrderedDict)
    serials: OrderedDict[str, int] = field(default_factory=OrderedDict)  # series -> the serial it goes on with
    contended: set[str] = field(default_factory=set)  # series that another process takes from too: no trust is placed
    labelling: asyncio.Lock = field(default_factory=asyncio.Lock)  # who asks for the next serial of a process queues
    numbering: asyncio.Lock = field(default_factory=asyncio.Lock)  # here: for containers, and for manifests

    def put(self, states: Iterable[State]) -> None:
        """Keep states that are committed."""
        for state in states:
            known = self.states.get(state.id)
            if known is None or known.seq < state.seq:
                self.states[state.id] = state
            self.states.move_to_end(state.id)
        while len(self.states) > KEPT_AT_MOST:
            self.states.popitem(last=False)

    def went_on(self, taken: Iterable[tuple[str, int, int]]) -> None:
        """Keep how far series have come: (name, first, count), committed."""
        for name, first, count in taken:
            self.serials[name] = max(self.serials.get(name, 1), first + count)
            self.serials.move_to_end(name)
        while len(self.serials) > KEPT_AT_MOST:
            self.contended.discard(self.serials.popitem(last=False)[0])

    def family(self, told: Sequence[tuple[UUID | None, e.AnyEvent]]) -> dict[UUID, State] | None:
        """All states that these facts touch, or None where one is not kept.

        A subject that a fact begins is taken to be new: were it not, its first key would be taken.
        """
        found: dict[UUID, State] = {}
        begun = {subject for subject, fact in told if isinstance(fact, e.Generated | e.Created)}
        for subject, fact in told:
            if subject is None:
                continue
            needed = {subject} | ({x.batch for x in fact.lines} if isinstance(fact, e.Created) else set())
            for id in needed - found.keys():
                state = self.states.get(id)
                if state is not None:
                    found[id] = state
                elif id not in begun:
                    return None
        return found if self._relatives(found) else None

    def _relatives(self, found: dict[UUID, State]) -> bool:
        """Add the batches of manifests and the manifests that brought batches; False where one is not kept."""
        for state in list(found.values()):
            relatives = [x.batch for x in state.lines] if isinstance(state, Manifest) else [state.arrived_by]
            for id in relatives:
                if id is None or id in found:
                    continue
                relative = self.states.get(id)
                if relative is None:
                    return False
                found[id] = relative
        return True


kept_of = PerPool(lambda pool: Kept(Appender(pool)))  # what this process keeps of the database behind a pool
