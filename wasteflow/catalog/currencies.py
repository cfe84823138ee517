"""What a currency is worth in yuan, read from `data/currencies.toml`: for comparing prices, never for paying."""

from decimal import Decimal
from functools import cache

from msgspec import Struct

from wasteflow.catalog import law
from wasteflow.catalog.model import Value


class Currencies(Struct, frozen=True):
    """An edition, whole."""

    edition: str
    yuan: dict[str, Value]  # of one unit of each

    def in_yuan(self, amount: Decimal, currency: str) -> Decimal | None:
        """Null where no rate is on record."""
        rate = self.yuan.get(currency)
        return amount * rate.value if rate else None


@cache
def currencies() -> Currencies:
    """What is in force."""
    found = law.parse("currencies")
    return Currencies(found["edition"]["edition"], {id: law.value(block) for id, block in found["yuan"].items()})
