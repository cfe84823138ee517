"""What may not come into a place, whatever approval the way has. Pure.

Which waste that is stands in the catalogue (`prohibitions` of regimes.toml): by the letters of its hazard, and by what
is to be done with it. A letter that is only possible (`T,I` has T for sure, `T/C` one or the other) does not refuse.
"""

from collections.abc import Sequence

from manifests import refusals as r
from manifests.life.model import Batch
from wasteflow.catalog import law
from wasteflow.catalog.model import Prohibition, Treatment
from wasteflow.core.errors import Refusal, Warn


def judge(
    origin: str, destination: str, loads: Sequence[Batch], treatments: Sequence[Treatment | None]
) -> tuple[list[Refusal], list[Warn]]:
    """What is forbidden of these batches on their way from one city to another, and what is odd."""
    problems: list[Refusal] = []
    warnings: list[Warn] = []
    for rule in law.prohibitions_between(origin, destination):
        for n, (batch, treatment) in enumerate(zip(loads, treatments, strict=True)):
            told = _told(rule, batch, treatment, f"fact.lines[{n}]")
            if isinstance(told, Refusal):
                problems.append(told)
            elif told:
                warnings.append(told)
    return problems, warnings


def _told(rule: Prohibition, batch: Batch, treatment: Treatment | None, path: str) -> Refusal | Warn | None:
    class_ = treatment.class_ if treatment else None
    method = f"{treatment.scheme}:{treatment.code}" if treatment else None
    if not rule.speaks_of(batch.code.scheme, class_, method) or not rule.possible(batch.hazards):
        return None
    if rule.effect == "told":
        return r.LimitedEntry(path, rule=rule.sentence)
    if rule.certain(batch.hazards):
        return r.MayNotEnter(path, rule=rule.sentence)
    return r.PerhapsMayNotEnter(path, hazards=batch.hazards, rule=rule.sentence)
