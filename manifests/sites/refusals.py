"""Why a ledger is not shown. Sentences: docstrings and `ledger.toml`."""

from wasteflow.core.errors import Refusal


class WrongDays(Refusal):
    """The first day comes after the last; exchange them."""


class PeriodTooLong(Refusal):
    """A ledger is read for at most {years} years at once, from the year 2000 on; ask for a shorter period."""
