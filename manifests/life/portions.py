"""Batches made of batches: what of one is in another, and how the treatment of the one ends the other. Pure.

A batch that was put together names its `sources`; each source keeps a `Portion` for it and waits. What is treated of
the one is shared out among its sources by what each put in, and so on up to those that were put together from nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import replace

from manifests.life import brought
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Portion, Source, Weight

B = BatchStatus
GRAM = Decimal("0.001")
Remade = e.Regrouped | e.Transformed
Fact = e.PortionTaken | e.PortionTreated | e.PortionFreed | e.PortionLeft | e.Ungrouped
Follower = tuple[UUID, e.AnyEvent]

# What is left of a batch may be anywhere while a portion of it is treated in another one.
_ANYWHERE = (B.STORED, B.ASSIGNED, B.IN_TRANSIT, B.IN_TEMPORARY_STORAGE, B.REFUSED, B.REASSIGNED, B.GROUPED)

TABLE: dict[tuple[BatchStatus | None, str], BatchStatus] = {
    (None, "regrouped"): B.STORED,
    (None, "transformed"): B.STORED,
    (B.STORED, "ungrouped"): B.UNGROUPED,
    (B.STORED, "portion_taken"): B.STORED,
    (B.STORED, "last_portion_taken"): B.GROUPED,
    (B.IN_TRANSIT, "portion_taken"): B.IN_TRANSIT,  # refused at the gate, of a batch that was put together
    (B.IN_TRANSIT, "last_portion_taken"): B.IN_TRANSIT,
    (B.STORED, "treated_rest"): B.GROUPED,
    (B.STORED, "lost_rest"): B.GROUPED,
    (B.IN_TRANSIT, "rest_lost_on_road"): B.GROUPED,
    **{(at, "portion_treated"): at for at in _ANYWHERE},
    (B.GROUPED, "last_portion_treated"): B.TREATED,
    (B.STORED, "portion_freed"): B.STORED,
    (B.GROUPED, "portion_freed"): B.STORED,
    **{(at, "portion_left"): at for at in _ANYWHERE},
    **{(at, "portion_left"): B.GROUPED for at in (B.TREATED, B.LOST)},
    (B.GROUPED, "last_portion_left"): B.TREATED,
    (B.GROUPED, "last_portion_lost"): B.LOST,
}


def step_of(batch: Batch, fact: e.AnyEvent) -> str | None:
    """The row of the table, where the amount decides it."""
    match fact:
        case e.Treated(kg=kg) if kg >= batch.weight.kg and batch.waits:
            return "treated_rest"
        case e.Lost(kg=kg) if kg >= batch.weight.kg and batch.waits:
            return "lost_rest"
        case e.LostOnRoad() if batch.waits:
            return "rest_lost_on_road"
        case e.PortionTaken(kg=kg) if kg >= batch.weight.kg:
            return "last_portion_taken"
        case e.PortionTreated() if not batch.weight.kg and not _after_treatment(batch, fact).waits:
            return "last_portion_treated"
        case e.PortionLeft(done=True) if not batch.weight.kg and not _left_within(batch, fact).waits:
            return "last_portion_lost" if fact.lost else "last_portion_left"
    return None


def shares(kg: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`kg` shared out by these weights, to the gram; the last takes what remains, so that the sum is `kg`."""
    left, of = kg, sum(weights, Decimal(0))
    parts: list[Decimal] = []
    for weight in weights[:-1]:
        part = (left * weight / of).quantize(GRAM, ROUND_DOWN) if of else Decimal(0)
        parts.append(part)
        left, of = left - part, of - weight
    return [_plain(part) for part in (*parts, left)]


def _plain(kg: Decimal) -> Decimal:
    """Written as a person would: 5000, not 5000.000."""
    return kg.quantize(Decimal(1)) if kg == kg.to_integral_value() else kg.normalize()


def left_of(batch: Batch) -> Decimal:
    """What is not treated yet: by itself and in others. Never 0 while it waits, even where a scale found more in the
    other batch than was put there."""
    return _with_waiting(batch, batch.portions)


