"""HTTP shapes of styles."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from reports.model import Style
from wasteflow.reporting.style.store import Version


class StyleWanted(msgspec.Struct, forbid_unknown_fields=True):
    """How a city's reports are to look. `office`: language -> name. `sections`: all of them, in their order; none: the
    usual one. `crest`: a PNG or SVG as base64; null takes the one there is away, left out it stays."""

    office: dict[str, str] = {}
    contact: str = ""
    sections: list[str] = []
    crest: bytes | UnsetType | None = UNSET

    @property
    def picture(self) -> bytes | None:
        """What is to be read as a crest, if anything."""
        return self.crest if isinstance(self.crest, bytes) else None


def style(one: Style) -> dict[str, Any]:
    """A style; of its crest what it is and its digest."""
    crest = one.crest and {"kind": one.crest.kind, "sha256": hashlib.sha256(one.crest.content).hexdigest()}
    return {"office": one.office, "contact": one.contact, "sections": one.sections, "crest": crest}


def version(one: Version) -> dict[str, Any]:
    """A style as it was set, when and by whom."""
    at: datetime = one.set_at
    return {"version": one.version, "set_at": at, "person": one.person, "style": style(one.style)}
