"""Is it a file that can be evidence? Told by its bytes, not by its name. Pure."""

from workers.cases import files

MOST_FILES = 20  # of a statement
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = {"xl/workbook.xml": files.XLSX, "word/document.xml": DOCX}
_MACROS = "vbaproject"


def kind_of(data: bytes) -> str | None:
    """The media type; None where it is none of those that are kept: an archive is only taken as a document without
    macros."""
    names = files.members(data)
    if any(_MACROS in name.lower() for name in names):
        return None
    return files.kind_of(data) or next((kind for part, kind in _PARTS.items() if part in names), None)
