"""A register on paper as it is written: volume after volume, so that memory does not grow with its rows.

A volume holds 1,000 rows, fifty to a hundred and fifty sheets; it is drawn, signed and written into the archive before
the next one begins. One volume is a PDF; more of them lie in a ZIP archive, in order.
"""

import zipfile
from collections.abc import Iterable, Sequence

from manifests.registers.model import Cell, RegisterFile
from manifests.registers.writing import Opens, Sink, Writer, member
from reports import figures
from reports.documents import register
from reports.proof import certificate, commands, pades
from reports.proof.model import Issue
from wasteflow.catalog.book import Book
from wasteflow.core.db import Connection, Pool
from wasteflow.core.i18n import text
from wasteflow.core.settings import Settings
from wasteflow.places.queries import org_cards

ROWS = 1000  # of a volume


class Volumes(Writer):
    """Rows go in, signed volumes come out."""

    def __init__(self, sink: Sink, file: RegisterFile, whose: str, settings: Settings, *, rows: int = ROWS) -> None:
        self.sink, self.file, self.whose, self.settings, self.most = sink, file, whose, settings, rows
        self.waiting: list[Sequence[Cell]] = []
        self.volumes = 0
        self.written = 0  # rows in volumes that are drawn
        self.first: tuple[str, bytes] | None = None  # until a second one comes
        self.archive: zipfile.ZipFile | None = None
        self.unsettled: list[Issue] = []

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        self.waiting += rows
        while len(self.waiting) > self.most:  # the last row stays: what ends a register says so
            self._volume(self.waiting[: self.most], ends=False)
            del self.waiting[: self.most]

    def close(self) -> None:
        self._volume(self.waiting, ends=True)
        if self.archive:
            self.archive.close()
        elif self.first:
            self.sink.write(self.first[1])

    async def settle(self, conn: Connection) -> None:
        """The volumes drawn meanwhile are papers that leave."""
        for issue in self.unsettled:
            await commands.archived(conn, None, issue)
        self.unsettled.clear()

    def _volume(self, rows: Sequence[Sequence[Cell]], *, ends: bool) -> None:
        self.volumes += 1
        facts = register.load(
            self.file, rows, whose=self.whose, number=self.volumes, row=self.written + 1, ends=ends,
            public_url=self.settings.public_url,
        )  # fmt: skip
        self.written += len(rows)
        issue = register.issue(facts, self.file.language)
        drawn = register.draw(facts, self.file.language)
        self.unsettled.append(issue)
        self._keep(f"{issue.number}.pdf", pades.sign(drawn, certificate.signer(self.settings), number=issue.number))

    def _keep(self, name: str, content: bytes) -> None:
        if self.volumes == 1:
            self.first = name, content
            return
        if self.archive is None:
            assert self.first is not None
            self.archive = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_STORED)
            self.archive.writestr(member(self.first[0], zipfile.ZIP_STORED), self.first[1])
            self.first = None
        self.archive.writestr(member(name, zipfile.ZIP_STORED), content)


def opening(settings: Settings) -> Opens:
    """How a register on paper is begun."""

    async def opens(pool: Pool, book: Book, sink: Sink, file: RegisterFile) -> Writer:
        if file.org:
            async with pool.acquire() as conn:
                card = (await org_cards(conn, ids={file.org})).get(file.org)
            whose = card.name if card else ""
        else:
            names = [book.jurisdictions[c].names[file.language] for c in file.cities or () if c in book.jurisdictions]
            whose = figures.comma(file.language).join(names) or text("reports.month.bay", file.language)
        return Volumes(sink, file, whose, settings)

    return opens
