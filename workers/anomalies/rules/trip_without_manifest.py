"""A vehicle went from where waste is made to where it is taken, and no manifest says so.

By its trail it stood at a sender's gate, then within some hours at a tip or a plant, and none of its loads was on the
road between. In the case that set the measure, thirty-one trips stood against eight tickets. Looked at a day later:
papers that are entered late are told by another rule.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from manifests.trails.shapes import metres
from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit, Subject
from workers.anomalies.groups import Gatepost, Outing
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("slow_kmh", Decimal(5), "km/h", "our choice: slower is standing"),
    Threshold("least_minutes", Decimal(5), "min", "our choice: nothing is loaded faster"),
    Threshold("near_m", Decimal(300), "m", "our choice: a gate and its yard"),
    Threshold("most_hours", Decimal(6), "h", "our choice: later it may have been elsewhere"),
    Threshold("wait_hours", Decimal(24), "h", "our choice: papers may come a day late"),
    Threshold("apart_m", Decimal(1000), "m", "our choice: nearer sites share a yard"),
)


def check(outing: Outing) -> Finding | None:
    """The first such trip."""
    least = timedelta(minutes=float(outing.limit("least_minutes")))
    stood = [run for run in tracks.stops(outing.positions, outing.limit("slow_kmh")) if run.lasts >= least]
    for n, first in enumerate(stood):
        for then in stood[n + 1 : n + 4]:
            sender, receiver = _near(outing, outing.senders, first), _near(outing, outing.receivers, then)
            if sender and receiver and _trip(outing, sender, receiver) and _bare(outing, first.last.at, then.first.at):
                return _finding(outing, first, then, sender, receiver)
    return None


def _near(outing: Outing, sites: tuple[Gatepost, ...], run: tracks.Run) -> Gatepost | None:
    nearest = min(sites, key=lambda site: metres(site.at, run.at), default=None)
    return nearest if nearest and metres(nearest.at, run.at) <= outing.limit("near_m") else None


def _trip(outing: Outing, sender: Gatepost, receiver: Gatepost) -> bool:
    return sender.site != receiver.site and metres(sender.at, receiver.at) > outing.limit("apart_m")


def _bare(outing: Outing, left: datetime, came: datetime) -> bool:
    """Long enough ago, soon enough after each other, and without papers."""
    hours = (came - left) / timedelta(hours=1)
    if hours > outing.limit("most_hours") or outing.now - came < timedelta(hours=float(outing.limit("wait_hours"))):
        return False
    slack = timedelta(minutes=30)
    return not any(
        departed < came + slack and (arrived is None or arrived > left - slack) for departed, arrived in outing.papers
    )


def _finding(outing: Outing, first: tracks.Run, then: tracks.Run, sender: Gatepost, receiver: Gatepost) -> Finding:
    return Finding(
        key=f"trip {first.last.at.isoformat()}",
        severity=SERIOUS,
        says="bare",
        facts={
            "plate": outing.plate,
            "from": sender.name,
            "to": receiver.name,
            "left": wording.local(first.last.at),
            "came": wording.local(then.first.at),
        },
        inputs={"loaded": [first.first, first.last], "unloaded": [then.first, then.last], "papers": outing.papers},
        also=(Subject("site", sender.site), Subject("site", receiver.site)),
        at=first.last.at,
        cities=tuple(sorted({sender.city, receiver.city})),
    )


def _example(*, papers: bool = False, loading: int = 15, unloading: int = 15) -> Outing:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.outing(limits, examples.from_gate_to_gate(loading, unloading), papers=papers)


def fires() -> Iterable[Outing]:
    """A quarter of an hour at the works, then at the plant."""
    yield _example()


def quiet() -> Iterable[Outing]:
    """With a manifest; without loading; without unloading."""
    yield _example(papers=True)
    yield _example(loading=2)
    yield _example(unloading=2)


RULE = Rule(
    family="R8",
    version=1,
    severity=SERIOUS,
    citation="manifest",
    thresholds=THRESHOLDS,
    says=("bare",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Outing,
)
