"""Why a signed event is refused, and what is told of one that is taken. Sentences: docstrings and `devices.toml`."""

from wasteflow.core.errors import Refusal, Warn


class UnknownDevice(Refusal):
    """No device is enrolled with this key."""

    status = 403


class NotYourDevice(Refusal):
    """This device is enrolled for somebody else, or for another company."""

    status = 403


class WrongSignature(Refusal):
    """The signature is not this device's over this event: something was changed after it was signed, or left out."""


class DeviceRevoked(Refusal):
    """The device "{label}" was revoked as of {as_of}; what it signed from then on does not count."""

    status = 403


class DeviceExpired(Refusal):
    """The key of the device "{label}" counted until {until}; enrol the phone anew."""

    status = 403


class SettledAlready(Refusal):
    """This case was settled already."""

    status = 409


class NoSuchCorrection(Refusal):
    """There is no such event of this batch or manifest; record the right one first, then name it here."""


class NameTheCorrection(Refusal):
    """Name the event that stands in place of this one."""


class NothingToName(Refusal):
    """What is discarded has no event in its place."""


class SignedBeforeRevocation(Warn):
    """The device "{label}" was revoked since, as of {as_of}; this was signed with an earlier time and counts."""


class EventsMissing(Warn):
    """What this device signed just before (number {before}) has not come; it may still be on the phone."""


class DeviceChainBroken(Warn):
    """What this device signed before is not what it says was before: something was left out or put in."""


class NumberedTwice(Warn):
    """This device has given the number {number} to two events."""
