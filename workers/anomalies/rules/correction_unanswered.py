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
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation


def check(situation: Situation) -> Finding | None:
    """The request, where it is open still and overdue."""
    open_ = _open(situation)
    if open_ is None or situation.now < open_.due:
        return None
    manifest = situation.subject
    assert isinstance(manifest, Manifest)
    return Finding(
        key=f"request {situation.event.seq}",
        severity=WARNING,
        says="cancellation" if open_.cancel else "correction",
        facts=_facts(manifest, open_),
        inputs={"due": open_.due, "awaits": open_.awaits, "changes": open_.changes, "reason": open_.reason},
    )


def due(situation: Situation) -> datetime | None:
    """When the time for an answer is over."""
    open_ = _open(situation)
    return open_.due if open_ else None


def _open(situation: Situation) -> Revision | None:
    """The revision that this event asked for, while it is open."""
    fact, manifest = situation.event.fact, situation.subject
    if not isinstance(fact, RevisionRequested) or not isinstance(manifest, Manifest) or manifest.revision is None:
        return None
    asked = (situation.event.org, situation.event.occurred_at)
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


def _example(days: int, *, answered: bool = False, cancel: bool = False) -> Situation:
    fact = RevisionRequested("车牌写错", plate=None if cancel else "粤S54321", cancel=cancel)
    situation = examples.situation(examples.load("200"), fact, {}, timedelta(days=days))
    manifest = situation.subject
    assert isinstance(manifest, Manifest)
    revision = Revision(
        author=situation.event.org,
        reason=fact.reason,
        at=situation.event.occurred_at,
        due=situation.event.occurred_at + timedelta(days=14),
        awaits=(manifest.consignor.org, manifest.leg.org),
        changes=() if cancel else (Change(None, "plate", "粤S12345", "粤S54321"),),
        cancel=cancel,
    )
    return _standing(situation, replace(manifest, revision=None if answered else revision))


def _standing(situation: Situation, manifest: Manifest) -> Situation:
    """The same event on the manifest as it stands."""
    return Situation(situation.event, manifest, situation.limits, situation.now)


def fires() -> Iterable[Situation]:
    """A change nobody answered in time; a cancellation likewise."""
    yield _example(15)
    yield _example(15, cancel=True)


def quiet() -> Iterable[Situation]:
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
