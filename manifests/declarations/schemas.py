"""HTTP shapes of declarations."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, Field, StringConstraints

from manifests.declarations.commands import Draft
from manifests.declarations.queries import Kept
from manifests.declarations.standing import Declarer, Filing, Owed
from wasteflow.catalog.duties import GeneratorClass

Reason = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]


class NewDeclaration(BaseModel):
    """A declaration to be filed: the figures that were seen, by their digest."""

    id: UUID | None = Field(None, description="Sent again with the same id, it is filed once.")
    duty: str = Field(max_length=40)
    first: date = Field(description="First day of the period.")
    figures_sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the draft you looked at.")
    reason: Reason = Field("", description="Needed to amend what was filed.")


class NewClass(BaseModel):
    """What an authority enters of a site's class; without a class it is as computed again."""

    year: int = Field(ge=2000, le=2200)
    class_: GeneratorClass | None = Field(None, alias="class")
    assessed_t: Decimal | None = Field(
        None, ge=0, max_digits=12, description="Tonnes a year of the environmental assessment."
    )
    reason: Reason


class FiledOut(BaseModel):
    """What was filed."""

    id: UUID
    version: int
    nil: bool
    late: bool
    figures_sha256: str


def standing(site: Declarer, many: list[Owed], today: date) -> dict[str, Any]:
    """A site with its class and what it owes."""
    now = site.classed(today.year)
    return {
        **named(site),
        "class": msgspec.to_builtins(now),
        "items": [owed(one) for one in many],
    }


def named(site: Declarer) -> dict[str, Any]:
    """Which site it is."""
    return {"site": site.id, "name": site.name, "org": site.org, "org_name": site.org_name, "city": site.city}


def owed(one: Owed) -> dict[str, Any]:
    """One declaration as a line of the list."""
    period = one.period
    return {
        "duty": period.duty.id,
        "waste": period.duty.waste,
        "period": period.name,
        "first": period.first,
        "last": period.last,
        "due_on": period.due_on,
        "source": period.duty.source,
        "confidence": period.duty.confidence,
        "state": one.state,
        "filed": [_filing(f) for f in one.filed],
    }


def _filing(f: Filing) -> dict[str, Any]:
    names = ("id", "version", "nil", "late", "figures_sha256", "reason", "filed_at", "filed_on", "person")
    return {name: getattr(f, name) for name in names}


def draft(made: Draft, filed: list[Kept]) -> dict[str, Any]:
    """The figures as they are now, and every version that was filed."""
    return {
        "duty": made.period.duty.id,
        "period": made.period.name,
        "due_on": made.period.due_on,
        "figures": made.figures,
        "nil": made.figures.nil,
        "figures_sha256": made.figures.digest,
        "counted_to": made.counted_to,
        "at": made.at,
        "changed": bool(filed) and filed[-1].figures_sha256 != made.figures.digest,
        "filed": [kept(x) for x in filed],
    }


def kept(x: Kept) -> dict[str, Any]:
    """One version as it was filed."""
    return {
        "id": x.id,
        "version": x.version,
        "nil": x.nil,
        "late": x.filed_on > x.due_on,
        "figures": msgspec.Raw(x.figures.encode()),
        "figures_sha256": x.figures_sha256,
        "counted_to": x.counted_to,
        "reason": x.reason,
        "filed_at": x.filed_at,
        "filed_on": x.filed_on,
        "person": x.person,
    }
