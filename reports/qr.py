"""QR symbols as rectangles: sharp at every size, no picture in the PDF.

Upper-case URLs go in alphanumeric mode, a third smaller than bytes; the error correction is M (15 %), and L (7 %) where
a signature goes with the address. Small symbols are what a phone reads at a slant: labels keep to version 7.
"""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

QUIET = 4  # modules left white around the symbol (ISO/IEC 18004)


@dataclass(frozen=True)
class Symbol:
    payload: str
    version: int
    modules: tuple[tuple[bool, ...], ...]  # without the quiet zone

    @property
    def side(self) -> int:
        """Modules of one side with the quiet zone."""
        return len(self.modules) + 2 * QUIET

    def runs(self) -> list[tuple[int, int, int]]:
        """Dark stretches (column, row, length), counted from the corner of the quiet zone."""
        found = []
        for y, row in enumerate(self.modules):
            x = 0
            while x < len(row):
                start = x
                while x < len(row) and row[x]:
                    x += 1
                if x > start:
                    found.append((start + QUIET, y + QUIET, x - start))
                x += 1
        return found


def symbol(payload: str) -> Symbol:
    """The smallest symbol that holds the payload. `#`, not alphanumeric, is a byte between two segments."""
    address, hash_, fragment = payload.partition("#")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L if hash_ else ERROR_CORRECT_M, border=0)
    code.add_data(address, optimize=0)
    if hash_:
        code.add_data(hash_, optimize=0)
        code.add_data(fragment, optimize=0)
    code.make(fit=True)
    return Symbol(payload, code.version, tuple(tuple(map(bool, row)) for row in code.get_matrix()))
