"""A database ready for use: which one it is, its schema, catalogue and demo."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from wasteflow.catalog.load import load_catalog
from wasteflow.core import store
from wasteflow.core.db import open_pool
from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.folder import DataFolder
from wasteflow.core.embedded.postgres import Cluster, running_url
from wasteflow.core.migrate import migrate
from wasteflow.core.settings import Settings
from wasteflow.core.supervisor import Say

Progress = Callable[[str, int, int], None]  # stage, done, of
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


async def load_demo(url: str, *, days: int, scale: float, seed: int, say: Say, progress: Progress) -> None:
    """Build the demo Bay Area, or go on with the one that was cut short, as it was begun.

    Raises CannotStart where the database holds a complete one.
    """
    from wasteflow.demo.build import build  # it knows everyone; no other command needs it

    await bring_up_to_date(url, say)
    if await demo_mark(url) == COMPLETE:
        raise CannotStart("This database holds a demo already; empty the database to load another.")
    pool = await open_pool(url, 8, durable=False)
    try:
        async with pool.acquire() as conn:
            await store.set_mark(conn, name="demo", value=BEGUN)
            plan = await store.read_mark(conn, name="demo_plan")
        if plan is not None:
            days, scale, seed = json.loads(plan)[:3]
        await build(pool, days=days, scale=scale, seed=seed, progress=progress)
        async with pool.acquire() as conn:
            await store.set_mark(conn, name="demo", value=COMPLETE)
    finally:
        await pool.close()


async def demo_mark(url: str) -> str | None:
    """Whether the demo in this database was BEGUN or is COMPLETE; None where there is none."""
    conn = await asyncpg.connect(url)
    try:
        return await store.read_mark(conn, name="demo")
    finally:
        await conn.close()
