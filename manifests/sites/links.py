"""The links of a ledger and the codes of their rows. Pure.

HJ 1259-2022 suggests letters, the day as YYYYMMDD and a serial of three digits; the guide on general industrial
ledgers has letters of its own. One begins where another ends (`HWCK`, `HWCKLY`): read the longest first.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Link(StrEnum):
    """A part of the ledger: what happened to a batch at the site."""

    GENERATED = "generated"
    STORED = "stored"  # into the store: made here, received, or come back
    TAKEN_OUT = "taken_out"  # out of the store
    OWN_USE = "own_use"
    OWN_DISPOSAL = "own_disposal"
    OUTSOURCED_USE = "outsourced_use"
    OUTSOURCED_DISPOSAL = "outsourced_disposal"
    EXPORTED_USE = "exported_use"
    EXPORTED_DISPOSAL = "exported_disposal"
    REGROUPED = "regrouped"  # into other batches of the store or out of them: no link of the standard either
    CORRECTED = "corrected"  # weighed anew in the store: no link of the standard, but without it no balance closes


HAZARDOUS = {
    Link.GENERATED: "HWCS",
    Link.STORED: "HWRK",
    Link.TAKEN_OUT: "HWCK",
    Link.OWN_USE: "HWZXLY",
    Link.OWN_DISPOSAL: "HWZXCZ",
    Link.OUTSOURCED_USE: "HWWWLY",
    Link.OUTSOURCED_DISPOSAL: "HWWWCZ",
    Link.EXPORTED_USE: "HWCKLY",
    Link.EXPORTED_DISPOSAL: "HWCKCZ",
}
GENERAL = {Link.GENERATED: "CS", Link.STORED: "ZC", Link.TAKEN_OUT: "YC"}
RECEIVED_FOR_USE = "JS"  # of general industrial waste: came from elsewhere

_CODES = {**{letters: link for link, letters in HAZARDOUS.items()}, **{x: link for link, x in GENERAL.items()}}
_CODES[RECEIVED_FOR_USE] = Link.STORED
_LONGEST_FIRST = sorted(_CODES, key=len, reverse=True)


def letters_of(link: Link, *, hazardous: bool, received: bool = False) -> str:
    """The letters of its rows' codes; empty where the suggested style has none."""
    if hazardous:
        return HAZARDOUS.get(link, "")
    if link is Link.STORED and received:
        return RECEIVED_FOR_USE
    return GENERAL.get(link, "")


def code_of(letters: str, day: date, serial: int) -> str:
    """Past 999 the serial grows a digit: the style is a suggestion, the order is not."""
    return f"{letters}{day:%Y%m%d}{serial:03}"


@dataclass(frozen=True)
class Parsed:
    """What a code of the suggested style says."""

    letters: str
    link: Link
    day: date
    serial: int


def parse(code: str) -> Parsed | None:
    """None for a code in a company's own style."""
    letters = next((x for x in _LONGEST_FIRST if code.startswith(x)), None)
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(\d{3,5})", code[len(letters) :], re.ASCII) if letters else None
    if not letters or not match:
        return None
    year, month, day, serial = map(int, match.groups())
    try:
        return Parsed(letters, _CODES[letters], date(year, month, day), serial)
    except ValueError:
        return None
