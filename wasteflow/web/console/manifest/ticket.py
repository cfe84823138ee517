"""The trip ticket a load of Hong Kong or Macao runs under: its copies, its clock, who had one shown."""

from manifests.life.model import ManifestStatus
from manifests.tickets.commands import sheet_of
from manifests.tickets.paper import rule_of
from wasteflow.core import clock
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts | None:
    """From the day it is binding."""
    binding = case.manifest.status not in (ManifestStatus.DRAFT, ManifestStatus.CANCELLED)
    if not binding or rule_of(case.manifest) is None:
        return None
    return {"sheet": await sheet_of(case.conn, case.manifest, clock.now())}


PART = Part("ticket.html", "wide", load)
