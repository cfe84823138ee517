"""The job `rule_trial`: the rule runs over history twice, with the limits that hold and with the one that is tried."""

from datetime import datetime
from uuid import UUID

from wasteflow.core import clock, jobs
from wasteflow.core.db import Pool
from wasteflow.core.jobs import Job
from workers.anomalies import replay, trips
from workers.anomalies.rule import Departure, all_rules
from workers.tuning import store
from workers.tuning.model import Trial, compared, of_place

ORIGIN = "trial"


async def run(pool: Pool, job: Job, lease_seconds: float) -> None:
    """The result and the end of the job are committed together. It may take minutes: its lease is renewed meanwhile."""
    one = await store.trial(pool, id=UUID(job.body["trial"]))
    rule = next((rule for rule in all_rules() if one and rule.id == one.rule), None)
    result = {}
    if one is not None and rule is not None and one.ended_at is None:
        async with jobs.held(pool, job, lease_seconds):
            await trips.catch_up(pool)
            since, until = datetime.combine(one.since, datetime.min.time(), clock.BAY_AREA), clock.now()
            now = await replay.run(pool, [rule], since=since, until=until)
            await store.looked(pool, id=one.id, at=now.subjects)
            then = await replay.run(pool, [rule], since=since, until=until, departures=[_departure(one)])
        here = [of_place(report.raised, one.jurisdiction) for report in (now, then)]
        result = compared(*here) | {"subjects": then.subjects}
    async with pool.acquire() as conn, conn.transaction():
        if one is not None:
            await store.end_trial(conn, id=one.id, result=result, at=clock.now())
        await jobs.finish(conn, job)


def _departure(one: Trial) -> Departure:
    return Departure(one.rule, one.name, one.jurisdiction, one.since, None, one.value, ORIGIN)
