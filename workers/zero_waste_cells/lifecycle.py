"""The life of a zero-waste cell. `judge` refuses by today's rules, `evolve` folds and never refuses. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from wasteflow.catalog.cells import CellSheets
from wasteflow.core.errors import Refusal, Refusals, Word
from workers.zero_waste_cells import events as e
from workers.zero_waste_cells import refusals as no
from workers.zero_waste_cells.model import Cell, CellStatus

DRAFT, SUBMITTED, SCORED, AWARDED, REJECTED, REVOKED = CellStatus

TABLE: Mapping[tuple[CellStatus | None, str], CellStatus] = {
    (None, "applied"): DRAFT,
    (DRAFT, "evidenced"): DRAFT,
    (DRAFT, "submitted"): SUBMITTED,
    (SUBMITTED, "scored"): SCORED,
    (SUBMITTED, "returned"): DRAFT,
    (SCORED, "scored"): SCORED,
    (SCORED, "returned"): DRAFT,
    (SCORED, "awarded"): AWARDED,
    (SCORED, "rejected"): REJECTED,
    (REJECTED, "renewed"): DRAFT,
    (AWARDED, "renewed"): DRAFT,
    (AWARDED, "revoked"): REVOKED,
    (REVOKED, "renewed"): DRAFT,
}


def possible(cell: Cell) -> list[str]:
    """The steps from where it stands."""
    return [step for status, step in TABLE if status is cell.status]


def judge(cell: Cell, fact: e.AnyFact, sheets: CellSheets, by: UUID, today: date) -> None:
    """Raises Refusals where the step cannot be."""
    step = e.kind_of(fact)
    if (cell.status, step) not in TABLE:
        status = Word(f"cell_status.{cell.status.value}")
        raise no.CellStandsElsewhere("fact", status=status, step=Word(f"cell_step.{step}"))
    problems = _problems(cell, fact, sheets, by, today)
    if problems:
        raise Refusals(problems)


def _problems(cell: Cell, fact: e.AnyFact, sheets: CellSheets, by: UUID, today: date) -> list[Refusal]:
    match fact:
        case e.Evidenced(evidence=one):
            known = sheets.kinds[cell.kind].line(one.criterion)
            return [] if known else [no.CriterionUnknown("criterion", text=one.criterion[:30])]
        case e.Submitted():
            return [] if cell.evidence else [no.NoEvidenceYet("fact")]
        case e.Scored(scores=scores):
            return _scores(cell, scores, sheets)
        case e.Awarded():
            return _award(cell, sheets, by)
        case e.Returned(reason=reason) | e.Rejected(reason=reason) | e.Revoked(reason=reason):
            return [] if reason.strip() else [no.CellReasonMissing("fact.reason")]
        case e.Renewed():
            days = int(sheets.renew_days.value)
            early = cell.in_force(today) and cell.valid_to and today < cell.valid_to - timedelta(days=days)
            return [no.RenewedTooEarly("fact", day=cell.valid_to, days=days)] if early else []
        case e.Applied():
            return []
        case _:
            assert_never(fact)


def _scores(cell: Cell, scores: Mapping[str, int], sheets: CellSheets) -> list[Refusal]:
    kind = sheets.kinds[cell.kind]
    problems: list[Refusal] = [
        no.CriterionUnknown(f"fact.scores.{one[:30]}", text=one[:30]) for one in scores if kind.line(one) is None
    ]
    for line in kind.sheet:
        names, path = sheets.criteria[line.criterion], f"fact.scores.{line.criterion}"
        if line.criterion not in scores:
            problems.append(no.CriterionNotScored(path, criterion=names))
        elif scores[line.criterion] > line.points:
            problems.append(no.PointsBeyondSheet(path, criterion=names, most=line.points))
    return problems


def _award(cell: Cell, sheets: CellSheets, by: UUID) -> list[Refusal]:
    problems: list[Refusal] = [no.ScoredByYourself("fact")] if cell.scored_by == by else []
    for short in sheets.short_of(cell.kind, cell.scores):
        if short == "mark":
            problems.append(no.BelowMark("fact", total=cell.total, mark=sheets.mark.value))
        else:
            problems.append(no.NeededCriterionEmpty("fact", criterion=sheets.criteria[short]))
    return problems


def evolve(cell: Cell | None, event: e.Envelope) -> Cell:
    """The cell after a stored event."""
    fact = event.fact
    if isinstance(fact, e.Applied):
        return Cell(event.cell, 1, DRAFT, fact.unit, fact.name, fact.city, fact.address, fact.org, fact.edition)
    assert cell is not None, "a cell begins with its application"
    status = TABLE.get((cell.status, e.kind_of(fact)), cell.status)
    cell = replace(cell, seq=event.seq, status=status)
    match fact:
        case e.Evidenced(evidence=one):
            return replace(cell, evidence=(*(x for x in cell.evidence if x.sha256 != one.sha256), one))
        case e.Scored(scores=scores):
            return replace(cell, scores=dict(scores), scored_by=event.account, reason="")
        case e.Awarded(number=number, valid_from=first, valid_to=last):
            return replace(cell, number=number, valid_from=first, valid_to=last)
        case e.Returned(reason=reason) | e.Rejected(reason=reason) | e.Revoked(reason=reason):
            return replace(cell, reason=reason)
        case e.Renewed(edition=edition):
            return replace(cell, edition=edition, scores={}, scored_by=None, reason="")
        case e.Submitted():
            return replace(cell, reason="")
        case _:
            assert_never(fact)
