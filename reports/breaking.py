"""Where a line of mixed Chinese and Latin text may end."""

import re
from collections.abc import Callable

# A mark that closes may not begin a line, one that opens may not end it (GB/T 15834).
_NOT_FIRST = set("，。、；：？！）》」』】〕〉”’…—·％%,.;:?!)]}")
_NOT_LAST = set("（《「『【〔〈“‘([{")
_PIECE = re.compile(
    r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)


def lines(string: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a string into lines no wider than `width`; a newline always ends one.

    Latin words and figures stay whole unless one alone is wider than the line.
    """
    found: list[str] = []
    for paragraph in string.split("\n"):
        line = ""
        for unit in _units(paragraph):
            if line and measure(line + unit.rstrip()) > width:
                found.append(line.rstrip())
                line = ""
            line = line + unit if line else unit.lstrip()
            while measure(line.rstrip()) > width and len(line) > 1:
                cut = _fitting(line, width, measure)
                found.append(line[:cut])
                line = line[cut:]
        found.append(line.rstrip())
    return found


def shorten(broken: list[str], limit: int, width: float, measure: Callable[[str], float]) -> list[str]:
    """At most `limit` lines, the last one ending in an ellipsis where something was left out."""
    if len(broken) <= limit:
        return broken
    last = broken[limit - 1]
    while last and measure(last + "…") > width:
        last = last[:-1]
    return [*broken[: limit - 1], last.rstrip() + "…"]


def _units(string: str) -> list[str]:
    """Pieces that stay together: a word with its punctuation, a character with the marks around it."""
    units: list[str] = []
    for piece in _PIECE.findall(string):
        if units and (piece[0] in _NOT_FIRST or units[-1][-1] in _NOT_LAST):
            units[-1] += piece
        else:
            units.append(piece)
    return units


def _fitting(string: str, width: float, measure: Callable[[str], float]) -> int:
    count = len(string)
    while count > 1 and measure(string[:count]) > width:
        count -= 1
    return count
