"""What differs from the manifest as it was found; where it crosses a border, its shipment, paper and certificates."""

from typing import Any

from manifests.borders import document, queries
from manifests.borders.routes import papers_of
from manifests.life.model import Manifest
from wasteflow.core import clock
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts | None:
    """The paper of a load under an approval; a statement of what differs."""
    manifest = case.manifest
    approvals = {line.approval.id: line.approval for line in manifest.lines if line.approval}
    paper: dict[str, Any] | None = None
    if approvals and manifest.number:
        paper = await papers_of(case.visit.pool, case.conn, manifest, case.visit.reader.language)
    if paper is None and not manifest.found:
        return None
    back = document.taken_back(manifest, clock.now(), await _came_back(case, manifest)) if manifest.take_back else None
    return {
        "approvals": list(approvals.values()),
        "paper": paper,
        "marks": {mark["certificate"]: mark for mark in paper["certificates"]} if paper else {},
        "back": back,
    }


async def _came_back(case: Case, manifest: Manifest) -> bool:
    """Whether a return under it was taken in at home."""
    approval = next((line.approval.id for line in manifest.lines if line.approval), None)
    loads = await queries.shipments(case.conn, approval=approval, scopes=None, limit=500) if approval else []
    return any(one.came_back for one in loads if one.manifest.id == manifest.id)


PART = Part("crossing.html", "wide", load)
