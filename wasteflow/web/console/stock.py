"""How long waste has stood in a store, against the clock of its stream. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from manifests.life.model import Batch, BatchStatus
from wasteflow.catalog.book import Book


@dataclass(frozen=True)
class Age:
    """Whole days in the store it is in; `state`: fine, soon (past the warning) or over (past the limit)."""

    days: int
    limit: int | None
    state: str


def age(batch: Batch, book: Book, now: datetime) -> Age | None:
    """None where it stands in no store. Limits are the stream's clocks `storage_warning` and `storage`, in days."""
    if batch.status not in (BatchStatus.STORED, BatchStatus.ASSIGNED):
        return None
    stood = now - (batch.stored_since or batch.generated_at)
    warning, limit = clocks(book, batch.stream)
    over = limit is not None and stood > timedelta(days=limit)
    soon = warning is not None and stood >= timedelta(days=warning)
    return Age(stood.days, limit, "over" if over else "soon" if soon else "fine")


def until(batch: Batch, book: Book) -> datetime | None:
    """Until when it may stand where it is; null where it stands in no store, or its stream has no such clock."""
    _, limit = clocks(book, batch.stream)
    if limit is None or batch.status not in (BatchStatus.STORED, BatchStatus.ASSIGNED):
        return None
    return (batch.stored_since or batch.generated_at) + timedelta(days=limit)


def clocks(book: Book, stream: str) -> tuple[int | None, int | None]:
    """Days after which a stream's waste is told of, and days it may stand; null where it has no such clock."""
    known = book.streams[stream].clocks if stream in book.streams else {}
    warning, limit = known.get("storage_warning"), known.get("storage")
    return int(warning.value) if warning else None, int(limit.value) if limit else None
