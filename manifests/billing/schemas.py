"""HTTP shapes of billing accounts and their statements."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from wasteflow.core.cells import inert
from wasteflow.core.i18n import text
from wasteflow.places.schemas import New


class NewBillingAccount(New):
    """An account that a contractor or haulier of Hong Kong opened with the department."""

    number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{3,30}$")] = Field(description="As given.")
    contract: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    value_hkd: Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), max_digits=15, decimal_places=2)]
    awarded_on: date
    opened_on: date
    government: bool = Field(default=False, description="A Government contract: loads carry a printed trip ticket.")


class BillingAccountOut(BaseModel):
    id: UUID
    org: UUID
    org_name: str
    number: str
    contract: str
    value_hkd: Decimal
    government: bool
    awarded_on: date
    opened_on: date
    open_by: date | None = Field(description="Until when it had to be opened; null under the limit.")
    late: bool
    closed_on: date | None


class Opened(BaseModel):
    """A new account, and what is odd about it."""

    id: UUID
    warnings: list[dict[str, str]]


class StatementLine(BaseModel):
    """A charge, or the reversal of one: kilograms and amount are then negative."""

    manifest: UUID
    number: str
    posted_on: date
    plate: str
    facility: str
    site: UUID
    site_name: str | None
    kind: str
    kg: Decimal
    rate_hkd: Decimal
    hkd: Decimal


class StatementTotal(BaseModel):
    facility: str
    loads: int
    kg: Decimal
    hkd: Decimal


class Statement(BaseModel):
    """A month of one account. The totals are of the whole month, also where it has more lines than are shown."""

    account: BillingAccountOut
    month: str
    lines: list[StatementLine]
    more: bool
    totals: list[StatementTotal]
    hkd: Decimal


COLUMNS = ("number", "posted_on", "plate", "facility", "site", "kind", "kg", "rate_hkd", "hkd")


def statement_csv(made: Statement, language: str) -> str:
    """The lines for a spreadsheet, amounts as plain numbers, a line with the sum last."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([text(f"billing.column.{name}", language) for name in COLUMNS])
    writer.writerows(_cells(line, language) for line in made.lines)
    writer.writerow([text("billing.total", language), *[""] * (len(COLUMNS) - 2), plain(made.hkd)])
    return out.getvalue()


def _cells(line: StatementLine, language: str) -> Sequence[str]:
    facility, kind = text(f"words.facility.{line.facility}", language), text(f"words.posting.{line.kind}", language)
    words = (line.number, str(line.posted_on), line.plate, facility, line.site_name or "", kind)
    return [*map(inert, words), plain(line.kg), plain(line.rate_hkd), plain(line.hkd)]  # amounts may begin with a minus


def plain(number: Decimal) -> str:
    """A number without exponent."""
    return f"{number:f}"
