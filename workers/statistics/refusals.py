"""Why a figure is not taken. Sentences: docstrings and `statistics.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class PeriodUnknown(Refusal):
    """ "{text}" is no period; write a year as 2026 or a month as 2026-10."""


class NotYet(Refusal):
    """{period} has not begun; enter a period that has."""


class FigureUnknown(Refusal):
    """ "{text}" is no figure of the indicator set; take its name or its key from the template."""


class FigureFromCustody(Refusal):
    """{figure} is counted from custody and is not entered."""


class ValueMalformed(Refusal):
    """ "{text}" is no number; write digits, at most one decimal point, and no unit."""


class ValueOutOfRange(Refusal):
    """{value} cannot be: the figure lies between 0 and {most}."""


class UnitDiffers(Refusal):
    """This figure is stated in {unit}, not in {written}; convert it."""


class SourceMissing(Refusal):
    """Say where the figure comes from: a yearbook, a bulletin, a department's letter."""


class ChangeReasonMissing(Refusal):
    """{figure} of {period} is approved with another value; say why it changes."""


class CityUnknown(Refusal):
    """ "{text}" is no place of the Bay Area; write its name or its six digits."""


class FigureOfAnotherCity(Refusal):
    """Figures are entered and looked at by the city they are of."""

    status = 403


class OwnEntry(Refusal):
    """Who entered a figure does not approve it; ask a colleague."""

    status = 403


class AlreadyReviewed(Conflict):
    """Somebody has looked at this entry already."""


class VerdictReasonMissing(Refusal):
    """Say what is wrong with the figure, so that it can be mended."""


class RowTwice(Refusal):
    """This figure of this period stands in row {row} already; remove one."""
