"""What a fact of the chain hangs together with: other batches and manifests, what was lost, what was changed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Batch, Change, Manifest

_State = Batch | Manifest


@dataclass(frozen=True)
class Related:
    """One line under a node: `key` names its sentence, `to` the list its link leads into (empty: no link)."""

    key: str
    to: str = ""
    id: UUID | None = None
    kg: Decimal | None = None
    name: str = ""
    line: int | None = None
    word: str = ""  # in what a load differs, how waste was lost


def related(fact: e.AnyEvent, before: _State | None, after: _State) -> Iterator[Related]:
    """In the order in which they are read."""
    match fact:
        case e.Regrouped() | e.Transformed():
            yield from _made(fact)
        case e.Treated(residues=residues):
            yield from (_batch("left", batch) for batch in residues)
        case e.Lost(how=how, reason=reason) | e.LoadLost(how=how, reason=reason):
            yield Related("lost", name=reason, word=how)
        case e.LineLeft(batch=batch, left_kg=kg, part=part):
            yield _batch("line_left", part or batch, kg)
        case e.PortionTaken(into=into):
            yield from (_batch("into", source.batch, source.kg) for source in into)
        case e.PortionTreated(into=group, kg=kg):
            yield _batch("within", group, kg)
        case e.Reclassified(within=UUID() as group, kg=kg):
            yield _batch("within", group, kg)
        case e.PortionLeft(into=group):
            yield _batch("within", group)
        case e.PortionFreed(out_of=group, kg=kg):
            yield _batch("back", group, kg)
        case e.Ungrouped(freed=freed):
            yield from (_batch("freed", source.batch, source.kg) for source in freed)
        case e.SplitOff(parent=parent, weight=weight):
            yield _batch("split", parent, weight.kg)
        case e.LineTreated(batch=batch, kg=kg, part=part):
            yield _batch("line", part or batch, kg)
        case e.LineParted(part=part):
            yield _batch("parted", part)
        case e.Created(onward_of=UUID() as manifest):
            yield Related("onward_of", "manifests", manifest)
        case e.Created(gives_back=UUID() as manifest):
            yield Related("gives_back", "manifests", manifest)
        case e.LineGivenBack(batch=batch, kg=kg, manifest=manifest, part=part):
            yield _batch("line_back", part or batch, kg)
            yield Related("given_back", "manifests", manifest)
        case e.SentOn(manifest=manifest):
            yield Related("sent_on", "manifests", manifest)
        case e.DifferenceFound(differences=differences):
            yield from (Related("differs", name=one.found, line=one.line, word=one.kind) for one in differences)
    yield from _never_signed(before, after)


def _made(fact: e.Regrouped | e.Transformed) -> Iterator[Related]:
    """A batch that was put together, repacked or left behind says of what; its losses have names."""
    one = fact.made[0] if fact.made else None
    if isinstance(fact, e.Transformed):
        yield from (_batch("treated", source.batch, source.kg) for source in fact.inputs)
    elif one is not None and one.sources:
        yield from (_batch("out_of", source.batch, source.kg) for source in one.sources)
    yield from (Related("loss", kg=loss.kg, name=loss.name) for loss in fact.losses)


def _never_signed(before: _State | None, after: _State) -> Iterator[Related]:
    """Carriers left out at reception: a gap in the chain."""
    if isinstance(after, Manifest) and isinstance(before, Manifest) and len(after.skipped) > len(before.skipped):
        yield from (Related("skipped", name=carrier.name) for carrier in after.skipped)


def changes(before: _State | None, after: _State) -> tuple[Change, ...]:
    """What stood there and what stands there now, or is to."""
    if not isinstance(before, Manifest) or not isinstance(after, Manifest):
        return ()
    if len(after.amendments) > len(before.amendments):
        return after.amendments[-1].changes
    if len(after.corrections) > len(before.corrections):
        return after.corrections[-1].changes
    asked = after.revision
    return asked.changes if asked is not None and before.revision is None else ()


def _batch(key: str, batch: UUID, kg: Decimal | None = None) -> Related:
    return Related(key, "batches", batch, kg)
