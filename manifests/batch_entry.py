"""What is checked against the world when a fact about a batch is entered, and what is filled in from it."""

from collections.abc import Mapping
from uuid import UUID

from msgspec.structs import replace

from manifests import events as e
from manifests import portions, regrouping
from manifests import refusals as r
from manifests.model import Batch
from manifests.world import World, missing, own_site, treatment
from wasteflow.catalog.codes import check_code
from wasteflow.core.errors import Refusal, Refusals, Warn, Word
from wasteflow.places.model import SiteCard

FORMS = ("solid", "semi_solid", "liquid", "gas")


def generated(fact: e.Generated, org: UUID | None, world: World) -> tuple[e.Generated, list[Warn]]:
    """Waste put into a container, with what the catalogue and the site say of it."""
    site = own_site(world, fact.site, org)
    stream = world.book.streams.get(fact.stream)
    if stream is None:
        raise r.UnknownStream("fact.stream", stream=fact.stream[:40], known=", ".join(sorted(world.book.streams)))
    if fact.form not in FORMS:
        raise r.UnknownForm("fact.form", known=tuple(Word(f"form.{form}") for form in FORMS))
    code, warnings = check_code(world.book, fact.code.scheme, fact.code.code, world.today, "fact.code.code")
    if not stream.takes(code):
        raise r.CodeNotOfStream("fact.code.code", code=code.code, scheme=code.scheme, stream=stream.names)
    if fact.hazards and code.hazards and fact.hazards != code.hazards:
        warnings.append(r.HazardsDiffer("fact.hazards", catalogue=code.hazards, code=code.code))
    return (
        replace(
            fact,
            code=replace(fact.code, code=code.code, edition=code.edition),
            category=code.category,
            hazards=fact.hazards or code.hazards,
            org=site.org,
            city=site.city,
            digital_code=None,
        ),
        warnings,
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
    warnings: list[Warn] = []

    def origin(residue: e.Residue, path: str) -> e.Generated:
        made, odd = _residue(residue, path, fact.site, org, world)
        warnings.extend(odd)
        return made

    def hazardous(stream: str) -> bool:
        return world.book.stream(stream).hazardous

    completed = regrouping.transformed(fact, site, batches, final, hazardous, origin)
    for given in fact.inputs:
        batch = batches[given.batch]
        assert isinstance(batch, Batch)
        _may_treat(site, fact.method, batch, batches)
    return completed, warnings


def _residue(
    residue: e.Residue, path: str, site: UUID, org: UUID | None, world: World
) -> tuple[e.Generated, list[Warn]]:
    """What a treatment left, as waste newly generated at this site; `path`: where it stands in the fact."""
    draft = e.Generated(site, **{name: getattr(residue, name) for name in residue.__struct_fields__})
    try:
        made, odd = generated(draft, org, world)
    except Refusal as wrong:
        wrong.path = wrong.path.replace("fact", path, 1)
        raise
    empty = missing(made, None, world.book)
    for notice in (*odd, *empty):
        notice.path = notice.path.replace("fact", path, 1)
    if empty:
        raise Refusals(empty)
    return made, odd


def _may_treat(site: SiteCard, method: str, batch: Batch, batches: Mapping[UUID, object]) -> None:
    """Who treats hazardous waste of others needs a permit for the method."""
    if batch.code.scheme == "cn-hw" and not _permits_method(site, method) and portions.taken_in(batch, batches):
        raise r.MethodNotPermitted("fact.method", name=site.site_name, method=method)


def _permits_method(site: SiteCard, method: str) -> bool:
    operating = [p for p in site.permits if p.kind != "transport"]
    return any(not p.methods or method in p.methods for p in operating)
