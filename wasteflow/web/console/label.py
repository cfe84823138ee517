"""What the scan of a container's label shows, to anybody: what stands on the label, and nothing else."""

import unicodedata

from fastapi import APIRouter
from starlette.responses import Response

from manifests.labels import grouped
from wasteflow.core import clock
from wasteflow.web.console.page import Anybody, PageRoute, render
from wasteflow.web.console.queries import labelled

router = APIRouter(route_class=PageRoute)
LENGTH = 37


@router.get("/L/{code}")
async def get_label(visit: Anybody, code: str) -> Response:
    """The label's data; a sentence where no container carries this code. Small letters are read as capitals."""
    written = unicodedata.normalize("NFKC", code).strip().upper()[:60]
    found = await labelled(visit.pool, code=written) if len(written) == LENGTH else None
    if found is None:
        return render(visit, "label_unknown.html", http=404, code=written)
    batch, unit = found
    return render(
        visit,
        "label.html",
        batch=batch,
        unit=unit,
        code=written,
        groups=grouped(written),
        book=await visit.book(),
        produced=clock.local_date(batch.generated_at),
    )
