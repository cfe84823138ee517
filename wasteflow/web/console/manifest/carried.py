"""What was turned away and stands on the vehicle still: back to where it came from, or on to another site."""

from wasteflow.people.permissions import allowed
from wasteflow.web.console import queries
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts | None:
    """For who drew the manifest up, to decide."""
    me, manifest = case.visit.me, case.manifest
    turned_away = any(line.refused_kg for line in manifest.lines)
    if not turned_away or me.org != manifest.consignor.org or not allowed(me, "manifest:create"):
        return None
    carried = await queries.on_vehicle(case.conn, manifest=manifest.id)
    return {"carried": carried} if carried else None


PART = Part("carried.html", "side", load)
