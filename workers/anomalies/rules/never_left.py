"""A load was ready to leave, and two working days later nothing more has been heard of it.

Either the vehicle never came, or it left and its driver's entry never reached us: a phone that found no signal and was
not looked at again. The clock `unheard` of its stream runs in working days of the place of sending, from the last day
of its window where one is stated, else from the day its consignor signed. Looked at when it is published or signed, and
once more when the clock has run out; what arrives late is still taken in, with both its times.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from manifests.life.events import Published, Signed
from manifests.life.model import Manifest, ManifestStatus, Signature, Window
from wasteflow.catalog.law import streams, zone
from wasteflow.core.clock import BAY_AREA, local_date
from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

# Each of the two events watches over its own state, so that a load has one clock at a time.
WATCHES = {Published: ManifestStatus.PUBLISHED, Signed: ManifestStatus.SIGNED}


def check(situation: Situation) -> Finding | None:
    """The load, where it still waits and its time is over."""
    moment = due(situation)
    if moment is None or situation.now < moment:
        return None
    manifest = situation.subject
    assert isinstance(manifest, Manifest)
    expected = _expected(manifest)
    facts = {
        "number": manifest.number or str(manifest.id),
        "expected": str(expected),
        "days": str(_days(manifest)),
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "carrier": manifest.leg.name,
        "plate": manifest.leg.plate or "—",
    }
    return Finding("unheard", WARNING, str(manifest.status), facts, {"expected": expected, "due": moment})


def due(situation: Situation) -> datetime | None:
    """The end of the last working day; null where the load has left, or nothing says when it should."""
    manifest = situation.subject
    if not isinstance(manifest, Manifest) or manifest.status is not WATCHES.get(type(situation.event.fact)):
        return None
    expected = _expected(manifest)
    if expected is None:
        return None
    last = situation.after_working_days(zone(manifest.consignor.city), expected, _days(manifest))
    return datetime.combine(last + timedelta(days=1), time(), BAY_AREA).astimezone(UTC)


def _expected(manifest: Manifest) -> date | None:
    """The day it was to leave on."""
    if manifest.window:
        return local_date(manifest.window.last)
    signed = next((mark.at for mark in manifest.signatures if mark.box == "consignor"), None)
    return local_date(signed) if signed else None


def _days(manifest: Manifest) -> int:
    return int(streams()[manifest.stream].clocks["unheard"].value)


def _example(days: int, status: ManifestStatus = ManifestStatus.SIGNED, window: Window | None = None) -> Situation:
    fact = Signed(name="李姐") if status is ManifestStatus.SIGNED else Published()
    situation = examples.situation(examples.load("200"), fact, {}, timedelta(days=days))
    manifest, at = situation.subject, situation.event.occurred_at
    assert isinstance(manifest, Manifest)
    marks = (
        (Signature("consignor", situation.event.account, "李姐", at),) if status is not ManifestStatus.PUBLISHED else ()
    )
    carriers = tuple(replace(carrier, departed_at=None, arrived_at=None) for carrier in manifest.carriers)
    standing = replace(manifest, status=status, signatures=marks, carriers=carriers, window=window)
    return _standing(situation, standing)


def _standing(situation: Situation, manifest: Manifest) -> Situation:
    """The same event on the manifest as it stands."""
    return Situation(situation.event, manifest, situation.limits, situation.now)


def _window(case_days: int) -> Window:
    at = examples.situation(examples.load("200"), Published(), {}).event.occurred_at
    return Window(at, at + timedelta(days=case_days))


def fires() -> Iterable[Situation]:
    """Signed on a Monday and nothing until Thursday; published for a day that is over."""
    yield _example(3)
    yield _example(5, ManifestStatus.PUBLISHED, _window(1))


def quiet() -> Iterable[Situation]:
    """Wednesday still; gone; its window to come; published without a word of when."""
    yield _example(2)
    yield _example(9, ManifestStatus.IN_TRANSIT)
    yield _example(9, window=_window(8))
    yield _example(9, ManifestStatus.PUBLISHED)


RULE = Rule(
    family="T1",
    version=1,
    severity=WARNING,
    citation="manifest",
    listens=frozenset({"published", "signed"}),
    thresholds=(),
    says=("published", "signed"),
    check=check,
    fires=fires,
    quiet=quiet,
    due=due,
)
