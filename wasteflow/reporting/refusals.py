"""Why a schedule is not set, or a run not tried again. Sentences: docstrings and `reporting.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class NoReportDay(Refusal):
    """Reports are made from a day between {first} and {last} of the next month; {day} is none."""


class WaitTooLong(Refusal):
    """A report waits for its review for {most} days at most."""


class NoReportLanguage(Refusal):
    """Choose at least one language in which the report is made."""


class OfficeTooLong(Refusal):
    """The name of an office has {most} characters at most."""


class ContactTooLong(Refusal):
    """A contact has {most} characters at most."""


class SectionsOdd(Refusal):
    """The order names every section once: nothing is left out of a report, nor stands in it twice."""


class RunNotFailed(Conflict):
    """This report has not failed: it is made already, or is being made."""
