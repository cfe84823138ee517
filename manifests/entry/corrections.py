"""What is checked against the world when a correction is asked for or agreed to, and what is filled in from it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests.entry import approvals, exemptions, permits, scale
from manifests.entry.world import World, treatment
from manifests.life import events as e
from manifests.life import restating, revising
from manifests.life.model import Change, Manifest
from wasteflow.catalog.law import zone
from wasteflow.catalog.model import Value
from wasteflow.core.clock import BAY_AREA, local_date
from wasteflow.core.errors import Refusal, Refusals, Warn
from wasteflow.places.identity import plate as plate_of

ZERO = Decimal(0)


def requested(
    fact: e.RevisionRequested, manifest: Manifest, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> e.RevisionRequested:
    """With until when the others are to answer; where nobody else is bound, with what it does. Raises Refusals."""
    plate = plate_of("fact.plate", fact.plate).value if fact.plate is not None else None
    fact = replace(fact, plate=plate)
    revising.check(manifest, fact, org)
    for n, line in enumerate(fact.lines):
        for name in ("method", "treated_by"):
            if (method := getattr(line, name)) is not None:
                treatment(world, method, f"fact.lines[{n}].{name}")
    if forbidden := list(_forbidden(fact, manifest, world)):
        raise Refusals(forbidden)
    wanted = revising.changes(manifest, fact)
    does = _does(manifest, wanted, world, batches, {line.line: n for n, line in enumerate(fact.lines)})
    if not fact.cancel and not does and all(change.field == "treated_by" for change in wanted):
        raise r.NothingToRevise("fact")
    alone = revising.bound(manifest) <= {org}
    return replace(
        fact,
        days=None,
        due=_due(world, manifest),
        recorded=_recorded(manifest, wanted, world),
        cancels=fact.cancel and alone,
        does=does if alone else (),
    )


def _forbidden(fact: e.RevisionRequested, manifest: Manifest, world: World) -> Iterator[Refusal]:
    """Treatments that the permit does not name: what is refused at entry does not come in as a correction."""
    site = world.sites.get(manifest.consignee.site)
    for n, revised in enumerate(fact.lines):
        line = manifest.lines[revised.line - 1]
        if site is None or manifest.is_return or exemptions.lifted(line, "receiver_permit"):
            continue
        for name in ("method", "treated_by"):
            if (method := getattr(revised, name)) is not None and not permits.allows(site, line, method):
                yield r.MethodNotPermitted(f"fact.lines[{n}].{name}", name=site.site_name, method=method)


def approved(
    fact: e.RevisionApproved, manifest: Manifest, org: UUID | None, world: World, batches: Mapping[UUID, object]
) -> e.RevisionApproved:
    """With the last agreement: what it does, as things stand now. Raises Refusals where that is possible no more."""
    revising.check(manifest, fact, org)
    if not revising.last_agreement(manifest, org):
        return replace(fact, cancels=False, does=())
    revision = revising.check_still(manifest)
    return replace(fact, cancels=revision.cancel, does=_does(manifest, revision.changes, world, batches, None))


def told(wanted: tuple[Change, ...], manifest: Manifest, world: World) -> list[Warn]:
    """How far the consignee's permits are used where more was received than was written: only told, it stands there."""
    site, at = world.sites.get(manifest.consignee.site), _received_at(manifest)
    if site is None or at is None or local_date(at).year != world.today.year or manifest.is_return:
        return []
    pairs = zip(manifest.lines, revising.changed(manifest, wanted).lines, strict=True)
    more = [(line, (after.accepted_kg or ZERO) - (line.accepted_kg or ZERO)) for line, after in pairs]
    amounts = [scale.Amount.of(line, kg) for line, kg in more if kg > 0]
    return scale.told(*scale.judge(site, amounts, world.taken, world.today, "fact.kind"))


def _received_at(manifest: Manifest) -> datetime | None:
    return next((s.at for s in reversed(manifest.signatures) if s.box == "consignee"), None)


def _does(
    manifest: Manifest,
    wanted: tuple[Change, ...],
    world: World,
    batches: Mapping[UUID, object],
    places: Mapping[int, int] | None,
) -> tuple[e.Consequence, ...]:
    """`places`: where each line stands in the request, for the paths of what is wrong."""
    methods = {str(change.after) for change in wanted if change.field == "treated_by"}
    final = {method: not treatment(world, method, "fact.kind").interim for method in methods}
    found, problems = restating.does(manifest, wanted, restating.Known(batches, world.treated, final))
    if places is not None:
        for problem in problems:
            line, _, field = problem.path.removeprefix("lines[").partition("].")
            problem.path = f"fact.lines[{places[int(line) + 1]}].{field}"
    if problems:
        raise Refusals(problems)
    approvals.check_more(manifest, revising.changed(manifest, wanted), world.approvals, world.today)
    return tuple(found)


def _recorded(manifest: Manifest, wanted: tuple[Change, ...], world: World) -> tuple[tuple[int, str], ...]:
    """How the lines whose treatment is to be another were treated, as it stands."""
    lines = [change.line for change in wanted if change.field == "treated_by" and change.line is not None]
    known = {line: world.treated.get(manifest.lines[line - 1].batch, ()) for line in lines}
    return tuple((line, ", ".join(dict.fromkeys(t.method for t in known[line]))) for line in lines if known[line])


def _due(world: World, manifest: Manifest) -> datetime:
    """The end of the last day for an answer, by the working days of the place it was sent from."""
    clock = world.book.stream(manifest.stream).clocks["revision"]
    day = _last_day(world, manifest.consignor.city, clock)
    return datetime.combine(day + timedelta(days=1), time(), BAY_AREA).astimezone(UTC)


def _last_day(world: World, city: str, clock: Value) -> date:
    days = int(clock.value)
    if clock.unit != "working day":
        return world.today + timedelta(days=days)
    law = zone(city)  # of a city outside the register of places too; abroad the mainland's days
    return world.book.after_working_days("mainland" if law == "abroad" else law, world.today, days)
