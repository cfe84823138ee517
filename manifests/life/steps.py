"""Which row of the tables in `lifecycle` a fact stands in: mostly that of its kind. Pure."""

from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from manifests.life import events as e
from manifests.life import portions, restating
from manifests.life.model import Batch, Line, Manifest

State = Batch | Manifest


def kind_of(fact: e.AnyEvent) -> str:
    """The fact's name in tables, rows and texts: `partly_accepted`."""
    return fact.kind


def kind_of_type(cls: type[e.Event]) -> str:
    """The name of a type of fact."""
    return cls.kind


def step_of(state: State | None, fact: e.AnyEvent) -> str:
    """The row of the table a fact stands in: its kind, told apart where what it says of this state decides."""
    kind = fact.kind
    told_apart = _TOLD_APART.get(kind)
    return told_apart(state, fact) if told_apart else kind


def _treated_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.Treated)
    if fact.final is False:
        return "treated_interim"
    if isinstance(state, Batch):
        return portions.step_of(state, fact) or ("treated_in_part" if fact.kg < state.weight.kg else "treated")
    return "treated"


def _portion_step(state: State | None, fact: e.AnyEvent) -> str:
    return (portions.step_of(state, fact) if isinstance(state, Batch) else None) or kind_of(fact)


def _restated_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.Corrected | e.Reclassified)
    return restating.step_of(state, fact) if isinstance(state, Batch) else kind_of(fact)


def _accepted_step(state: State | None, fact: e.AnyEvent) -> str:
    return "brought_back" if isinstance(state, Manifest) and state.is_return else kind_of(fact)


def _line_treated_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineTreated)
    last = isinstance(state, Manifest) and all(
        (_ends(fact) if line.batch == fact.batch else line.done) or not line.accepted_kg for line in state.lines
    )
    return "last_line_treated" if last else "line_treated"


def _ends(fact: e.LineTreated) -> bool:
    """Nothing is left of the line, or it went through an interim step, which ends it here too."""
    return fact.left_kg == 0 or not fact.final


def _given_back_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineGivenBack)
    last = isinstance(state, Manifest) and all(
        (line.batch == fact.batch and not fact.left_kg) or line.done or not line.accepted_kg for line in state.lines
    )
    return "last_line_given_back" if last else "line_given_back"


def _line_left_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineLeft)
    return restating.left_step(restating.fold_line(state, fact)) if isinstance(state, Manifest) else kind_of(fact)


def _revision_step(_: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.RevisionRequested | e.RevisionApproved)
    return "cancelled_by_agreement" if fact.cancels else kind_of(fact)


_TOLD_APART: dict[str, Callable[[State | None, e.AnyEvent], str]] = {
    "treated": _treated_step,
    "portion_taken": _portion_step,
    "portion_treated": _portion_step,
    "portion_left": _portion_step,
    "corrected": _restated_step,
    "reclassified": _restated_step,
    "accepted": _accepted_step,
    "line_treated": _line_treated_step,
    "line_given_back": _given_back_step,
    "line_left": _line_left_step,
    "revision_requested": _revision_step,
    "revision_approved": _revision_step,
}


def treat_line(manifest: Manifest, fact: e.LineTreated) -> Manifest:
    """The manifest with so much more of a line treated."""

    def treat(line: Line) -> Line:
        if line.batch != fact.batch:
            return line
        kg = fact.kg if fact.final else Decimal(0)  # after an interim step the same kilograms are treated once more
        return replace(line, treated_kg=line.treated_kg + kg, done=_ends(fact))

    return replace(manifest, lines=tuple(treat(line) for line in manifest.lines))


def give_back(manifest: Manifest, fact: e.LineGivenBack) -> Manifest:
    """The manifest when its consignor has a line again: nothing more becomes of it at the consignee."""

    def back(line: Line) -> Line:
        if line.batch != fact.batch:
            return line
        kg = (line.given_back_kg or Decimal(0)) + fact.kg
        return replace(line, given_back_kg=kg, done=line.done or not fact.left_kg)

    return replace(manifest, lines=tuple(map(back, manifest.lines)))
