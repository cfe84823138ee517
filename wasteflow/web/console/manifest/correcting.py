"""Corrections by agreement on a manifest's page: asked for, answered, taken back; those made stay to be read."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Change, Manifest, Revision
from manifests.life.revising import FIELDS, WEIGHTS, standing
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, decimal
from wasteflow.web.console.manifest.part import Case, Facts, Part
from wasteflow.web.console.words import ways

WHOLE = ("plate", "driver", "remark")
LINE = ("packages", "method", *WEIGHTS, "treated_by")


def askable(manifest: Manifest) -> bool:
    """Nothing waits for agreement."""
    return manifest.revision is None


def can_be_called_off(manifest: Manifest) -> bool:
    """The same, and it has been signed and not received."""
    return askable(manifest) and manifest.status in FIELDS["cancel"]


def is_open(manifest: Manifest) -> bool:
    """Something waits for agreement."""
    return manifest.revision is not None


def awaited(manifest: Manifest, org: UUID | None) -> bool:
    """Of this company."""
    return manifest.revision is not None and org in manifest.revision.awaits


def authored(manifest: Manifest, org: UUID | None) -> bool:
    """By this company."""
    return manifest.revision is not None and org == manifest.revision.author


async def fields(case: Case) -> Facts:
    """The fields that can be corrected now, with what stands in them; and the ways of treatment."""
    manifest = case.manifest
    whole = {name: standing(manifest, None, name) or "" for name in WHOLE}
    lines = [
        {name: standing(manifest, n, name) or "" for name in LINE if _now(manifest, n, name)}
        for n in range(1, len(manifest.lines) + 1)
    ]
    return {"whole": whole, "lines": lines, "ways": ways(await case.visit.book())}


def _now(manifest: Manifest, line: int, name: str) -> bool:
    settled = manifest.lines[line - 1]
    if manifest.status not in FIELDS[f"lines.{name}"]:
        return False
    return not (name == "refused_kg" and not settled.refused_kg)


def requested(form: Form) -> e.RevisionRequested:
    """What was changed in the form; what was left as it stood is not asked for."""
    whole: dict[str, str] = {}
    for name in WHOLE:
        typed = form.text(f"fact.{name}", most=300)
        if typed != form.get(f"was.{name}") and (typed or name == "remark"):
            whole[name] = typed
    lines: list[e.LineRevised] = []
    for n in range(1, form.lines + 1):
        values = dict(_typed(form, n))
        if values:
            form.renamed[f"fact.lines[{len(lines)}]"] = f"fact.lines[{n - 1}]"
            lines.append(e.LineRevised(n, **values))
    return e.RevisionRequested(form.text("fact.reason", needed=True), lines=tuple(lines), **whole)  # type: ignore[arg-type]


def _typed(form: Form, n: int) -> Iterator[tuple[str, Any]]:
    for name in LINE:
        field = f"fact.lines[{n - 1}].{name}"
        typed, was = form.text(field), form.get(f"was.lines[{n - 1}].{name}")
        if not typed or typed == was:
            continue
        if name in ("method", "treated_by"):
            yield name, typed
        elif name == "packages":
            yield from _packages(form, field, typed)
        elif (kg := form.number(field)) != decimal(was or "0"):
            yield name, kg


def _packages(form: Form, field: str, typed: str) -> Iterator[tuple[str, int]]:
    if typed.isdecimal() and 1 <= int(typed[:6]) <= 10_000:
        yield "packages", int(typed)
    else:
        form.problems.append(r.NotANumber(field))


# --- the part --------------------------------------------------------------------------------------------


async def load(case: Case) -> Facts | None:
    """The open one with who has yet to agree, and those that were made."""
    manifest = case.manifest
    if manifest.revision is None and not manifest.corrections:
        return None
    names = {party.org: party.name for party in (manifest.consignor, manifest.consignee)}
    names |= {carrier.org: carrier.name for carrier in manifest.carriers}
    names |= {stop.party.org: stop.party.name for stop in manifest.stops}
    return {
        "open": _told(manifest, manifest.revision, names) if manifest.revision else None,
        "made": [_told(manifest, one, names) for one in reversed(manifest.corrections)],
    }


def _told(manifest: Manifest, revision: Revision, names: dict[UUID, str]) -> Facts:
    return {
        "revision": revision,
        "author": names.get(revision.author, "") if revision.author else "",
        "awaited": [names.get(org, str(org)) for org in revision.awaits],
        "changes": [_change(manifest, change) for change in revision.changes],
    }


def _change(manifest: Manifest, change: Change) -> Facts:
    weight = change.field in WEIGHTS

    def value(there: str | int | None) -> Any:
        return Decimal(str(there)) if weight and there is not None else there

    return {
        "field": change.field,
        "line": change.line,
        "name": manifest.lines[change.line - 1].name if change.line else "",
        "weight": weight,
        "method": change.field in ("method", "treated_by"),
        "before": value(change.before),
        "after": value(change.after),
    }


PART = Part("corrections.html", "wide", load)
