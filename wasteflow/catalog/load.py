"""The tables of `data/` into the database: at every start, quickly, and changing nothing where nothing changed."""

import csv
import logging
from importlib import resources
from typing import Any

import asyncpg

from wasteflow.catalog import store
from wasteflow.core.db import prepare_connection

log = logging.getLogger(__name__)

_LISTS = {"plate_prefixes", "codes", "languages"}
_BOOLEANS = {"abroad", "has_districts", "recovery", "interim", "mandatory", "working"}
_NEVER_NULL = {"hazards", "climate"}


async def load_catalog(url: str) -> None:
    """Bring the catalogue at `url` to what this release holds.

    Rows an administrator added or closed stay as they are. Safe to run twice, or twice at once.
    """
    conn = await asyncpg.connect(url)
    try:
        await prepare_connection(conn)
        async with conn.transaction():
            await store.lock_version(conn)
            changed = 0
            for name in store.TABLES:
                changed += await store.load_table(conn, name=name, rows=rows(name))
            if changed:
                version = await store.bump_version(conn)
                log.info("catalogue version %s: %s rows new or different", version, changed)
    finally:
        await conn.close()


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one data file, shaped for its table."""
    file = resources.files("wasteflow.catalog") / "data" / f"{name}.csv"
    lines = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return [{column: _shaped(column, cell) for column, cell in row.items()} for row in lines]


def _shaped(column: str, cell: str) -> Any:
    if column in _LISTS:
        return cell.split(";") if cell else []
    if column in _BOOLEANS:
        return {"yes": True, "no": False}.get(cell)
    return cell if cell or column in _NEVER_NULL else None
