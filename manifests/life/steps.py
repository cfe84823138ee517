"""Which row of the tables in `lifecycle` a fact stands in: mostly that of its kind. Pure."""

from collections.abc import Callable

from manifests.life import brought, portions, restating
from manifests.life import events as e
from manifests.life.model import Batch, Manifest

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
        special = portions.step_of(state, fact) if state.portions else None
        return special or ("treated_in_part" if fact.kg < state.weight.kg else "treated")
    return "treated"


def _lost_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.Lost)
    if isinstance(state, Batch):
        return portions.step_of(state, fact) or ("lost_in_part" if fact.kg < state.weight.kg else "lost")
    return "lost"


def _portion_step(state: State | None, fact: e.AnyEvent) -> str:
    return (portions.step_of(state, fact) if isinstance(state, Batch) else None) or kind_of(fact)


def _restated_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.Corrected | e.Reclassified)
    return restating.step_of(state, fact) if isinstance(state, Batch) else kind_of(fact)


def _accepted_step(state: State | None, fact: e.AnyEvent) -> str:
    return "brought_back" if isinstance(state, Manifest) and state.is_return else kind_of(fact)


def _line_treated_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineTreated)
    last = isinstance(state, Manifest) and brought.all_done(brought.treated(state, fact))
    return "last_line_treated" if last else "line_treated"


def _given_back_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineGivenBack)
    last = isinstance(state, Manifest) and brought.all_done(brought.given_back(state, fact))
    return "last_line_given_back" if last else "line_given_back"


def _line_left_step(state: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.LineLeft)
    if not isinstance(state, Manifest):
        return kind_of(fact)
    if brought.all_done(brought.left(state, fact)):
        return "last_line_left"
    return "part_left" if any(line.refused_kg for line in state.lines) else "line_left"


def _revision_step(_: State | None, fact: e.AnyEvent) -> str:
    assert isinstance(fact, e.RevisionRequested | e.RevisionApproved)
    return "cancelled_by_agreement" if fact.cancels else kind_of(fact)


_TOLD_APART: dict[str, Callable[[State | None, e.AnyEvent], str]] = {
    "treated": _treated_step,
    "lost": _lost_step,
    "lost_on_road": _portion_step,
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
