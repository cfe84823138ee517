"""Control on the road: the carrier shows its load; its parties read who looked at it."""

from manifests.roadside import queries
from manifests.roadside.commands import may_read
from manifests.roadside.leg import ROAD
from manifests.roadside.model import Road
from manifests.trails.commands import may_see
from wasteflow.core import clock
from wasteflow.people.permissions import allowed
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts | None:
    """For the carrier while it is under way; for the parties once somebody may have looked."""
    me, manifest, now = case.visit.me, case.manifest, clock.now()
    under_way = ROAD.get(manifest.status) is Road.UNDER_WAY
    shows = under_way and me.org == manifest.leg.org and allowed(me, "road:show")
    looks = await queries.looks_at(case.conn, manifest=manifest.id) if manifest.legs and may_read(me, manifest) else []
    trail = manifest.legs > 0 and allowed(me, "trail:look") and may_see(me, manifest)
    if not shows and not looks and not trail:
        return None
    link = None
    if shows and me.org:
        link = await queries.link(case.conn, manifest=manifest.id, org=me.org, now=now, leg=manifest.legs)
    left = int((link.expires_at - now).total_seconds() // 60) + 1 if link else 0
    return {"trail": trail, "shows": shows, "link": link, "minutes": left, "looks": looks}


PART = Part("road.html", "side", load)
