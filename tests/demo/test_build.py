"""The demo Bay Area as it stands in the database."""

import csv
import hashlib
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from manifests.declarations import commands as declarations
from manifests.declarations.queries import declarers
from manifests.declarations.standing import overdue, owed
from manifests.replay import check as replay
from manifests.trails import queries as trails
from manifests.trails.shapes import to_shape
from tests.demo.conftest import DAYS, SCALE, SEED, Loaded
from wasteflow.catalog.book import open_book
from wasteflow.core.db import open_pool
from wasteflow.core.i18n import texts
from wasteflow.demo import balance, driving
from wasteflow.demo.accounts import ACCOUNTS
from wasteflow.demo.anchors import category_shares
from wasteflow.demo.build import TRIED_OUT, build, make_plan
from wasteflow.demo.faults import KINDS, USUAL
from wasteflow.demo.setting import setting
from wasteflow.people.commands import sign_in
from wasteflow.reporting.store import schedules
from workers.anomalies import store as rules
from workers.indicators.rollup import catch_up

pytestmark = pytest.mark.anyio

GENERATED = """
    select body->>'city' as city, body->>'stream' as stream, body->>'category' as category,
           (body->'weight'->>'kg')::numeric as kg
      from custody_event where kind = 'generated' and occurred_at >= $1"""


async def test_every_site_and_city_balances_to_the_gram(loaded: Loaded) -> None:
    async with loaded.pool.acquire() as conn:
        sites, cities = await balance.check(conn, loaded.plan.start)
    assert len(cities) == 11
    assert sum(b.generated for b in sites.values()) > 0
    assert all(b.gap == 0 for b in sites.values())


STOCK = """
    select state->>'city' as city, state->>'stream' as stream, sum((state->'weight'->>'kg')::numeric) as kg
      from batch group by 1, 2"""
MONTH_ENDS = """
    select city, stream, month, sum(sum(case when measure in ('generated', 'reweighed') then kg
                                         when measure in ('used', 'disposed', 'other_treatment') then -kg else 0 end))
                                over (partition by city, stream order by month) as kg
      from rollup_cell group by city, stream, month order by month"""


async def test_the_figures_stock_is_what_lies_in_the_stores_and_never_less_than_nothing(loaded: Loaded) -> None:
    """By the city that made it, at the end of every month; the last one is what is there now."""
    await catch_up(loaded.pool)
    counted = await loaded.pool.fetch(MONTH_ENDS)
    assert [dict(row) for row in counted if row["kg"] < 0] == []
    there = {(r["city"], r["stream"]): r["kg"] for r in await loaded.pool.fetch(STOCK)}
    assert {(r["city"], r["stream"]): r["kg"] for r in counted} == there


async def test_every_city_has_its_targets_once(loaded: Loaded) -> None:
    rows = await loaded.pool.fetch("select city, indicator, version from indicator_target")
    assert {row["city"] for row in rows} == set(setting().cities)
    assert {row["version"] for row in rows} == {1}


async def test_one_rule_is_tried_out_in_shadow_from_the_first_day_on(loaded: Loaded) -> None:
    async with loaded.pool.acquire() as conn:
        standings = await rules.standings(conn)
    assert [(name, how.mode, how.since) for name, how in standings.items()] == [
        (TRIED_OUT, "shadow", loaded.plan.start)
    ]
    assert not any(TRIED_OUT in KINDS[kind][1] for kind in USUAL), "nothing that is hidden waits for it"


async def test_a_missing_kilogram_is_found(loaded: Loaded) -> None:
    """The check is able to fail."""
    site = next(iter(loaded.plan.companies.all.values())).site.id
    (wrong,) = balance.of_sites([], {site: Decimal(1)}, loaded.plan.start).values()
    assert wrong.gap == -1


async def test_totals_of_cities_lie_within_ten_percent_of_their_targets(loaded: Loaded) -> None:
    rows = await loaded.pool.fetch(GENERATED, loaded.plan.start)
    for target in loaded.plan.targets:
        kg = sum(r["kg"] for r in rows if (r["city"], r["stream"]) == (target.city, target.stream))
        assert abs(kg / target.kg - 1) < Decimal("0.1"), (target.city, target.stream, kg, target.kg)


