"""What became of a file that was imported, row by row; also of other tables than a ledger."""

from dataclasses import dataclass, field

from manifests.ledger import writing
from manifests.ledger.columns import BY_KEY
from manifests.ledger.reading import Table
from manifests.ledger.writing import File
from wasteflow.core.errors import Notice
from wasteflow.core.i18n import sentence, text


@dataclass(frozen=True)
class Remark:
    """What is wrong or odd about one cell: row of the file, key of the column, the notice itself."""

    row: int
    column: str
    notice: Notice


@dataclass
class ImportOutcome:
    """What became of a file."""

    rows: int
    accepted: int = 0
    repeated: int = 0
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # column key -> its name in the file
    error_file: File | None = None

    @property
    def refused(self) -> int:
        """Rows with at least one error."""
        return len({x.row for x in self.errors})

    def column(self, key: str) -> str:
        """A column as the file names it."""
        return self.names.get(key) or BY_KEY[key].name


def rows_to_mend(table: Table, outcome: ImportOutcome, name: str, language: str) -> File:
    """The rows that were not taken, as a file that says at each what to do."""
    by_row: dict[int, list[Remark]] = {}
    for remark in outcome.errors:
        by_row.setdefault(remark.row, []).append(remark)
    bad = []
    for row, remarks in sorted(by_row.items()):
        why = text("ledger.next", language).join(
            text("ledger.at_column", language, column=outcome.column(r.column), says=sentence(r.notice, language))
            for r in remarks
        )
        bad.append((row, [table.layout.places[r.column] for r in remarks if r.column in table.layout.places], why))
    return writing.error_file(table, bad, name, language)