def left_by_itself(batch: Batch) -> Decimal:
    """The same without what was refused of it at a gate, for which the manifests that brought it wait apart."""
    return _with_waiting(batch, [portion for portion in batch.portions if not portion.apart])


def _with_waiting(batch: Batch, among: Iterable[Portion]) -> Decimal:
    waiting = [max(p.kg - p.treated_kg, GRAM) for p in among if not p.done]
    return sum(waiting, batch.weight.kg)


def taken_in(batch: Batch, states: Mapping[UUID, object]) -> bool:
    """Does it hold waste that was brought here from elsewhere?"""
    return batch.arrived_by is not None or any(root.site != batch.holder_site for root in _roots(batch, states))


def _roots(batch: Batch, states: Mapping[UUID, object]) -> Iterator[Batch]:
    """What it was put together from in the end."""
    for source in batch.sources:
        there = states.get(source.batch)
        if isinstance(there, Batch):
            yield from _roots(there, states) if there.sources else (there,)


# --- folding ---------------------------------------------------------------------------------------------


def begun(born: Batch, fact: Remade) -> Batch:
    """The batch as it begins; `born`: as if it had been generated. Only what a final treatment leaves was."""
    assert fact.org is not None
    made = fact.made[0]
    batch = replace(born, holder_org=fact.org, holder_site=fact.site, residue_of=made.residue_of)
    if made.generated_at is None:
        return batch
    return replace(
        batch,
        generated=Weight(Decimal(0), born.weight.basis),  # its kilograms were counted when its sources were generated
        generated_at=made.generated_at,
        stored_since=made.stored_since,
        sources=made.sources,
        steps=(fact.method,) if isinstance(fact, e.Transformed) else (),
    )


def fold(batch: Batch, fact: Fact, before: BatchStatus) -> Batch:
    """The batch after a portion of it was taken, treated or given back; or after it was taken apart itself."""
    match fact:
        case e.PortionTaken(kg=kg, into=into, method=method, apart=apart):
            batch = replace(
                batch,
                portions=(*batch.portions, *(Portion(x.batch, x.kg, apart=apart or UNSET) for x in into)),
                steps=(*batch.steps, method) if method else batch.steps,
            )
            # what was refused at a gate: its receipt says what is left
            return batch if before is B.IN_TRANSIT else _weighing(batch, batch.weight.kg - kg)
        case e.PortionTreated():
            return _after_treatment(batch, fact)
        case e.PortionLeft():
            return _left_within(batch, fact)
        case e.PortionFreed(out_of=group, kg=kg):
            kept = tuple(p for p in batch.portions if p.batch != group)
            return replace(_weighing(batch, batch.weight.kg + kg), portions=kept)
        case e.Ungrouped():
            return _weighing(batch, Decimal(0))


def _weighing(batch: Batch, kg: Decimal) -> Batch:
    return replace(batch, weight=Weight(kg, batch.weight.basis))


def _after_treatment(batch: Batch, fact: e.PortionTreated) -> Batch:
    def treat(p: Portion) -> Portion:
        return replace(p, treated_kg=p.treated_kg + fact.kg, done=fact.done) if p.batch == fact.into else p

    return replace(batch, portions=tuple(map(treat, batch.portions)))


def _left_within(batch: Batch, fact: e.PortionLeft) -> Batch:
    stated = (replace(p, done=fact.done) if p.batch == fact.into else p for p in batch.portions)
    return replace(batch, portions=tuple(stated))


# --- what follows ----------------------------------------------------------------------------------------


def of_remade(fact: Remade) -> list[Follower]:
    """Each input gives its part, and the other new batches begin."""
    if fact.first is not None:
        return []
    first, *others = fact.made
    assert first.batch is not None
    also = [
        (made.batch, replace(fact, outputs=(fact.outputs[n],), losses=(), made=(made,), first=first.batch))
        for n, made in enumerate(others, 1)
        if made.batch is not None
    ]
    return [*(_given(fact, n) for n in range(len(fact.inputs))), *also]


