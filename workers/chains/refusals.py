"""Why a chain is not shown or a site's plan not taken. Sentences: docstrings and `chains.toml`."""

from wasteflow.core.errors import Refusal


class ChainOfAnotherPlace(Refusal):
    """Chains name companies and are shown to the authorities of their own place; choose a place of yours."""

    status = 403


class NotCarriedFromSites(Refusal):
    """A building site plans for these: {known}."""


class PlanEndsEarly(Refusal):
    """The last day of carrying comes before the first."""


class DensityUnknown(Refusal):
    """{stream} has no usual density; state one with its source."""


class TipUnknown(Refusal):
    """No site is registered under this id as a place to tip at."""
