"""Why a register is not written or given. Sentences in the other languages: `registers.toml`."""

from wasteflow.core.errors import Refusal


class RegisterNotReady(Refusal):
    """The register is still being written: {rows} rows so far."""

    status = 409


class RegisterCalledOff(Refusal):
    """The register was called off."""

    status = 409


class PeriodTurnedRound(Refusal):
    """The period ends before it begins."""
