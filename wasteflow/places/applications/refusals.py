"""Why an application does not go on. Sentences: docstrings and `places.toml`."""

from wasteflow.core.errors import Conflict, Refusal


class NoSuchStep(Refusal):
    """An application that is "{state}" cannot become "{wanted}"; possible now: {possible}."""

    status = 409


class OtherOffice(Refusal):
    """This step is taken by {office}."""

    status = 403


class GroundMissing(Refusal):
    """Say why: what is missing, on which ground, on which conditions."""


class NumberMissing(Refusal):
    """Name the number of the approval."""


class BeyondRequest(Refusal):
    """More than was applied for: at most {tonnes} t, from {first} to {last}."""

    source = "cross-province-procedure"


class ApplicationMoved(Conflict):
    """This application went on in the meantime (it is now at step {seq}); read it again, then repeat your step."""
