"""Why a step of a zero-waste cell is not taken. Sentences: docstrings and `cells.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class CellStandsElsewhere(Conflict):
    """From where it stands ({status}) a cell cannot be {step}."""


class CellWentOn(Conflict):
    """Somebody took this cell a step further; look again, then repeat."""


class CellKindUnknown(Refusal):
    """ "{text}" is no kind of zero-waste cell; there are: {known}."""


class CriterionUnknown(Refusal):
    """ "{text}" stands on no sheet of this kind."""


class PointsBeyondSheet(Refusal):
    """{criterion} brings {most} points at most."""


class CriterionNotScored(Refusal):
    """{criterion} has no points yet; nought is a score too."""


class BelowMark(Refusal):
    """{total} points are fewer than the {mark} that an award needs."""


class NeededCriterionEmpty(Refusal):
    """Without a point for {criterion} there is no award."""


class NoEvidenceYet(Refusal):
    """Add evidence for at least one criterion first."""


class ScoredByYourself(Refusal):
    """Who gave the points does not grant the title; ask a colleague."""

    status = 403


class NotYourCell(Refusal):
    """A cell is kept by its own company and by the zero-waste office of its city."""

    status = 403


class CellReasonMissing(Refusal):
    """Say why, so that the unit knows what to do."""


class RenewedTooEarly(Refusal):
    """The award holds until {day}; a unit may apply anew from {days} days before."""


class EvidenceNotAFile(Refusal):
    """Evidence is a PDF or a picture (JPEG, PNG)."""
