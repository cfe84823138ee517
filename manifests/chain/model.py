"""A link of a chain of custody, and the order links stand in. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from manifests.attached.model import Shown


class SignedOn(Struct, frozen=True):
    """The device that signed an event, and how the event hangs on what it signed before (function device_link)."""

    kid: str
    label: str
    counter: int
    link: str
    revoked_as_of: datetime | None  # where its key was revoked since


class Link(Struct, frozen=True):
    """One event of a chain, with the names of who recorded it."""

    subject: UUID
    seq: int
    id: UUID
    subject_kind: str
    kind: str
    occurred_at: datetime
    received_at: datetime
    cause: UUID | None
    account: UUID | None
    person: str | None
    org: UUID | None
    org_name: str | None
    body: msgspec.Raw  # the fact as JSON: most readers pass it on
    signed: SignedOn | None
    attached: Shown | None  # all of it: `attached.model.seen` says who may read the position


def in_order(links: list[Link]) -> list[Link]:
    """The links as they stand, but none before an earlier step of its subject or before its cause: the clocks of two
    servers differ, and many events can happen in one second."""
    ids = {link.id for link in links}
    told: set[UUID] = set()
    steps: dict[UUID, int] = {}
    for link in links:
        if steps.get(link.subject, 0) > link.seq or (link.cause in ids and link.cause not in told):
            return _sorted(links)
        told.add(link.id)
        steps[link.subject] = link.seq
    return links


def _sorted(links: list[Link]) -> list[Link]:
    """Each link after what it needs, which is drawn forward to it."""
    steps = {_step(link): link for link in links}
    causes = {link.id: link for link in links}
    found: dict[tuple[UUID, int], Link] = {}
    entered: set[tuple[UUID, int]] = set()  # ends it, should two links ever need each other
    for one in links:
        waiting = [one]
        while waiting:
            link = waiting[-1]
            entered.add(_step(link))
            needed = (steps.get((link.subject, link.seq - 1)), causes.get(link.cause) if link.cause else None)
            if before := [x for x in needed if x is not None and _step(x) not in entered]:
                waiting += before
            else:
                found.setdefault(_step(link), waiting.pop())
    return list(found.values())


def _step(link: Link) -> tuple[UUID, int]:
    return link.subject, link.seq
