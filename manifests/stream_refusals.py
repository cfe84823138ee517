"""What one stream refuses or finds odd and others do not: volumes, batteries, what is never mixed."""

from wasteflow.core.errors import Refusal, Warn


class NotInCubicMetres(Refusal):
    """Waste of the stream "{stream}" is stated in kilograms."""

    source = "consignor-duties"


class ComputedFromVolume(Refusal):
    """Say what the weight rests on: weighed, estimated or declared; "computed" is what is stated in cubic metres, and only that."""  # noqa: E501


class WrongVolume(Refusal):
    """Cubic metres are more than 0 and at most {largest}, a density more than 0 and at most {densest} t/m3; three decimals."""  # noqa: E501


class DensityWithoutSource(Refusal):
    """Say in 1 to {limit} characters where the density is from (a test, a delivery note), or leave it out for the usual one."""  # noqa: E501


class VolumeDiffers(Refusal):
    """{m3} m3 at {density} t/m3 are {exact} kg, not {kg} kg; leave the kilograms out and they are computed."""


class PackagesDiffer(Warn):
    """{counted} packages were counted; {sent} were sent."""

    source = "receipt"


class NeverTogether(Refusal):
    """{stream} and {other} are never mixed: each goes by itself, on a manifest of its own."""

    source = "construction-no-mixing"


class NoBatteries(Refusal):
    """Waste of the stream "{stream}" has no battery codes."""


class TooManyBatteries(Refusal):
    """A batch names at most {limit} batteries; record the rest in the next."""


class BatteryTwice(Refusal):
    """The battery {code} is named twice."""

    source = "battery"


class BatteryInUse(Refusal):
    """The battery {code} belongs to a batch that is not treated yet; a code leads to one battery at a time."""

    status = 409
    source = "battery"


class FirstLifeHasNoBefore(Refusal):
    """{code} is the code its maker gave it, so it had none before; a second life has a code of its own."""

    source = "battery"


class UnknownExemption(Refusal):
    """There is no row {row} in the exemption list of today."""

    source = "hazardous-catalogue"


class ExemptionOfOtherWaste(Refusal):
    """Item {item} of the exemption list is for other waste than {code}: {subject}."""

    source = "hazardous-catalogue"


class ExemptionOfOtherStep(Refusal):
    """Item {item} exempts {steps}; name a treatment that is that."""

    source = "hazardous-catalogue"


class ReferenceTooLong(Refusal):
    """Say in at most {limit} characters how the condition is met."""


class NoSuchNumberScheme(Refusal):
    """No platform gives numbers called "{scheme}"; known: {known}."""


class NumberNotGivenHere(Refusal):
    """The {name} is not given in the province this load comes from."""


class NumberedAlready(Refusal):
    """This manifest has its {name} already."""

    status = 409


class NumberMalformed(Refusal):
    """{number} is not written as the {name} is: {written}."""


class StoredTooLong(Warn):
    """{name} stood in store for {days} days; {limit} is the most."""

    source = "storage-limit"


class UnderWayTooLong(Warn):
    """The load was on its way for {hours} hours; {limit} is the most."""


class ConfirmedLate(Warn):
    """What came is confirmed within {limit} working days; this was due on {due}."""

    source = "receipt"


class TooMuchInfectious(Refusal):
    """{kg} kg of infectious waste is over the {limit} kg of one load."""
