"""Why something is not done on a round. Sentences: docstrings and `rounds.toml`."""

from wasteflow.core.errors import Refusal


class RoundNotSo(Refusal):
    """\"{step}\" is not possible while the round is "{status}"; possible now: {possible}."""

    status = 409


class UnknownCall(Refusal):
    """The round has no call {call}; its calls are numbered 1 to {count}."""

    status = 404


class CallDone(Refusal):
    """Call {call} at {name} has its slip already, or was skipped."""

    status = 409


class SlipsCount(Refusal):
    """{count} slips of this round still count; cancel them first, or let them lapse."""

    status = 409


class ToldBefore(Refusal):
    """This stands on the round already, as somebody else recorded it."""

    status = 409


class NoLeaveToFill(Refusal):
    """{name} has given your company no leave to fill in its manifests for this stream at this site today; ask it for
    leave, or let it draw up its own."""

    status = 403
    source = "manifest"


class MergingForbidden(Refusal):
    """What several producers of {stream} hand over is not put together into one container ({rule}); give each its
    own."""

    source = "kept-apart"


class OtherCodeInContainer(Refusal):
    """One container takes one waste of {stream}: {code} does not go in with {first}."""

    source = "kept-apart"


class CalledTwice(Refusal):
    """The same waste of the same site stands on this round twice."""


class NotYourVehicle(Refusal):
    """{plate} is not among the vehicles of your company in service."""


class NothingOnBoard(Refusal):
    """No signed slip's load is on the vehicle, so nothing can arrive."""

    status = 409


class NothingAtGate(Refusal):
    """No load of this round stands at the gate and waits for this."""

    status = 409


class NotSignedYet(Refusal):
    """{name} has not signed its slip; its own people sign, or you sign with its site's code or its leave."""

    status = 409


class NoSlipYet(Refusal):
    """Call {call} at {name} has no slip; fill it in first."""

    status = 409


class SlipDiffers(Refusal):
    """The slip of call {call} is filled in already, with {kg} kg ({basis}); amend or cancel it to change that."""

    status = 409


class UsesItsBatch(Refusal):
    """At this call a batch in store is collected as its producer weighed it; leave the weight out."""


class WeightNeeded(Refusal):
    """Enter what the scale says, or your estimate, in kilograms."""
