"""QR symbols as rectangles: sharp at every size, no picture in the PDF.

Upper-case URLs go in alphanumeric mode, a third smaller than bytes; the error correction is M (15 %). Small symbols
are what a phone reads at a slant: labels keep to version 6.
"""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

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
    """The smallest symbol that holds the payload."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    return Symbol(payload, code.version, tuple(tuple(map(bool, row)) for row in code.get_matrix()))