async def test_category_shares_come_true(loaded: Loaded) -> None:
    rows = [r for r in await loaded.pool.fetch(GENERATED, loaded.plan.start) if r["stream"] == "hazardous"]
    whole = sum(r["kg"] for r in rows)
    for category, share in category_shares().items():
        kg = sum(r["kg"] for r in rows if r["category"] == category)
        assert abs(kg / whole - share) < Decimal("0.03"), category


async def test_the_folded_rows_equal_the_fold(loaded: Loaded) -> None:
    report = await replay(loaded.pool)
    assert report.ok, report.different


async def test_no_load_crosses_a_border(loaded: Loaded) -> None:
    regimes = {r["regime"] for r in await loaded.pool.fetch("select distinct state->>'regime' as regime from manifest")}
    assert regimes <= {
        "within_city", "between_cities", "within_hong_kong", "hk_trip_ticket", "hk_construction_ticket",
        "hk_clinical_ticket", "within_macao",
    }  # fmt: skip


async def test_the_demos_people_have_something_to_do(loaded: Loaded) -> None:
    """Every state is there; and every person can sign in."""
    rows = await loaded.pool.fetch("select status, count(*) from manifest group by 1")
    assert {r["status"] for r in rows} >= {
        "draft",
        "published",
        "signed",
        "in_transit",
        "arrived",
        "accepted",
        "closed",
    }
    for account in ACCOUNTS:
        assert await sign_in(loaded.pool, account.name, account.password, "test")


async def test_a_round_is_planned_for_today(loaded: Loaded) -> None:
    """The dispatcher finds it, the driver may work through it: every producer gave leave."""
    (row,) = await loaded.pool.fetch("select status, jsonb_array_length(state->'calls') as calls from round")
    assert (row["status"], row["calls"]) == ("planned", 6)
    assert await loaded.pool.fetchval("select count(*) from signing_authorisation where fills and signs") == 6


async def test_the_citys_report_has_its_schedule(loaded: Loaded) -> None:
    async with loaded.pool.acquire() as conn:
        (schedule,) = (await schedules(conn)).values()
    assert (schedule.city, schedule.active, schedule.day, schedule.version) == ("440300", True, 10, 1)


async def test_one_works_is_late_with_a_declaration(loaded: Loaded) -> None:
    """Of the months since it is on the register the first is filed, the next is overdue, and nobody else is late."""
    ecology = next(a for a in ACCOUNTS if a.name == "ecology")
    book, today = await open_book(loaded.pool), declarations.this_day()
    async with loaded.pool.acquire() as conn:
        sites = await declarers(
            conn, scopes=[f"city:{ecology.city}"], today=today, hazardous=declarations.streams(book, "hazardous"),
            general=declarations.streams(book, "general"), limit=200,
        )  # fmt: skip
    (late,) = [site for site in sites if overdue(owed(site, today))]
    (filed,) = late.filed
    assert filed.nil
    assert overdue(owed(late, today))[0].period.first == (filed.first + timedelta(days=31)).replace(day=1)


