"""How a manifest reads at the road-side. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from manifests.life.model import Manifest, ManifestStatus
from manifests.roadside.model import Item, Leg, Open, Permit, Road, Told
from wasteflow.places.model import OrgCard, PermitCard, SiteCard

S = ManifestStatus
ROAD: dict[ManifestStatus, Road] = {
    S.PUBLISHED: Road.NOT_LEFT,
    S.SIGNED: Road.NOT_LEFT,
    S.IN_TRANSIT: Road.UNDER_WAY,
    S.AT_STOP: Road.UNDER_WAY,  # at a storer's gate, on the vehicle still
    S.IN_TEMPORARY_STORAGE: Road.STORED,
    S.ARRIVED: Road.ARRIVED,
    S.ACCEPTED: Road.RECEIVED,
    S.PARTLY_ACCEPTED: Road.RECEIVED,
    S.REFUSED: Road.TURNED_AWAY,
    S.CLOSED: Road.CLOSED,
    S.CANCELLED: Road.CANCELLED,
    S.LOST: Road.LOST,
}


def told(
    manifest: Manifest, orgs: Mapping[UUID, OrgCard], sites: Mapping[UUID, SiteCard], today: date, *, drivers: bool
) -> Told:
    """What is told of it; a draft binds nobody and is never shown. `drivers`: whether the reader may see who drives."""
    road = ROAD[manifest.status]
    return Told(
        manifest=manifest.id,
        number=manifest.number,
        seq=manifest.seq,
        stream=manifest.stream,
        road=road,
        since=manifest.leg.arrived_at or manifest.last_at if road is Road.ARRIVED else manifest.last_at,
        leg=_leg(manifest, orgs, sites, today, drivers=drivers) if road is Road.UNDER_WAY else None,
    )


def _leg(
    manifest: Manifest, orgs: Mapping[UUID, OrgCard], sites: Mapping[UUID, SiteCard], today: date, *, drivers: bool
) -> Leg:
    carrier, consignee = manifest.leg, manifest.consignee
    site, org = sites.get(consignee.site), orgs.get(carrier.org)
    return Leg(
        leg=manifest.legs,
        consignor=manifest.consignor.name,
        consignor_city=manifest.consignor.city,
        consignee=consignee.name,
        consignee_city=consignee.city,
        carrier=carrier.name,
        plate=carrier.plate,
        driver=carrier.driver if drivers else None,
        departed_at=carrier.departed_at,
        lines=tuple(_items(manifest)),
        permits=(
            *_permits("carrier", org.permits if org else (), ("transport", "collect"), today),
            *_permits("consignee", site.permits if site else (), ("operate",), today),
        ),
        open=tuple(_open(manifest)),
    )


def _items(manifest: Manifest) -> Iterable[Item]:
    for line in manifest.lines:
        yield Item(
            code=line.code.code,
            category=line.category,
            name=line.name,
            hazards=line.hazards,
            form=line.form,
            kg=line.sent.kg,
            basis=line.sent.basis,
            packages=line.packages,
            label=line.digital_code,
        )


def _permits(of: str, cards: Iterable[PermitCard], kinds: tuple[str, ...], today: date) -> Iterable[Permit]:
    """The latest first, since of an old one an officer need not know."""
    known = sorted((card for card in cards if card.kind in kinds), key=lambda card: card.valid_to, reverse=True)
    return (Permit(of, card.number, card.kind, card.valid_to, card.valid_on(today)) for card in known[:3])


def _open(manifest: Manifest) -> Iterable[Open]:
    if manifest.found:
        for one in manifest.found.differences:
            yield Open("difference", one.found, manifest.found.at)
    if manifest.revision:
        kind = "cancellation" if manifest.revision.cancel else "correction"
        yield Open(kind, manifest.revision.reason, manifest.revision.at)
