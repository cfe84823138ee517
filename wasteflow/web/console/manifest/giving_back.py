"""What was accepted here and must not be kept after all: its consignee draws up the way back to who sent it.

The manifest's page has only the link, the form is a page of its own: most who could do it never do.
"""

from typing import Any

from manifests.entry.giving_back import as_taken_in
from manifests.life import events as e
from manifests.life.model import Manifest, ManifestStatus
from wasteflow.catalog.papers import crosses
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed
from wasteflow.web.console import queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest import on_the_way
from wasteflow.web.console.manifest.part import Case, Facts, Part

_TAKEN_IN = (ManifestStatus.ACCEPTED, ManifestStatus.PARTLY_ACCEPTED)


def may(me: Actor, manifest: Manifest) -> bool:
    """Whether it is this person's to give back; what crossed a border is taken back first, by its own step."""
    return (
        manifest.status in _TAKEN_IN
        and me.org == manifest.consignee.org
        and allowed(me, "manifest:create")
        and not manifest.is_return
        and (manifest.take_back is not None or not crosses(manifest.regime))
    )


async def fields(case: Case) -> dict[str, Any]:
    """What is here still as it came, and who may carry it."""
    manifest, form = case.manifest, case.form
    held = await queries.brought_by(case.conn, manifest=manifest.id, site=manifest.consignee.site)
    loads = [batch for batch in held if as_taken_in(batch, manifest)]
    return {
        "loads": loads,
        "ticked": set(form.every("batch")) if form.problems else {str(batch.id) for batch in loads},
        "carriers": await on_the_way.who_may_carry(case) if loads else [],
        "carrier": form.get("fact.carrier") if form.problems else manifest.leg.org,
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


async def _load(case: Case) -> Facts | None:
    return {} if may(case.visit.me, case.manifest) else None


PART = Part("giving_back.html", "side", _load)