def _given(fact: Remade, n: int) -> Follower:
    """What becomes of the n-th input."""
    given = fact.inputs[n]
    new = tuple(made.batch for made in fact.made if made.batch is not None)
    if isinstance(fact, e.Transformed) and fact.final:
        return given.batch, e.Treated(fact.method, given.kg, final=True, city=fact.city, residues=new)
    into = tuple(Source(batch, made.sources[n].kg) for batch, made in zip(new, fact.made, strict=True))
    return given.batch, e.PortionTaken(given.kg, into, fact.method if isinstance(fact, e.Transformed) else None)


def of_treatment(batch: Batch, fact: e.Treated | e.PortionTreated, states: Mapping[UUID, object]) -> list[Follower]:
    """The manifests that brought it are told, and the batches it was put together from."""
    final = isinstance(fact, e.PortionTreated) or fact.final is not False
    found: list[Follower] = []
    if not _apart(batch, fact):
        left = left_by_itself(batch)
        found += [
            (came.id, e.LineTreated(line.batch, fact.method, fact.kg, final, left, brought.part_of(line, batch)))
            for came, line in brought.by(batch, states)
        ]
    if final and batch.sources:
        done = batch.status is B.TREATED
        parts = shares(fact.kg, [source.kg for source in batch.sources])
        found += [
            (source.batch, e.PortionTreated(batch.id, fact.method, kg, done, fact.city))
            for source, kg in zip(batch.sources, parts, strict=True)
            if kg or done
        ]
    return found


def _apart(batch: Batch, fact: e.AnyEvent) -> bool:
    """Is it of a part that was refused at a gate? Then the manifests of that part are told."""
    within = fact.into if isinstance(fact, e.PortionTreated | e.PortionLeft) else None
    return any(p.apart and p.batch == within for p in batch.portions)


def of_ending(batch: Batch, *, before_kg: Decimal) -> list[Follower]:
    """Where a correction or a loss ends a batch, or a correction opens it again, its sources end with it, or wait for
    it again.

    `before_kg`: what was left of it before, by itself and in others.
    """
    lost = batch.status is B.LOST
    done = lost or batch.status is B.TREATED
    if done is (before_kg == 0):
        return []
    return [(source.batch, e.PortionLeft(batch.id, done, lost)) for source in batch.sources]


def of_loss(batch: Batch, fact: e.Lost | e.LostOnRoad, states: Mapping[UUID, object]) -> list[Follower]:
    """The manifests that brought it are told what is left, and the batches it was put together from, where it ends."""
    left = left_by_itself(batch)
    told = brought.told_left(batch, states, left, left + fact.kg)
    return [*told, *of_ending(batch, before_kg=left_of(batch) + fact.kg)]


def of_left(batch: Batch, fact: e.PortionLeft, states: Mapping[UUID, object]) -> list[Follower]:
    """The manifests that brought a source are told what is left, and the batches it was put together from."""
    was = _left_within(batch, e.PortionLeft(fact.into, not fact.done))
    apart = _apart(batch, fact)
    told = [] if apart else brought.told_left(batch, states, left_by_itself(batch), left_by_itself(was))
    return [*told, *of_ending(batch, before_kg=left_of(was))]


def of_ungrouping(batch: Batch, fact: e.Ungrouped, states: Mapping[UUID, object]) -> list[Follower]:
    """Each source has its part back, or is lost with all that it put in; what brought it put together waits no more,
    what brought the sources does."""
    was = sum((source.kg for source in fact.freed), Decimal(0))
    freed = ((source.batch, _freed(batch.id, source.kg)) for source in fact.freed)
    return [*freed, *brought.told_left(batch, states, Decimal(0), was)]


def _freed(group: UUID, kg: Decimal) -> e.AnyEvent:
    # A loss that was named when they were put together may be more than a source had put in.
    return e.PortionFreed(group, kg) if kg else e.PortionLeft(group, done=True, lost=True)


def of_refusal(whole: Batch, part: UUID, kg: Decimal) -> list[Follower]:
    """The refused part of a batch that was put together: its sources wait for that part too, through the whole."""
    return [(whole.id, e.PortionTaken(kg, (Source(part, kg),), apart=True))] if whole.sources else []
