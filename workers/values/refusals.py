"""Why a value is not reviewed or released. Sentences: docstrings and `values.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class ValueStandsElsewhere(Conflict):
    """{indicator} is {status}; this step does not follow from there."""


class NothingToVouchFor(Refusal):
    """{indicator} has no value in this period: enter what is missing for it first."""


class FiguresUnapproved(Refusal):
    """{indicator} rests on a figure that no second person has approved: {figure}."""


class StatementUnapproved(Refusal):
    """{indicator} rests on a statement that no second person has approved."""


class RevisionReasonMissing(Refusal):
    """{indicator} of {period} was published before; say why it is made again."""


class OwnReview(Refusal):
    """Who reviewed {indicator} does not publish it; ask a colleague."""

    status = 403


class PeriodRunning(Refusal):
    """{period} is not over; its values are reviewed when it is."""


class ValueOfAnotherCity(Refusal):
    """Values are reviewed and published by the city they are of."""

    status = 403


class NothingToDo(Refusal):
    """No value of this period stands where this step could follow."""


class IndicatorUnknown(Refusal):
    """{indicator} is no indicator of the set."""

    status = 404


class NotFromCustody(Refusal):
    """This side of {indicator} does not come from custody; there are no loads behind it."""
