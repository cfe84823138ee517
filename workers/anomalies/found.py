"""From a rule's answer to a finding whole: what it is about, whom it concerns, by which law, within which limits."""

from collections.abc import Mapping

from manifests.life.model import Batch, Manifest
from manifests.life.policy import reach
from workers.anomalies.finding import Finding, Found, Subject, matter_of
from workers.anomalies.groups import Group
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

Provinces = Mapping[str, str | None]  # city -> the province above it; none for Hong Kong and Macao


def in_situation(rule: Rule, situation: Situation, finding: Finding, provinces: Provinces) -> Found:
    """What an event rule saw."""
    subject = situation.subject
    return Found(
        rule=rule.id,
        version=rule.version,
        family=rule.family,
        citation=rule.citation,
        finding=finding,
        about=Subject(situation.event.fact.about.value, subject.id),
        matter=finding.matter or _matter(subject),
        stream=subject.stream,
        categories=_categories(subject),
        scopes=tuple(sorted(s for s in reach(subject, dict(provinces)) if not s.startswith("org:"))),
        happened_at=finding.at or situation.event.occurred_at,
        limits=situation.limits,
        events=(situation.event,),
    )


def in_group(rule: Rule, group: Group, finding: Finding, provinces: Provinces) -> Found:
    """What a set rule saw."""
    about = finding.about or group.about
    return Found(
        rule=rule.id,
        version=rule.version,
        family=rule.family,
        citation=rule.citation,
        finding=finding,
        about=about,
        matter=finding.matter or matter_of(about.kind, about.id),
        stream=finding.stream or group.stream,
        categories=finding.categories or group.categories,
        scopes=scopes_of(finding.cities or group.cities, provinces),
        happened_at=finding.at or group.now,
        limits=group.limits,
    )


def scopes_of(cities: tuple[str, ...], provinces: Provinces) -> tuple[str, ...]:
    """As rights are asked for: the cities and the provinces above them."""
    above = {p for city in cities if (p := provinces.get(city))}
    return tuple(sorted({f"city:{city}" for city in cities} | {f"province:{p}" for p in above}))


def _matter(subject: Manifest | Batch) -> str:
    """A batch on its way is a matter of its manifest."""
    if isinstance(subject, Batch):
        manifest = subject.manifest or subject.refused_by or subject.arrived_by
        return matter_of("manifest", manifest) if manifest else matter_of("batch", subject.id)
    return matter_of("manifest", subject.id)


def _categories(subject: Manifest | Batch) -> tuple[str, ...]:
    if isinstance(subject, Batch):
        return (subject.category,)
    return tuple(sorted({line.category for line in subject.lines}))
