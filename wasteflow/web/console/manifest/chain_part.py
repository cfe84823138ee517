"""Its chain of custody."""

from manifests import queries as custody
from manifests.attached import queries as attached
from wasteflow.web.console import chain
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts:
    """A node per recorded fact."""
    links = await custody.chain_of_manifest(case.conn, id=case.manifest.id)
    more = await attached.attached(case.conn, subjects=[case.manifest.id], actor=case.visit.me)
    nodes = chain.of_manifest(links, (await case.visit.book()).stream(case.manifest.stream).scales_differ)
    return {"nodes": chain.with_attached(nodes, more)}


PART = Part("chain.html", "wide", load)
