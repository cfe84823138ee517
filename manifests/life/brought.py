"""What the lines of an accepted manifest wait for. Pure.

A line is done when what it brought was treated, went through an interim step, or was given back: its batch, wherever
that has gone on to since, and all that was split off from it on the way. So a works sees the end of its waste also
where a collector only stored it.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from manifests.life import events as e
from manifests.life.model import Batch, Line, Manifest


def by(batch: Batch, states: Mapping[UUID, object]) -> Iterator[tuple[Manifest, Line]]:
    """The manifests that brought a batch to stores, each with the line it came on; the latest last."""
    for id in batch.came_by:
        came = states.get(id)
        line = came.line_of(batch) if isinstance(came, Manifest) else None
        if isinstance(came, Manifest) and line is not None:
            yield came, line


def told_left(
    batch: Batch,
    states: Mapping[UUID, object],
    left: Decimal,
    before: Decimal,
    treated: Decimal = Decimal(0),
    *,
    interim: bool = False,
) -> list[tuple[UUID, e.AnyEvent]]:
    """They are told what is left of it, in kilograms, and what had been."""
    return [
        (came.id, e.LineLeft(line.batch, left, before, treated, interim, part_of(line, batch)))
        for came, line in by(batch, states)
    ]


def part_of(line: Line, batch: Batch) -> UUID | UnsetType:
    """How a fact about a line names a batch: not at all where it is the line's own."""
    return UNSET if batch.id == line.batch else batch.id


# --- folding ---------------------------------------------------------------------------------------------


def parted(manifest: Manifest, fact: e.LineParted) -> Manifest:
    """The manifest when something was split off from what a line brought: it waits for both."""

    def wait(line: Line) -> Line:
        return replace(line, waits_for=(*_waits_for(line), fact.part), done=False)

    return _on_line(manifest, fact.batch, wait)


def treated(manifest: Manifest, fact: e.LineTreated) -> Manifest:
    """The manifest with so much more of a line treated."""

    def treat(line: Line) -> Line:
        kg = fact.kg if fact.final else Decimal(0)  # after an interim step the same kilograms are treated once more
        line = replace(line, treated_kg=line.treated_kg + kg)
        return line if fact.left_kg and fact.final else _without(line, fact.part or line.batch)

    return _on_line(manifest, fact.batch, treat)


def given_back(manifest: Manifest, fact: e.LineGivenBack) -> Manifest:
    """The manifest when its consignor has it, or a part of it, again: nothing more becomes of that at the consignee."""

    def back(line: Line) -> Line:
        line = replace(line, given_back_kg=(line.given_back_kg or Decimal(0)) + fact.kg)
        return _without(line, fact.part or line.batch)

    return _on_line(manifest, fact.batch, back)


def left(manifest: Manifest, fact: e.LineLeft) -> Manifest:
    """The manifest when it was stated anew how much of a line is left."""

    def leave(line: Line) -> Line:
        batch = fact.part or line.batch
        line = replace(line, treated_kg=line.treated_kg + fact.treated_kg)
        if not fact.left_kg or fact.interim:
            return _without(line, batch)
        return line if fact.before_kg else _with(line, batch)

    return _on_line(manifest, fact.batch, leave)


def all_done(manifest: Manifest) -> bool:
    """Nothing of what was accepted is waited for."""
    return all(line.done or not line.accepted_kg for line in manifest.lines)


def _on_line(manifest: Manifest, batch: UUID, change: Callable[[Line], Line]) -> Manifest:
    return replace(manifest, lines=tuple(change(x) if x.batch == batch else x for x in manifest.lines))


def _waits_for(line: Line) -> tuple[UUID, ...]:
    if line.waits_for is not UNSET:
        return line.waits_for
    return () if line.done else (line.batch,)


def _without(line: Line, batch: UUID) -> Line:
    if line.waits_for is UNSET:
        return replace(line, done=line.done or batch == line.batch)
    waits_for = tuple(id for id in line.waits_for if id != batch)
    return replace(line, waits_for=waits_for, done=not waits_for)


def _with(line: Line, batch: UUID) -> Line:
    if line.waits_for is UNSET and batch == line.batch:
        return replace(line, done=False)
    return replace(line, waits_for=(*(id for id in _waits_for(line) if id != batch), batch), done=False)
