"""Why a load does not go under its trip ticket. Sentences: docstrings and `custody.toml`."""

from wasteflow.core.errors import Refusal, Warn


class ProducerNotRegistered(Refusal):
    """{name} is not registered as a producer of {code}; who makes it registers first ({law})."""

    source = "hk-chemical"


class CollectorNotLicensed(Refusal):
    """{name} holds no licence valid today to carry {code} ({law})."""

    source = "hk-chemical"


class ReceptionNotLicensed(Refusal):
    """{name} holds no licence valid today to take in {code} ({law})."""

    source = "hk-chemical"


class NoTripTicket(Refusal):
    """This load does not run under a trip ticket; nothing is noted on one."""


class NothingNoted(Refusal):
    """Give the number printed on the ticket, the digest of a scanned copy, or both."""


class WrongTicketNumber(Refusal):
    """A printed number has 3 to 40 letters, digits, hyphens or strokes."""


class WrongScan(Refusal):
    """A scanned copy is named by its SHA-256: 64 digits and letters a to f."""


class TicketNumberStands(Refusal):
    """The paper of this load has the number {number} already."""

    status = 409


class DeliveredLate(Warn):
    """Delivered {hours} hours after collection; {limit} hours is the most ({law})."""

    source = "hk-trip-ticket"
