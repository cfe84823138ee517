"""Who may take which step of a zero-waste cell."""

from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.identity import province_of
from workers.zero_waste_cells import refusals as no
from workers.zero_waste_cells.model import Cell

SEE, APPLY, REVIEW = "cell:see", "cell:apply", "cell:review"
NEEDS = {
    "evidenced": APPLY,
    "submitted": APPLY,
    "renewed": APPLY,
    "scored": REVIEW,
    "returned": REVIEW,
    "awarded": REVIEW,
    "rejected": REVIEW,
    "revoked": REVIEW,
}


def own(actor: Actor, cell: Cell) -> bool:
    """Whether it is the actor's own: its company's, or of the actor's city."""
    mine = scopes(actor)
    return mine is None or bool({f"org:{cell.org}", f"city:{cell.city}"} & set(mine))


def sees(actor: Actor, cell: Cell) -> bool:
    """Whether it stands on the actor's list: its own, or of a city of the actor's province."""
    return own(actor, cell) or f"province:{province_of(cell.city)}" in (scopes(actor) or ())


def require_step(actor: Actor, cell: Cell, step: str) -> None:
    """Raises the action's refusal, or NotYourCell."""
    require(actor, NEEDS[step])
    if not own(actor, cell):
        raise no.NotYourCell("id")


def steps(actor: Actor, cell: Cell, possible: list[str]) -> list[str]:
    """Those of the possible steps that this actor may take."""
    return [step for step in possible if allowed(actor, NEEDS[step]) and own(actor, cell)]
