"""Set rules: read from custody, looked at in groups, raised once; quiet where nothing is new."""

from dataclasses import replace as replaced
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from manifests.life import events as e
from manifests.trails import commands as trails
from manifests.trails.model import Position, Sent, Zone, ZoneKind
from tests.bay import PLATE, Bay
from wasteflow.core import clock
from workers.anomalies import drive_queries, groups, queries, replay, sweep
from workers.anomalies.engine import rules_of
from workers.anomalies.found import in_group
from workers.anomalies.ranking import queries as ranking
from workers.anomalies.trips import catch_up

pytestmark = pytest.mark.anyio
RULE = "duplicate_entry"


async def raised(bay: Bay) -> list[str]:
    return [row["rule"] for row in await bay.pool.fetch("select rule from alert order by raised_at")]


async def test_a_batch_entered_twice_is_told_once_however_often_it_is_swept(bay: Bay) -> None:
    first, then = await bay.batch("187.5"), await bay.batch("187.5")
    await bay.batch("190")
    await sweep.run(bay.pool)
    await sweep.run(bay.pool)
    assert await raised(bay) == [RULE]
    row = await bay.pool.fetchrow("select subject_kind, subject, also, scopes, matter from alert")
    assert row["subject_kind"] == "batch"
    assert {str(row["subject"]), *(also["id"] for also in row["also"])} == {str(first), str(then)}
    assert "city:440300" in row["scopes"]
    assert len(row["matter"]) == 64


async def test_over_history_sets_are_swept_as_of_each_day(bay: Bay) -> None:
    await bay.batch("187.5")
    await bay.batch("187.5")
    await sweep.trips.catch_up(bay.pool)
    report = await replay.run(bay.pool, rules_of([RULE]), since=clock.now() - timedelta(days=2))
    assert [one.found.rule for one in report.raised.values()] == [RULE]
    earlier = clock.now() - timedelta(days=1)
    report = await replay.run(bay.pool, rules_of([RULE]), since=earlier - timedelta(days=2), until=earlier)
    assert report.raised == {}
    assert await raised(bay) == []


async def test_a_city_departs_from_a_set_rules_threshold_too(bay: Bay) -> None:
    await bay.pool.execute(
        "insert into rule_threshold (rule, name, jurisdiction, valid_from, value, origin)"
        " values ($1, 'least_kg', '440300', '2020-01-01', 500, 'notice of the city')",
        RULE,
    )
    await bay.batch("187.5")
    await bay.batch("187.5")
    await sweep.run(bay.pool)
    assert await raised(bay) == []


async def test_every_kind_of_group_is_read_from_a_load_that_was_treated(bay: Bay) -> None:
    batch, _ = await bay.delivered(sent="1000", weighed="995")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(995)), batch)
    await sweep.trips.catch_up(bay.pool)
    later = clock.now() + timedelta(days=70)
    async with bay.pool.acquire() as conn:
        for readers in (sweep.HOURLY, sweep.DAILY, sweep.MONTHLY):
            for kind, reader in readers.items():
                groups = list(await reader(conn, since=clock.now() - timedelta(days=1), now=later))
                assert all(isinstance(group, kind) for group in groups), kind
                if kind.__name__ in ("Vehicle", "SiteMonths", "Gate", "Triangle", "Entries"):
                    assert groups, kind


@pytest.mark.parametrize(
    ("shape", "reach_m"),
    [(((22.3, 113.6), (22.9, 113.6), (22.9, 114.2), (22.3, 114.2), (22.3, 113.6)), 0), (((22.5, 113.8),), 20_000)],
)
async def test_a_way_deep_inside_a_large_zone_is_held_against_it(
    bay: Bay, shape: tuple[tuple[float, float], ...], reach_m: int
) -> None:
    zone = Zone("wide", "440300", ZoneKind.DENSE, "区", shape, date(2026, 1, 1), "drawn", reach_m, closed=True)
    far = replace(zone, id="far", shape=tuple((lat + 1, lon) for lat, lon in shape))
    for one in (zone, far):
        await trails.draw_zone(bay.pool, bay.regulator, one)
    await bay.on_the_road(await bay.batch("400"))
    await catch_up(bay.pool)
    at = clock.now()
    spots = tuple(Position(at + timedelta(seconds=n), 22.6, 113.9, 24.5) for n in range(3))
    await trails.receive(bay.pool, bay.dispatcher, [Sent(PLATE, spots)], keep_months=24)
    now = clock.now() + timedelta(minutes=1)
    async with bay.pool.acquire() as conn:
        (drive,) = await drive_queries.drives(conn, since=now - timedelta(days=1), now=now)
    assert drive.positions
    assert [z.id for z in drive.zones if z.kind is ZoneKind.DENSE] == ["wide"]


