"""Who takes part, in the order of the journey, who signed and for whom, and what the manifest hangs together with."""

from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts:
    """The carriers' names: one of them may have signed for the consignor."""
    return {"names": {carrier.org: carrier.name for carrier in (*case.manifest.carriers, *case.manifest.skipped)}}


PART = Part("parties.html", "side", load)
