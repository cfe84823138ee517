"""Fewer or more packages stood on the load than its manifest says.

The consignee counts packages at the gate, line by line. For packaged waste any difference counts: a drum does not
evaporate. Where nobody counted, nothing is said; bulk has no packages.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import UNSET, UnsetType

from manifests.life.events import LineWeighed, Weighed
from manifests.life.model import Manifest
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation


def check(situation: Situation) -> Finding | None:
    """The first line whose packages were counted differently."""
    manifest, fact = situation.subject, situation.event.fact
    if not isinstance(manifest, Manifest) or not isinstance(fact, Weighed):
        return None
    off = [
        {"line": said.line, "sent": manifest.lines[said.line - 1].packages, "counted": said.packages}
        for said in fact.lines
        if said.packages is not UNSET and said.packages != manifest.lines[said.line - 1].packages
    ]
    if not off:
        return None
    facts = wording.of_manifest(manifest) | {name: str(value) for name, value in off[0].items()}
    return Finding("packages", SERIOUS, "counted", facts, {"lines": off})


def _example(*counted: int | UnsetType) -> Situation:
    manifest = examples.load(*("200" for _ in counted))
    lines = tuple(LineWeighed(n, Decimal(200), packages=count) for n, count in enumerate(counted, 1))
    return examples.situation(manifest, Weighed(lines), {})


def fires() -> Iterable[Situation]:
    """None came of one; two came of one on the second line."""
    yield _example(0)
    yield _example(1, 2)


def quiet() -> Iterable[Situation]:
    """As sent; nobody counted."""
    yield _example(1, 1)
    yield _example(UNSET)


RULE = Rule(
    family="W2",
    version=1,
    severity=SERIOUS,
    citation="receipt",
    thresholds=(),
    says=("counted",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"weighed"}),
)
