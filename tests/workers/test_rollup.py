"""Custody is counted once each, behind a safe watermark; counting anew gives the same."""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from manifests.commands import Proposal, record
from manifests.life import events as e
from manifests.life.model import Basis, Code, Gone, Weight
from tests.bay import PLATE, SHENZHEN, Bay
from tests.manifests.life.test_grouping import put, residue
from tests.manifests.life.test_grouping import treat as burn
from tests.manifests.test_brought import sound
from tests.manifests.test_giving_back import another_plant, take_home
from wasteflow.catalog.book import open_book
from wasteflow.core.clock import BAY_AREA, local_date, now
from wasteflow.core.db import Pool
from wasteflow.core.months import months_before
from workers import queries
from workers.indicators import rollup
from workers.indicators.engine import IndicatorValue
from workers.lineage import queries as lineage
from workers.lineage.behind import behind

pytestmark = pytest.mark.anyio
CELLS = "select * from rollup_cell order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
LOADS = "select * from rollup_load order by 1, 2, 3, 4, 5, 6"


async def rows(pool: Pool, statement: str) -> list[dict[str, Any]]:
    async with pool.acquire() as conn:
        return [dict(row) for row in await conn.fetch(statement)]


async def sums(pool: Pool) -> dict[str, Decimal]:
    found = await rows(pool, "select measure, sum(kg) as kg from rollup_cell group by measure")
    return {row["measure"]: row["kg"] for row in found}


async def value(pool: Pool, start: date, end: date | None = None) -> IndicatorValue:
    async with pool.acquire() as conn:
        return await queries.indicator_value(conn, code="ZW21-16", city=SHENZHEN, start=start, end=end or start)


async def treat(bay: Bay, batch: UUID, kg: str, method: str = "cn_utilisation:R4", at: datetime | None = None) -> None:
    await bay.tell(bay.gate, e.Treated(method, Decimal(kg)), batch, at=at)


async def a_life(bay: Bay) -> UUID:
    """A drum generated, delivered at another weight, treated in two parts."""
    batch, _ = await bay.delivered(sent="1000", weighed="990")
    await treat(bay, batch, "600")
    await treat(bay, batch, "390", "cn_disposal:D10")
    return batch


async def test_a_drums_life_is_counted_as_its_events_say(bay: Bay) -> None:
    await a_life(bay)
    await rollup.catch_up(bay.pool)
    assert await sums(bay.pool) == {"generated": 1000, "received": 990, "reweighed": -10, "used": 600, "disposed": 390}
    assert await rollup.catch_up(bay.pool) == 0
    found = await value(bay.pool, local_date(now()).replace(day=1))
    assert (found.numerator, found.denominator, found.value) == (600, 1000, 60)
    assert found.coverage == {"numerator": {"weighed": 1}, "denominator": {"weighed": 1}}
    assert found.watermark.events > 0


async def test_what_is_lost_in_a_store_closes_the_balance_and_counts_as_treated_nowhere(bay: Bay) -> None:
    batch, _ = await bay.delivered(sent="1000", weighed="990")
    await treat(bay, batch, "600")
    await bay.tell(bay.gate, e.Lost(Decimal(90), Gone.LEAKED, "桶底渗漏"), batch)
    await bay.tell(bay.gate, e.Reweighed(Weight(Decimal(310), Basis.WEIGHED)), batch)
    await bay.tell(bay.gate, e.Lost(Decimal(310), Gone.STOLEN, "夜间被盗"), batch)
    await rollup.catch_up(bay.pool)
    lost = -10 - 90 + 10 - 310
    assert await sums(bay.pool) == {"generated": 1000, "received": 990, "reweighed": lost, "used": 600}
    await sound(bay)


