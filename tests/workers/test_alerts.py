"""From a short weight at the gate to an alert, once, with its evidence as it stood, in the case of its matter."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace as replaced
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from manifests.life import events as e
from manifests.life.model import Basis, Weight
from tests.bay import Bay
from wasteflow.catalog.book import open_book
from wasteflow.core import jobs, outbox
from wasteflow.core.db import Pool
from wasteflow.people.model import Actor
from workers import alerts, tasks
from workers.anomalies import engine
from workers.anomalies.finding import Finding, digest
from workers.anomalies.rule import all_rules
from workers.anomalies.situation import Situation
from workers.app import HANDLERS
from workers.cases import queries
from workers.cases.model import UNSETTLED, CaseFile
from workers.cases.schemas import explanation

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]


async def seen(pool: Pool, actor: Actor) -> list[CaseFile]:
    return await queries.queue(pool, actor, queries.Wanted(UNSETTLED))


async def evidence(pool: Pool, case: CaseFile) -> queries.Evidence:
    (found,) = await queries.evidence(pool, case=case.id)
    return found


async def short_load(bay: Bay, work: Work) -> CaseFile:
    await bay.delivered(sent="1000", weighed="800")
    await work()
    (case,) = await seen(bay.pool, bay.regulator)
    return case


async def test_a_short_weight_becomes_an_alert_that_the_authority_sees(bay: Bay, work: Work) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await work()
    (case,) = await seen(bay.pool, bay.regulator)
    (alert,) = case.alerts
    assert (alert.rule, alert.family, alert.severity, case.status) == ("weight_gap", "W1", 3, "open")
    assert (alert.subject, alert.categories, alert.stream) == (manifest, ("HW17",), "hazardous")
    assert case.scopes == ("city:440300", "province:440000")
    assert "少 200 千克（20.0%）" in explanation(alert, "zh-Hans")
    assert "200 kg (20.0 %) less" in explanation(alert, "en")


async def test_a_full_weight_makes_none(bay: Bay, work: Work) -> None:
    await bay.delivered(sent="1000", weighed="995")
    await work()
    assert await seen(bay.pool, bay.regulator) == []


async def test_events_that_no_rule_hears_make_no_job(bay: Bay, work: Work) -> None:
    batch = await bay.batch()
    await work()
    await bay.tell(bay.clerk, e.Reweighed(Weight(Decimal(990), Basis.WEIGHED)), batch)
    assert await work() == 0


async def test_the_same_message_twice_and_the_same_event_announced_twice_make_one_alert(bay: Bay, work: Work) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await work()
    async with bay.pool.acquire() as conn:
        (job_id,) = [row["id"] for row in await conn.fetch("select id from job_history")]
        assert not await tasks.look_at(bay.pool, job_id, HANDLERS, 60)
        await work()  # what its case tells those who asked to hear of it
        events = [{"subject": str(manifest), "seq": n, "kind": "weighed"} for n in range(1, 9)]
        await outbox.put(conn, "custody", {"events": events})
    assert await work() == 1
    assert len(await seen(bay.pool, bay.regulator)) == 1


async def test_two_workers_with_the_same_findings_raise_them_once(bay: Bay) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    asked = [engine.Announced(manifest, n, "weighed") for n in range(1, 9)]
    book = await open_book(bay.pool)

    async def raises() -> list[UUID]:
        async with bay.pool.acquire() as conn, conn.transaction():
            examined = await engine.examine(conn, asked, book)
            return await alerts.raise_all(conn, book, examined.found)

    raised = await asyncio.gather(*(raises() for _ in range(4)))
    assert sum(len(some) for some in raised) == 1


async def test_the_evidence_is_frozen_and_its_digest_shows_it(bay: Bay, work: Work) -> None:
    case = await short_load(bay, work)
    found = await evidence(bay.pool, case)
    assert case.about.sha256 == found.sha256 == digest(found.evidence)
    assert found.evidence["limits"]["serious_percent"] == {
        "value": "10",
        "origin": "US 40 CFR 264.72 and 265.72: significant discrepancy, bulk waste",
    }
    (line,) = found.evidence["inputs"]["lines"]
    assert (line["sent"], line["weighed"]["kg"]) == ({"kg": "1000", "basis": "weighed"}, "800")
    assert found.evidence["events"][0]["fact"]["kind"] == "weighed"
    async with bay.pool.acquire() as conn:
        for change in ("update alert set evidence = '{}'", "update case_event set body = '{}'", "delete from alert"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(change)


async def test_a_rule_that_breaks_holds_up_neither_other_rules_nor_other_events(
    bay: Bay, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = [(await bay.delivered(sent="1000", weighed="800"))[1] for _ in range(2)]

    def broken(situation: Situation) -> Finding | None:
        if situation.subject.id == loads[0]:
            raise ZeroDivisionError
        return None

    real = tuple(rule for rule in all_rules() if rule.id == "weight_gap")
    broke = replaced(real[0], id="broken", check=broken)
    monkeypatch.setattr(engine, "listeners", lambda kind: (broke, *real) if kind == "weighed" else ())
    await work()
    assert len(await seen(bay.pool, bay.regulator)) == 2, "the weight gap was found all the same"
    async with bay.pool.acquire() as conn:
        await conn.execute("update job set run_at = now(), send_at = now()")
    await work()  # the batch is taken apart
    assert await work() == 2  # one event ends well, one is tried again
    async with bay.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from job") == 1
        assert await conn.fetchval("select note from job_history where note is not null") == "taken apart"


async def test_a_city_with_a_stricter_threshold_gets_its_own(bay: Bay, work: Work) -> None:
    async with bay.pool.acquire() as conn:
        await conn.execute(
            """insert into rule_threshold (rule, name, jurisdiction, valid_from, value, origin)
               values ('weight_gap', 'serious_percent', '440300', '2020-01-01', 5, 'city notice')"""
        )
    await bay.delivered(sent="1000", weighed=str(Decimal(930)))
    await work()
    (case,) = await seen(bay.pool, bay.regulator)
    limits = (await evidence(bay.pool, case)).evidence["limits"]
    assert limits["serious_percent"] == {"value": "5", "origin": "city notice (440300)"}


async def test_a_whole_request_of_events_is_one_job(bay: Bay, work: Work) -> None:
    for _ in range(5):
        await bay.delivered(sent="1000", weighed="1000")
    assert await work() == 1
    async with bay.pool.acquire() as conn:
        kinds = await conn.fetchval("select array_agg(kind) from custody_event")
        events = await conn.fetchval("select body->'events' from job_history")
    assert len(events) == sum(map(engine.wanted, kinds)) >= 5


async def test_weighed_again_with_the_same_gap_is_the_same_alert(bay: Bay, work: Work) -> None:
    batch = await bay.batch("1000")
    manifest = await bay.at_the_gate(batch)
    for kg in ("800", "805"):
        await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, Decimal(kg)),)), manifest)
    await work()
    assert len(await seen(bay.pool, bay.regulator)) == 1


async def test_jobs_wait_in_the_database_while_the_broker_is_gone(bay: Bay) -> None:
    from kombu.exceptions import OperationalError

    from workers import relay

    await bay.delivered(sent="1000", weighed="800")
    assert await relay.pass_on(bay.pool) > 0

    def gone(ids: list[UUID]) -> None:
        raise OperationalError("connection refused")

    sent: list[UUID] = []
    with pytest.raises(OperationalError):
        await relay.send_due(bay.pool, gone)
    assert await relay.send_due(bay.pool, sent.extend) == 1
    assert await jobs.take(bay.pool, sent[0]) is not None


async def test_several_relays_pass_each_announcement_on_once(bay: Bay) -> None:
    from workers import relay

    async with bay.pool.acquire() as conn:
        before = await conn.fetchval("select count(*) from outbox")
        for n in range(1200):
            event = {"subject": str(bay.plant), "seq": n + 1, "kind": "weighed"}
            await outbox.put(conn, "custody", {"events": [event]})
    passed = 0
    while taken := sum(await asyncio.gather(*(relay.pass_on(bay.pool) for _ in range(4)))):
        passed += taken
    assert passed == 1200 + before
    async with bay.pool.acquire() as conn:
        rows = await conn.fetch("select body from job")
    seqs = [event["seq"] for row in rows for event in row["body"]["events"]]
    assert sorted(seqs) == list(range(1, 1201))
    assert max(len(row["body"]["events"]) for row in rows) <= relay.EVENTS
