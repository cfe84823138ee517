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
