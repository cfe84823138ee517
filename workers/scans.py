"""A label was scanned somewhere: the rules that listen to scans look at where its code was seen before."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from manifests.life.model import Batch
from manifests.scans import queries
from wasteflow.catalog.book import open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.jobs import Job
from workers import alerts, store
from workers.anomalies import engine
from workers.anomalies.found import in_situation
from workers.anomalies.rule import Departure
from workers.anomalies.situation import Situation, Stands

SCANNED = "scanned"
BACK = timedelta(days=30)  # how far back scans are compared


async def look(pool: Pool, job: Job) -> None:
    """The job `scanned`: alerts, a later look where a rule asks for one, and the job's end commit together."""
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        seen = await _situation(conn, UUID(job.body["subject"]))
        departures = [Departure(**dict(row)) for row in await store.read_departures(conn)] if seen else []
        if seen is not None:
            for rule in engine.listeners(SCANNED):
                where = engine.places_of(seen.subject, book.provinces)
                situation = replace(seen, limits=rule.limits(departures, where, clock.local_date(seen.now)))
                if finding := rule.check(situation):
                    await alerts.raise_all(conn, book, [in_situation(rule, situation, finding, book.provinces)])
                later = rule.due(situation) if rule.due else None
                if later and later > situation.now:
                    await jobs.enqueue(conn, SCANNED, job.body, run_at=later)
        await jobs.finish(conn, job)


async def _situation(conn: Connection, subject: UUID) -> Situation | None:
    """The container with its latest event, and where its code was seen; None for a load."""
    rows = await store.read_latest_situation(conn, subject=subject)
    if not rows:
        return None
    envelope, batch = engine.decoded(rows[0])
    if not isinstance(batch, Batch):
        return None
    now = clock.now()
    seen = await queries.sightings(conn, subject=subject, since=now - BACK)
    site = await queries.where_site(conn, site=batch.holder_site)
    since = batch.stored_since or batch.last_at
    return Situation(envelope, batch, {}, now, seen=seen, stands=Stands(*site, since) if site else None)
