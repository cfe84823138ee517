"""What the workers' pages refuse, with the remedy."""

from wasteflow.core.errors import Refusal


class AlertSettled(Refusal):
    """This alert is settled already and cannot be changed any more."""

    status = 409


class ReasonMissing(Refusal):
    """Say why: an alert is confirmed or dismissed with a reason."""


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
