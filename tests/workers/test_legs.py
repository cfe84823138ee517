"""What a rule says of a vehicle rests on its own part of a load's way, from where it took the load to where it gave it
away."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from manifests.life import events as e
from manifests.registers import queries as registers
from manifests.registers.model import Kind, Wanted
from reports.inspection import queries as sheets
from tests.bay import ADMINISTRATOR, PLATE, Bay, credit_code
from tests.stories.stops import storehouse
from wasteflow.core import clock
from wasteflow.core.migrate import migrations
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s
from wasteflow.web.console.inspecting import queries as inspecting
from workers.anomalies import drive_queries, queries, trips
from workers.anomalies.engine import rules_of

pytestmark = pytest.mark.anyio
OTHER = "粤S00001"
CORRECTED = next(m.sql for m in migrations() if m.name == "corrected_plates").split("\n\n")[1]
FILLED = next(m.sql for m in migrations() if m.name == "legs").split("\n\n")[2]


@pytest.fixture
async def second(bay: Bay) -> Actor:
    """The driver of one more carrier."""
    company = s.NewOrganisation(name="莞运危货", jurisdiction="441900", credit_code=credit_code(90), carries=True)
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    today = clock.local_date(clock.now())
    days = {"valid_from": today - timedelta(days=9), "valid_to": today + timedelta(days=9)}
    permit = s.NewPermit(org=org, number="粤交运-0090", kind="transport", **days)
    await places.grant_permits(bay.pool, ADMINISTRATOR, [permit])
    account = NewAccount(name="driver90", person="何师傅", role=Role.DRIVER, org=org)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name="何师傅", role=Role.DRIVER, org=org)


@pytest.fixture
async def far(bay: Bay, owner: Any) -> None:
    """The works and the plant lie seventy kilometres apart."""
    await owner.execute("update site set lat = 22.7, lon = 113.8 + 0.68 * (id = $1)::int", bay.plant_site)


async def leaves(bay: Bay, at: datetime, *, by: Actor | None = None, plate: str = PLATE, **more: Any) -> UUID:
    """A load of its own that leaves the works then."""
    driver = by or bay.driver
    drum = await bay.batch("1000", at=at - timedelta(minutes=1))
    load = (await bay.tell(bay.clerk, bay.load(drum, carrier=driver.org, plate=plate, **more), at=at)).subject
    await bay.tell(bay.clerk, e.Published(), load, at=at)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load, at=at)
    await bay.tell(driver, e.Departed(plate, driver.name), load, at=at)
    return load


async def too_fast(bay: Bay) -> set[tuple[str, str]]:
    """Vehicles that cannot have driven what their manifests say, and what is said."""
    await trips.catch_up(bay.pool)
    (rule,) = rules_of(["impossible_travel"])
    since, now = clock.now() - timedelta(days=1), clock.now() + timedelta(minutes=1)
    async with bay.pool.acquire() as conn:
        seen = list(await queries.vehicles(conn, since=since, now=now))
    found = [(group.plate, rule.check(replace(group, limits=rule.defaults))) for group in seen]
    return {(plate, finding.says) for plate, finding in found if finding}


async def legs(bay: Bay, load: UUID) -> list[tuple[Any, ...]]:
    told = "select plate, carrier, from_site, departed_at, to_site, arrived_at from rollup_leg where manifest = $1"
    return [tuple(row) for row in await bay.pool.fetch(f"{told} order by seq", load)]


@pytest.mark.usefixtures("far")
async def test_who_took_a_load_over_on_the_road_had_not_left_with_it(bay: Bay, second: Actor) -> None:
    """It came to the plant with a load of its own half an hour after this one had left the works by another lorry."""
    left = clock.now() - timedelta(minutes=300)
    own = await leaves(bay, left - timedelta(minutes=60), by=second, plate=OTHER)
    load = await leaves(bay, left, more_carriers=(second.org,))
    await bay.tell(second, e.Arrived(), own, at=left + timedelta(minutes=15))
    await bay.tell(second, e.HandedOver(OTHER, "何师傅"), load, at=left + timedelta(minutes=120))
    await bay.tell(second, e.Arrived(), load, at=left + timedelta(minutes=180))
    assert await too_fast(bay) == set()


@pytest.mark.usefixtures("far")
async def test_who_gave_a_load_over_had_left_with_it_all_the_same(bay: Bay, second: Actor) -> None:
    """It left the works with this load, and a quarter of an hour later another load of it came to the plant."""
    left = clock.now() - timedelta(minutes=300)
    own = await leaves(bay, left - timedelta(minutes=60))
    load = await leaves(bay, left, more_carriers=(second.org,))
    await bay.tell(bay.driver, e.Arrived(), own, at=left + timedelta(minutes=15))
    await bay.tell(second, e.HandedOver(OTHER, "何师傅"), load, at=left + timedelta(minutes=120))
    await bay.tell(second, e.Arrived(), load, at=left + timedelta(minutes=180))
    assert await too_fast(bay) == {(PLATE, "travel")}


async def test_what_was_handed_over_stands_with_both_who_carried_it(bay: Bay, second: Actor) -> None:
    left = clock.now() - timedelta(minutes=300)
    load = await leaves(bay, left, more_carriers=(second.org,))
    await bay.tell(second, e.HandedOver(OTHER, "何师傅"), load, at=left + timedelta(minutes=120))
    await bay.tell(second, e.Arrived(), load, at=left + timedelta(minutes=180))
    await trips.catch_up(bay.pool)
    first, last = clock.local_date(left), clock.local_date(clock.now())
    assert second.org is not None
    for org, plate, minutes in ((bay.carrier, PLATE, 0), (second.org, OTHER, 120)):
        wanted = Wanted(Kind.TRANSPORTED, first, last, org)
        async with bay.pool.acquire() as conn, conn.transaction():
            ((row,),) = [rows async for rows in registers.rows(conn, wanted)]
            (flow,) = await sheets.flows(conn, sites=[], carrier=org, first=left, after=clock.now())
            (history,) = await inspecting.histories(conn, orgs=[org], since=left)
        assert (row["plate"], row["at"]) == (plate, left + timedelta(minutes=minutes))
        assert (flow["carried"], flow["loads"]) == (1000, 1)
        assert (history.loads, history.kg) == (1, 1000)


@pytest.mark.usefixtures("far")
async def test_a_stop_is_where_one_leg_ends_and_the_next_begins(bay: Bay, second: Actor, owner: Any) -> None:
    things, _ = await storehouse(bay)
    left = clock.now() - timedelta(minutes=300)
    load = await leaves(bay, left, stop=things["store"], more_carriers=(second.org,))
    times = [left + timedelta(minutes=minutes) for minutes in (0, 60, 120, 180, 240)]
    await bay.tell(bay.driver, e.Stopped(), load, at=times[1])
    await trips.catch_up(bay.pool)
    first = (PLATE, bay.carrier, bay.factory_site, times[0], things["store"], times[1])
    assert await legs(bay, load) == [first]
    assert await bay.pool.fetchval("select arrived_at from rollup_trip where manifest = $1", load) is None
    await bay.tell(bay.driver, e.Resumed("粤B00009", "王师傅"), load, at=times[2])
    await bay.tell(second, e.HandedOver(OTHER, "何师傅"), load, at=times[3])
    await bay.tell(second, e.Arrived(), load, at=times[4])
    await trips.catch_up(bay.pool)
    whole = [
        first,
        ("粤B00009", bay.carrier, things["store"], times[2], None, times[3]),
        (OTHER, second.org, None, times[3], bay.plant_site, times[4]),
    ]
    assert await legs(bay, load) == whole
    await bay.tell(bay.clerk, e.RevisionRequested("车牌写错", plate="粤S00007"), load)
    for who in (bay.driver, second, bay.gate):
        await bay.tell(who, e.RevisionApproved(), load)
    await trips.catch_up(bay.pool)
    whole = [*whole[:2], ("粤S00007", *whole[2][1:])]
    assert await legs(bay, load) == whole, "corrected afterwards"
    await bay.pool.execute("delete from rollup_leg")
    await owner.execute(FILLED)
    await owner.execute(CORRECTED)
    assert await legs(bay, load) == whole, "as the migrations read what is there"
    await bay.pool.execute("delete from rollup_leg")
    await bay.pool.execute("update rollup_watermark set xid = 0, seq = 0 where name = 'trips'")
    await trips.catch_up(bay.pool)
    assert await legs(bay, load) == whole
    async with bay.pool.acquire() as conn:
        (papers,) = await conn.fetch(drive_queries.PAPERS, [PLATE], left, clock.now())
    assert (papers["departed_at"], papers["arrived_at"]) == (times[0], times[1]), "not while it was stored"
