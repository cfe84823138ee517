"""Why a position is not kept, a trail not shown, a zone not drawn. Sentences: docstrings and `trails.toml`."""

from wasteflow.core.errors import Refusal


class TrailReasonMissing(Refusal):
    """Say why you look at this trail: without a reason it is not shown, and that somebody asked is written down."""


class TrailOfWhat(Refusal):
    """Name a manifest, or a vehicle and a time of at most {hours} hours: one of the two."""


class OtherDatum(Refusal):
    """Positions are kept in WGS-84. {datum} is off by hundreds of metres, and nothing is converted here."""


class VehicleNotYours(Refusal):
    """Your company has no vehicle {plate} in service."""


class PositionInFuture(Refusal):
    """The terminal's clock is ahead: this position says {at}."""


class PositionTooOld(Refusal):
    """Positions are kept for {months} months; this one is older."""


class NoFix(Refusal):
    """The terminal itself says that it did not know where it was (status, bit 1)."""


class NotALine(Refusal):
    """A way needs two points or more."""


class OnlyHalfTheHours(Refusal):
    """Give both hours, from and to, or neither."""


class ZoneEnds(Refusal):
    """The last day cannot lie before the first, {first}."""
