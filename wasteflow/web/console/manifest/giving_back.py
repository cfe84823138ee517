"""What was accepted here and must not be kept after all: its consignee draws up the way back to who sent it."""

from uuid import UUID

from manifests.entry.giving_back import as_taken_in
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Manifest, ManifestStatus
from wasteflow.catalog.papers import crosses
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest import on_the_way
from wasteflow.web.console.manifest.part import Case, Facts, Part

STEP = "give_back"
_TAKEN_IN = (ManifestStatus.ACCEPTED, ManifestStatus.PARTLY_ACCEPTED)


async def load(case: Case) -> Facts | None:
    """For who accepted it and has it still as it came; open again where it went wrong."""
    manifest = case.manifest
    if not _may(case.visit.me, manifest):
        return None
    ids = [line.batch for line in manifest.lines if not line.done]
    held = await queries.chosen_batches(case.conn, ids=ids, org=manifest.consignee.org)
    loads = [batch for batch in held if _here(batch, manifest)]
    if not loads:
        return None
    again, form = case.step == STEP, case.form
    return {
        "step": STEP,
        "loads": loads,
        "ticked": set(form.every("batch")) if again else {str(batch.id) for batch in loads},
        "carriers": await on_the_way.who_may_carry(case),
        "carrier": form.get("fact.carrier") if again else manifest.leg.org,
        "reason": form.get("fact.remark") if again else "",
        "open": again,
    }


def drawn(form: Form, given: Manifest) -> e.Created:
    """The manifest home: from the site that accepted it to the site that sent it. What is wrong stands in the form."""
    batches = form.ids("batch")
    form.renamed = {f"fact.lines[{n}]": f"line:{batch}" for n, batch in enumerate(batches)}
    if not batches:
        form.problems.append(r.NothingChosen("fact.lines"))
    return e.Created(
        consignor_site=given.consignee.site,
        consignee_site=given.consignor.site,
        carrier=form.id("fact.carrier"),
        lines=tuple(e.LineDraft(batch) for batch in batches),
        remark=form.text("fact.remark", needed=True, most=300),
        gives_back=given.id,
    )


def _may(me: Actor, manifest: Manifest) -> bool:
    """What crossed a border is taken back first, by its own step."""
    return (
        manifest.status in _TAKEN_IN
        and me.org == manifest.consignee.org
        and allowed(me, "manifest:create")
        and not manifest.is_return
        and (manifest.take_back is not None or not crosses(manifest.regime))
    )


def _here(batch: Batch, manifest: Manifest) -> bool:
    site: UUID | None = manifest.consignee.site
    return batch.status is BatchStatus.STORED and batch.holder_site == site and as_taken_in(batch, manifest)


PART = Part("giving_back.html", "side", load)
