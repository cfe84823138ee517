"""Numbered SQL files, forward only, applied once each, in order; never edited once applied."""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from importlib import resources

import asyncpg

_LOCK = 7_305_126_001  # any number, the same in every process


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


class MigrationEdited(RuntimeError):
    """A migration that was applied has been edited since."""


def migrations() -> list[Migration]:
    """All migration files in order. Raises ValueError where a number stands twice."""
    found = []
    for file in (resources.files("wasteflow") / "migrations").iterdir():
        if match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name):
            found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    found.sort(key=lambda m: m.number)
    if len({m.number for m in found}) != len(found):
        raise ValueError("two migrations have the same number")
    return found


async def migrate(url: str) -> list[Migration]:
    """Bring the database at `url` up to date; answers what was applied. Safe to run twice, or twice at once.

    Raises MigrationEdited where the record and the file differ.
    """
    conn = await asyncpg.connect(url)
    try:
        # Not a waiting lock: a session that waits for one holds a snapshot on which
        # `create index concurrently` would wait in turn, and neither would end.
        while not await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            await asyncio.sleep(0.1)
        await conn.execute(
            """create table if not exists schema_migration (
                 number int primary key, name text not null, digest text not null,
                 applied_at timestamptz not null default now())"""
        )
        known = {r["number"]: r["digest"] for r in await conn.fetch("select number, digest from schema_migration")}
        applied = []
        for migration in migrations():
            if migration.number in known:
                if known[migration.number] != migration.digest:
                    raise MigrationEdited(f"{migration.number:04}_{migration.name}.sql was edited after it was applied")
                continue
            async with conn.transaction():
                await conn.execute("set local lock_timeout = '5s'")
                await conn.execute(migration.sql)
                await conn.execute(
                    "insert into schema_migration (number, name, digest) values ($1, $2, $3)",
                    migration.number,
                    migration.name,
                    migration.digest,
                )
            applied.append(migration)
        return applied
    finally:
        await conn.close()
