"""Corrections after a signature: one party asks, all others agree, and only then is it changed. Pure.

What was filled in wrongly and is put right in time is not punished (Transfer Measures, Order 23 of 2021, art. 29), so
nothing is overwritten: a manifest keeps each correction with what stood there before, who asked and who agreed.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from manifests import events as e
from manifests import refusals as r
from manifests.model import Change, Manifest, ManifestStatus, Revision

# Before the first signature there is nothing sealed; a cancelled manifest binds nobody.
M = ManifestStatus
REVISABLE = (
    M.SIGNED,
    M.IN_TRANSIT,
    M.AT_STOP,
    M.IN_TEMPORARY_STORAGE,
    M.ARRIVED,
    M.ACCEPTED,
    M.PARTLY_ACCEPTED,
    M.REFUSED,
    M.CLOSED,
)
STEPS = ("revision_requested", "revision_approved", "revision_refused", "revision_withdrawn")
TABLE: dict[tuple[M | None, str], M] = {(status, step): status for status in REVISABLE for step in STEPS}

Answer = e.RevisionApproved | e.RevisionRefused | e.RevisionWithdrawn
Fact = e.RevisionRequested | Answer


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


def check(manifest: Manifest, fact: Fact, org: UUID | None) -> None:
    """Raises where one is open already, none is open, this company has agreed already, or nothing would change."""
    revision = manifest.revision
    if isinstance(fact, e.RevisionRequested):
        if revision is not None:
            raise r.RevisionOpen("fact.kind")
        for n, line in enumerate(fact.lines):
            if not 1 <= line.line <= len(manifest.lines):
                raise r.UnknownLine(f"fact.lines[{n}].line", line=line.line)
            if line.line in (other.line for other in fact.lines[:n]):
                raise r.LineTwice(f"fact.lines[{n}].line", line=line.line)
        if not changes(manifest, fact):
            raise r.NothingToRevise("fact")
    elif revision is None:
        raise r.NoRevisionOpen("fact.kind")
    elif isinstance(fact, e.RevisionApproved) and org not in revision.awaits:
        raise r.ApprovedAlready("fact.kind")


def changes(manifest: Manifest, fact: e.RevisionRequested) -> tuple[Change, ...]:
    """What would differ, with what stands there now."""
    leg = manifest.leg
    wanted: list[tuple[int | None, str, str | int | None, str | int | None]] = [
        (None, "plate", leg.plate, fact.plate),
        (None, "driver", leg.driver, fact.driver),
        (None, "remark", manifest.remark, fact.remark),
    ]
    for asked in fact.lines:
        line = manifest.lines[asked.line - 1]
        wanted.append((asked.line, "packages", line.packages, asked.packages))
        wanted.append((asked.line, "method", line.method, asked.method))
    return tuple(Change(*change) for change in wanted if change[3] is not None and change[2] != change[3])


def fold(manifest: Manifest, envelope: e.Envelope) -> Manifest:
    """The manifest after a request or an answer; the last agreement makes the change."""
    fact, revision = envelope.fact, manifest.revision
    if isinstance(fact, e.RevisionRequested):
        asked = Revision(
            author=envelope.org,
            reason=fact.reason,
            at=envelope.occurred_at,
            due=envelope.received_at + timedelta(days=fact.days or 0),
            awaits=tuple(sorted(org for org in bound(manifest) if org != envelope.org)),
            changes=changes(manifest, fact),
        )
        return _agreed(replace(manifest, revision=asked))
    if revision is None:
        return manifest
    if isinstance(fact, e.RevisionApproved):
        awaits = tuple(org for org in revision.awaits if org != envelope.org)
        return _agreed(replace(manifest, revision=replace(revision, awaits=awaits)))
    return replace(manifest, revision=None)


def _agreed(manifest: Manifest) -> Manifest:
    """Changed, where nobody's agreement is awaited any more."""
    revision = manifest.revision
    if revision is None or revision.awaits:
        return manifest
    leg = replace(manifest.leg, **dict(_of(revision, None, "plate", "driver")))
    at = max(manifest.legs - 1, 0)
    lines = tuple(replace(x, **dict(_of(revision, n, "packages", "method"))) for n, x in enumerate(manifest.lines, 1))
    changed = replace(manifest, carriers=(*manifest.carriers[:at], leg, *manifest.carriers[at + 1 :]), lines=lines)
    changed = replace(changed, **dict(_of(revision, None, "remark")))
    return replace(changed, revision=None, corrections=(*manifest.corrections, revision))


def _of(revision: Revision, line: int | None, *fields: str) -> Iterator[tuple[str, str | int | None]]:
    return ((c.field, c.after) for c in revision.changes if c.line == line and c.field in fields)
