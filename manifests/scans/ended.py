"""Codes that are worth nothing any more, for phones without a signal: what of it a reader may know, and what is new.

A code is named by the first bytes of its number's digest: a phone that is found tells nobody what it lists. First all
that may still be believed by its own word, then what changed since a transaction before which all was read.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from manifests.codes import signed_qr
from manifests.scans import queries
from wasteflow.catalog.limits import limit
from wasteflow.core import paging
from wasteflow.core.db import Pool
from wasteflow.core.ids import first_at

KEY_DIGITS = 16
PAGE = 2000
ENDED = tuple(sorted(set().union(*signed_qr.ENDED.values())))  # statuses
Item = tuple[str, int, int]  # key, how many events it had, since when (seconds; 0: it counts again)


class Ended(Struct, frozen=True):
    """A part of the list. `next`: to send back as `after`, now or later; `whole`: nothing more waits now."""

    at: datetime
    next: str
    whole: bool
    items: list[Item]


def key_of(number: str) -> str:
    """By what a phone finds a code's number in the list."""
    return hashlib.sha256(number.upper().encode()).hexdigest()[:KEY_DIGITS]


async def ended(
    pool: Pool, *, scopes: list[str] | None, after: str | None, now: datetime, public: bool = False
) -> Ended:
    """What a reader of these scopes (null: everything) may know, after a cursor; `public`: of manifests alone, for
    anybody. The numbers of drums can be guessed (company, waste, day, serial), and by their keys one could count what
    a company makes. Raises WrongCursor."""
    seen = paging.read(after, tuple[int, UUID | None])  # watermark; within the list itself, its last subject
    if seen is not None and not 0 <= seen[0] < 2**63:
        raise paging.WrongCursor("after")
    since = first_at(now - timedelta(days=int(limit("qr", "label_days"))))
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        watermark = await queries.watermark(conn)
        if seen is None or seen[1] is not None:  # the list itself, page by page; what happens meanwhile comes after
            begun, last = seen or (watermark, None)
            if public or scopes is None:
                rows = await queries.all_ended(
                    conn, after=last or since, statuses=ENDED, limit=PAGE, batches=not public
                )
            else:
                rows = await queries.ended(conn, scopes=scopes, after=last or since, statuses=ENDED, limit=PAGE)
            whole = len({row.subject for row in rows}) < PAGE
            more = paging.cursor(begun, None if whole else rows[-1].subject)
        else:
            rows = await queries.changed(conn, scopes=scopes, since=seen[0], before=watermark, manifests_only=public)
            whole, more = True, paging.cursor(watermark, None)
    return Ended(now, more, whole, [_item(row, row.number) for row in rows if row.number])


def _item(row: queries.Standing, number: str) -> Item:
    over = row.status in ENDED
    return key_of(number), row.seq, int(row.last_at.timestamp()) if over else 0
