"""A correction was asked for, and not all who must agree have answered when their time was over.

Looked at when it is asked for, and once more when the clock `revision` of its stream has run out (working days of the
place of sending, by the calendar on record). The correction stays open until it is answered; one alert per request,
however often it is looked at. Nobody is accused of anything: who does not answer leaves a figure wrong that somebody
has offered to put right.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from manifests.life.events import RevisionRequested
from manifests.life.model import Change, Manifest, Revision
from wasteflow.core.clock import local_date
from workers.anomalies import examples
from workers.anomalies.case import Case
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.rule import Rule


def check(case: Case) -> Finding | None:
    """The request, where it is open still and overdue."""
    open_ = _open(case)
    if open_ is None or case.now < open_.due:
        return None
    manifest = case.subject
    assert isinstance(manifest, Manifest)
    return Finding(
        key=f"request {case.event.seq}",
        severity=WARNING,
        says="cancellation" if open_.cancel else "correction",
        facts=_facts(manifest, open_),
        inputs={"due": open_.due, "awaits": open_.awaits, "changes": open_.changes, "reason": open_.reason},
    )


def due(case: Case) -> datetime | None:
    """When the time for an answer is over."""
    open_ = _open(case)
    return open_.due if open_ else None


def _open(case: Case) -> Revision | None:
    """The revision that this event asked for, while it is open."""
    fact, manifest = case.event.fact, case.subject
    if not isinstance(fact, RevisionRequested) or not isinstance(manifest, Manifest) or manifest.revision is None:
        return None
    asked = (case.event.org, case.event.occurred_at)
    return manifest.revision if (manifest.revision.author, manifest.revision.at) == asked else None


def _facts(manifest: Manifest, revision: Revision) -> dict[str, str]:
    names = {party.org: party.name for party in (manifest.consignor, manifest.consignee)}
    names |= {stop.party.org: stop.party.name for stop in manifest.stops}
    names |= {carrier.org: carrier.name for carrier in manifest.carriers}
    return {
        "number": manifest.number or str(manifest.id),
        "author": names.get(revision.author, "") if revision.author else "",
        "awaited": ", ".join(names.get(org, str(org)) for org in revision.awaits),
        "asked": local_date(revision.at).isoformat(),
        "due": local_date(revision.due - timedelta(seconds=1)).isoformat(),
        "reason": revision.reason,
    }


def _example(days: int, *, answered: bool = False, cancel: bool = False) -> Case:
    fact = RevisionRequested("车牌写错", plate=None if cancel else "粤S54321", cancel=cancel)
    case = examples.case(examples.load("200"), fact, {}, timedelta(days=days))
    manifest = case.subject
    assert isinstance(manifest, Manifest)
    revision = Revision(
        author=case.event.org,
        reason=fact.reason,
        at=case.event.occurred_at,
        due=case.event.occurred_at + timedelta(days=14),
        awaits=(manifest.consignor.org, manifest.leg.org),
        changes=() if cancel else (Change(None, "plate", "粤S12345", "粤S54321"),),
        cancel=cancel,
    )
    return _standing(case, replace(manifest, revision=None if answered else revision))


def _standing(case: Case, manifest: Manifest) -> Case:
    """The same event on the manifest as it stands."""
    return Case(case.event, manifest, case.limits, case.now)


def fires() -> Iterable[Case]:
    """A change nobody answered in time; a cancellation likewise."""
    yield _example(15)
    yield _example(15, cancel=True)


def quiet() -> Iterable[Case]:
    """In time still; answered, however late it is looked at."""
    yield _example(13)
    yield _example(15, answered=True)


RULE = Rule(
    family="T6",
    version=1,
    severity=WARNING,
    citation="manifest",
    listens=frozenset({"revision_requested", "revision_refused", "revision_withdrawn"}),
    thresholds=(),
    says=("correction", "cancellation"),
    check=check,
    fires=fires,
    quiet=quiet,
    due=due,
)
