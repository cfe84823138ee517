"""What the scan of a code shows, to anybody: what stands on a label, a manifest's number; and whether it is genuine.

The fragment is judged in the browser (`static/console/qr.js`), by keys that are kept there.
"""

import unicodedata
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from manifests.codes.labels import grouped
from manifests.codes.signed_qr import Verdict
from manifests.life.model import BatchStatus, ManifestStatus, SubjectKind
from manifests.queries import subjects_of
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Word
from wasteflow.web.console.page import Anybody, PageRoute, Visit, render
from wasteflow.web.console.queries import labelled

router = APIRouter(route_class=PageRoute)
LENGTH = 37
SAID = (
    *("unchecked", "unchecked_hint", "online", "no_signal", "place", "place_hint", "place_done", "says", "now"),
    *("state", "kg", "at", "until", "plate", "consignor", "carrier", "consignee", "lines", "more"),
)


@router.get("/L/{code}")
async def get_label(visit: Anybody, code: str) -> Response:
    """The label's data; a sentence where no container carries this code. Small letters are read as capitals."""
    written = unicodedata.normalize("NFKC", code).strip().upper()[:60]
    found = await labelled(visit.pool, code=written) if len(written) == LENGTH else None
    if found is None:
        return render(visit, "label_unknown.html", http=404, code=written, qr=_texts(visit))
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
        qr=_texts(visit),
    )


@router.get("/M/{number}")
async def get_manifest_code(visit: Anybody, number: str) -> Response:
    """Where the symbol on a manifest sheet leads: what it says by itself, and the way to the manifest's page."""
    async with visit.pool.acquire() as conn:
        known = await subjects_of(conn, value=number[:60])
    found = next((subject for subject, kind, _ in known if kind == SubjectKind.MANIFEST), None)
    if found is None:
        raise NotFound("number", what=Word("subject.manifest"))
    return render(visit, "manifest_code.html", number=number[:60], manifest=found, qr=_texts(visit))


def _texts(visit: Visit) -> dict[str, Any]:
    """What the script may have to say, in the reader's language."""
    keys = [*SAID, *(key for verdict in Verdict for key in (verdict.value, f"{verdict}_hint"))]
    return {
        "say": {key: visit.t(f"console.qr.{key}", n="{n}") for key in keys},
        "words": {
            "batch": {state.value: visit.reader.word("batch_status", state) for state in BatchStatus},
            "manifest": {state.value: visit.reader.word("manifest_status", state) for state in ManifestStatus},
        },
    }
