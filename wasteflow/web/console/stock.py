"""How long waste has stood in a store, against the clock of its stream. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from manifests.model import Batch, BatchStatus
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
    clocks = book.streams[batch.stream].clocks if batch.stream in book.streams else {}
    limit, warning = clocks.get("storage"), clocks.get("storage_warning")
    over = limit is not None and stood > timedelta(days=int(limit.value))
    soon = warning is not None and stood >= timedelta(days=int(warning.value))
    return Age(stood.days, int(limit.value) if limit else None, "over" if over else "soon" if soon else "fine")
