"""The engine: clocks that run and stop, rules in shadow, history run over again, what sets are read from."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from manifests.life import events as e
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from workers.anomalies import engine, replay, store, trips
from workers.anomalies.engine import rules_of
from workers.anomalies.rule import Departure
from workers.anomalies.store import Obligation

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]
AT = datetime(2026, 10, 12, tzinfo=UTC)


async def clocks(pool: Pool) -> list[tuple[int, datetime]]:
    return [(row["seen"], row["due_at"]) for row in await pool.fetch("select seen, due_at from obligation")]


async def test_what_was_concluded_from_an_older_step_never_undoes_what_a_newer_one_says(pool: Pool) -> None:
    subject = new_id()
    newer, older = (Obligation(subject, "some", n, n, AT + timedelta(days=n)) for n in (5, 4))
    async with pool.acquire() as conn:
        await store.keep_obligations(conn, obligations=[newer])
        await store.keep_obligations(conn, obligations=[older])
        await store.forget_obligations(conn, met={(subject, "some"): 4})
        assert await clocks(pool) == [(5, newer.due_at)]
        await store.forget_obligations(conn, met={(subject, "some"): 5})
    assert await clocks(pool) == []


async def test_the_minutes_check_reads_what_is_due_by_its_index_however_many_run(pool: Pool) -> None:
    async with pool.acquire() as conn:
        trial = conn.transaction()
        await trial.start()
        await conn.execute(
            "insert into obligation select gen_random_uuid(), 'some', 1, 1, $1::timestamptz + n * interval '1 minute'"
            " from generate_series(1, 50000) n",
            AT,
        )
        await conn.execute("analyze obligation")
        plan = await conn.fetchval(
            f"explain (analyze, buffers, format json) {store.DUE}", AT + timedelta(minutes=20), 500
        )
        due = await store.due_obligations(conn, now=AT + timedelta(minutes=20), limit=500)
        await trial.rollback()
    assert len(due) == 20
    assert '"Index Name": "obligation_due"' in plan
    assert "Seq Scan" not in plan


async def test_a_clock_of_a_rule_that_is_gone_stops(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await store.keep_obligations(conn, obligations=[Obligation(new_id(), "of_old", 1, 1, AT)])
    assert await engine.fall_due(pool) == 1
    assert await clocks(pool) == []


async def test_a_rule_in_shadow_is_told_to_nobody_and_one_that_is_off_is_not_heard(bay: Bay, work: Work) -> None:
    async with bay.pool.acquire() as conn:
        await store.set_mode(conn, rule="weight_gap", at=clock.now(), mode="shadow", reason="试运行")
    await bay.delivered(sent="1000", weighed="800")
    await work()
    assert await bay.pool.fetchval("select count(*) from alert where rule = 'weight_gap'") == 0
    assert await bay.pool.fetchval("select count(*) from shadow_finding where rule = 'weight_gap'") == 1
    async with bay.pool.acquire() as conn:
        await store.set_mode(conn, rule="weight_gap", at=clock.now(), mode="off", reason="误报太多")
    await bay.delivered(sent="1000", weighed="700")
    await work()
    assert await bay.pool.fetchval("select count(*) from shadow_finding where rule = 'weight_gap'") == 1


async def test_run_over_history_a_rule_raises_what_it_raised_then_and_writes_nothing(bay: Bay, work: Work) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await bay.delivered(sent="1000", weighed="995")
    await work()
    raised = await bay.pool.fetch("select fingerprint, evidence_sha256 from alert where rule = 'weight_gap'")
    report = await replay.run(bay.pool, rules_of(["weight_gap"]))
    (one,) = report.raised.values()
    assert [(one.found.fingerprint, one.found.about.id)] == [(row["fingerprint"], manifest) for row in raised]
    weighed = await bay.pool.fetchval(
        "select received_at from custody_event where subject = $1 and kind = 'weighed'", manifest
    )
    assert one.at == weighed
    assert (await replay.run(bay.pool, rules_of(["weight_gap"]), until=weighed - timedelta(seconds=1))).raised == {}
    assert await bay.pool.fetchval("select count(*) from alert where rule = 'weight_gap'") == 1


async def test_over_history_a_clock_runs_out_before_the_next_event_and_not_where_that_came_in_time(bay: Bay) -> None:
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("1000")))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    never_left = rules_of(["never_left"])
    assert (await replay.run(bay.pool, never_left)).raised == {}
    later = clock.now() + timedelta(days=20)
    (one,) = (await replay.run(bay.pool, never_left, until=later)).raised.values()
    assert one.found.finding.says == "signed"
    assert clock.now() < one.at < later
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), load)
    assert (await replay.run(bay.pool, never_left, until=later)).raised == {}


async def test_a_load_is_long_on_the_road_by_its_own_way_and_told_once(
    bay: Bay, work: Work, owner: asyncpg.Connection
) -> None:
    await owner.execute("update site set lat = 22.7, lon = 113.8 + 0.3 * (id = $1)::int", bay.plant_site)
    load = await bay.on_the_road(await bay.batch("1000"))
    await work()
    (row,) = await bay.pool.fetch("select * from obligation where rule = 'long_on_the_road'")
    left = await bay.pool.fetchval(
        "select received_at from custody_event where subject = $1 and kind = 'departed'", load
    )
    assert row["due_at"] == left + timedelta(hours=24)
    long = rules_of(["long_on_the_road"])
    assert (await replay.run(bay.pool, long, until=row["due_at"] - timedelta(seconds=1))).raised == {}
    (one,) = (await replay.run(bay.pool, long, until=row["due_at"] + timedelta(days=9))).raised.values()
    assert (one.at, one.found.about.id, one.found.severity) == (row["due_at"], load, 2)
    far = [Departure("long_on_the_road", "road_kmh", "440000", AT.date(), None, Decimal(5), "试行")]
    later = (await replay.run(bay.pool, long, until=row["due_at"] + timedelta(days=9), departures=far)).raised
    (two,) = later.values()
    assert two.at > row["due_at"]
    await bay.tell(bay.driver, e.Arrived(), load)
    await work()
    assert await bay.pool.fetchval("select count(*) from obligation where rule = 'long_on_the_road'") == 0


async def test_trips_and_lots_say_what_custody_says_and_reading_twice_changes_nothing(bay: Bay) -> None:
    batch, manifest = await bay.delivered(sent="1000", weighed="800")
    await trips.catch_up(bay.pool)
    (trip,) = await bay.pool.fetch("select * from rollup_trip")
    assert (trip["manifest"], trip["batch"], trip["sent_kg"], trip["gate_kg"]) == (manifest, batch, 1000, 800)
    assert trip["plate"] == "粤B12345"
    assert trip["departed_at"] <= trip["arrived_at"]
    (lot,) = await bay.pool.fetch("select batch, kg, residue from rollup_lot")
    assert tuple(lot) == (batch, 1000, False)
    assert await trips.catch_up(bay.pool) == 0
    await bay.pool.execute("update rollup_watermark set xid = 0, seq = 0 where name = 'trips'")
    await trips.catch_up(bay.pool)
    assert [tuple(row) for row in await bay.pool.fetch("select * from rollup_trip")] == [tuple(trip)]


async def test_a_name_that_no_rule_has_is_refused() -> None:
    with pytest.raises(KeyError):
        rules_of(["no_such_rule"])
