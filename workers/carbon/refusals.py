"""Why a year of a landfill is not taken. Sentences: docstrings and `carbon.toml`."""

from wasteflow.core.errors import Refusal


class DepositUnknown(Refusal):
    """ "{text}" is no material of landfills; there are: {known}, and captured."""


class CapturedIsAShare(Refusal):
    """The share of methane drawn off lies between 0 and 1."""


class YearToCome(Refusal):
    """{year} has not begun."""
