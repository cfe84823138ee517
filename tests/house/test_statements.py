"""Every statement fits the schema: PostgreSQL itself prepares it, in the application's role, and runs nothing."""

import importlib
import re

import asyncpg
import pytest

from tests.house.ours import module, python
from wasteflow.core.db import Pool

pytestmark = pytest.mark.anyio

_SQL = re.compile(r"\s*(--[^\n]*\n\s*)*(select|insert|update|delete|with|lock|merge)\b", re.IGNORECASE)
OWNERS = ("wasteflow.core.migrate",)  # runs as the owner of the database, before there is a schema


def statements() -> dict[str, str]:
    """`manifests.store.APPEND` -> the statement, for every CAPITAL constant that is one."""
    found = {}
    for path in python():
        if path.endswith("__main__.py") or module(path) in OWNERS:
            continue
        loaded = importlib.import_module(module(path))
        for name, value in vars(loaded).items():
            if name.isupper() and isinstance(value, str) and _SQL.match(value):
                found[f"{module(path)}.{name}"] = value
    return found


STATEMENTS = statements()


def test_statements_are_found() -> None:
    assert {"manifests.store.APPEND", "wasteflow.core.store.LEASE", "workers.queries.ALERT"} & STATEMENTS.keys()
    assert len(STATEMENTS) > 100


async def test_every_statement_fits_the_schema(pool: Pool) -> None:
    unfit = {}
    async with pool.acquire() as conn:
        for name, statement in STATEMENTS.items():
            try:
                await conn.prepare(statement)
            except asyncpg.PostgresError as error:
                unfit[name] = f"{error} {getattr(error, 'hint', None) or ''}"
    assert unfit == {}


def test_sql_stands_in_store_and_queries_only() -> None:
    """Or where a whole file is about one reading of the database."""
    allowed = re.compile(r"(store|queries|replay|verify|audit|registers|migrate)$")
    elsewhere = [name for name in STATEMENTS if not allowed.search(name.rsplit(".", 1)[0])]
    assert elsewhere == []