async def test_what_is_lost_on_the_road_ends_what_it_was_put_together_from_and_who_brought_that(bay: Bay) -> None:
    """A drum accepted at the plant, put with another and sent on: the works' manifest waits no more."""
    first, load = await bay.delivered("1000")
    more, _ = await bay.delivered("500")
    group = (await bay.tell(bay.gate, put(bay, (first, "1000"), (more, "200"), site=bay.plant_site))).subject
    site, _ = await another_plant(bay)
    on = (await bay.tell(bay.gate, bay.load(group, consignor_site=bay.plant_site, consignee_site=site))).subject
    for who, fact in (
        (bay.gate, e.Published()),
        (bay.gate, e.Signed(name="赵")),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
        (bay.driver, e.LoadLost(Gone.BURNT, "车辆起火")),
    ):
        await bay.tell(who, fact, on)
    await rollup.catch_up(bay.pool)
    assert await sums(bay.pool) == {"generated": 1500, "received": 1500, "reweighed": -1200}
    await sound(bay)
    found = await rows(bay.pool, "select id, status, (state#>>'{weight,kg}')::numeric as kg from batch")
    assert {(x["id"], x["status"], x["kg"]) for x in found} == {
        (group, "lost", 0), (first, "lost", 0), (more, "stored", 300),
    }  # fmt: skip
    assert await bay.pool.fetchval("select status from manifest where id = $1", load) == "closed"


async def test_what_a_weight_rests_on_follows_it_to_its_treatment(bay: Bay) -> None:
    batch = await bay.batch("1000", weight=Weight(Decimal(1000), Basis.ESTIMATED))
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, Decimal(900)),)), manifest)
    await bay.tell(bay.gate, e.Accepted(), manifest)
    await treat(bay, batch, "900")
    await rollup.catch_up(bay.pool)
    found = await value(bay.pool, local_date(now()).replace(day=1))
    assert found.coverage == {"numerator": {"weighed": 1}, "denominator": {"estimated": 1}}
    (used,) = await rows(bay.pool, "select treat_city, basis from rollup_cell where measure = 'used'")
    assert used == {"treat_city": SHENZHEN, "basis": "weighed"}


async def test_a_refused_part_is_not_generated_again(bay: Bay) -> None:
    batch = await bay.batch("1000")
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(300)),), "含水率高"), manifest)
    await rollup.catch_up(bay.pool)
    assert await sums(bay.pool) == {"generated": 1000, "received": 700, "refused": 300, "reweighed": 0}


async def test_a_group_corrected_on_the_road_and_refused_in_part_is_what_lies_in_the_stores(bay: Bay) -> None:
    """What the gate refuses of it leaves with the receipt, once, whatever was stated on the way."""
    a, b = await bay.batch("700"), await bay.batch("300")
    group = (await bay.tell(bay.clerk, put(bay, (a, "700"), (b, "300"), site=bay.factory_site))).subject
    manifest = await bay.on_the_road(group)
    asked = e.RevisionRequested("磅单抄错", lines=(e.LineRevised(1, sent_kg=Decimal(1100)),))
    for who, fact in ((bay.clerk, asked), (bay.driver, e.RevisionApproved()), (bay.gate, e.RevisionApproved())):
        await bay.tell(who, fact, manifest)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含杂物"), manifest)
    await rollup.catch_up(bay.pool)
    (there,) = await rows(bay.pool, "select sum((state->'weight'->>'kg')::numeric) as kg from batch")
    assert await sums(bay.pool) == {"generated": 1000, "received": 700, "refused": 400, "reweighed": 100}
    assert there == {"kg": 1100}


async def test_what_is_given_back_counts_no_more_where_and_when_it_had_been_taken_in(bay: Bay) -> None:
    batch, load = await bay.delivered("1000")
    line = (e.LineDraft(batch),)
    home = bay.load(consignor_site=bay.plant_site, consignee_site=bay.factory_site, lines=line, gives_back=load)
    await take_home(bay, home)
    await rollup.catch_up(bay.pool)
    cells = await rows(bay.pool, "select measure, basis, month, kg, loads from rollup_cell order by 1")
    month = local_date(now()).replace(day=1)
    assert [tuple(cell.values()) for cell in cells] == [
        ("generated", "weighed", month, 1000, 1),
        ("received", "weighed", month, 0, 2),
    ]


