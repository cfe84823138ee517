"""SQL of styles: the one in force, and those before it."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from reports.model import SECTIONS, Crest, Style
from wasteflow.core.db import Connection

VERSIONS = """
select s.*, a.person from report_style s left join account a on a.id = s.set_by
 where s.city = $1 order by s.version desc limit $2
"""
INSERT = """
insert into report_style (city, version, office, contact, sections, crest, set_by, set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class Version(Struct, frozen=True):
    """A style as it was set, and by whom."""

    version: int
    style: Style
    set_at: datetime
    person: str | None


async def versions(conn: Connection, *, city: str, limit: int = 10) -> list[Version]:
    """A city's styles, newest first."""
    return [_version(row) for row in await conn.fetch(VERSIONS, city, limit)]


async def current(conn: Connection, *, city: str) -> Style:
    """The one in force; plain where none was set."""
    found = await versions(conn, city=city, limit=1)
    return found[0].style if found else Style()


def _version(row: Any) -> Version:
    crest = row["crest"] and Crest(row["crest"]["kind"], base64.b64decode(row["crest"]["content"]))
    # a section that came since stands at the end; one that is no more is passed over
    order = [name for name in row["sections"] if name in SECTIONS]
    sections = (*order, *(name for name in SECTIONS if name not in order))
    style = Style(row["office"], row["contact"], sections, crest)
    return Version(row["version"], style, row["set_at"], row["person"])


async def insert(conn: Connection, *, city: str, version: int, style: Style, by: UUID, at: datetime) -> None:
    """Raises UniqueViolationError where somebody was quicker."""
    await conn.execute(
        INSERT, city, version, style.office, style.contact, list(style.sections), style.crest, by, at
    )  # fmt: skip
