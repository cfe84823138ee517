"""What can become of a load on the road, other than to arrive; `manifests.life.events` has all facts."""

from typing import ClassVar

from manifests.life.batch_events import Event
from manifests.life.model import Gone, SubjectKind


class LoadLost(Event, frozen=True):
    """The carrier that has the load said that it will not arrive: it burnt, sank, was stolen. The manifest ends with
    it."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    how: Gone
    reason: str  # what is known of it
