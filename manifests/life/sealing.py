"""What each signature seals, and what its author may put right before. Pure.

Which fields a box's signature seals stands in the catalogue, per stream (`sealed` in streams.toml); who writes them,
here. Before that their author changes them directly, with what stood there before kept on the manifest; afterwards only
all who signed together do (`revising`). A carrier's box is that of its own leg.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from manifests import refusals as r
from manifests.borders import certificates
from manifests.life import events as e
from manifests.life.model import (
    Amendment,
    Batch,
    BatchStatus,
    Carrier,
    Change,
    Line,
    Manifest,
    ManifestStatus,
    Party,
    Signature,
)
from manifests.life.revising import REVISABLE
from wasteflow.core.errors import Refusal, Refusals, Word

M = ManifestStatus
REDRAWN = (M.DRAFT, M.PUBLISHED, M.SIGNED)  # nothing has left: the amended whole is looked at as though drawn up now
# Once it has left every field is sealed but those of legs to come; asked for here, so that the refusal names the field.
TABLE: dict[tuple[M | None, str], M] = {(status, "amended"): status for status in dict.fromkeys((*REDRAWN, *REVISABLE))}

Sealed = Mapping[str, tuple[str, ...]]  # box -> fields, as in streams.toml

# Field, as the catalogue names it -> the parties that write it.
AUTHORS: dict[str, tuple[str, ...]] = {
    "consignee": ("consignor",),
    "lines.batch": ("consignor",),
    "lines.packages": ("consignor",),
    "lines.method": ("consignor",),
    "carriers.org": ("consignor",),
    "carriers.plate": ("consignor", "carrier"),
    "carriers.driver": ("consignor", "carrier"),
    "remark": ("consignor",),
    "window": ("consignor",),
}


def check(manifest: Manifest, fact: e.Amended, org: UUID | None, sealed: Sealed) -> None:
    """Raises where nothing differs, or the SealedField and NotYourField of each field that may not be written so."""
    if manifest.revision is not None:
        raise r.RevisionOpen("fact.kind")
    leg = own_leg(manifest, org)
    problems: list[Refusal] = []
    wanted = list(_written(manifest, fact, leg))
    for field, path in wanted:
        party = "consignor" if org == manifest.consignor.org else "carrier"
        if party not in AUTHORS[field]:
            problems.append(r.NotYourField(path, who=Word(f"party.{AUTHORS[field][0]}")))
        elif seal(manifest, field, sealed, leg):
            problems.append(r.SealedField(path, who=Word(f"party.{box_of(field, sealed)}")))
    if problems:
        raise Refusals(problems)
    if not wanted:
        raise r.NothingToRevise("fact")


def box_of(field: str, sealed: Sealed) -> str | None:
    """The box whose signature seals a field; null: none does."""
    return next((box for box, fields in sealed.items() if field in fields), None)


def own_leg(manifest: Manifest, org: UUID | None) -> int:
    """Whose plate and driver a company writes: its leg to come, or the one it has signed; the consignor the first."""
    legs = [n for n, carrier in enumerate(manifest.carriers) if carrier.org == org]
    return next((n for n in legs if manifest.carriers[n].departed_at is None), legs[0] if legs else 0)


def seal(manifest: Manifest, field: str, sealed: Sealed, leg: int) -> Signature | None:
    """The signature that seals a field, of that leg where it is a carrier's; null: it may still be written."""
    box = box_of(field, sealed)
    if box == "carrier":
        box = "carrier:1" if field == "carriers.org" else f"carrier:{leg + 1}"
    return next((signature for signature in manifest.signatures if signature.box == box), None)


def _written(manifest: Manifest, fact: e.Amended, leg: int) -> Iterator[tuple[str, str]]:
    """The fields that would differ, with where they stand in the fact."""
    if fact.consignee_site not in (None, manifest.consignee.site):
        yield "consignee", "fact.consignee_site"
    if fact.lines is not None:
        yield from _written_lines(manifest.lines, fact.lines)
    first, *more = manifest.carriers
    if fact.carrier not in (None, first.org):
        yield "carriers.org", "fact.carrier"
    if fact.more_carriers is not None and list(fact.more_carriers) != [c.org for c in more]:
        yield "carriers.org", "fact.more_carriers"
    if fact.plate not in (None, manifest.carriers[leg].plate):
        yield "carriers.plate", "fact.plate"
    if fact.driver not in (None, manifest.carriers[leg].driver):
        yield "carriers.driver", "fact.driver"
    if fact.remark not in (None, manifest.remark):
        yield "remark", "fact.remark"
    if fact.window not in (None, manifest.window):
        yield "window", "fact.window"


def _written_lines(lines: tuple[Line, ...], drafts: tuple[e.LineDraft, ...]) -> Iterator[tuple[str, str]]:
    there = {line.batch: line for line in lines}
    for n, draft in enumerate(drafts):
        line = there.get(draft.batch)
        if line is None:
            yield "lines.batch", f"fact.lines[{n}].batch"
            continue
        if draft.packages != line.packages:
            yield "lines.packages", f"fact.lines[{n}].packages"
        if draft.method != line.method:
            yield "lines.method", f"fact.lines[{n}].method"
    kept = [draft.batch for draft in drafts if draft.batch in there]
    if kept != list(there):  # one is gone, or they stand in another order
        yield "lines.batch", "fact.lines"


# --- the amended whole -----------------------------------------------------------------------------------


