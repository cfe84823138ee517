"""States a process has just written, kept so that the next event of a load is judged without reading it again.

What is kept may be out of date, and that does no harm: the key (subject, seq) of an append tells. If it is free, the
state was current, and everything judged on it stands; if not, somebody wrote in between and the request is judged anew
from the database. A refusal is never given on what was kept.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from manifests.appender import Appender
from manifests.entry import manifest_entry as entry
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.core.db import PerPool

KEPT_AT_MOST = 10_000  # states, of about 3 kB each

State = Batch | Manifest


@dataclass
class Kept:
    """The latest states this process knows, the longest untouched leave first; and its one appender."""

    appender: Appender
    states: OrderedDict[UUID, State] = field(default_factory=OrderedDict)
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)  # large requests are worked through one after the other,
    # so that the first is written while the next is worked

    def put(self, states: Iterable[State]) -> None:
        """Keep states that are committed."""
        for state in states:
            known = self.states.pop(state.id, None)  # and in again, at the end
            self.states[state.id] = state if known is None or known.seq < state.seq else known
        while len(self.states) > KEPT_AT_MOST:
            self.states.popitem(last=False)

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
            if not self._add(state.came_by if isinstance(state, Batch) else _of_manifest(state), found):
                return False
            if isinstance(state, Manifest) and not self._brought(state, found):
                return False
        return self._sources(found)

    def _sources(self, found: dict[UUID, State]) -> bool:
        """Up to those that were put together from nothing, each with the manifest that brought it."""
        up = [state for state in found.values() if isinstance(state, Batch) and state.sources]
        seen: set[UUID] = set()
        while up:
            for source in up.pop().sources:
                if not self._add([source.batch], found):
                    return False
                batch = found[source.batch]
                assert isinstance(batch, Batch)
                if not self._add(batch.came_by, found):
                    return False
                if batch.id not in seen:
                    seen.add(batch.id)
                    up.append(batch)
        return True

    def _brought(self, manifest: Manifest, found: dict[UUID, State]) -> bool:
        """What it carries on, with the manifests that had brought that to a store before."""
        for line in manifest.lines:
            batch = found[line.batch]
            if isinstance(batch, Batch) and not self._add(batch.came_by, found):
                return False
        return True

    def _add(self, ids: Iterable[UUID], found: dict[UUID, State]) -> bool:
        for id in ids:
            if id in found:
                continue
            if (state := self.states.get(id)) is None:
                return False
            found[id] = state
        return True


def _of_manifest(manifest: Manifest) -> list[UUID]:
    """Its batches, and the manifest under which what it brings back had been accepted."""
    batches = [line.batch for line in manifest.lines]
    return [*batches, manifest.gives_back] if manifest.gives_back else batches


kept_of = PerPool(lambda pool: Kept(Appender(pool)))  # what this process keeps of the database behind a pool
