"""Why a statement or its evidence is not taken. Sentences: docstrings and `values.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class NotInWords(Refusal):
    """{indicator} is a figure; it is not stated in words."""


class WordsMissing(Refusal):
    """Say what was done, in at least ten characters."""


class EvidenceMissing(Refusal):
    """There is no evidence yet; add a file before it is approved."""


class NoEvidence(Refusal):
    """This is no PDF, picture, XLSX or DOCX file."""


class TooMuchEvidence(Refusal):
    """A statement has at most {most} files."""


class EvidenceClosed(Conflict):
    """Somebody has looked at this statement already; make a new version."""


class NotYourStatement(Refusal):
    """Evidence is added by who made the statement."""

    status = 403


class StatementReasonMissing(Refusal):
    """This was approved with other words; say why it changes."""
