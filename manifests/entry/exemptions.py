"""Exemptions claimed for a line: checked against the catalogue, and what they lift.

An exemption holds for a waste at a step under a condition; everything else about the load stays hazardous. Whoever
claims one says in `reference` how the condition is met, and all of it stands on the line from then on.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import UNSET, UnsetType

from manifests import stream_refusals as s
from manifests.entry.world import World, treatment
from manifests.life import events as e
from manifests.life.model import Batch, Exempt, Line
from wasteflow.catalog import exemptions
from wasteflow.catalog.book import Book
from wasteflow.catalog.editions import holds
from wasteflow.catalog.model import Exemption, Treatment
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal, Word

LONGEST = 200
CLASS = {"recovery": "use", "disposal": "disposal"}  # step -> class of the treatment it is about

Claimed = tuple[Exempt, ...] | UnsetType


def claimed(fact: e.Created, loads: Sequence[Batch], world: World) -> list[Claimed]:
    """What each line is exempt from. Raises a Refusal."""
    return [_of_line(draft, loads[n], world, f"fact.lines[{n}]") for n, draft in enumerate(fact.lines)]


def _of_line(draft: e.LineDraft, batch: Batch, world: World, path: str) -> Claimed:
    if not draft.exemptions:
        return UNSET
    method = treatment(world, draft.method, f"{path}.method") if draft.method else None
    return _checked(draft.exemptions, batch, method, world.book, world.today, f"{path}.exemptions")


def _checked(
    claims: Sequence[e.Claim], batch: Batch, method: Treatment | None, book: Book, today: date, path: str
) -> Claimed:
    found = (_exempt(x, batch, method, book, today, f"{path}[{n}]") for n, x in enumerate(claims))
    return tuple(found)


def _exempt(claim: e.Claim, batch: Batch, treatment: Treatment | None, book: Book, today: date, path: str) -> Exempt:
    row = next((x for x in book.exemptions if x.seq == claim.row and holds(x, today)), None)
    if row is None:
        raise s.UnknownExemption(f"{path}.row", row=claim.row)
    if batch.code.scheme != "cn-hw" or not exemptions.is_for(row, batch.stream, batch.code.code, batch.category):
        raise s.ExemptionOfOtherWaste(f"{path}.row", item=row.item, code=batch.code.code, subject=row.subject_zh)
    if wrong := _other_step(row, treatment, f"{path}.row"):
        raise wrong
    if not claim.reference.strip():
        raise MissingField(f"{path}.reference")
    if len(claim.reference) > LONGEST:
        raise s.ReferenceTooLong(f"{path}.reference", limit=LONGEST)
    return Exempt(
        row=row.seq,
        item=row.item,
        edition=row.edition,
        steps=exemptions.steps_of(row),
        condition=row.condition_zh,
        reference=claim.reference.strip(),
        lifts=exemptions.lifts(row),
    )


def _other_step(row: Exemption, treatment: Treatment | None, path: str) -> Refusal | None:
    """A row about use or disposal is for loads that go there."""
    steps = exemptions.steps_of(row)
    wanted = {CLASS[step] for step in steps if step in CLASS}
    if not wanted or len(wanted) < len(steps) or (treatment is not None and treatment.class_ in wanted):
        return None
    return s.ExemptionOfOtherStep(path, item=row.item, steps=tuple(Word(f"exempt_step.{step}") for step in steps))


def lifted(waste: Line | Batch | Sequence[Exempt] | UnsetType | None, what: str) -> bool:
    """Whether this need not be there for the line: a permit of who collects, carries or receives, or the manifest."""
    if isinstance(waste, Batch):
        return False
    claimed = waste.exempt if isinstance(waste, Line) else waste
    return bool(claimed) and any(what in one.lifts for one in claimed or ())
