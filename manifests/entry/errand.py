"""What a collector does for small producers within one request: in whose place, with which leave. Pure.

A producer that gave a collector leave to fill in its papers (`signing_authorisation.fills`) need not be there. Whatever
the collector then writes stands or falls together, and says who wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests.life import events as e
from manifests.life.model import Batch, Filled, Manifest


@dataclass(frozen=True)
class Leave:
    """What a producer's site allows the collector, and the authorisation that says so."""

    org: UUID
    authorisation: UUID


@dataclass(frozen=True)
class Errand:
    """Steps of one round that are recorded together, or not at all."""

    round: UUID
    collector: UUID | None = None
    leave: Mapping[UUID, Leave] = field(default_factory=dict)  # by the producer's site
    action: str | None = None  # the permission the round asked the sender for, in place of that of each step
    shares: bool = False  # what it weighs are shares of a vehicle that carried several manifests

    def stands_for(self, fact: e.AnyEvent, state: Batch | Manifest | None) -> UUID | None:
        """The producer in whose place this is written; None where the sender speaks for itself."""
        match fact:
            case e.Generated(site=site) | e.Created(consignor_site=site):
                given = self.leave.get(site)
            case e.Published() | e.Cancelled() if isinstance(state, Manifest):
                given = self.leave.get(state.consignor.site)
            case _:
                given = None
        return given.org if given else None

    def filled(self, site: UUID) -> Filled | UnsetType:
        """What is noted on what is written in the place of this site's company."""
        given = self.leave.get(site)
        return Filled(self.round, self.collector, given.authorisation) if given and self.collector else UNSET
