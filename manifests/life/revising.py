"""Corrections after a signature: one party asks, all others agree, and only then is it changed. Pure.

What was filled in wrongly and is put right in time is not punished (Transfer Measures, Order 23 of 2021, art. 29), so
nothing is overwritten: a manifest keeps each correction with what stood there before, who asked and who agreed. To call
it off after the first signature is a request of its own kind. What a change does to batches: `restating`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import correction_refusals as cr
from manifests import refusals as r
from manifests.life import arithmetic, restating, volumes
from manifests.life import events as e
from manifests.life.model import Change, Line, Manifest, ManifestStatus, Revision
from wasteflow.core.errors import Refusal, Refusals

# Before the first signature there is nothing sealed; a cancelled manifest binds nobody.
M = ManifestStatus
UNTIL_RECEIPT = (M.SIGNED, M.IN_TRANSIT, M.AT_STOP, M.IN_TEMPORARY_STORAGE, M.ARRIVED)
AFTERWARDS = (M.ACCEPTED, M.PARTLY_ACCEPTED, M.REFUSED, M.CLOSED)
REVISABLE = (*UNTIL_RECEIPT, *AFTERWARDS)
CANCELLABLE = (M.SIGNED, M.IN_TRANSIT, M.AT_STOP, M.ARRIVED)  # in a storer's store it is nobody's to call back
STEPS = ("revision_requested", "revision_approved", "revision_refused", "revision_withdrawn")
TABLE: dict[tuple[M | None, str], M] = {
    **{(status, step): status for status in REVISABLE for step in STEPS},
    **{(status, "cancelled_by_agreement"): M.CANCELLED for status in CANCELLABLE},
    **{(at, "line_left"): M.ACCEPTED for at in (M.ACCEPTED, M.CLOSED)},
    **{(at, "part_left"): M.PARTLY_ACCEPTED for at in (M.PARTLY_ACCEPTED, M.CLOSED)},
    **{(at, "last_line_left"): M.CLOSED for at in (M.ACCEPTED, M.PARTLY_ACCEPTED, M.CLOSED)},
    (M.CANCELLED, "sent_on"): M.CANCELLED,  # called off on the road: the way home, or on to another site
}

# Field -> while it can be corrected. Who may ask, and who must agree, is the same for all: `bound`.
FIELDS: dict[str, tuple[M, ...]] = {
    "plate": REVISABLE,
    "driver": REVISABLE,
    "remark": REVISABLE,
    "lines.packages": REVISABLE,
    "lines.method": REVISABLE,
    "lines.sent_kg": UNTIL_RECEIPT,
    "lines.received_kg": AFTERWARDS,
    "lines.refused_kg": AFTERWARDS,
    "lines.treated_by": AFTERWARDS,
    "cancel": CANCELLABLE,
}
_LINE_FIELDS = [field.removeprefix("lines.") for field in FIELDS if field.startswith("lines.")]
WEIGHTS = ("sent_kg", "received_kg", "refused_kg")

Answer = e.RevisionApproved | e.RevisionRefused | e.RevisionWithdrawn
Fact = e.RevisionRequested | Answer
Effect = e.RevisionRequested | e.RevisionApproved  # with which a change may be made
Old = str | int | None


def bound(manifest: Manifest) -> set[UUID]:
    """The companies whose agreement a change needs: both ends, and the carriers and storers that signed."""
    storers = (stop.party.org for stop in manifest.stops if stop.received_at is not None)
    carriers = (c.org for c in manifest.carriers if c.departed_at is not None)
    return {manifest.consignor.org, manifest.consignee.org, *carriers, *storers}


def asked_of(manifest: Manifest, fact: Answer) -> tuple[str, set[UUID]]:
    """Whose step an answer is, as a word and as companies."""
    author = {manifest.revision.author} if manifest.revision and manifest.revision.author else set()
    if isinstance(fact, e.RevisionWithdrawn):
        return "revision_author", author or bound(manifest)
    return "revision_other", bound(manifest) - author


# --- is it possible? -------------------------------------------------------------------------------------


def check(manifest: Manifest, fact: Fact, org: UUID | None) -> None:
    """Raises where one is open already, none is open, this company has agreed already, or nothing would change."""
    revision = manifest.revision
    if isinstance(fact, e.RevisionRequested):
        if revision is not None:
            raise r.RevisionOpen("fact.kind")
        if fact.cancel:
            _check_cancel(manifest, fact)
        elif problems := list(_wrong(manifest, fact)):
            raise Refusals(problems)
        elif not changes(manifest, fact):
            raise r.NothingToRevise("fact")
    elif revision is None:
        raise r.NoRevisionOpen("fact.kind")
    elif isinstance(fact, e.RevisionApproved) and org not in revision.awaits:
        raise r.ApprovedAlready("fact.kind")


def last_agreement(manifest: Manifest, org: UUID | None) -> bool:
    """Is this company's the last that is waited for?"""
    return manifest.revision is not None and manifest.revision.awaits == (org,)


