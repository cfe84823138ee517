"""Temporary storage on the way: planned or added late, dropped or made, weighed, sealed anew and left again. Pure.

From the storer's first weighing until the load leaves, the storer holds the batches at its site. Its weights are a
third voice beside the one sent and the one at the gate: they are compared with both and replace neither. A storer that
has closed since it was named never stops the load: it is taken in with a mark, or the carrier simply goes on.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from manifests import refusals as r
from manifests.life import arithmetic
from manifests.life import events as e
from manifests.life.model import BatchStatus, Manifest, ManifestStatus, Party, Signature, Stop
from wasteflow.core.errors import Warn

B = BatchStatus
M = ManifestStatus

BATCHES: dict[tuple[B | None, str], B] = {
    (B.IN_TRANSIT, "deposited"): B.IN_TEMPORARY_STORAGE,
    (B.IN_TEMPORARY_STORAGE, "loaded"): B.IN_TRANSIT,
}
TABLE: dict[tuple[M | None, str], M] = {
    **{(at, step): at for at in (M.PUBLISHED, M.SIGNED, M.IN_TRANSIT) for step in ("stop_added", "stop_dropped")},
    (M.IN_TRANSIT, "stopped"): M.AT_STOP,
    (M.AT_STOP, "stop_weighed"): M.IN_TEMPORARY_STORAGE,
    (M.IN_TEMPORARY_STORAGE, "stop_weighed"): M.IN_TEMPORARY_STORAGE,
    (M.IN_TEMPORARY_STORAGE, "resealed"): M.IN_TEMPORARY_STORAGE,
    **{(at, "carrier_added"): at for at in (M.AT_STOP, M.IN_TEMPORARY_STORAGE)},
    **{(at, step): M.IN_TRANSIT for at in (M.AT_STOP, M.IN_TEMPORARY_STORAGE) for step in ("handed_over", "resumed")},
}

Planning = e.StopAdded | e.StopDropped
Fact = Planning | e.Stopped | e.StopWeighed | e.Resealed


def party(written: e.PartyWritten) -> Party:
    """A party as it was written when it was named."""
    return Party(org=written.org, site=written.site, name=written.name, city=written.city, permit=written.permit)


def planned(fact: e.Created, at: datetime) -> tuple[Stop, ...]:
    """The stop that a new manifest names."""
    written = fact.written.stop if fact.written else None
    return (Stop(party=party(written), planned_at=at),) if written else ()


def named(manifest: Manifest) -> Iterator[Party]:
    """The storers that have a part in it: all but those whose stop was dropped."""
    return (stop.party for stop in manifest.stops if stop.dropped is None)


def check(manifest: Manifest, fact: Fact) -> None:
    """Raises where a stop is planned already, or there is none."""
    if isinstance(fact, e.StopAdded):
        if manifest.stop is not None:
            raise r.StopPlanned("fact.kind", name=manifest.stop.party.name)
    elif manifest.stop is None:
        raise r.NoStopPlanned("fact.kind")


def odd(manifest: Manifest, fact: e.AnyEvent, at: datetime) -> list[Warn]:
    """A stay that was too long, a stop that was passed by: told, the load is moving."""
    match fact:
        case e.HandedOver() | e.Resumed():
            return _overstayed(manifest.stop, at)
        case e.Arrived() if manifest.stop is not None:
            return [r.StopPassedBy("fact.kind", name=manifest.stop.party.name)]
        case _:
            return []


def gaps(manifest: Manifest, fact: e.StopWeighed | e.Weighed, tolerances: arithmetic.Tolerances) -> list[Warn]:
    """Weights that differ: the storer's from those sent, the gate's from the storer's."""
    if isinstance(fact, e.StopWeighed):
        sent = [line.sent for line in manifest.lines]
        differ = arithmetic.differing(fact.lines, sent, tolerances)
        return [r.StopWeightDiffers(path, kg=kg, sent=was, percent=p) for path, kg, was, p in differ]
    stop = last_weighed(manifest)
    differ = arithmetic.differing(fact.lines, stop.weights if stop else (), tolerances)
    return [r.DiffersFromStop(path, kg=kg, stop=was, percent=p) for path, kg, was, p in differ]


