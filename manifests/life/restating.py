"""What a change of weights or of a treatment, once all agree, does to the batches of a manifest. Pure.

A correction states anew what was; it moves nothing. So no line can become less than what has been treated, put into
other batches or sent on of it since, and what has gone on altogether is put right where it went on. Asked at the
request and again at the last agreement: what moved in between refuses that agreement by name, and the request can
still be refused, or taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import correction_refusals as cr
from manifests.life import brought, portions, volumes
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Change, Line, Manifest, Value, Weight
from wasteflow.core.errors import Refusal, Word

B = BatchStatus
ZERO = Decimal(0)
_HERE = (B.STORED, B.GROUPED, B.TREATED)
_KEPT = (B.STORED, B.ASSIGNED, B.IN_TRANSIT, B.IN_TEMPORARY_STORAGE, B.REFUSED, B.REASSIGNED)

TABLE: dict[tuple[B | None, str], B] = {
    **{(at, "corrected"): at for at in _KEPT},
    **{(at, "corrected"): B.STORED for at in (B.GROUPED, B.TREATED)},  # there was more: the chain goes on
    (B.STORED, "corrected_away"): B.TREATED,  # there was no more than what has been treated
    (B.STORED, "corrected_into_others"): B.GROUPED,
    **{(at, "reclassified"): at for at in (*_KEPT, B.GROUPED, B.TREATED, B.LOST)},
    **{(at, "reopened"): B.STORED for at in (B.TREATED, B.STORED)},  # it was an interim step
    (B.STORED, "ended"): B.TREATED,  # it was final
}

Fact = e.Corrected | e.Reclassified


class Treatment(Value, frozen=True):
    """What was recorded as treated of a batch where it was received, as it stands after earlier corrections."""

    event: UUID
    at: datetime
    method: str
    final: bool
    kg: Decimal
    city: str = ""
    residues: bool = False


class Known(Value, frozen=True):
    """What a change is checked against: the batches (also those turned away), and what was treated of them."""

    states: Mapping[UUID, object]
    treated: Mapping[UUID, tuple[Treatment, ...]]
    final: Mapping[str, bool]  # of the methods named: whether the chain ends with it


def does(manifest: Manifest, changes: Sequence[Change], known: Known) -> tuple[list[e.Consequence], list[Refusal]]:
    """What the changes do to batches, and why they cannot be made; paths as `lines[0].received_kg`."""
    found: list[e.Consequence] = []
    problems: list[Refusal] = []
    for n, line in enumerate(manifest.lines, 1):
        wanted = {c.field: str(c.after) for c in changes if c.line == n}
        try:
            found += _of_line(manifest, line, wanted, known)
        except Refusal as problem:
            problem.path = f"lines[{n - 1}].{problem.path}"
            problems.append(problem)
    return found, problems


def _of_line(manifest: Manifest, line: Line, wanted: Mapping[str, str], known: Known) -> Iterator[e.Consequence]:
    batch = known.states.get(line.batch)
    assert isinstance(batch, Batch)
    if "sent_kg" in wanted:
        if batch.manifest != manifest.id:
            raise cr.WentOn("sent_kg", status=_status(batch))
        sent = volumes.restated(batch.weight, Decimal(wanted["sent_kg"]))
        yield e.Consequence(batch.id, e.Corrected(manifest.id, sent))
    if wanted.keys() & {"received_kg", "refused_kg"} and line.accepted_kg:
        yield from _received(manifest, line, batch, wanted, known.states)
    if "treated_by" in wanted:
        yield from _treated(manifest, batch, wanted["treated_by"], known)


# --- weights ---------------------------------------------------------------------------------------------


def settled(line: Line, received: str | None, refused: str | None) -> Line:
    """The line with other weights at the gate; net = received - refused."""
    there = Decimal(received) if received is not None else line.at_gate.kg
    back = Decimal(refused) if refused is not None else line.refused_kg or ZERO
    return replace(line, weighed=volumes.restated(line.at_gate, there), refused_kg=back, accepted_kg=there - back)


def _received(
    manifest: Manifest, line: Line, batch: Batch, wanted: Mapping[str, str], states: Mapping[UUID, object]
) -> Iterator[e.Consequence]:
    path = "received_kg" if "received_kg" in wanted else "refused_kg"
    after = settled(line, wanted.get("received_kg"), wanted.get("refused_kg"))
    assert after.accepted_kg is not None
    assert after.refused_kg is not None
    assert line.accepted_kg is not None
    kg, refused = after.accepted_kg - line.accepted_kg, after.refused_kg - (line.refused_kg or ZERO)
    if not kg and not refused:
        return
    if manifest.is_return:
        raise cr.BackInStore(path)
    if batch.arrived_by != manifest.id or batch.holder_site != manifest.consignee.site or batch.status not in _HERE:
        raise cr.WentOn(path, status=_status(batch))
    left = batch.weight.kg + kg
    if left < 0 or (not left and not (batch.treated_in_all or batch.waits)):
        raise cr.LessThanGone(path, kg=after.accepted_kg, least=line.accepted_kg - batch.weight.kg)
    yield e.Consequence(
        batch.id,
        e.Corrected(
            manifest.id,
            volumes.restated(batch.weight, left),
            kg=kg,
            refused_kg=refused,
            basis=line.at_gate.basis,
            of=next(s.at for s in reversed(manifest.signatures) if s.box == "consignee"),
            site=manifest.consignee.site,
            city=manifest.consignee.city,
        ),
    )
    if refused:
        part = _turned_away(manifest, batch, states.values())
        yield e.Consequence(part.id, e.Corrected(manifest.id, Weight(part.weight.kg + refused, part.weight.basis)))


def _turned_away(manifest: Manifest, batch: Batch, states: Iterable[object]) -> Batch:
    """What was turned away of it, while it stands on the vehicle still."""
    parts = (x for x in states if isinstance(x, Batch) and x.parent == batch.id and x.refused_by == manifest.id)
    part = next(parts, None)
    if part is None or part.status is not B.REFUSED:
        raise cr.PartWentOn("refused_kg")
    return part


# --- treatments ------------------------------------------------------------------------------------------


def _treated(manifest: Manifest, batch: Batch, method: str, known: Known) -> Iterator[e.Consequence]:
    """Each final treatment recorded there, or else the last interim one, was by this method."""
    recorded = known.treated.get(batch.id, ())
    concerned = [t for t in recorded if t.final] or list(recorded[-1:])
    if not concerned:
        raise cr.NothingTreated("treated_by")
    final = known.final[method]
    if final is not concerned[0].final:
        if batch.sources:
            raise cr.TreatedAsGroup("treated_by")
        ended = batch.status is B.TREATED and batch.arrived_by == manifest.id
        whole = ended if concerned[0].final else _whole(manifest, batch, concerned[0])
        if not whole or batch.portions or any(t.residues for t in concerned):
            raise cr.NotAsAWhole("treated_by")
    for t in concerned:
        if t.method != method:
            yield e.Consequence(
                batch.id,
                e.Reclassified(manifest.id, t.event, t.at, t.kg, t.method, t.final, method, final, t.city),
            )


def _whole(manifest: Manifest, batch: Batch, step: Treatment) -> bool:
    """Is all that went through the interim step there still?"""
    there = batch.status is B.STORED and batch.arrived_by == manifest.id
    return there and batch.steps[-1:] == (step.method,) and batch.weight.kg == step.kg


def _status(batch: Batch) -> Word:
    return Word(f"batch_status.{batch.status.value}")


# --- a batch ---------------------------------------------------------------------------------------------


def step_of(batch: Batch, fact: Fact) -> str:
    """The row of the table, told apart by the amount and by whether the chain ends."""
    match fact:
        case e.Corrected(left=left):
            if left.kg:
                return "corrected"
            return "corrected_into_others" if batch.waits else "corrected_away"
        case e.Reclassified(was_final=was, final=final):
            return "reclassified" if was is final else "ended" if final else "reopened"


def fold(batch: Batch, fact: Fact) -> Batch:
    """The batch as it stands after the correction."""
    match fact:
        case e.Corrected(left=left):
            return replace(batch, weight=left)
        case e.Reclassified(was_final=True, final=True):
            return batch
        case e.Reclassified(was_final=False, final=False, method=method):
            return replace(batch, steps=(*batch.steps[:-1], method))
        case e.Reclassified(final=True, kg=kg):
            return replace(_left(batch, -kg), treated_kg=batch.treated_kg + kg, steps=batch.steps[:-1])
        case e.Reclassified(method=method, kg=kg):
            steps = batch.steps if batch.steps[-1:] == (method,) else (*batch.steps, method)
            return replace(_left(batch, kg), treated_kg=batch.treated_kg - kg, steps=steps)


def _left(batch: Batch, more: Decimal) -> Batch:
    return replace(batch, weight=Weight(batch.weight.kg + more, batch.weight.basis))


def of_batch(batch: Batch, fact: Fact, states: Mapping[UUID, object]) -> list[tuple[UUID, e.AnyEvent]]:
    """The manifests that brought it are told what is left of it; what it was put together from, whether it ends."""
    left = portions.left_by_itself(batch)
    if isinstance(fact, e.Corrected):
        if fact.of is None:
            return []
        told = brought.told_left(batch, states, left, left - fact.kg)
        return [*told, *portions.of_ending(batch, before_kg=portions.left_of(batch) - fact.kg)]
    if fact.was_final is fact.final:
        return _of_sources(batch, fact) if fact.final and batch.sources else []
    treated = fact.kg if fact.final else -fact.kg
    return brought.told_left(batch, states, left, left + treated, treated, interim=not fact.final)


def _of_sources(batch: Batch, fact: e.Reclassified) -> list[tuple[UUID, e.AnyEvent]]:
    """Its final treatment is that of what it was put together from, shared out as it was then."""
    parts = portions.shares(fact.kg, [source.kg for source in batch.sources])
    pairs = zip(batch.sources, parts, strict=True)
    return [(source.batch, replace(fact, kg=kg, within=batch.id)) for source, kg in pairs if kg]
