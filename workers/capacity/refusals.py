"""Why a gate price is not taken. Sentences: docstrings and `capacity.toml`."""

from wasteflow.core.errors import Refusal


class PricePeriodTurned(Refusal):
    """A price ends on or after the day it begins."""