async def test_a_group_counts_where_its_sources_were_made_and_ash_is_generated(bay: Bay) -> None:
    a, _ = await bay.delivered("1000")
    b, _ = await bay.delivered("500")
    inner = (await bay.tell(bay.gate, put(bay, (a, "1000")))).subject
    outer = (await bay.tell(bay.gate, put(bay, (inner, "1000"), (b, "500")))).subject
    await treat(bay, outer, "900")
    ash = burn(bay, (outer, "600"), left=(residue("70"),), lost=(("烟气", "530"),), method="cn_disposal:D10")
    await bay.tell(bay.gate, ash)
    await rollup.catch_up(bay.pool)
    assert await sums(bay.pool) == {"generated": 1570, "received": 1500, "used": 900, "disposed": 600}
    places = await rows(bay.pool, "select distinct treat_city, basis from rollup_cell where measure = 'used'")
    assert places == [{"treat_city": SHENZHEN, "basis": "weighed"}]
    generated = await rows(bay.pool, "select code, kg from rollup_cell where measure = 'generated' order by kg")
    assert generated == [{"code": "cn-hw:772-003-18", "kg": 70}, {"code": "cn-hw:336-054-17", "kg": 1500}]
    assert await rollup.check(bay.pool) == []


async def test_counting_anew_gives_the_same_cells_and_loads(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "EVENTS", 7)  # several chunks, cut in the middle of lives
    for _ in range(3):
        await a_life(bay)
        await rollup.catch_up(bay.pool)
    grown, loads = await rows(bay.pool, CELLS), await rows(bay.pool, LOADS)
    assert sum(cell["kg"] for cell in grown) == sum(load["kg"] for load in loads)
    events = await rollup.rebuild(bay.pool)
    assert events == (await rows(bay.pool, "select count(*) as n from custody_event"))[0]["n"]
    assert await rows(bay.pool, CELLS) == grown
    assert await rows(bay.pool, LOADS) == loads


async def test_the_check_finds_a_cell_that_was_tampered_with_and_changes_nothing(bay: Bay) -> None:
    await a_life(bay)
    assert await rollup.check(bay.pool) == [], "what was not counted yet is no difference"
    await rollup.catch_up(bay.pool)
    assert await rollup.check(bay.pool) == []
    await bay.pool.execute("update rollup_cell set kg = kg + 1 where measure = 'used'")
    (found,) = await rollup.check(bay.pool)
    assert (found.stands, found.counted) == ("601 kg, 1 loads", "600 kg, 1 loads")
    assert (await sums(bay.pool))["used"] == 601


async def test_two_roll_ups_at_once_count_once(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "EVENTS", 5)
    for _ in range(3):
        await a_life(bay)
    await asyncio.gather(*(rollup.catch_up(bay.pool) for _ in range(4)))
    await rollup.catch_up(bay.pool)
    assert (await sums(bay.pool))["generated"] == 3000


async def test_an_event_that_commits_late_is_not_passed_over(bay: Bay, owner: asyncpg.Connection) -> None:
    early = await bay.batch("100")
    await rollup.catch_up(bay.pool)
    slow = owner.transaction()
    await slow.start()  # takes its place in the order of transactions now, commits later
    await owner.execute(
        """insert into custody_event (subject, seq, id, subject_kind, kind, occurred_at, received_at, body, digest)
           select subject, 9, gen_random_uuid(), subject_kind, kind, occurred_at, received_at,
                  jsonb_set(body, '{weight,kg}', '"5"'), digest
           from custody_event where subject = $1""",
        early,
    )
    await bay.batch("200")
    await rollup.catch_up(bay.pool)
    assert (await sums(bay.pool))["generated"] == 100, "the later one waits behind the slow one"
    await slow.commit()
    await rollup.catch_up(bay.pool)
    assert (await sums(bay.pool))["generated"] == 305


