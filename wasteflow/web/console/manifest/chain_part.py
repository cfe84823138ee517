"""Its chain of custody."""

from manifests.chain import queries as chains
from wasteflow.web.console import chain
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts:
    """A node per recorded fact."""
    links = await chains.of_manifest(case.conn, id=case.manifest.id)
    nodes = chain.of_manifest(links, (await case.visit.book()).stream(case.manifest.stream).scales_differ)
    return {"nodes": chain.with_attached(nodes, case.visit.me)}


PART = Part("chain.html", "wide", load)
