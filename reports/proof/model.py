"""A paper in the archive, and what is found of a file somebody holds."""

import hashlib
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec import Struct

TAGS = {"zh-Hans": "ZHS", "zh-Hant": "ZHT", "en": "EN", "pt": "PT"}  # of languages, in numbers


class Issue(Struct, frozen=True):
    """A paper about to leave: what it is of, and what it rests on.

    `series` names what later versions take the place of: one city's month in one language, one manifest's sheet.
    `watermark` counts the data behind it, up to where; what it counts is the kind's own.
    """

    kind: str
    series: str
    number: str
    language: str
    digest: str
    watermark: int


class Archived(Struct, frozen=True):
    """A paper that left: a row of the archive."""

    number: str
    kind: str
    series: str
    version: int
    newest: int  # version of its series that left last
    language: str
    facts_sha256: str
    watermark: int
    made_at: datetime
    document: UUID | None = None  # where the file itself is kept


class Verdict(StrEnum):
    """What is to be thought of a file, or of a number."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"


class Checked(Struct, frozen=True):
    """The answer, with the paper as the archive knows it."""

    verdict: Verdict
    number: str = ""
    paper: Archived | None = None
    signed_at: datetime | None = None


def fingerprint(facts: object) -> str:
    """The digest of the facts of a paper: the same facts have the same one."""
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()


class PaperFacts(Struct, frozen=True):
    """All that a paper rests on. Each kind has its own, and among them `public_url`, the address it is printed for."""

    @property
    def digest(self) -> str:
        """Fingerprint of what it says, whichever address it is printed for."""
        return fingerprint(msgspec.structs.replace(self, public_url=""))


def numbered(letter: str, key: str, language: str, digest: str) -> str:
    """A paper's number: its kind, what it is of, its language, and the first of the digest of its facts."""
    return f"WF-{letter}-{key}-{TAGS[language]}-{digest[:8].upper()}"
