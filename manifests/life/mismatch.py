"""A load that is not what its manifest says: who states it, and whether it may be carried or accepted so. Pure.

What a person sees (name, code, form, nature, packages, time) must be stated; what the record shows by itself (a weight
at the gate, a departure outside the planned hours) is compared here. The catalogue says per province what follows
(`mismatches` of regimes.toml): nationally it is told and reported (Transfer Measures, Order 23 of 2021, art. 18), in
Guangdong it may be neither carried nor accepted until the manifest is corrected by agreement (provincial regulation,
art. 40).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from manifests.borders import refusals as no
from manifests.life import events as e
from manifests.life.model import Difference, Differs, Found, Manifest, ManifestStatus
from manifests.refusals import UnknownLine
from wasteflow.catalog import law
from wasteflow.catalog.model import Mismatch
from wasteflow.core.errors import Refusals, Warn, Word

M = ManifestStatus
FINDS = (M.SIGNED, M.IN_TRANSIT, M.ARRIVED)  # at loading, at a hand-over, at the gate
TABLE: dict[tuple[M | None, str], M] = {(at, "difference_found"): at for at in FINDS}
CARRIES = (e.Departed, e.HandedOver)
TAKES = (e.Accepted, e.PartlyAccepted)
LOOKED_AT = (*CARRIES, *TAKES, e.DifferenceFound)
MOST = 50  # differences in one statement
LONGEST = 300  # characters of one


def finder(manifest: Manifest) -> tuple[str, set[UUID]]:
    """Who has the load before them: as a word and as companies."""
    if manifest.status is M.ARRIVED:
        return "consignee", {manifest.consignee.org}
    if manifest.status is M.IN_TRANSIT:
        return "next_carrier", {manifest.next_carrier.org} if manifest.next_carrier else set()
    return "carrier", {manifest.leg.org}


def judge(manifest: Manifest, fact: e.AnyEvent, at: datetime) -> list[Warn]:
    """What is told of a load that differs. Raises Refusals where it may not be carried or accepted so."""
    if isinstance(fact, e.DifferenceFound):
        _stated(manifest, fact)
        return []
    if manifest.is_return:  # it was turned away, and comes home as it is
        return []
    if manifest.found is None and manifest.window is None and not isinstance(fact, TAKES):
        return []
    rule = law.mismatch(manifest.consignor.city, manifest.consignee.city, manifest.stream)
    differing = [*_standing(manifest, fact), *_late(manifest, fact, at), *_weights(manifest, fact, rule)]
    refused = [d for d in differing if _effect(rule, d) == "refused"]
    if refused:
        refusal = no.MayNotBeCarried if isinstance(fact, CARRIES) else no.MayNotBeAccepted
        raise Refusals([refusal("fact.kind", what=_what(refused), rule=rule.sentence)])
    stated = [d for d in differing if d.kind is not Differs.WEIGHT or d.found]  # a weight alone is told when weighed
    return [no.DiffersFromManifest("fact.kind", what=_what(stated), rule=rule.sentence)] if stated else []


def fold(manifest: Manifest, envelope: e.Envelope, fact: e.DifferenceFound) -> Manifest:
    """The latest statement stands; with nothing in it, none does."""
    found = Found(envelope.org, envelope.occurred_at, fact.differences) if fact.differences else None
    return replace(manifest, found=found)


def _stated(manifest: Manifest, fact: e.DifferenceFound) -> None:
    if not fact.differences and manifest.found is None:
        raise no.NothingFound("fact.differences")
    if len(fact.differences) > MOST:
        raise no.TooManyDifferences("fact.differences", limit=MOST)
    problems = [
        UnknownLine(f"fact.differences[{n}].line", line=one.line)
        for n, one in enumerate(fact.differences)
        if one.line is not None and not 1 <= one.line <= len(manifest.lines)
    ]
    unsaid = [
        no.SayWhatWasFound(f"fact.differences[{n}].found", limit=LONGEST)
        for n, one in enumerate(fact.differences)
        if not 0 < len(one.found.strip()) <= LONGEST
    ]
    if problems or unsaid:
        raise Refusals([*problems, *unsaid])


def _standing(manifest: Manifest, fact: e.AnyEvent) -> Iterator[Difference]:
    """What was stated and neither corrected by agreement since nor turned away."""
    found = manifest.found
    if found is None:
        return
    away = _turned_away(manifest, fact)
    for one in found.differences:
        if one.line not in away and not _corrected(manifest, one.line, found.at):
            yield one


def _late(manifest: Manifest, fact: e.AnyEvent, at: datetime) -> Iterator[Difference]:
    window = manifest.window
    if window is None or not isinstance(fact, e.Departed) or window.first <= at <= window.last:
        return
    if not _corrected(manifest, None, manifest.created_at):
        yield Difference(Differs.TIME, at.isoformat(timespec="minutes"))


def _weights(manifest: Manifest, fact: e.AnyEvent, rule: Mismatch) -> Iterator[Difference]:
    """Lines that weigh so much less or more that they are another load; told already when they were weighed."""
    if not isinstance(fact, TAKES) or rule.weight == "told":
        return
    away = _turned_away(manifest, fact)
    for n, line in enumerate(manifest.lines, 1):
        if line.weighed is None or n in away:
            continue
        gap = abs(line.weighed.kg - line.sent.kg)
        if gap > line.sent.kg * rule.weight_beyond.value and not _corrected(manifest, n, manifest.leg.arrived_at):
            yield Difference(Differs.WEIGHT, "", n)


def _turned_away(manifest: Manifest, fact: e.AnyEvent) -> set[int]:
    """The lines that a partial acceptance refuses whole."""
    if not isinstance(fact, e.PartlyAccepted):
        return set()
    there = {n: line.at_gate.kg for n, line in enumerate(manifest.lines, 1)}
    return {x.line for x in fact.lines if x.refused_kg == there.get(x.line)}


def _corrected(manifest: Manifest, line: int | None, since: datetime | None) -> bool:
    """Whether all who signed agreed to a correction of this line, or of the remark, since it was found."""
    return any(
        change.field == "remark" or (line is not None and change.line == line)
        for correction in manifest.corrections
        if since is None or correction.at >= since
        for change in correction.changes
    )


def _effect(rule: Mismatch, one: Difference) -> str:
    if one.kind is Differs.WEIGHT:  # stated, it is told: what refuses is what the scale says
        return "told" if one.found else rule.weight
    return rule.time if one.kind is Differs.TIME else rule.kind


def _what(differences: Sequence[Difference]) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(Word(f"difference.{one.kind.value}") for one in differences))
