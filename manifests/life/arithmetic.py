"""The arithmetic of weights: what no law need forbid because it cannot be. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET

from manifests import refusals as r
from manifests import stream_refusals as s
from manifests.borders import refusals as no
from manifests.life import events as e
from manifests.life import gate
from manifests.life.model import Basis, Batch, Container, Manifest, Weight
from manifests.tickets import paper
from wasteflow.catalog.model import Value
from wasteflow.core.errors import Refusal, Warn

Tolerances = Mapping[str, Value]  # of the stream

# 50,000 t: nothing heavier moves as one batch (ceiling of the French tracker, used here as a plausibility bound).
HEAVIEST_KG = Decimal(50_000_000)
LARGEST_LITRES = Decimal(50_000_000)  # plausibility, as above
MOST_CONTAINERS = 10_000
MOST_PACKAGES = 10_000  # of a line; as many as may be counted at the gate
_WEIGHED_UP = {  # facts with sums to look at
    "generated",
    "reweighed",
    "treated",
    "lost",
    "created",
    "amended",
    "weighed",
    "stop_weighed",
    "partly_accepted",
    "ticket_noted",
}
_WHOLE, _COMPUTED = Basis.WEIGHED_WHOLE, Basis.COMPUTED  # looked up once: it takes longer than to compare


def problems(state: Batch | Manifest | None, fact: e.AnyEvent) -> list[Refusal]:
    """What does not add up in this fact on this state, each with its field path."""
    if fact.kind not in _WEIGHED_UP:
        return []
    match fact:
        case e.Generated():
            return own_weight(fact.weight, "fact.weight") + container(fact.container, "fact.container")
        case e.Reweighed():
            return own_weight(fact.weight, "fact.weight")
        case e.Treated() if isinstance(state, Batch):
            return _treatable(state, fact)
        case e.Lost() if isinstance(state, Batch):
            return _there(state, fact.kg)
        case e.Created(window=window) | e.Amended(window=window) if window and window.first >= window.last:
            return [no.WrongWindow("fact.window.last")]
        case e.Created(lines=lines) | e.Amended(lines=tuple(lines)):
            return _draft_lines(lines)
        case e.Weighed(lines=lines) | e.StopWeighed(lines=lines) if isinstance(state, Manifest):
            found = gate.problems(fact) or line_numbers(state, [(w.line, w.kg) for w in lines])
            return found or ([r.NothingWeighed("fact.lines")] if not lines else [])
        case e.PartlyAccepted() if isinstance(state, Manifest):
            return _partial(state, fact)
        case e.TicketNoted():
            return paper.problems(fact)
        case _:
            return []


def weight(kg: Decimal, path: str) -> list[Refusal]:
    """Whether so much can be at all, to the gram."""
    exponent = kg.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -3 and 0 < kg <= HEAVIEST_KG
    return [] if fits else [r.WrongWeight(path, limit=HEAVIEST_KG)]


def own_weight(there: Weight, path: str) -> list[Refusal]:
    """The weight of a batch itself, which is no share of a vehicle's."""
    if there.basis is _WHOLE:
        return [r.ShareOfNoVehicle(f"{path}.basis")]
    if (there.basis is _COMPUTED) != (there.volume is not UNSET):
        return [s.ComputedFromVolume(f"{path}.basis")]
    return weight(there.kg, f"{path}.kg")


def container(filled: Container, path: str) -> list[Refusal]:
    """Its size and number."""
    litres, count = filled.litres, filled.count
    if litres is not None and not (litres.is_finite() and 0 < litres <= LARGEST_LITRES):
        return [r.WrongContainer(f"{path}.litres", limit=LARGEST_LITRES, count=MOST_CONTAINERS)]
    if not 1 <= count <= MOST_CONTAINERS:
        return [r.WrongContainer(f"{path}.count", limit=LARGEST_LITRES, count=MOST_CONTAINERS)]
    return []


def too_heavy(loads: Sequence[Batch], ceilings: Mapping[str, Value], *, afloat: bool) -> list[Refusal]:
    """What is over the ceilings of a stream: `load` of one road vehicle, or `barge`; `infectious` within it."""
    weights = {
        "barge" if afloat else "load": sum((batch.weight.kg for batch in loads), Decimal(0)),
        "infectious": sum((batch.weight.kg for batch in loads if "In" in batch.hazards), Decimal(0)),
    }
    said = {"load": r.TooHeavy, "barge": r.TooHeavyForBarge, "infectious": s.TooMuchInfectious}
    over = [name for name, most in ceilings.items() if weights.get(name, 0) > most.value]
    return [said[name]("fact.lines", kg=weights[name], limit=ceilings[name].value) for name in over]


