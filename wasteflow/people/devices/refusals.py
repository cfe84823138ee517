"""Why a phone is not enrolled, or not revoked. Sentences: docstrings and `devices.toml`."""

from wasteflow.core.errors import Refusal


class WrongEnrolmentCode(Refusal):
    """This code is not known, was used already, or is too old; ask your dispatcher for a fresh one."""

    status = 403


class WrongKey(Refusal):
    """This is no public key of P-256 (ES256) or Ed25519."""


class NoProofOfKey(Refusal):
    """The proof is not a signature over this code by this key."""


class KeyEnrolled(Refusal):
    """This key is enrolled already; a phone that is enrolled anew makes a fresh key."""

    status = 409


class RevokedAlready(Refusal):
    """This device was revoked already."""

    status = 409


class RevokedInFuture(Refusal):
    """A device is revoked from now, or from a time that is past."""
