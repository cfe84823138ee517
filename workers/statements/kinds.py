"""Is it a file that can be evidence? Told by its first bytes, not by its name. Pure."""

from manifests.attached.photos import kind_of as picture

MOST_FILES = 20  # of a statement
_FIRST = ((b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"))  # XLSX and DOCX are zip files


def kind_of(data: bytes) -> str | None:
    """The media type; None where it is none of those that are kept."""
    for first, kind in _FIRST:
        if data.startswith(first):
            return kind
    return picture(data)
