"""HTTP shapes of zero-waste cells."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.cells import cell_sheets
from wasteflow.core.ids import new_id
from workers.zero_waste_cells import events as e
from workers.zero_waste_cells.model import Cell
from workers.zero_waste_cells.queries import Step


class NewCell(BaseModel):
    """A unit that applies."""

    model_config = ConfigDict(extra="forbid")
    id: UUID = Field(default_factory=new_id, description="Minted by the sender, so that sent twice it is one.")
    unit: str = Field(max_length=30, description="A kind of the catalogue.", examples=["school"])
    name: str = Field(min_length=1, max_length=200, examples=["南山实验学校"])
    city: str = Field(pattern=r"^\d{6}$", examples=["440300"])
    address: str = Field("", max_length=1000)
    org: UUID | None = Field(
        None, description="Its company, where it is on the register; a company's own is filled in."
    )

    def fact(self) -> e.Applied:
        return e.Applied(self.unit, self.name.strip(), self.city, self.address.strip(), self.org)


class NewStep(BaseModel):
    """A further step."""

    model_config = ConfigDict(extra="forbid")
    step: Literal["submitted", "scored", "returned", "awarded", "rejected", "renewed", "revoked"]
    scores: dict[str, int] | None = Field(None, description="Of scored: criterion -> points.")
    reason: str = Field("", max_length=1000)
    expected: int | None = Field(None, description="The step last seen.")

    def fact(self) -> e.Proposable:
        match self.step:
            case "submitted":
                return e.Submitted()
            case "scored":
                return e.Scored(self.scores or {}, self.reason)
            case "returned":
                return e.Returned(self.reason)
            case "awarded":
                return e.Awarded()
            case "rejected":
                return e.Rejected(self.reason)
            case "renewed":
                return e.Renewed()
            case "revoked":
                return e.Revoked(self.reason)


def cell(found: Cell, language: str) -> dict[str, Any]:
    """As its own people see it."""
    kind = cell_sheets().kinds.get(found.kind)
    return {
        **msgspec.to_builtins(found),
        "kind_name": kind.names[language] if kind else found.kind,
        "total": found.total,
        "mark": cell_sheets().mark.value,
    }


def public(found: Cell, language: str) -> dict[str, Any]:
    """What everybody may know: no evidence, no points."""
    kind = cell_sheets().kinds.get(found.kind)
    return {
        "number": found.number,
        "name": found.name,
        "kind": found.kind,
        "kind_name": kind.names[language] if kind else found.kind,
        "city": found.city,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
    }


def step(found: Step) -> dict[str, Any]:
    """One thing that happened."""
    return {"seq": found.seq, "step": found.kind, "at": found.at, "person": found.person, "said": found.body}
