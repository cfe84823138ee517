"""How a manifest's form is begun: from a line of the plan with the stock of that waste, or like an earlier manifest."""

from collections.abc import Sequence
from uuid import UUID

from manifests import queries as custody
from manifests.life.model import Batch, Code, Manifest
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.permissions import scopes
from wasteflow.web.console import queries
from wasteflow.web.console.forms import MOST_LINES
from wasteflow.web.console.holdings import queries as holdings
from wasteflow.web.console.page import Visit

Typed = list[tuple[str, str]]
NOBODY = UUID(int=0)


def as_before(manifest: Manifest) -> Typed:
    """What an earlier manifest said, as typed: the receiver first."""
    leg = manifest.carriers[0]
    return [
        ("fact.consignee_site", str(manifest.consignee.site)),
        ("fact.carrier", str(leg.org)),
        ("fact.plate", leg.plate or ""),
        ("fact.driver", leg.driver or ""),
        ("method", manifest.lines[0].method or ""),
    ]


async def with_batches(visit: Visit, batches: Sequence[UUID]) -> tuple[Typed, bool]:
    """For batches chosen: as the last manifest for the first one's waste, where there is one."""
    last = await queries.last_such(visit.pool, org=visit.me.org or NOBODY, batch=batches[0]) if batches else None
    return [*_chosen(batches), *(as_before(last) if last else ())], last is not None


async def from_plan(visit: Visit, site: UUID, waste: str) -> tuple[Typed, bool]:
    """For all there is of a waste (`scheme:code`) at a site."""
    scheme, _, code = waste.partition(":")
    stock = await _stock(visit, site, [Code(scheme, code, "")])
    return await with_batches(visit, [b.id for b in stock])


async def like(visit: Visit, id: UUID) -> tuple[Typed, bool]:
    """The parties of an earlier manifest, and what there is now of its wastes where it began."""
    async with visit.pool.acquire() as conn:
        earlier = await custody.manifest(conn, id=id, scopes=scopes(visit.me))
    if earlier is None or earlier.consignor.org != visit.me.org:
        raise NotFound("like", what=Word("subject.manifest"))
    stock = await _stock(visit, earlier.consignor.site, [line.code for line in earlier.lines])
    return [*_chosen([b.id for b in stock]), *as_before(earlier)], True


async def _stock(visit: Visit, site: UUID, codes: Sequence[Code]) -> list[Batch]:
    return await holdings.free(visit.pool, site=site, org=visit.me.org or NOBODY, codes=codes, limit=MOST_LINES)


def _chosen(batches: Sequence[UUID]) -> Typed:
    return [("batch", str(b)) for b in batches]
