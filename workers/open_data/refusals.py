"""Why a release is not proposed or agreed to. Sentences: docstrings and `open_data.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class NothingPublished(Refusal):
    """No city has published a value of {period} yet; values are published first, then released together."""


class ConsentNotYours(Refusal):
    """Each government agrees for itself: the province for its nine cities, Hong Kong and Macao for theirs."""

    status = 403


class AlreadyAgreed(Conflict):
    """Your government has agreed to this release already."""
