"""Which registers there are, and their columns. Pure."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

Cell = str | int | Decimal | datetime | None


class Kind(StrEnum):
    """One register."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    TRANSPORTED = "transported"
    REFUSED = "refused"
    TREATED = "treated"
    STOCK = "stock"


_LOAD = (
    *("at", "number", "stream", "code", "category", "from", "to", "carrier", "plate"),
    *("sent_kg", "gate_kg", "difference_kg", "status"),
)
COLUMNS: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys((Kind.INCOMING, Kind.OUTGOING, Kind.TRANSPORTED, Kind.REFUSED), _LOAD),
    Kind.TREATED: ("at", "stream", "code", "category", "from", "by", "method", "measure", "kg", "basis"),
    Kind.STOCK: ("since", "age_days", "stream", "code", "category", "name", "kg", "basis", "site", "digital_code"),
}


class Wanted(Struct, frozen=True):
    """Which rows: of a company, or of cities (both null: of all), from the first to the last day."""

    kind: Kind
    first: date
    last: date
    org: UUID | None = None
    cities: tuple[str, ...] | None = None


class RegisterFile(Struct, frozen=True):
    """A register that was ordered."""

    id: UUID
    kind: Kind
    form: str
    language: str
    org: UUID | None
    cities: tuple[str, ...] | None
    first: date
    last: date
    job: UUID
    ordered_by: UUID
    ordered_at: datetime
    rows: int
    bytes: int
    finished_at: datetime | None
    cancelled_at: datetime | None
    expires_at: datetime
    volumes: int  # 0 until it is whole; on paper several of them lie in one archive

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.kind, self.first, self.last, self.org, self.cities)

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.kind}-{self.first}-{self.last}.{self.ending}"

    @property
    def ending(self) -> str:
        """Of its name: what kind of file came of it."""
        return "zip" if self.form == "pdf" and self.volumes > 1 else self.form