def check_still(manifest: Manifest) -> Revision:
    """The open revision, at the last agreement. Raises where what it would change has moved since it was asked for."""
    revision = manifest.revision
    assert revision is not None
    if revision.cancel:
        check_cancellable(manifest, "fact.kind")
        return revision
    for change in revision.changes:
        path = change.field if change.line is None else f"lines[{change.line - 1}].{change.field}"
        if problem := _not_now(manifest, change, path):
            raise problem
        if change.field != "treated_by" and standing(manifest, change.line, change.field) != change.before:
            raise cr.MovedSince(path)
    return revision


def check_cancellable(manifest: Manifest, path: str) -> None:
    """Raises once the waste has been received, or while a storer has it."""
    if manifest.status in AFTERWARDS:
        raise cr.CancelAfterReceipt(path)
    if manifest.status is M.IN_TEMPORARY_STORAGE:
        raise cr.StoredOnTheWay(path, name=manifest.stops[-1].party.name)


def _check_cancel(manifest: Manifest, fact: e.RevisionRequested) -> None:
    if fact.lines or any(x is not None for x in (fact.plate, fact.driver, fact.remark)):
        raise cr.CancelAlone("fact.cancel")
    check_cancellable(manifest, "fact.cancel")


def _wrong(manifest: Manifest, fact: e.RevisionRequested) -> Iterator[Refusal]:
    """Lines there are not, weights that cannot be, fields that cannot be corrected now."""
    for n, asked in enumerate(fact.lines):
        path = f"fact.lines[{n}]"
        if not 1 <= asked.line <= len(manifest.lines):
            yield r.UnknownLine(f"{path}.line", line=asked.line)
            continue
        if asked.line in (other.line for other in fact.lines[:n]):
            yield r.LineTwice(f"{path}.line", line=asked.line)
        bad = [x for name in WEIGHTS if (kg := getattr(asked, name)) is not None
               for x in arithmetic.weight(kg, f"{path}.{name}")]  # fmt: skip
        yield from bad
        line = manifest.lines[asked.line - 1]
        wanted = [Change(asked.line, name, before, after) for name, before, after in _asked(line, asked)]
        found = [x for change in wanted if (x := _not_now(manifest, change, f"{path}.{change.field}"))]
        yield from found
        if not bad and not found:
            yield from _otherwise_decided(line, asked, path)


def _otherwise_decided(line: Line, asked: e.LineRevised, path: str) -> Iterator[Refusal]:
    """A figure is corrected, not what was decided at the gate: all taken, a part, or nothing; and no more is turned
    away than came."""
    if line.accepted_kg is None or (asked.received_kg is None and asked.refused_kg is None):
        return
    received, refused = _at_gate(line, asked)
    field = f"{path}.{'refused_kg' if asked.refused_kg is not None else 'received_kg'}"
    if (received > refused) != (line.accepted_kg > 0) or (refused > 0) != bool(line.refused_kg):
        yield cr.RefusalStands(field)
    elif refused > received:
        yield r.MoreThanThereIs(field, kg=refused, left=received)


def _at_gate(line: Line, asked: e.LineRevised) -> tuple[Decimal, Decimal]:
    """Received and refused as asked for; of what was turned away whole, all of it stays so."""
    received = line.at_gate.kg if asked.received_kg is None else asked.received_kg
    if asked.refused_kg is not None:
        return received, asked.refused_kg
    return received, (line.refused_kg or Decimal(0)) if line.accepted_kg else received


def _not_now(manifest: Manifest, change: Change, path: str) -> Refusal | None:
    field = change.field if change.line is None else f"lines.{change.field}"
    if manifest.status in FIELDS[field] and (FIELDS[field] is not AFTERWARDS or _of_line(manifest, change)):
        return None
    return cr.SentStands(path) if FIELDS[field] is UNTIL_RECEIPT else cr.NotReceivedYet(path)


def _of_line(manifest: Manifest, change: Change) -> bool:
    """Was the line settled at the gate at all?"""
    return change.line is not None and manifest.lines[change.line - 1].accepted_kg is not None


# --- what would differ -----------------------------------------------------------------------------------


def changes(manifest: Manifest, fact: e.RevisionRequested) -> tuple[Change, ...]:
    """What would differ, with what stands there now."""
    wanted: list[tuple[int | None, str, Old, Old]] = [
        (None, name, standing(manifest, None, name), getattr(fact, name)) for name in ("plate", "driver", "remark")
    ]
    for asked in fact.lines:
        wanted += [(asked.line, *one) for one in _asked(manifest.lines[asked.line - 1], asked)]
    return tuple(Change(*change) for change in wanted if change[3] is not None and change[2] != change[3])


