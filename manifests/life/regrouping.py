"""What is checked when batches are put together, divided, or consumed by a treatment that leaves others behind.

One shape: inputs at one holder's site = outputs + named losses, to the gram. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests import stream_refusals as s
from manifests.life import arithmetic, portions
from manifests.life import events as e
from manifests.life.lifecycle import status_word
from manifests.life.model import Batch, BatchStatus, Source
from wasteflow.catalog.model import Stream
from wasteflow.core.errors import Refusal, Refusals, Word
from wasteflow.core.ids import derived_id_at
from wasteflow.places.model import SiteCard

Streams = Mapping[str, Stream]
MOST = 100  # inputs, and outputs, of one step: so many drums stand on a pallet truck's round, and fit one request
LONGEST_NAME = 80


def regrouped(fact: e.Regrouped, site: SiteCard, batches: Mapping[UUID, object], streams: Streams) -> e.Regrouped:
    """With its new batches filled in: the same waste in other containers. Raises Refusals."""
    sources = _checked(fact, site, batches)
    never_together(sources, streams)
    one_waste(sources)
    origins = [_origin(sources, output, site) for output in fact.outputs]
    return replace(fact, org=site.org, made=_made(fact, sources, origins), first=None)


def transformed(
    fact: e.Transformed,
    site: SiteCard,
    batches: Mapping[UUID, object],
    final: bool,
    streams: Streams,
    origin: Callable[[e.Residue, str], e.Generated],
) -> e.Transformed:
    """With its new batches filled in; `origin`: the residue as newly generated, its code looked up. Raises Refusals."""
    sources = _checked(fact, site, batches)
    if not final:  # mixed under an interim code they would still be merged
        never_together(sources, streams)
        if any(batch.stream in streams and streams[batch.stream].hazardous for batch in sources):
            one_waste(sources)
    origins = [origin(residue, f"fact.outputs[{n}]") for n, residue in enumerate(fact.outputs)]
    made = _made(fact, sources, origins)
    if final:
        ended = tuple(batch.id for batch in sources)
        made = tuple(e.Made(one.origin, residue_of=ended) for one in made)
    return replace(fact, org=site.org, city=site.city, final=final, made=made, first=None)


def ungrouped(fact: e.Ungrouped, batch: Batch, batches: Mapping[UUID, object]) -> e.Ungrouped:
    """With what each source gets back. Raises a Refusal where it cannot be undone."""
    if not batch.sources:
        raise r.NotPutTogether("fact.kind")
    if batch.treated_kg or batch.steps or batch.portions:
        raise r.ChangedSince("fact.kind")
    if not all(_waits_here(batches.get(source.batch), batch) for source in batch.sources):
        raise r.SourceWentOn("fact.kind")
    parts = portions.shares(batch.weight.kg, [source.kg for source in batch.sources])
    freed = (Source(source.batch, kg) for source, kg in zip(batch.sources, parts, strict=True))
    return replace(fact, freed=tuple(freed))


def _waits_here(source: object, batch: Batch) -> bool:
    """Is what is left of this source in the store where the batch is?"""
    waits = (BatchStatus.STORED, BatchStatus.GROUPED)
    return isinstance(source, Batch) and source.status in waits and source.holder_site == batch.holder_site


def named(fact: portions.Remade, subject: UUID, event: UUID, at: datetime) -> portions.Remade:
    """The new batches with their ids: the first is what the fact is about."""
    ids = [subject, *(derived_id_at(at, event, n) for n in range(1, len(fact.made)))]
    return replace(fact, made=tuple(replace(made, batch=id) for made, id in zip(fact.made, ids, strict=True)))


# --- the inputs ------------------------------------------------------------------------------------------


def _checked(fact: portions.Remade, site: SiteCard, batches: Mapping[UUID, object]) -> list[Batch]:
    """The batches that go in, once everything adds up and stands in this store."""
    if problems := _amounts(fact):
        raise Refusals(problems)
    sources: list[Batch] = []
    for n, given in enumerate(fact.inputs):
        batch = batches.get(given.batch)
        if problem := _usable(batch, site, f"fact.inputs[{n}].batch"):
            problems.append(problem)
        else:
            assert isinstance(batch, Batch)
            problems += _within(given, batch, f"fact.inputs[{n}].kg")
            sources.append(batch)
    if problems:
        raise Refusals(problems)
    return sources


def _usable(batch: object, site: SiteCard, path: str) -> Refusal | None:
    if not isinstance(batch, Batch) or site.org not in (batch.holder_org, batch.org):
        return r.UnknownSubject(path, subject=Word("subject.batch"))
    if batch.status is not BatchStatus.STORED:
        return r.BatchTaken(path, status=status_word(batch))
    if batch.holder_site != site.site:
        return r.NotInThisStore(path, name=site.site_name)
    return None


def _within(given: e.Input, batch: Batch, path: str) -> list[Refusal]:
    """No fraction exceeds what is left of its source."""
    if given.kg > batch.weight.kg:
        return [r.MoreThanThereIs(path, kg=given.kg, left=batch.weight.kg)]
    return []


def never_together(sources: Sequence[Batch], streams: Streams) -> None:
    """Raises Refusals that name the streams which are never mixed."""
    first = streams.get(sources[0].stream)
    problems: list[Refusal] = [
        s.NeverTogether(f"fact.inputs[{n}].batch", stream=first.names, other=other.names)
        for n, batch in enumerate(sources)
        if first and (other := streams.get(batch.stream)) and other.apart_from(first)
    ]
    if problems:
        raise Refusals(problems)


def one_waste(sources: Sequence[Batch]) -> None:
    """Wastes of different codes are never put together. Raises Refusals that name the code."""
    first = sources[0]
    problems: list[Refusal] = [
        r.NotOneWaste(f"fact.inputs[{n}].batch", code=batch.code.code, name=batch.name, other=first.code.code)
        for n, batch in enumerate(sources)
        if (batch.stream, batch.code.scheme, batch.code.code) != (first.stream, first.code.scheme, first.code.code)
    ]
    if problems:
        raise Refusals(problems)


# --- the sum ---------------------------------------------------------------------------------------------


def _amounts(fact: portions.Remade) -> list[Refusal]:
    """What does not add up by itself, each with its field path."""
    if not fact.inputs or not fact.outputs:
        return [r.NothingNamed("fact.outputs" if fact.inputs else "fact.inputs")]
    if max(len(fact.inputs), len(fact.outputs), len(fact.losses)) > MOST:
        return [r.TooManyAtOnce("fact", limit=MOST)]
    problems: list[Refusal] = []
    seen: set[UUID] = set()
    for n, given in enumerate(fact.inputs):
        problems += arithmetic.weight(given.kg, f"fact.inputs[{n}].kg")
        if given.batch in seen:
            problems.append(r.InputTwice(f"fact.inputs[{n}].batch"))
        seen.add(given.batch)
    filled: Sequence[e.Output | e.Residue] = fact.outputs
    for n, output in enumerate(filled):
        problems += arithmetic.own_weight(output.weight, f"fact.outputs[{n}].weight")
        problems += arithmetic.container(output.container, f"fact.outputs[{n}].container")
    for n, loss in enumerate(fact.losses):
        problems += arithmetic.weight(loss.kg, f"fact.losses[{n}].kg")
        if not 0 < len(loss.name.strip()) <= LONGEST_NAME:
            problems.append(r.LossUnnamed(f"fact.losses[{n}].name", limit=LONGEST_NAME))
    return problems or _balance(fact)


def _balance(fact: portions.Remade) -> list[Refusal]:
    into = sum((x.kg for x in fact.inputs), Decimal(0))
    filled: Sequence[e.Output | e.Residue] = fact.outputs
    out = sum((x.weight.kg for x in filled), Decimal(0))
    lost = sum((x.kg for x in fact.losses), Decimal(0))
    if into == out + lost:
        return []
    return [r.OutOfBalance("fact.outputs", inputs=into, outputs=out, losses=lost, difference=into - out - lost)]


# --- the new batches -------------------------------------------------------------------------------------


def _made(fact: portions.Remade, sources: Sequence[Batch], origins: Sequence[e.Generated]) -> tuple[e.Made, ...]:
    """Each with what came into it from every input, losses included, and the oldest storage clock among them: who
    fills over wins no time."""
    weights = [origin.weight.kg for origin in origins]
    given = [portions.shares(x.kg, weights) for x in fact.inputs]
    generated_at = min(batch.generated_at for batch in sources)
    stored_since = min(batch.stored_since or batch.generated_at for batch in sources)
    return tuple(
        e.Made(
            origin=origin,
            generated_at=generated_at,
            stored_since=stored_since,
            sources=tuple(Source(batch.id, kg[n]) for batch, kg in zip(sources, given, strict=True)),
        )
        for n, origin in enumerate(origins)
    )


def _origin(sources: Sequence[Batch], output: e.Output, site: SiteCard) -> e.Generated:
    """What its sources were; of several producers the waste is, from here on, that of who put it together."""
    first = sources[0]
    made = {(batch.org, batch.site, batch.city) for batch in sources}
    org, place, city = made.pop() if len(made) == 1 else (site.org, site.site, site.city)
    return e.Generated(
        site=place,
        stream=first.stream,
        code=first.code,
        name=first.name,
        form=first.form,
        weight=output.weight,
        container=output.container,
        hazards=_together((batch.hazards for batch in sources), ","),
        constituents=_together((batch.constituents for batch in sources), "; "),
        category=first.category,
        org=org,
        city=city,
    )


def _together(texts: Iterable[str], comma: str) -> str:
    """What any of them says, once: `T` and `T,I` make `T,I`, and `T/I` stays as the catalogue writes it."""
    parts = [part.strip() for text in texts for part in text.split(comma.strip())]
    return comma.join(dict.fromkeys(filter(None, parts)))
