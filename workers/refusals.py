"""What the workers' pages refuse, with the remedy."""

from wasteflow.core.errors import Refusal


class UnknownIndicator(Refusal):
    """There is no indicator {indicator}; there are: {known}."""

    status = 404


class WrongMonth(Refusal):
    """{month} is not a month; write it as 2026-10."""


class WrongMonths(Refusal):
    """A period ends with or after the month it starts with, and covers at most {most} months."""


class NotYourCity(Refusal):
    """The loads behind a figure are shown to those whose jurisdiction the city lies in."""

    status = 403
