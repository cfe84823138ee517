"""Why something that several floors have a part in is not told. Sentences: docstrings and `inspection.toml`."""

from wasteflow.core.errors import Refusal


class PeriodToInspect(Refusal):
    """The first day comes before the last, and the period is {years} years at most."""