async def test_a_load_is_driven_by_the_registration_that_held_on_its_day(bay: Bay, owner: Any) -> None:
    """A plate that was registered before, and ended: the load counts once, and its positions are not missed."""
    await bay.on_the_road(await bay.batch("400"))
    await catch_up(bay.pool)
    again = "insert into vehicle (id, org, plate, plate_form, energy, licensed_kg, closed_on)"
    was = (
        "select gen_random_uuid(), org, plate, plate_form, 'diesel', 1, current_date - 9 from vehicle where plate = $1"
    )
    await owner.execute(f"{again} {was}", PLATE)
    at = clock.now()
    spots = tuple(Position(at + timedelta(seconds=n), 22.6, 113.9, 24.5) for n in range(3))
    await trails.receive(bay.pool, bay.dispatcher, [Sent(PLATE, spots)], keep_months=24)
    now = clock.now() + timedelta(minutes=1)
    async with bay.pool.acquire() as conn:
        (drive,) = await drive_queries.drives(conn, since=now - timedelta(days=1), now=now)
        (vehicle,) = await queries.vehicles(conn, since=now - timedelta(days=1), now=now)
        (load,) = await ranking.ranked(conn, since=now - timedelta(days=1), now=now)
    assert drive.positions
    assert vehicle.licensed_kg == load.licensed_kg != 1
    assert len(vehicle.trips) == 1


async def test_a_store_over_its_limit_is_told_the_authorities_once_and_never_of_the_past(bay: Bay, owner: Any) -> None:
    await bay.batch("2900")
    site = await bay.pool.fetchval("select site from batch")
    await owner.execute("update site set store = 'point' where id = $1", site)
    await sweep.run(bay.pool)
    assert "over_store" not in await raised(bay)
    await bay.batch("300")
    async with bay.pool.acquire() as conn:
        (store,) = await sweep.DAILY[groups.Store](conn, since=sweep.FIRST, now=clock.now())
        before = list(await sweep.DAILY[groups.Store](conn, since=sweep.FIRST, now=clock.now() - timedelta(days=2)))
        (rule,) = rules_of(["over_store"])
        finding = rule.check(replaced(store, limits=rule.defaults))
    assert before == []
    assert finding.says == "point"
    assert (store.kg, store.limit_t, finding.facts["percent"]) == (Decimal(3200), Decimal(3), "107")


async def test_a_vehicle_or_driver_whose_paper_had_ended_is_told_and_the_driver_not_named(bay: Bay, owner: Any) -> None:
    load = await bay.on_the_road(await bay.batch("400"))
    today = clock.local_date(clock.now())
    await owner.execute("update vehicle set permit_valid_to = $1", today)
    await sweep.run(bay.pool)
    assert "papers_lapsed" not in await raised(bay)
    add = "insert into driver (id, org, name, account, certificate_valid_to) values (gen_random_uuid(), $1, $2, $3, $4)"
    await owner.execute(add, bay.driver.org, "王师傅", bay.driver.account, today - timedelta(days=2))
    await sweep.run(bay.pool)
    row = await bay.pool.fetchrow("select * from alert where rule = 'papers_lapsed'")
    assert (row["subject"], row["severity"], row["family"]) == (load, 3, "Q4")
    assert "王师傅" not in str(dict(row))


def test_a_lapsed_paper_is_told_of_the_waste_of_its_own_load() -> None:
    """Whatever the vehicle carried last: by it the law is cited, and who may see it is decided."""
    (rule,) = rules_of(["papers_lapsed"])
    shown = replaced(next(iter(rule.fires())), stream="household", categories=("SW61",))
    found = in_group(rule, shown, rule.check(shown), {})
    assert (found.stream, found.categories) == ("hazardous", ("HW17",))
