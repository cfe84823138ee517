"""What borders ask for and did not get in time, as set rules look at it: read from custody and the register as they
stand."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from manifests.borders import document
from manifests.borders import queries as borders
from wasteflow.catalog import law
from wasteflow.catalog.papers import crosses
from wasteflow.catalog.procedures import procedures
from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection
from wasteflow.places.applications.model import Application
from wasteflow.places.applications.queries import applications
from wasteflow.places.model import SiteCard
from wasteflow.places.queries import site_cards
from workers.anomalies import groups as g
from workers.anomalies.finding import Subject


async def crossings(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Crossing]:
    """Loads for which a border still asks for something, as they stand at this moment."""
    regimes = [rule.regime.id for rule in law.regime_rules() if crosses(rule.regime.id)]
    loads = await borders.shipments(conn, approval=None, scopes=None, regimes=regimes, limit=None, owed=True)
    once = {load.manifest.id: load for load in loads}  # a load may go under two approvals
    return (_crossing(load, now) for load in once.values())


def _crossing(load: borders.Shipment, now: datetime) -> g.Crossing:
    manifest = load.manifest
    owed = [
        g.Owed(mark["certificate"], mark["due"])
        for mark in document.certified(manifest, load.treated_at, now)
        if mark["late"] and not mark["issued_at"]
    ]
    back = document.taken_back(manifest, now, load.came_back)
    if back and back["late"]:
        owed.append(g.Owed("take_back", back["due"]))
    return g.Crossing(
        about=Subject("manifest", manifest.id),
        city=manifest.consignee.city,
        cities=tuple(sorted({manifest.consignor.city, manifest.consignee.city})),
        stream=manifest.stream,
        categories=tuple(sorted({line.category for line in manifest.lines})),
        now=now,
        shipment=load.name,
        number=manifest.number or str(manifest.id),
        from_name=manifest.consignor.name,
        to_name=manifest.consignee.name,
        late=tuple(sorted(owed, key=lambda one: one.due)),
    )


async def applied(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Applied]:
    """Applications of which an office has not decided in time: few, they stand open for weeks."""
    late = await applications(conn, scopes=None, after=None, kind=None, due_before=local_date(now), limit=None)
    cards = await site_cards(conn, ids={site for one in late for site in (one.from_site, one.to_site)})
    return (_applied(one, cards, now) for one in late)


def _applied(one: Application, cards: Mapping[UUID, SiteCard], now: datetime) -> g.Applied:
    office = procedures()[one.kind].states[one.state].waits_for
    assert office is not None, "an application that has ended waits for nothing"
    assert one.due is not None, "it was read by its day"
    return g.Applied(
        about=Subject("site", one.from_site),
        city=one.to_city if office == "destination" else one.from_city,
        cities=tuple(sorted({one.from_city, one.to_city})),
        stream=next((id for id, stream in law.streams().items() if one.scheme in stream.code_schemes), "hazardous"),
        categories=(f"HW{one.code[-2:]}",) if one.scheme == "cn-hw" else (),
        now=now,
        application=one.id,
        kind=one.kind,
        state=one.state,
        seq=one.seq,
        office=office,
        due=one.due,
        from_name=cards[one.from_site].site_name,
        to_name=cards[one.to_site].site_name,
        code=one.code,
        tonnes=one.tonnes,
    )