def whole(manifest: Manifest, fact: e.Amended) -> e.Created:
    """The manifest as it would be drawn up now, to be checked as such."""
    first, *more = manifest.carriers
    stays = fact.carrier in (None, first.org)
    unchanged = tuple(e.LineDraft(x.batch, x.method, x.packages, _claims(x)) for x in manifest.lines)
    return e.Created(
        consignor_site=manifest.consignor.site,
        consignee_site=fact.consignee_site or manifest.consignee.site,
        carrier=fact.carrier or first.org,
        lines=unchanged if fact.lines is None else fact.lines,
        plate=first.plate if fact.plate is None and stays else fact.plate,
        driver=first.driver if fact.driver is None and stays else fact.driver,
        remark=manifest.remark if fact.remark is None else fact.remark,
        onward_of=manifest.onward_of,
        more_carriers=tuple(c.org for c in more) if fact.more_carriers is None else fact.more_carriers,
        stop=manifest.stop.party.site if manifest.stop else None,
        window=fact.window or manifest.window,
        paper_ticket=manifest.ticket.paper if manifest.ticket else None,
        billing_account=manifest.ticket.account.id if manifest.ticket and manifest.ticket.account else None,
        transfer_plan=manifest.transfer_plan,
        gives_back=manifest.gives_back or None,
    )


def _claims(line: Line) -> tuple[e.Claim, ...] | UnsetType:
    return tuple(e.Claim(x.row, x.reference) for x in line.exempt) if line.exempt else UNSET


def freed(manifest: Manifest, states: Mapping[UUID, object]) -> dict[UUID, Batch]:
    """Its batches as they would stand without it."""
    before = {BatchStatus.ASSIGNED: BatchStatus.STORED, BatchStatus.REASSIGNED: BatchStatus.REFUSED}
    found = ((line.batch, states.get(line.batch)) for line in manifest.lines)
    return {
        id: replace(batch, status=before.get(batch.status, batch.status), manifest=None)
        for id, batch in found
        if isinstance(batch, Batch) and batch.manifest == manifest.id
    }


def completed(manifest: Manifest, fact: e.Amended, redrawn: e.Created) -> e.Amended:
    """The fact with the whole, and which batches come and go."""
    before, after = [x.batch for x in manifest.lines], [x.batch for x in redrawn.lines]
    return replace(
        fact,
        whole=redrawn,
        assigned=tuple(batch for batch in after if batch not in before),
        released=tuple(batch for batch in before if batch not in after),
    )


# --- fold ------------------------------------------------------------------------------------------------


def fold(manifest: Manifest, envelope: e.Envelope, fact: e.Amended, redrawn: Manifest | None) -> Manifest:
    """The manifest afterwards, with what stood there before; `redrawn`: the whole as drawn up anew."""
    after = _own(manifest, envelope.org, fact) if redrawn is None else _redrawn(manifest, redrawn)
    if redrawn is not None:
        after = replace(after, lines=certificates.numbered(after.lines, fact.shipments, manifest.lines))
    trail = Amendment(envelope.org, envelope.account, envelope.occurred_at, tuple(_changes(manifest, after)))
    return replace(after, amendments=(*manifest.amendments, trail))


def _redrawn(manifest: Manifest, redrawn: Manifest) -> Manifest:
    known = {carrier.org: carrier for carrier in manifest.carriers[1:]}  # with what they wrote of their own legs
    first, *more = redrawn.carriers
    return replace(
        manifest,
        stream=redrawn.stream,
        regime=redrawn.regime,
        consignee=redrawn.consignee,
        carriers=(first, *(known.get(carrier.org, carrier) for carrier in more)),
        lines=redrawn.lines,
        remark=redrawn.remark,
        window=redrawn.window,
    )


def _own(manifest: Manifest, org: UUID | None, fact: e.Amended) -> Manifest:
    at = own_leg(manifest, org)
    leg = manifest.carriers[at]
    leg = replace(
        leg,
        plate=leg.plate if fact.plate is None else fact.plate,
        driver=leg.driver if fact.driver is None else fact.driver,
    )
    carriers = (*manifest.carriers[:at], leg, *manifest.carriers[at + 1 :])
    return replace(manifest, carriers=carriers, remark=manifest.remark if fact.remark is None else fact.remark)


def _changes(before: Manifest, after: Manifest) -> Iterator[Change]:
    """Line by line as they are numbered, then the rest."""
    for n in range(max(len(before.lines), len(after.lines))):
        yield from _differing(n + 1, _line(before.lines, n), _line(after.lines, n))
    yield from _differing(None, _whole(before), _whole(after))


def _differing(
    line: int | None, before: Mapping[str, str | int | None], after: Mapping[str, str | int | None]
) -> Iterator[Change]:
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field):
            yield Change(line, field, before.get(field), after.get(field))


def _line(lines: tuple[Line, ...], n: int) -> dict[str, str | int | None]:
    if n >= len(lines):
        return {}
    return {"batch": str(lines[n].batch), "packages": lines[n].packages, "method": lines[n].method}


def _whole(manifest: Manifest) -> dict[str, str | int | None]:
    found: dict[str, str | int | None] = {"consignee": _party(manifest.consignee), "remark": manifest.remark}
    if manifest.window:
        found["window"] = f"{manifest.window.first.isoformat()}/{manifest.window.last.isoformat()}"
    for n, carrier in enumerate(manifest.carriers):
        found |= _leg(f"carriers[{n}].", carrier)
    return found


def _party(party: Party) -> str:
    return f"{party.name} ({party.site})"  # one company may have several sites


def _leg(at: str, carrier: Carrier) -> dict[str, str | int | None]:
    return {f"{at}org": carrier.name, f"{at}plate": carrier.plate, f"{at}driver": carrier.driver}
