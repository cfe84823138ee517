"""A database ready for use: which one it is, its schema, catalogue and demo."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from wasteflow.catalog.load import load_catalog
from wasteflow.core import store
from wasteflow.core.db import open_pool
from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.folder import DataFolder
from wasteflow.core.embedded.postgres import DATABASE, Cluster, running_url
from wasteflow.core.migrate import migrate
from wasteflow.core.settings import Settings
from wasteflow.core.supervisor import Say

BEGUN, COMPLETE = "begun", "complete"  # what the database says of its demo


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The URL of the database a command is to work on: the configured one, the one that `wasteflow run` has open
    now, or the embedded one, started for as long as this takes. Raises CannotStart."""
    folder = DataFolder(settings.data_dir)
    url = settings.database_url or running_url(folder.postgres)
    if url:
        yield url
        return
    folder.hold()
    cluster = Cluster(folder.postgres, programs=settings.pg_bin, log=folder.log("postgres"))
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        folder.release()


async def bring_up_to_date(url: str, say: Say) -> None:
    """Schema and catalogue of this release."""
    applied = await migrate(url)
    if applied:
        say(f"Schema brought to {applied[-1].number:04}_{applied[-1].name}")
    await load_catalog(url)


async def load_demo(url: str, *, days: int, scale: float, seed: int, say: Say) -> None:
    """Build the demo Bay Area; the mark tells a complete one from one cut short. Raises CannotStart where one is."""
    from wasteflow.demo.build import build  # it knows everyone; no other command needs it

    await bring_up_to_date(url, say)
    if await demo_mark(url) is not None:
        raise CannotStart("This database holds a demo already; empty the database to load another.")
    pool = await open_pool(url, 8)
    try:
        await _mark_demo(url, BEGUN)
        await build(pool, days=days, scale=scale, seed=seed, progress=say)
        await _mark_demo(url, COMPLETE)
    finally:
        await pool.close()


async def demo_mark(url: str) -> str | None:
    """Whether the demo in this database was BEGUN or is COMPLETE; None where there is none."""
    conn = await asyncpg.connect(url)
    try:
        return await store.read_mark(conn, name="demo")
    finally:
        await conn.close()


async def discard_half_a_demo(url: str, *, owned: bool, say: Say) -> None:
    """A demo that was cut short is built anew, never mended; only a database of our own is emptied for it.

    Raises CannotStart where it is somebody else's.
    """
    if await demo_mark(url) != BEGUN:
        return
    if not owned:
        raise CannotStart(
            "Loading the demo into this database was interrupted; empty the database, then start again "
            "(or set WASTEFLOW_DEMO=false to use it as it is)."
        )
    say("The demo was interrupted while it loaded; starting it over")
    conn = await asyncpg.connect(url, database="postgres")
    try:
        await conn.execute(f"drop database {DATABASE} with (force)")
        await conn.execute(f"create database {DATABASE}")
    finally:
        await conn.close()
    await bring_up_to_date(url, say)


async def _mark_demo(url: str, mark: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await store.set_mark(conn, name="demo", value=mark)
    finally:
        await conn.close()
