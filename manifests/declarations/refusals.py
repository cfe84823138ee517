"""Why a declaration is not filed, or a class not entered. Sentences: docstrings and `declarations.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class NoSuchDuty(Refusal):
    """There is no declaration of this kind for a period that begins on this day; take one from the site's list."""

    status = 404
    source = "ledger-form"


class PeriodNotOver(Refusal):
    """This period ends on {last}; its declaration can be filed from the day after."""

    status = 409
    source = "ledger-form"


class FiguresChanged(Conflict):
    """The figures changed since you looked: something of this period was recorded in the meantime. Look at them again, then file."""  # noqa: E501


class FiledAlready(Refusal):
    """This was filed already, on {day}; to amend it, say why."""

    status = 409
    source = "ledger-form"


class NothingToAmend(Refusal):
    """Nothing changed since version {version} was filed; there is nothing to amend."""

    status = 409


class ReasonNeeded(Refusal):
    """Say why, in a few words; it is kept with it."""
