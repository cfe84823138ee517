"""Why a correction of what was signed is not possible, or not any more. Sentences: docstrings and `custody.toml`."""

from wasteflow.core.errors import Refusal


class MovedSince(Refusal):
    """What stands here is no longer what it was when this change was asked for; refuse it, and ask anew."""

    status = 409


class CancelAlone(Refusal):
    """A manifest is changed or called off, not both in one request."""


class CancelAfterReceipt(Refusal):
    """The load has been received, so it can no longer be called off; what stands wrongly is corrected instead."""

    status = 409


class StoredOnTheWay(Refusal):
    """{name} has the load in its store; it can be called off once a carrier has taken it over again."""

    status = 409


class SentStands(Refusal):
    """What was sent is corrected until the load is received; from then on correct the weight that was received."""

    status = 409


class NotReceivedYet(Refusal):
    """The load has not been received yet, so there is nothing received or treated to correct."""

    status = 409


class RefusalStands(Refusal):
    """Figures can be corrected, not the decision at the gate: all was taken, a part, or nothing."""


class LessThanGone(Refusal):
    """{kg} kg cannot be right: {least} kg of this line have been treated, put into other batches or taken out since."""

    status = 409


class WentOn(Refusal):
    """This batch has gone on and is "{status}"; correct the manifest it went on with."""

    status = 409


class PartWentOn(Refusal):
    """What was turned away has left the vehicle, or is to leave with another manifest; correct that one."""

    status = 409


class BackInStore(Refusal):
    """It is back in the store it came from; weigh it again there."""

    status = 409


class NothingTreated(Refusal):
    """Nothing of this line has been treated here yet; correct the treatment that is intended."""

    status = 409


class NotAsAWhole(Refusal):
    """Whether the chain ends can be corrected only while all of this line was treated, and nothing came of it since."""

    status = 409


class TreatedAsGroup(Refusal):
    """This batch was put together from others: another way of treatment can be stated, not whether the chain ends."""

    status = 409