async def test_a_late_event_moves_the_month_it_belongs_to(bay: Bay) -> None:
    this = local_date(now()).replace(day=1)
    last = months_before(this, 1)
    in_last = datetime(last.year, last.month, 15, 9, tzinfo=BAY_AREA)
    await bay.batch("400", at=in_last)
    await bay.batch("100")
    await rollup.catch_up(bay.pool)
    assert [(await value(bay.pool, month)).denominator for month in (last, this)] == [400, 100]
    await bay.batch("50", at=in_last + timedelta(days=1))
    await rollup.catch_up(bay.pool)
    assert [(await value(bay.pool, month)).denominator for month in (last, this)] == [450, 100]


async def test_what_is_used_from_stock_stands_below_too_by_month_and_not_by_year(bay: Bay) -> None:
    this = local_date(now()).replace(day=1)
    last = months_before(this, 1)
    before = datetime(last.year, last.month, 20, 9, tzinfo=BAY_AREA)
    await bay.tell(bay.clerk, bay.drum("0.001"))  # something else this month
    old = await bay.batch("500", at=before)
    manifest = await bay.at_the_gate(old)
    await bay.tell(bay.gate, e.Accepted(), manifest)
    await treat(bay, old, "500")
    await bay.batch("499.999")
    await rollup.catch_up(bay.pool)
    month, both = await value(bay.pool, this), await value(bay.pool, last, this)
    assert (month.numerator, month.denominator, month.value) == (500, 1000, 50)
    assert month.balance.used_from_stock == 500
    assert (both.numerator, both.denominator, both.value) == (500, 1000, 50)
    assert both.balance.used_from_stock == 0
    async with bay.pool.acquire() as conn:
        series = await queries.indicator_series(conn, code="ZW21-16", city=SHENZHEN)
    assert [v.numerator for v in series][-2:] == [0, 500]
    assert len(series) == 12


async def test_a_figure_is_followed_to_its_loads(bay: Bay) -> None:
    this = local_date(now()).replace(day=1)
    batch = await a_life(bay)
    await bay.batch("70")
    await rollup.catch_up(bay.pool)
    found = await value(bay.pool, this)
    async with bay.pool.acquire() as conn:
        for part, total, count in (
            ("numerator", found.numerator, found.numerator_loads),
            ("denominator", found.denominator, found.denominator_loads),
        ):
            counted = behind("ZW21-16", part)
            loads = await lineage.loads(conn, counted, city=SHENZHEN, start=this, end=this, limit=500)
            assert sum(load.kg for load in loads) == total
            assert len(loads) == count
            assert batch in [load.batch for load in loads]


async def test_a_province_is_the_sum_of_its_cities(bay: Bay) -> None:
    await bay.batch("70")
    await rollup.catch_up(bay.pool)
    this = local_date(now()).replace(day=1)
    async with bay.pool.acquire() as conn:
        province = await queries.indicator_values(conn, city="440000", month=this)
    assert {v.code: v.denominator for v in province} == {"ZW21-15": 0, "ZW21-16": 70}
    assert province[0].value is None


async def test_a_whole_request_is_settled_in_one_go(bay: Bay) -> None:
    proposals = [Proposal(fact=bay.drum("10"), occurred_at=now()) for _ in range(50)]
    await record(bay.pool, bay.clerk, proposals)
    assert await rollup.catch_up(bay.pool) == 50
    (cell,) = await rows(bay.pool, CELLS)
    assert (cell["kg"], cell["loads"], cell["code"]) == (500, 50, "cn-hw:336-054-17")
    assert Code("cn-hw", "336-054-17", "2021") == bay.drum().code


async def test_the_codes_of_indicators_stand_in_the_national_set(pool: Pool) -> None:
    from workers.indicators.indicator import all_indicators

    known = {indicator.id for indicator in (await open_book(pool)).indicators}
    assert set(all_indicators()) <= known