def _there(batch: Batch, kg: Decimal) -> list[Refusal]:
    if wrong := weight(kg, "fact.kg"):
        return wrong
    return [r.MoreThanThereIs("fact.kg", kg=kg, left=batch.weight.kg)] if kg > batch.weight.kg else []


def _treatable(batch: Batch, fact: e.Treated) -> list[Refusal]:
    if wrong := _there(batch, fact.kg):
        return wrong
    if fact.final is False and fact.kg != batch.weight.kg:
        return [r.WholeOnly("fact.kg", left=batch.weight.kg)]
    return []


def _draft_lines(lines: tuple[e.LineDraft, ...]) -> list[Refusal]:
    if not lines:
        return [r.NoLines("fact.lines")]
    seen: set[UUID] = set()
    problems: list[Refusal] = []
    for n, line in enumerate(lines):
        if line.batch in seen:
            problems.append(r.BatchTwice(f"fact.lines[{n}].batch"))
        if not 1 <= line.packages <= MOST_PACKAGES:
            problems.append(r.WrongPackages(f"fact.lines[{n}].packages", most=MOST_PACKAGES))
        seen.add(line.batch)
    return problems


def line_numbers(manifest: Manifest, named: list[tuple[int, Decimal]], field: str = "kg") -> list[Refusal]:
    """Lines there are, each once, each with a weight that can be in this field."""
    problems: list[Refusal] = []
    seen: set[int] = set()
    for n, (number, kg) in enumerate(named):
        path = f"fact.lines[{n}]"
        if not 1 <= number <= len(manifest.lines):
            problems.append(r.UnknownLine(f"{path}.line", line=number))
        elif number in seen:
            problems.append(r.LineTwice(f"{path}.line", line=number))
        seen.add(number)
        problems += weight(kg, f"{path}.{field}")
    return problems


def _partial(manifest: Manifest, fact: e.PartlyAccepted) -> list[Refusal]:
    problems = line_numbers(manifest, [(x.line, x.refused_kg) for x in fact.lines], "refused_kg")
    if problems:
        return problems
    for n, refused in enumerate(fact.lines):
        there = manifest.lines[refused.line - 1].at_gate.kg
        if refused.refused_kg > there:
            problems.append(r.MoreThanThereIs(f"fact.lines[{n}].refused_kg", kg=refused.refused_kg, left=there))
    whole = sum((line.at_gate.kg for line in manifest.lines), Decimal(0))
    refused_kg = sum((x.refused_kg for x in fact.lines), Decimal(0))
    if not problems and not 0 < refused_kg < whole:
        problems.append(r.NotAPart("fact.lines", whole=whole))
    return problems


def gaps(manifest: Manifest, fact: e.Weighed, tolerances: Tolerances) -> list[Warn]:
    """Odd already at the gate; whether it becomes an alert is the rule `weight_gap`'s to say."""
    sent = [line.sent for line in manifest.lines]
    differ = differing(fact.lines, sent, tolerances)
    warnings: list[Warn] = [r.WeightDiffers(path, kg=kg, sent=was, percent=p) for path, kg, was, p in differ]
    most = tolerances["packages"].value
    for n, line in enumerate(fact.lines):
        there = manifest.lines[line.line - 1].packages if line.line <= len(manifest.lines) else 0
        if line.packages is not UNSET and abs(line.packages - there) > most:
            warnings.append(s.PackagesDiffer(f"fact.lines[{n}].packages", counted=line.packages, sent=there))
    return warnings


def differing(
    weighed: Iterable[e.LineWeighed], before: Sequence[Weight | None], tolerances: Tolerances
) -> Iterator[tuple[str, Decimal, Decimal, str]]:
    """Of lines weighed, those further from their weight before than two scales make of one load: path, now, before,
    percent."""
    most = tolerances["weight_relative"].value * 100
    for n, line in enumerate(weighed):
        was = before[line.line - 1] if 0 < line.line <= len(before) else None
        if was is None or not line.kg.is_finite():
            continue
        percent = abs(line.kg - was.kg) / was.kg * 100
        if percent > most:
            yield f"fact.lines[{n}].kg", line.kg, was.kg, f"{percent:.1f}"