async def test_faults_are_listed_with_the_numbers_people_see(loaded: Loaded) -> None:
    with (loaded.folder / "demo-faults.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {r["kind"] for r in rows} == {"weight_gap", "late_receipt", "never_received", "duplicate"} or DAYS < 20
    gaps = [r for r in rows if r["kind"] == "weight_gap"]
    assert gaps
    for row in gaps:
        state = await loaded.pool.fetchval("select state from manifest where id = $1", UUID(row["subject"]))
        line = state["lines"][int(row["line"]) - 1]
        sent, weighed = Decimal(line["sent"]["kg"]), Decimal(line["weighed"]["kg"])
        gap = abs(weighed - sent) / sent * 100
        assert (gap > 10) == (row["severity"] == "3"), row
        assert gap > 3
        assert row["number"] == state["number"]


async def test_clean_loads_differ_by_less_than_a_percent_where_both_sides_weighed(loaded: Loaded) -> None:
    clean = {x.id for x in loaded.plan.loads} - {f.subject for f in loaded.plan.faults}
    worst = Decimal(0)
    for row in await loaded.pool.fetch("select id, state->'lines' as lines from manifest"):
        for line in row["lines"]:
            if row["id"] not in clean or line["weighed"] is None or line["sent"]["basis"] != "weighed":
                continue
            sent, weighed = Decimal(line["sent"]["kg"]), Decimal(line["weighed"]["kg"])
            if abs(weighed - sent) > Decimal(20):  # one division of the scale
                worst = max(worst, abs(weighed - sent) / sent)
    assert worst < Decimal("0.01")


async def test_what_hong_kong_charges_is_what_its_gates_weighed(loaded: Loaded) -> None:
    """Public fill at HK$71 a tonne and landfill at HK$200, load by load to the cent."""
    rows = await loaded.pool.fetch("select manifest, facility, kg, hkd from disposal_charge")
    weighed = await loaded.pool.fetch(
        "select id, state->'lines' as lines from manifest where state->>'regime' = 'hk_construction_ticket'"
    )
    there = {row["id"]: sum(Decimal((x["weighed"] or {"kg": 0})["kg"]) for x in row["lines"]) for row in weighed}
    assert rows
    assert {row["manifest"]: row["kg"] for row in rows} == {id: kg for id, kg in there.items() if kg}
    assert all(row["hkd"] == row["kg"] * {"public_fill": 71, "landfill": 200}[row["facility"]] / 1000 for row in rows)


async def test_the_views_of_chains_have_something_to_show(loaded: Loaded) -> None:
    made = {r["stream"] for r in await loaded.pool.fetch("select distinct state->>'stream' as stream from batch")}
    assert made >= {"plastics", "farm_film", "traction_battery", "slurry"}
    plans = await loaded.pool.fetch("select stream, m3, tip from site_plan")
    assert {r["stream"] for r in plans} >= {"spoil", "construction"}
    notices = await loaded.pool.fetch("select status, state->>'due' as due from notice")
    assert {"reported", "replied"} <= {r["status"] for r in notices}


async def test_barges_keep_to_their_lanes_but_for_those_on_the_list(loaded: Loaded) -> None:
    """Under their radio's number, on a lane approved for the two sites; who leaves it is gone for long enough."""
    afloat = [x for x in loaded.plan.loads if x.by_water and driving.sends(x)]
    listed = {f.subject for f in loaded.plan.faults if f.kind == "barge"}
    lanes = {(c.from_site, c.to_site): c.line for c in await trails.corridors(loaded.pool)}
    forms = await loaded.pool.fetch("select plate_form from vehicle where plate = any($1)", [x.plate for x in afloat])
    assert {r["plate_form"] for r in forms} == {"vessel"}
    for load in afloat:
        lane = lanes[load.consignor.site.id, load.consignee.site.id]
        off = sum(to_shape(p.point, lane) > 1000 for p in driving.trail(load, loaded.plan.end))
        assert off > 15 if load.id in listed else off == 0, load.id
    assert listed <= {x.id for x in afloat}
    assert listed


async def test_progress_names_its_stages(loaded: Loaded) -> None:
    stages = [stage for stage, _, _ in loaded.told]
    assert list(dict.fromkeys(stages)) == ["plan", "companies", "accounts", "vehicles", "days", "done"]
    assert all(f"demo.stage.{stage}" in texts() for stage in stages)


async def test_building_again_changes_nothing(loaded: Loaded) -> None:
    """A demo that was cut short is gone on with: every event is known again."""
    before = await loaded.pool.fetchval("select count(*) from custody_event")
    pool = await open_pool(loaded.url, 8)
    again = await build(pool, days=DAYS, scale=SCALE, seed=SEED, folder=loaded.folder)
    await pool.close()
    assert again.end == loaded.plan.end
    assert await loaded.pool.fetchval("select count(*) from custody_event") == before


async def test_the_same_seed_gives_the_same_bay_area(loaded: Loaded) -> None:
    book = await open_book(loaded.pool)

    def digest(seed: int) -> str:
        plan = make_plan(book, days=DAYS, scale=SCALE, seed=seed, end=loaded.plan.end)
        text = repr([(d.id, d.kg, d.at) for d in plan.drops] + [(x.id, x.plate, x.gate) for x in plan.loads])
        return hashlib.sha256(text.encode()).hexdigest()

    assert digest(SEED) == digest(SEED)
    assert digest(SEED) != digest(SEED + 1)