def _asked(line: Line, asked: e.LineRevised) -> Iterator[tuple[str, Old, Old]]:
    for name in _LINE_FIELDS:
        after = getattr(asked, name)
        if name == "refused_kg" and line.refused_kg and asked.received_kg is not None and after is None:
            after = _at_gate(line, asked)[1]  # of what was turned away whole
        if after is not None:
            yield name, _on_line(line, name), kilograms(after) if isinstance(after, Decimal) else after


def standing(manifest: Manifest, line: int | None, field: str) -> Old:
    """What stands in a field now."""
    if line is not None:
        return _on_line(manifest.lines[line - 1], field)
    there: dict[str, Old] = {
        "plate": manifest.leg.plate,
        "driver": manifest.leg.driver,
        "remark": manifest.remark,
    }
    return there[field]


def _on_line(line: Line, field: str) -> Old:
    match field:
        case "sent_kg":
            return kilograms(line.sent.kg)
        case "received_kg":
            return kilograms(line.at_gate.kg)
        case "refused_kg":
            return kilograms(line.refused_kg or Decimal(0))
        case "treated_by":
            return None  # filled in from what was recorded: several, perhaps
        case _:
            found: Old = getattr(line, field)
            return found


def kilograms(kg: Decimal) -> str:
    """A weight as text: 5000, not 5E+3 nor 5000.000."""
    return f"{kg.normalize():f}"


# --- folding ---------------------------------------------------------------------------------------------


def fold(manifest: Manifest, envelope: e.Envelope) -> Manifest:
    """The manifest after a request or an answer; the last agreement makes the change."""
    fact, revision = envelope.fact, manifest.revision
    if isinstance(fact, e.RevisionRequested):
        asked = Revision(
            author=envelope.org,
            reason=fact.reason,
            at=envelope.occurred_at,
            due=fact.due or envelope.received_at + timedelta(days=fact.days or 0),
            awaits=tuple(sorted(org for org in bound(manifest) if org != envelope.org)),
            changes=_with_recorded(changes(manifest, fact), dict(fact.recorded)),
            cancel=fact.cancel,
        )
        return _agreed(replace(manifest, revision=asked))
    if revision is None:
        return manifest
    if isinstance(fact, e.RevisionApproved):
        awaits = tuple(org for org in revision.awaits if org != envelope.org)
        agreed = (*revision.agreed, envelope.org) if envelope.org else revision.agreed
        return _agreed(replace(manifest, revision=replace(revision, awaits=awaits, agreed=agreed)))
    return replace(manifest, revision=None)


def joined(manifest: Manifest) -> Manifest:
    """Who took a load over while something is asked is asked as well."""
    revision = manifest.revision
    if revision is None:
        return manifest
    awaits = bound(manifest) - {revision.author} - set(revision.agreed)
    return replace(manifest, revision=replace(revision, awaits=tuple(sorted(awaits))))


def _with_recorded(wanted: Iterable[Change], recorded: Mapping[int, str]) -> tuple[Change, ...]:
    """Treatments with how they were recorded."""
    return tuple(replace(c, before=recorded.get(c.line or 0)) if c.field == "treated_by" else c for c in wanted)


def _agreed(manifest: Manifest) -> Manifest:
    """Changed, where nobody's agreement is awaited any more."""
    revision = manifest.revision
    if revision is None or revision.awaits:
        return manifest
    after = manifest if revision.cancel else changed(manifest, revision.changes)
    return replace(after, revision=None, corrections=(*manifest.corrections, revision))


def changed(manifest: Manifest, wanted: tuple[Change, ...]) -> Manifest:
    """The manifest with these changes made; those to treatments are the batches' own."""
    whole, at = _of(wanted, None), max(manifest.legs - 1, 0)
    leg = replace(manifest.leg, **{name: whole[name] for name in ("plate", "driver") if name in whole})
    carriers = (*manifest.carriers[:at], leg, *manifest.carriers[at + 1 :])
    lines = tuple(_line(line, _of(wanted, n)) for n, line in enumerate(manifest.lines, 1))
    remark = whole.get("remark", manifest.remark)
    return replace(manifest, carriers=carriers, lines=lines, remark=remark)


def _line(line: Line, wanted: Mapping[str, Old]) -> Line:
    line = replace(line, **{name: wanted[name] for name in ("packages", "method") if name in wanted})
    if "sent_kg" in wanted:
        line = replace(line, sent=volumes.restated(line.sent, Decimal(str(wanted["sent_kg"]))))
    if "received_kg" in wanted or "refused_kg" in wanted:
        received, refused = (None if x is None else str(x) for x in map(wanted.get, ("received_kg", "refused_kg")))
        line = restating.settled(line, received, refused)
    return line


def _of(wanted: Iterable[Change], line: int | None) -> dict[str, Old]:
    return {c.field: c.after for c in wanted if c.line == line}
