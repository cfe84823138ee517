"""How far it has come, at a glance."""

from wasteflow.web.console import chain
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts:
    """The five stations."""
    return {"strip": chain.strip_of_manifest(case.manifest)}


PART = Part("strip.html", "top", load)