def last_weighed(manifest: Manifest) -> Stop | None:
    """The stop whose scale spoke last."""
    return next((stop for stop in reversed(manifest.stops) if stop.weights), None)


def _overstayed(stop: Stop | None, at: datetime) -> list[Warn]:
    if stop is None or stop.arrived_at is None or stop.hours is None:
        return []
    stayed = at - stop.arrived_at
    if stayed <= timedelta(hours=stop.hours):
        return []
    hours = Decimal(stayed // timedelta(hours=1))
    return [r.StoppedTooLong("occurred_at", name=stop.party.name, hours=hours, limit=stop.hours)]


# --- fold ------------------------------------------------------------------------------------------------


def fold(manifest: Manifest, envelope: e.Envelope) -> Manifest:
    """The manifest after a fact about its stop."""
    fact, at = envelope.fact, envelope.occurred_at
    if isinstance(fact, e.StopAdded):
        assert fact.written is not None
        return replace(manifest, stops=(*manifest.stops, Stop(party=party(fact.written), planned_at=at, late=True)))
    stop = manifest.stop
    if stop is None:
        return manifest
    match fact:
        case e.StopDropped(reason=reason):
            return _with_stop(manifest, replace(stop, dropped=reason))
        case e.Stopped(hours=hours):
            return _leg(_with_stop(manifest, replace(stop, arrived_at=at, hours=hours)), at)
        case e.StopWeighed():
            return _weigh(manifest, stop, envelope, fact)
        case e.Resealed(seal=seal):
            return _with_stop(manifest, replace(stop, seal=seal))
        case _:
            return manifest


def left(manifest: Manifest, at: datetime) -> Manifest:
    """The manifest as the load leaves its stop; unchanged where it stands at none."""
    stop = manifest.stop
    if stop is None or stop.arrived_at is None:
        return manifest
    return _with_stop(manifest, replace(stop, left_at=at))


def resumed(manifest: Manifest, envelope: e.Envelope, fact: e.Resumed) -> Manifest:
    """The same carrier goes on: its leg is not over, and it signs for the load once more."""
    leg = manifest.leg
    manifest = left(_leg(manifest, None, fact.plate or leg.plate, fact.driver or leg.driver), envelope.occurred_at)
    return _signed(manifest, envelope, f"carrier:{manifest.legs}", manifest.leg.driver or "")


def _weigh(manifest: Manifest, stop: Stop, envelope: e.Envelope, fact: e.StopWeighed) -> Manifest:
    weights = list(stop.weights or (None,) * len(manifest.lines))
    for w in fact.lines:
        weights[w.line - 1] = w.weight
    if stop.received_at is None:
        manifest = _signed(manifest, envelope, f"storer:{len(manifest.stops)}", fact.name)
        stop = replace(stop, received_at=envelope.occurred_at)
    return _with_stop(manifest, replace(stop, weights=tuple(weights)))


def _with_stop(manifest: Manifest, stop: Stop) -> Manifest:
    return replace(manifest, stops=(*manifest.stops[:-1], stop))


def _leg(manifest: Manifest, ended: datetime | None, plate: str | None = None, driver: str | None = None) -> Manifest:
    at, leg = max(manifest.legs - 1, 0), manifest.leg
    leg = replace(leg, arrived_at=ended, plate=plate or leg.plate, driver=driver or leg.driver)
    return replace(manifest, carriers=(*manifest.carriers[:at], leg, *manifest.carriers[at + 1 :]))


def _signed(manifest: Manifest, envelope: e.Envelope, box: str, name: str) -> Manifest:
    mark = Signature(box=box, account=envelope.account, name=name, at=envelope.occurred_at)
    return replace(manifest, signatures=(*manifest.signatures, mark))
