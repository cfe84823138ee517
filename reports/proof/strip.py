"""The strip at a paper's foot that says how it proves itself."""

from reports.page import Foot
from reports.proof.model import Issue
from wasteflow.core.i18n import text


def strip(issue: Issue, rests: str, public_url: str) -> Foot:
    """Number, what the paper rests on, and where to check it."""
    base = public_url.rstrip("/")
    first = text("reports.proof.number", issue.language, number=issue.number, rests=rests)
    second = text("reports.proof.check", issue.language, address=f"{base}/verify")
    return Foot((first, second), f"{base}/R/{issue.number}")
