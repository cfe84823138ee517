"""A release of the three governments: its rows are fixed when it is proposed, and open once all have agreed. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

SIDES = ("mainland", "hong_kong", "macao")


class Row(Struct, frozen=True):
    """One value as everybody may read it: the columns of `open_data.toml` but for names."""

    city: str
    period: str
    indicator: str
    value: Decimal | None
    withheld: str | None
    weighed: Decimal | None
    edition: str
    version: int
    published_at: datetime
    revised: bool


class Consent(Struct, frozen=True):
    """One government's word."""

    side: str
    person: str
    at: datetime


class Release(Struct, frozen=True):
    """What is released together. `sha256`: of its rows as canonical JSON."""

    id: UUID
    period: str
    proposed_at: datetime
    sha256: str
    rows: list[dict[str, Any]]
    consents: tuple[Consent, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Governments that have not agreed yet."""
        given = {one.side for one in self.consents}
        return tuple(side for side in SIDES if side not in given)

    @property
    def open(self) -> bool:
        """Whether everybody may read it."""
        return not self.missing
