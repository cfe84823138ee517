"""Why a target is not set. Sentences: docstrings and `values.toml`."""

from wasteflow.core.errors import Refusal


class YearsOutOfOrder(Refusal):
    """State at least a base year and a target year, each once and in order."""


class TargetReasonMissing(Refusal):
    """{indicator} has a target already; say why another one replaces it."""


class NoNumberToAim(Refusal):
    """{indicator} is judged in words; it has no target to aim at."""
