"""Why a limit is not tried or put in force. Sentences: docstrings and `tuning.toml`."""

from wasteflow.core.errors import Refusal


class NoSuchLimit(Refusal):
    """This rule has no limit \"{name}\"; it has: {known}."""


class LimitOutOfRange(Refusal):
    """A limit is a number above 0 and below {most}."""


class LimitUnchanged(Refusal):
    """This limit is in force already."""

    status = 409


class TrialRuns(Refusal):
    """It is still being tried over history; wait for what it comes to, then decide."""

    status = 409


class TrialTooOld(Refusal):
    """This trial is older than {days} days; try it again over what has happened since."""

    status = 409


class NoDeparture(Refusal):
    """Your place does not depart from this limit, so there is nothing to take back."""

    status = 409


class LimitReasonMissing(Refusal):
    """Say why in words: whoever reads an alert is told where its limit comes from."""
