"""Numbers people know a load by: where each comes from and how many a series holds. Pure.

- 14-digit manifest number: year 4 + city 4 + serial 6 (Transfer Measures, Order 23 of 2021, art. 15), for hazardous
  waste and sludge on the mainland: streams say so (`number`). A load under a trip ticket gets the ticket's
  (`tickets.toml`); any other one of the series `local`, which has letters before the same parts.
- shipment of an approval: its number and a serial of 4 (Basel movement documents say "shipment n of m").
- 37-character code of a container: unit 18 + waste code 8 + day 8 + serial 3 (HJ 1276-2022), so at most 999
  containers of one waste per unit and day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

from manifests import refusals as r
from wasteflow.catalog.law import zone
from wasteflow.catalog.numbers import number_schemes
from wasteflow.core.errors import Word

OWN = "local"


@dataclass(frozen=True)
class Series:
    """A run of serial numbers that never repeats and never skips."""

    scheme: str
    prefix: str
    digits: int

    @cached_property
    def name(self) -> str:
        return f"{self.scheme}:{self.prefix}"

    @property
    def unnumbered(self) -> str:
        """What stands for a number that is not given yet."""
        return f"{self.prefix}{'?' * self.digits}"

    def number(self, serial: int) -> str:
        """Raises SerialsUsedUp past the last."""
        limit: int = 10**self.digits - 1
        if serial > limit:
            raise r.SerialsUsedUp("fact.kind", limit=limit, remedy=Word("remedy.next_series"))
        return f"{self.prefix}{serial:0{self.digits}}"


@lru_cache(maxsize=4096)
def manifest_series(scheme: str, city: str, on: date) -> Series:
    """The consignor's city numbers its manifests, anew each year. `scheme`: of its stream; where that is a ticket's or
    a notice's, or it is not sent from the mainland, the number is of our own series."""
    known = number_schemes().get(scheme)
    if known is None or zone(city) != "mainland":
        known = number_schemes()[OWN]
    return Series(known.id, f"{known.prefix}{on.year}{city[:4]}", 6)


def ticket_series(scheme: str, prefix: str, on: date) -> Series:
    """Trip tickets of one regime, anew each year; Hong Kong's construction sites send millions of loads a year."""
    return Series(scheme, f"{prefix}{on.year}", 8)


def shipment_series(approval: UUID, number: str) -> Series:
    """The loads of an approval, in the order of their publication: its own number and `0001`, `0002`, ..."""
    return Series(f"shipment:{approval}", f"{number}/", 4)


@lru_cache(maxsize=4096)
def container_series(unit: str, code: str, on: date) -> Series:
    """`unit`: 18-character credit code; `code`: waste code as written."""
    return Series("hj1276", f"{unit}{code.replace('-', '')}{on:%Y%m%d}", 3)


def unit_of(digital_code: str) -> str:
    """The unit that filled a container, read from the code on its label."""
    return digital_code[:18]


def ledger_scheme(site: UUID) -> str:
    """Batch codes of a ledger (HJ 1259) are known within their site only: each site has its own scheme of aliases."""
    return f"hj1259:{site}"


def number_path(scheme: str) -> str:
    """The field that a number of this scheme was given in; `scheme` may stand within what PostgreSQL says of it."""
    if "_paper" in scheme:
        return "fact.paper_ticket"
    if "gbt34014" in scheme:
        return "fact.batteries"
    return "fact.ledger_code" if "hj1259" in scheme else "fact.number"


class Serials:
    """Hands out serials within one request: of each series from `firsts` on, from 1 where it names none.

    Without `firsts` the append gives them (`manifests.store.Given`); until then question marks stand for the serial.
    `wanted` counts what was handed out, by series.
    """

    def __init__(self, firsts: Mapping[str, int] | None) -> None:
        self.wanted: dict[str, int] = {}
        self.known = firsts is not None
        self._firsts = firsts or {}

    def next(self, series: Series) -> str:
        """The next number of a series. Raises SerialsUsedUp."""
        count = self.wanted.get(series.name, 0)
        self.wanted[series.name] = count + 1
        return series.number(self._firsts.get(series.name, 1) + count) if self.known else series.unnumbered
