"""What is checked against the world when a fact is entered, and what is filled in from it.

The catalogue, the permits and the register say here what the law forbids at entry; later they may change, what was
written stays. A party that closes or expires never stops a load already moving: nothing after departure asks here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import events as e
from manifests import refusals as r
from manifests.model import Batch, BatchStatus, Manifest
from wasteflow.catalog.book import Book
from wasteflow.catalog.codes import check_code
from wasteflow.core.errors import Refusal, Refusals, Warn
from wasteflow.places.identity import normal_plate
from wasteflow.places.model import OrgCard, PermitCard, SiteCard

FORMS = ("solid", "semi_solid", "liquid", "gas")


@dataclass(frozen=True)
class World:
    """What stands outside custody, as of today (Bay Area calendar)."""

    book: Book
    sites: Mapping[UUID, SiteCard]
    orgs: Mapping[UUID, OrgCard]
    today: date


def sites_named(fact: e.AnyEvent, state: Batch | Manifest | None) -> set[UUID]:
    """The sites whose cards `complete` will ask for."""
    match fact:
        case e.Generated(site=site):
            return {site}
        case e.Created(consignor_site=a, consignee_site=b):
            return {a, b}
        case e.Published() if isinstance(state, Manifest):
            return {state.consignor.site, state.consignee.site}
        case e.Treated() if isinstance(state, Batch) and state.holder_site:
            return {state.holder_site}
        case _:
            return set()


def orgs_named(fact: e.AnyEvent, state: Batch | Manifest | None) -> set[UUID]:
    """The companies whose cards `complete` will ask for."""
    match fact:
        case e.Created(carrier=carrier):
            return {carrier}
        case e.Departed() if isinstance(state, Manifest):
            return {state.carriers[-1].org}
        case _:
            return set()


def complete(
    fact: e.AnyEvent, state: Batch | Manifest | None, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.AnyEvent, list[Warn]]:
    """The fact with what the world knows filled in, and what is odd. Raises Refusal or Refusals."""
    match fact:
        case e.Generated():
            return _generated(fact, org, world)
        case e.Created():
            return _created(fact, org, world, batches)
        case e.Published() if isinstance(state, Manifest):
            _still_lawful(state, world)
            return replace(fact, number=None), []
        case e.Departed() if isinstance(state, Manifest):
            return _departed(fact, state, world)
        case e.Treated() if isinstance(state, Batch):
            return _treated(fact, state, world), []
        case e.Signed():
            return replace(fact, box="consignor"), []
        case _:
            return fact, []


# --- a batch ---------------------------------------------------------------------------------------------


def _generated(fact: e.Generated, org: UUID | None, world: World) -> tuple[e.Generated, list[Warn]]:
    site = _site(world, fact.site, "fact.site")
    if site.org != org:
        raise r.NotYourSite("fact.site")
    stream = world.book.streams.get(fact.stream)
    if stream is None:
        raise r.UnknownStream("fact.stream", stream=fact.stream, known=", ".join(sorted(world.book.streams)))
    if fact.form not in FORMS:
        raise r.UnknownForm("fact.form", known=", ".join(FORMS))
    try:
        code, warnings = check_code(world.book, fact.code.scheme, fact.code.code, world.today)
    except Refusal as refusal:
        raise refusal.at("fact.code") from None
    if code.scheme not in stream.code_schemes:
        raise r.CodeNotOfStream("fact.code.code", code=code.code, scheme=code.scheme, stream=fact.stream)
    if fact.hazards and code.hazards and fact.hazards != code.hazards:
        warnings.append(r.HazardsDiffer("fact.hazards", catalogue=code.hazards, code=code.code))
    return (
        replace(
            fact,
            code=replace(fact.code, edition=code.edition),
            category=code.category,
            hazards=fact.hazards or code.hazards,
            org=site.org,
            city=site.city,
            digital_code=None,
        ),
        [w.at("fact.code") if not w.path.startswith("fact") else w for w in warnings],  # type: ignore[misc]
    )


def _treated(fact: e.Treated, batch: Batch, world: World) -> e.Treated:
    treatment = _treatment(world, fact.method, "fact.method")
    site = world.sites.get(batch.holder_site) if batch.holder_site else None
    if site and batch.code.scheme == "cn-hw" and batch.arrived_by and not _permits_method(site, fact.method):
        raise r.MethodNotPermitted("fact.method", name=site.site_name, method=fact.method)
    return replace(fact, final=not treatment)


def _treatment(world: World, method: str, path: str) -> bool:
    """Is this treatment an interim step?"""
    scheme, _, code = method.partition(":")
    found = world.book.treatment(scheme, code)
    if found is None:
        raise r.UnknownTreatment(path, method=method)
    return found.interim


# --- a manifest ------------------------------------------------------------------------------------------


def _created(
    fact: e.Created, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> tuple[e.Created, list[Warn]]:
    consignor = _site(world, fact.consignor_site, "fact.consignor_site")
    consignee = _site(world, fact.consignee_site, "fact.consignee_site")
    if consignor.org != org:
        raise r.NotYourSite("fact.consignor_site")
    if consignor.site == consignee.site:
        raise r.SameSite("fact.consignee_site")
    carrier = world.orgs.get(fact.carrier)
    if carrier is None:
        raise r.UnknownCarrier("fact.carrier")
    if carrier.closed_on and carrier.closed_on <= world.today:
        raise r.SiteClosed("fact.carrier", name=carrier.name)
    loads = _loads(fact, consignor, batches)
    stream = loads[0].stream
    regime = _lawful(world, consignor.city, consignee.city, stream, "fact.consignee_site")
    problems: list[Refusal] = []
    for n, (line, batch) in enumerate(zip(fact.lines, loads, strict=True)):
        path = f"fact.lines[{n}]"
        if batch.stream != stream:
            problems.append(r.OtherStream(f"{path}.batch", stream=batch.stream))
        problems += _permitted(consignee, batch, world.today, "fact.consignee_site")
        if line.method is not None:
            _treatment(world, line.method, f"{path}.method")
    limit = world.book.streams[stream].ceiling_kg
    whole = sum((b.weight.kg for b in loads), Decimal(0))
    if limit is not None and whole > limit:
        problems.append(r.TooHeavy("fact.lines", kg=whole, limit=limit))
    if problems:
        raise Refusals(problems)
    warnings: list[Warn] = []
    plate, driver = fact.plate, fact.driver
    if plate:
        plate, warnings = _plate(plate, carrier, "fact.plate")
    written = e.Written(
        stream=stream,
        regime=regime,
        consignor=_write(consignor, None),
        consignee=_write(consignee, _permit_number(consignee, loads[0], world.today)),
        carrier_name=carrier.name,
        lines=tuple(_write_line(d, b) for d, b in zip(fact.lines, loads, strict=True)),
    )
    return replace(fact, plate=plate, driver=driver, written=written), warnings


def _loads(fact: e.Created, consignor: SiteCard, batches: Mapping[UUID, object]) -> list[Batch]:
    loads: list[Batch] = []
    problems: list[Refusal] = []
    for n, line in enumerate(fact.lines):
        path = f"fact.lines[{n}].batch"
        batch = batches.get(line.batch)
        if not isinstance(batch, Batch) or consignor.org not in (batch.holder_org, batch.org):
            problems.append(r.UnknownSubject(path, subject="batch"))
        elif batch.status is not BatchStatus.STORED:
            problems.append(r.BatchTaken(path, status=batch.status.value))
        elif batch.holder_site != consignor.site:
            problems.append(r.BatchElsewhere(path))
        else:
            loads.append(batch)
    if not fact.lines:
        problems.append(r.NoLines("fact.lines"))
    if problems:
        raise Refusals(problems)
    return loads


def _lawful(world: World, origin: str, destination: str, stream: str, path: str) -> str:
    regime = world.book.regime(origin, destination, stream)
    if not regime.lawful:
        raise r.UnlawfulRoute(path, rule=regime.rule)
    if regime.needs_approval:
        raise r.NoApproval(path, rule=regime.rule)
    return regime.id


def _still_lawful(manifest: Manifest, world: World) -> None:
    """Between draft and publication a permit may have ended or a site closed."""
    consignee = _site(world, manifest.consignee.site, "consignee.site")
    _site(world, manifest.consignor.site, "consignor.site")
    problems = [
        problem
        for line in manifest.lines
        for problem in _permitted_code(consignee, line.code.scheme, line.code.code, line.category, world.today, "")
    ]
    if problems:
        raise Refusals([p.at("consignee.site") for p in problems])  # type: ignore[misc]


def _departed(fact: e.Departed, manifest: Manifest, world: World) -> tuple[e.Departed, list[Warn]]:
    leg = manifest.carriers[-1]
    carrier = world.orgs.get(leg.org)
    plate = fact.plate or leg.plate or ""
    if not plate:
        raise r.PlateMissing("fact.plate")
    if carrier is None:
        return replace(fact, plate=normal_plate(plate)), []
    if manifest.lines[0].code.scheme == "cn-hw" and not any(
        p.kind == "transport" and p.valid_from <= world.today <= p.valid_to for p in carrier.permits
    ):
        raise r.NoCarrierPermit("fact.kind", name=carrier.name)
    plate, warnings = _plate(plate, carrier, "fact.plate")
    return replace(fact, plate=plate), warnings


def _plate(plate: str, carrier: OrgCard, path: str) -> tuple[str, list[Warn]]:
    try:
        plate = normal_plate(plate)
    except Refusal as refusal:
        raise refusal.at(path) from None
    known = plate in carrier.plates
    return plate, [] if known else [r.PlateUnknown(path, plate=plate, name=carrier.name)]


# --- sites and permits -----------------------------------------------------------------------------------


def _site(world: World, site: UUID, path: str) -> SiteCard:
    card = world.sites.get(site)
    if card is None:
        raise r.UnknownSite(path)
    for closed in (card.closed_on, card.org_closed_on):
        if closed and closed <= world.today:
            raise r.SiteClosed(path, name=card.site_name)
    return card


def _permitted(site: SiteCard, batch: Batch, today: date, path: str) -> list[Refusal]:
    return _permitted_code(site, batch.code.scheme, batch.code.code, batch.category, today, path)


def _permitted_code(site: SiteCard, scheme: str, code: str, category: str, today: date, path: str) -> list[Refusal]:
    """Only hazardous waste needs the receiver's permit; a permit names full codes or whole categories."""
    if scheme != "cn-hw":
        return []
    covering = [p for p in site.permits if p.kind != "transport" and p.covers(scheme, code, category)]
    if not covering:
        return [r.NoPermit(path, name=site.site_name, code=code)]
    if any(p.valid_from <= today <= p.valid_to for p in covering):
        return []
    latest = max(covering, key=lambda p: p.valid_to)
    facts = {"number": latest.number, "name": site.site_name, "code": code}
    if latest.valid_to < today:
        return [r.PermitExpired(path, on=latest.valid_to, **facts)]
    return [r.PermitNotYetValid(path, on=latest.valid_from, **facts)]


def _permit_number(site: SiteCard, batch: Batch, today: date) -> str | None:
    def fits(p: PermitCard) -> bool:
        return p.valid_from <= today <= p.valid_to and p.covers(batch.code.scheme, batch.code.code, batch.category)

    return next((p.number for p in site.permits if fits(p)), None)


def _permits_method(site: SiteCard, method: str) -> bool:
    operating = [p for p in site.permits if p.kind != "transport"]
    return any(not p.methods or method in p.methods for p in operating)


def _write(site: SiteCard, permit: str | None) -> e.PartyWritten:
    return e.PartyWritten(org=site.org, site=site.site, name=site.org_name, city=site.city, permit=permit)


def _write_line(draft: e.LineDraft, batch: Batch) -> e.LineWritten:
    return e.LineWritten(
        batch=batch.id,
        code=batch.code,
        name=batch.name,
        category=batch.category,
        hazards=batch.hazards,
        form=batch.form,
        sent=batch.weight,
        packages=draft.packages,
        method=draft.method,
    )
