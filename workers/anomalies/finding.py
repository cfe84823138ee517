"""What a rule answers, and what becomes of it: a finding whole, that needs nobody's knowledge but its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.events import Envelope

INFO, WARNING, SERIOUS, CRIME = 1, 2, 3, 4


@dataclass(frozen=True)
class Limit:
    """A threshold as it holds in one place, and where the figure comes from."""

    value: Decimal
    origin: str


@dataclass(frozen=True)
class Subject:
    """What a finding is about: batch, manifest, notice, site, organisation or vehicle."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class Finding:
    """What a rule saw.

    `key` tells findings of one rule about one subject apart: the same key is the same alert. `says` names the
    explanation in the locale (`rules.<rule>.<says>`), `facts` fill it, `inputs` are what the rule computed from.
    `score`: how far over its limit, where a rule can say; it orders, and decides nothing. `matter`: what findings of
    several rules have in common; null: the subject itself. `also`: whom else it speaks of. A finding in a group may be
    about one of it: then `about`, `at`, `cities`, `stream` and `categories` are that one's.
    """

    key: str
    severity: int
    says: str
    facts: Mapping[str, str]
    inputs: Mapping[str, Any] = field(default_factory=dict)
    score: Decimal | None = None
    matter: str | None = None
    also: tuple[Subject, ...] = ()
    about: Subject | None = None
    at: datetime | None = None
    cities: tuple[str, ...] = ()
    stream: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A finding with all that an alert of it needs."""

    rule: str
    version: int
    family: str
    citation: str
    finding: Finding
    about: Subject
    matter: str  # findings of one matter are one case
    stream: str
    categories: tuple[str, ...]
    scopes: tuple[str, ...]  # the places it concerns: city:<code6>, province:<code6>
    happened_at: datetime
    limits: Mapping[str, Limit]
    events: tuple[Envelope, ...] = ()

    @property
    def severity(self) -> int:
        return self.finding.severity

    @property
    def fingerprint(self) -> str:
        """The same finding again is the same alert."""
        return _digest(f"{self.rule}\n{self.about.id}\n{self.finding.key}".encode())

    @property
    def evidence(self) -> dict[str, Any]:
        """Enough to run the rule again: its version, the events, what it computed from, the thresholds in force."""
        said = {
            "rule": {"id": self.rule, "version": self.version, "citation": self.citation},
            "events": [
                {
                    "subject": event.subject,
                    "seq": event.seq,
                    "id": event.id,
                    "occurred_at": event.occurred_at,
                    "received_at": event.received_at,
                    "account": event.account,
                    "org": event.org,
                    "fact": event.fact,
                }
                for event in self.events
            ],
            "inputs": self.finding.inputs,
            "limits": {name: {"value": x.value, "origin": x.origin} for name, x in self.limits.items()},
        }
        frozen: dict[str, Any] = msgspec.to_builtins(said)
        return frozen


def matter_of(kind: str, id: UUID | str) -> str:
    """The fingerprint of a matter."""
    return _digest(f"{kind}:{id}".encode())


def digest(evidence: Any) -> str:
    """SHA-256 of the evidence, keys in order: shows that it is still what the rule saw."""
    return _digest(msgspec.json.encode(evidence, order="sorted"))


def _digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()
