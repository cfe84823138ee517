"""The code that enrols a phone: eight signs that nobody confuses, read out or typed as one likes.

The alphabet is Douglas Crockford's base 32: without I, L, O and U; who writes O or I means 0 or 1. Forty bits, for
a quarter of an hour and a handful of guesses.
"""

import hashlib
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def fresh() -> str:
    """A new code, as it is shown: 7K2M-9QXD."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:4]}-{code[4:]}"


def meant(typed: str) -> str:
    """The signs of a code, however it was typed."""
    return unicodedata.normalize("NFKC", typed).upper().translate(_MEANT)


def digest_of(typed: str) -> bytes:
    """What a code is stored and looked up by."""
    return hashlib.sha256(f"enrol {meant(typed)}".encode("utf-8", "surrogatepass")).digest()
