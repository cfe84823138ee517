"""Why a shared value is not opened or shared. Sentences: docstrings and `values.toml`."""

from wasteflow.core.errors import Refusal


class ShareUnknown(Refusal):
    """This link is not whole, or not ours; ask for it again."""

    status = 404


class ShareOver(Refusal):
    """This link could be opened until {day}; ask for another one."""

    status = 410


class NotYetPublished(Refusal):
    """{indicator} of {period} is not published; only published values are shown to others."""
