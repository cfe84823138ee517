"""Why a load that differs from its papers, or crosses a border, does not go on. Sentences: docstrings and
`borders.toml`."""

from wasteflow.core.errors import Refusal, Warn


class MayNotBeCarried(Refusal):
    """This load differs from its manifest ({what}): have the manifest corrected, or leave the load. {rule}"""

    source = "guangdong-mismatch"


class MayNotBeAccepted(Refusal):
    """This load differs from its manifest ({what}): agree on a correction, or refuse what differs. {rule}"""

    source = "guangdong-mismatch"


class DiffersFromManifest(Warn):
    """This load differs from its manifest ({what}). {rule}"""

    source = "receipt"


class NothingFound(Refusal):
    """Name what differs; nothing was stated before that could be taken back."""


class TooManyDifferences(Refusal):
    """At most {limit} differences in one statement."""


class SayWhatWasFound(Refusal):
    """Say what was found, in at most {limit} characters."""


class WrongWindow(Refusal):
    """A planned time ends after it begins."""


# --- certificates and the way back -----------------------------------------------------------------------------


class NoBorderPaper(Refusal):
    """This load goes with no movement document or notice, so nothing is certified or taken back under one."""

    source = "basel"


class CertifiedAlready(Refusal):
    """This certificate is issued already."""

    status = 409


class ReceiptFirst(Refusal):
    """Certify the receipt first."""

    status = 409
    source = "basel"


class NotTreatedYet(Refusal):
    """Line {line} is not treated to the end yet: an interim step completes nothing."""

    status = 409
    source = "basel"


class WhoCertifies(Refusal):
    """Say who certifies it for the facility."""


class TakenBackAlready(Refusal):
    """The way back of this load has been started already."""

    status = 409


class TakeBackFirst(Refusal):
    """This load crossed a border: start its way back first, with the reason and who asked for it."""

    status = 409
    source = "basel"


class SayWhy(Refusal):
    """Say why it goes back, and who asked for it."""


# --- filings and barges ------------------------------------------------------------------------------------------


class NotFiled(Warn):
    """No filing for {code} between these two sites is on record. {rule}"""

    source = "cross-province"


class BargeNeeded(Refusal):
    """Name the barge by its nine-digit MMSI, as MMSI412345678. {rule}"""

    source = "marine-fill"
