"""What is checked against the world when a fact about a batch is entered, and what is filled in from it."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests.codes.labels import LabelOnlyForHazardousWaste
from manifests.entry import batteries, exemptions, permits
from manifests.entry.world import World, missing, own_site, treatment
from manifests.life import events as e
from manifests.life import portions, regrouping, volumes
from manifests.life.model import Batch, Manifest
from manifests.word_refusals import SayInWords
from wasteflow.catalog.codes import HAZARDS, UnknownHazards, check_code
from wasteflow.core.errors import Notice, Refusal, Refusals, Warn, Word
from wasteflow.places.model import SiteCard

NOTHING: Mapping[UUID, object] = {}
LONGEST_REASON = 500
LONGEST_PLACE = 100
FORMS = ("solid", "semi_solid", "liquid", "gas")


def as_written(scheme: str, form: str, hazards: str, path: str) -> None:
    """Raises UnknownForm, UnknownHazards: the label's signs and what may enter Guangdong are read from the letters."""
    if form not in FORMS:
        raise r.UnknownForm(f"{path}.form", known=tuple(Word(f"form.{one}") for one in FORMS))
    if scheme == permits.HAZARDOUS and hazards and not HAZARDS.fullmatch(hazards):
        raise UnknownHazards(f"{path}.hazards")


def in_words(said: str, path: str, longest: int = LONGEST_REASON) -> None:
    """Raises SayInWords where nothing is said, or a whole book."""
    if not 0 < len(said.strip()) <= longest:
        raise SayInWords(path, limit=longest)


def generated(
    fact: e.Generated,
    org: UUID | None,
    world: World,
    batches: Mapping[UUID, object] = NOTHING,
    used_up: Sequence[UUID] = (),
) -> tuple[e.Generated, list[Warn]]:
    """Waste put into a container, with what the catalogue and the site say of it; `used_up`: the batches it comes
    of."""
    site = own_site(world, fact.site, org)
    stream = world.book.streams.get(fact.stream)
    if stream is None:
        raise r.UnknownStream("fact.stream", stream=fact.stream[:40], known=", ".join(sorted(world.book.streams)))
    as_written(fact.code.scheme, fact.form, fact.hazards, "fact")
    code, warnings = check_code(world.book, fact.code.scheme, fact.code.code, world.today, "fact.code.code")
    if not stream.takes(code):
        raise r.CodeNotOfStream("fact.code.code", code=code.code, scheme=code.scheme, stream=stream.names)
    if fact.hazards and code.hazards and fact.hazards != code.hazards:
        warnings.append(r.HazardsDiffer("fact.hazards", catalogue=code.hazards, code=code.code))
    return (
        replace(
            fact,
            weight=volumes.weight(fact.weight, stream, "fact.weight"),
            code=replace(fact.code, code=code.code, edition=code.edition),
            category=code.category,
            hazards=fact.hazards or code.hazards,
            org=site.org,
            city=site.city,
            digital_code=None,
            batteries=batteries.checked(fact.batteries, stream, world.codes, batches, used_up, "fact.batteries"),
            filled=world.filled(fact.site),
        ),
        warnings,
    )


def regrouped(fact: e.Regrouped, org: UUID | None, world: World, batches: Mapping[UUID, object]) -> e.Regrouped:
    """With its new batches filled in."""
    site = own_site(world, fact.site, org)
    streams = [batch.stream for given in fact.inputs if isinstance(batch := batches.get(given.batch), Batch)]
    if streams:
        fact = replace(fact, outputs=_measured(fact.outputs, [streams[0]] * len(fact.outputs), world))
    return regrouping.regrouped(fact, site, batches, world.book.streams)


Filled = TypeVar("Filled", e.Output, e.Residue)
Told = TypeVar("Told", bound=Notice)


def _measured(outputs: tuple[Filled, ...], streams: Sequence[str], world: World) -> tuple[Filled, ...]:
    """Containers with the kilograms of what is stated in m3."""
    return tuple(
        replace(x, weight=volumes.weight(x.weight, known, f"fact.outputs[{n}].weight"))
        if (known := world.book.streams.get(stream))
        else x
        for n, (x, stream) in enumerate(zip(outputs, streams, strict=True))
    )


def treated(fact: e.Treated, batch: Batch, world: World, batches: Mapping[UUID, object]) -> e.Treated:
    """With whether the chain ends here, and in which city."""
    final = not treatment(world, fact.method, "fact.method").interim
    site = world.sites.get(batch.holder_site) if batch.holder_site else None
    if site:
        _may_treat(site, fact.method, batch, batches)
    return replace(fact, final=final, city=site.city if site else "", residues=())


def transformed(
    fact: e.Transformed, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.Transformed, list[Warn]]:
    """Batches consumed by a treatment, with the new batches it left."""
    site = own_site(world, fact.site, org)
    final = not treatment(world, fact.method, "fact.method").interim
    fact = replace(fact, outputs=_measured(fact.outputs, [residue.stream for residue in fact.outputs], world))
    warnings: list[Warn] = []

    def origin(residue: e.Residue, path: str) -> e.Generated:
        made, odd = _residue(residue, path, fact, org, world, batches)
        warnings.extend(odd)
        return made

    completed = regrouping.transformed(fact, site, batches, final, world.book.streams, origin)
    for given in fact.inputs:
        batch = batches[given.batch]
        assert isinstance(batch, Batch)
        _may_treat(site, fact.method, batch, batches)
    return completed, warnings


def _residue(
    residue: e.Residue,
    path: str,
    fact: e.Transformed,
    org: UUID | None,
    world: World,
    batches: Mapping[UUID, object],
) -> tuple[e.Generated, list[Warn]]:
    """What a treatment left, as waste newly generated at this site; `path`: where it stands in the fact."""
    draft = e.Generated(fact.site, **{name: getattr(residue, name) for name in residue.__struct_fields__})
    try:
        made, odd = generated(draft, org, world, batches, [given.batch for given in fact.inputs])
    except Refusals as several:
        raise Refusals([_under(path, wrong) for wrong in several.refusals]) from None
    except Refusal as wrong:
        raise _under(path, wrong) from None
    empty = missing(made, None, world.book)
    for notice in (*odd, *empty):
        _under(path, notice)
    if empty:
        raise Refusals(empty)
    return made, odd


def _under(path: str, notice: Told) -> Told:
    """The same, its field where the residue stands."""
    notice.path = notice.path.replace("fact", path, 1)
    return notice


def relabelled(fact: e.Relabelled, batch: Batch) -> e.Relabelled:
    """With the code it had. Raises LabelOnlyForHazardousWaste where there is no label to replace, SayInWords."""
    in_words(fact.reason, "fact.reason")
    if batch.digital_code is None:
        raise LabelOnlyForHazardousWaste("fact.kind", stream=batch.stream)
    return replace(fact, digital_code=None, was=batch.digital_code)


def _may_treat(site: SiteCard, method: str, batch: Batch, batches: Mapping[UUID, object]) -> None:
    """Who treats hazardous waste of others needs a permit for the method."""
    if _exempt_here(batch, batches):
        return
    if not permits.allows(site, batch, method) and portions.taken_in(batch, batches):
        raise r.MethodNotPermitted("fact.method", name=site.site_name, method=method)


def _exempt_here(batch: Batch, batches: Mapping[UUID, object]) -> bool:
    """Whether it came with an exemption from the receiver's permit."""
    came = batches.get(batch.arrived_by) if batch.arrived_by else None
    line = came.line_of(batch) if isinstance(came, Manifest) else None
    return line is not None and exemptions.lifted(line, "receiver_permit")
