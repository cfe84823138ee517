"""Who holds which copy of a trip ticket, signed when, to be kept until when: derived from the manifest. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from uuid import UUID

from manifests.life.model import Manifest, ManifestStatus, Signature, Value
from wasteflow.catalog.tickets import Box, TicketRule
from wasteflow.core.months import months_after


class Copy(Value, frozen=True):
    """One copy. `holder`: who has it now; until a party has signed, its copy travels with the load."""

    box: Box
    org: UUID  # whose it is
    name: str
    holder: Box
    original: bool
    signed_at: datetime | None = None
    signed_by: str = ""
    keep_until: date | None = None  # the last day on which it must be there; null until it is signed


def copies(manifest: Manifest, rule: TicketRule, zone: tzinfo) -> tuple[Copy, ...]:
    """All copies, in the order in which they are signed; none before the manifest is binding. `zone`: whose days count
    for how long they are kept."""
    if manifest.status in (ManifestStatus.DRAFT, ManifestStatus.CANCELLED):
        return ()
    return tuple(_copies(manifest, rule, zone))


def _copies(manifest: Manifest, rule: TicketRule, zone: tzinfo) -> Iterator[Copy]:
    signed = {_box(signature): signature for signature in reversed(manifest.signatures)}  # the first of each box
    with_load: Box = "carrier" if "carrier" in signed else "consignor"
    for box in rule.copies:
        org, name = _party(manifest, box)
        mark = signed.get(box)
        yield Copy(
            box=box,
            org=org,
            name=name,
            holder=box if mark or box == "consignor" else with_load,
            original=box == rule.original,
            signed_at=mark.at if mark else None,
            signed_by=mark.name if mark else "",
            keep_until=months_after(mark.at.astimezone(zone).date(), int(rule.keep.value)) if mark else None,
        )


def _box(signature: Signature) -> str:
    """`carrier:1` is the collector; who takes over later hands its copy on."""
    return "carrier" if signature.box == "carrier:1" else signature.box


def _party(manifest: Manifest, box: Box) -> tuple[UUID, str]:
    if box == "carrier":
        return manifest.carriers[0].org, manifest.carriers[0].name
    party = manifest.consignor if box == "consignor" else manifest.consignee
    return party.org, party.name
