"""Files of a case: what companies answer with and inspectors photograph. Told by their first bytes. Pure.

A file is kept as the very bytes whose digest the case's event names: it is evidence. Nothing is taken that a reader's
machine might run, so no archive but a spreadsheet without macros; what a file does to the program that opens it is for
the authority's own protection to look at.
"""

import hashlib
import io
import re
import unicodedata
import zipfile

from manifests.attached import photos
from workers.cases import refusals as no
from workers.cases.events import Attachment

MOST_BYTES = 8 * 1024 * 1024
MOST_FILES = 20  # of one event
MEGA = 1024 * 1024
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", PDF: "pdf", XLSX: "xlsx"}
# Of the parts that are binary only a printer's settings are known to run nothing.
_MACROS = re.compile(r"vbaProject|embeddings/|^(?!xl/printerSettings/printerSettings\d*\.bin$).*\.bin$", re.IGNORECASE)


def kind_of(data: bytes) -> str | None:
    """The media type; None where it is none of those that are kept."""
    if data.startswith(b"%PDF-"):
        return PDF
    return photos.kind_of(data) or (XLSX if _spreadsheet(data) else None)


def _spreadsheet(data: bytes) -> bool:
    names = members(data)
    return "xl/workbook.xml" in names and not any(map(_MACROS.search, names))


def members(data: bytes) -> list[str]:
    """The names of what an archive holds; none where it is no archive."""
    if not data.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        return []


def checked(name: str, data: bytes, field: str, *, pictures: bool = False) -> Attachment:
    """The file as an event names it. Raises FileTooLarge, NoSuchFile, NoSuchPicture."""
    if len(data) > MOST_BYTES:
        raise no.FileTooLarge(field, name=name[:100], most=MOST_BYTES // MEGA)
    kind = kind_of(data)
    if kind is None:
        raise no.NoSuchFile(field, name=name[:100])
    if pictures and not kind.startswith("image/"):
        raise no.NoSuchPicture(field, name=name[:100])
    return Attachment(
        name=tidy(name) or f"file.{ENDINGS[kind]}", sha256=hashlib.sha256(data).hexdigest(), size=len(data), media=kind
    )


def tidy(name: str) -> str:
    """A file's own name: no folders, nothing that does not show."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")[:200]
