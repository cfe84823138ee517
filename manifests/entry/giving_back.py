"""What was accepted and must not be kept after all: it goes back to who sent it, under a manifest of its own. Pure.

It was not what its papers said and nobody saw it at the gate, or it was taken in by mistake. The Transfer Measures
(Order 23 of 2021) know the refusal at the gate alone, so this asks no more of the way back than of a load turned away
there. To another plant it goes as any stock does, and is checked as that.
"""

from collections.abc import Mapping
from uuid import UUID

from manifests import refusals as r
from manifests.borders import refusals as no
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.catalog.papers import crosses
from wasteflow.core.errors import Word
from wasteflow.places.model import SiteCard


def check(fact: e.Created, consignor: SiteCard, states: Mapping[UUID, object]) -> Manifest:
    """The manifest under which it was accepted. Raises where that is not the consignor's own to undo."""
    given = states.get(fact.gives_back) if fact.gives_back else None
    if not isinstance(given, Manifest) or given.consignee.org != consignor.org:
        raise r.UnknownSubject("fact.gives_back", subject=Word("subject.manifest"))
    if fact.onward_of is not None:
        raise r.GivenBackOrSentOn("fact.onward_of")
    if given.consignee.site != consignor.site:
        raise r.GoesBackToSender("fact.consignor_site", name=given.consignor.name)
    if given.consignor.site != fact.consignee_site:
        raise r.GoesBackToSender("fact.consignee_site", name=given.consignor.name)
    if crosses(given.regime) and given.take_back is None:
        raise no.TakeBackFirst("fact.gives_back")
    return given


def as_taken_in(batch: Batch, given: object) -> bool:
    """Whether it is what that manifest brought: nothing of it in other batches, no step of treatment behind it. What
    was treated of it to the end stays treated; the rest may go back."""
    if not isinstance(given, Manifest) or batch.arrived_by != given.id or batch.waits:
        return False
    line = given.line_of(batch)
    return line is not None and not line.done
