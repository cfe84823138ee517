"""Why nothing is shown at the road-side. Sentences: docstrings and `roadside.toml`."""

from wasteflow.core.errors import Refusal


class NothingAsked(Refusal):
    """Give a plate or a number: letters and digits, at most 60."""


class PurposeMissing(Refusal):
    """Say why you look: it is written down with your office, and the parties of the load can read it."""


class NotUnderWay(Refusal):
    """Only a load that is under way can be shown; this one is: {road}."""

    status = 409
