"""Passwords: argon2id, hashed in threads so that the event loop goes on, and never too many at once."""

from functools import cache

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from wasteflow.people.refusals import WeakPassword

LEAST, MOST = 10, 200
_AT_ONCE = 4  # each takes the memory argon2 asks for (64 MiB)

_hasher = PasswordHasher()  # argon2-cffi follows RFC 9106; where it moves on, hashes follow at the next sign-in


@cache
def _nobody() -> str:
    """A hash that no password fits: unknown accounts take as long as known ones."""
    return _hasher.hash("nobody signs in with this")


@cache
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)


def check_strength(path: str, password: str, name: str) -> None:
    """Raises WeakPassword. Length only, as NIST SP 800-63B advises; rules on characters make passwords worse."""
    if not LEAST <= len(password) <= MOST or password.lower() == name.lower():
        raise WeakPassword(path, least=LEAST, most=MOST)


async def hashed(password: str) -> str:
    """The argon2id hash to store, with its parameters and salt."""
    return await anyio.to_thread.run_sync(_hasher.hash, password, limiter=_limiter())


async def fits(stored: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed; as slow where there is none."""
    return await anyio.to_thread.run_sync(_fits, stored, password, limiter=_limiter())


def outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _fits(stored: str | None, password: str) -> bool:
    try:
        _hasher.verify(stored or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None
