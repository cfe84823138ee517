"""Values of billing."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from wasteflow.catalog import law
from wasteflow.catalog.charges import charging

REGIME = "hk_construction_ticket"


class Account(Struct, frozen=True):
    """A billing account."""

    id: UUID
    org: UUID
    number: str
    contract: str
    value_hkd: Decimal
    government: bool
    awarded_on: date
    opened_on: date
    closed_on: date | None

    def closed(self, day: date) -> bool:
        """Whether it pays no longer for new loads."""
        return self.closed_on is not None and self.closed_on <= day

    @property
    def open_by(self) -> date | None:
        """The last day on which it was opened in time; null where its contract is under the limit."""
        rule = charging()[REGIME]
        if self.value_hkd < rule.account_from.value:
            return None
        return self.awarded_on + timedelta(days=days_to_open())

    @property
    def late(self) -> bool:
        """Opened later than it had to be."""
        return self.open_by is not None and self.opened_on > self.open_by


def days_to_open() -> int:
    """From the award of a contract to the opening of its account."""
    return int(law.streams()["hk_construction"].clocks[charging()[REGIME].clock].value)


class Posting(Struct, frozen=True):
    """A charge of one load, or its reversal (kilograms and amount negative)."""

    manifest: UUID
    seq: int
    facility: str
    kind: str
    account: UUID
    posted_on: date
    number: str
    plate: str
    site: UUID
    kg: Decimal
    rate_hkd: Decimal
    hkd: Decimal
