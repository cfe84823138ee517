"""States a process has just written, kept so that the next event of a load is judged without reading it again.

What is kept may be out of date, and that does no harm: the key (subject, seq) of an append tells. If it is free, the
state was current, and everything judged on it stands; if not, somebody wrote in between and the request is judged anew
from the database. So it is with the serial that a number series goes on with: it is given out before it is committed,
and the counter confirms it or refuses the append. A refusal is never given on what was kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from manifests.appender import Appender
from manifests.entry import manifest_entry as entry
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.core.db import PerPool

KEPT_AT_MOST = 10_000  # states, of about 3 kB each; and as many number series
CONTENDED_SECONDS = 30  # how long no trust is placed in a series after another process took from it

Taken = tuple[str, int, int]  # of a series: its name, the first serial taken, how many

State = Batch | Manifest


@dataclass
class Kept:
    """The latest states this process knows, the longest untouched leave first; and its one appender."""

    appender: Appender
    states: OrderedDict[UUID, State] = field(default_factory=OrderedDict)
    serials: OrderedDict[str, int] = field(default_factory=OrderedDict)  # series -> the serial it goes on with
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)  # large requests are worked through one by one, so that
    # what is done is written while the next is worked
    contended: dict[str, int] = field(default_factory=dict)  # series that others take from -> until when, monotonic ns

    def put(self, states: Iterable[State]) -> None:
        """Keep states that are committed."""
        for state in states:
            known = self.states.get(state.id)
            if known is None or known.seq < state.seq:
                self.states[state.id] = state
            self.states.move_to_end(state.id)
        while len(self.states) > KEPT_AT_MOST:
            self.states.popitem(last=False)

    def went_on(self, taken: Iterable[Taken]) -> None:
        """Series go on after these serials: written, or about to be."""
        for name, first, count in taken:
            self.serials[name] = first + count
            self.serials.move_to_end(name)
        while len(self.serials) > KEPT_AT_MOST:
            self.serials.popitem(last=False)

    def lost(self, taken: Iterable[Taken], *, to_another: bool) -> None:
        """These serials were not written, so those given out after them will not be either; `to_another`: the
        counter had gone on."""
        until = time.monotonic_ns() + CONTENDED_SECONDS * 10**9
        for name, first, _ in taken:
            self.serials.pop(name, None)
            if to_another and first > 1:  # 1 was a guess: this process had not taken from the series before
                self.contended[name] = until

    def contends(self, wanted: Mapping[str, int]) -> bool:
        """Does another process take from one of these series?"""
        if not self.contended:
            return False
        now = time.monotonic_ns()
        self.contended = {name: until for name, until in self.contended.items() if until > now}
        return not self.contended.keys().isdisjoint(wanted)

    def family(self, told: Sequence[tuple[UUID | None, e.AnyEvent]]) -> dict[UUID, State] | None:
        """All states that these facts touch, or None where one is not kept.

        A subject that a fact begins is taken to be new: were it not, its first key would be taken.
        """
        found: dict[UUID, State] = {}
        begun: set[UUID | None] = set()
        for subject, fact in told:
            if isinstance(fact, e.BEGINS):
                begun.add(subject)
            for id in (subject, *entry.subjects_named(fact)):
                if id is None or id in found:
                    continue
                if (state := self.states.get(id)) is not None:
                    found[id] = state
                elif id not in begun:
                    return None
        return found if self._relatives(found) else None

    def _relatives(self, found: dict[UUID, State]) -> bool:
        """Add the batches of manifests, the manifests that brought batches, and the sources of what was put together;
        False where one is not kept."""
        for state in list(found.values()):
            relatives = [x.batch for x in state.lines] if isinstance(state, Manifest) else [state.arrived_by]
            if not all(self._add(id, found) for id in relatives):
                return False
        return self._sources(found)

    def _sources(self, found: dict[UUID, State]) -> bool:
        """Up to those that were put together from nothing, each with the manifest that brought it."""
        up = [state for state in found.values() if isinstance(state, Batch) and state.sources]
        seen: set[UUID] = set()
        while up:
            for source in up.pop().sources:
                if not self._add(source.batch, found):
                    return False
                batch = found[source.batch]
                assert isinstance(batch, Batch)
                if not self._add(batch.arrived_by, found):
                    return False
                if batch.id not in seen:
                    seen.add(batch.id)
                    up.append(batch)
        return True

    def _add(self, id: UUID | None, found: dict[UUID, State]) -> bool:
        if id is None or id in found:
            return True
        if (state := self.states.get(id)) is None:
            return False
        found[id] = state
        return True


kept_of = PerPool(lambda pool: Kept(Appender(pool)))  # what this process keeps of the database behind a pool
