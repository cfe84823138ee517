"""Positions come in any order and any number of times; a trail is shown for a reason, and who looked is on record."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from manifests.trails import commands, queries
from manifests.trails import refusals as no
from manifests.trails.commands import Asked
from manifests.trails.model import Position, Sent, Zone, ZoneKind
from tests.bay import PLATE, Bay
from wasteflow.core import clock
from wasteflow.core.errors import NotFound

pytestmark = pytest.mark.anyio


def drive(start: datetime, count: int = 60, step: float = 0.004) -> tuple[Position, ...]:
    """Due east, one position a minute."""
    start = start.astimezone(UTC).replace(microsecond=0)
    return tuple(
        Position(start + timedelta(minutes=n), 22.6, round(113.9 + n * step, 6), 24.5, 90, 12, 0, 3, 1000 + n * 0.4)
        for n in range(count)
    )


async def sends(bay: Bay, positions: tuple[Position, ...], plate: str = PLATE) -> commands.Receipt:
    return await commands.receive(bay.pool, bay.dispatcher, [Sent(plate, positions, "0139")], keep_months=24)


async def posts(bay: Bay, client: httpx.AsyncClient, path: str, body: Any, who: Any = None) -> httpx.Response:
    headers = {"authorization": f"Bearer {await bay.token(who or bay.dispatcher)}", "accept-language": "en"}
    return await client.post(path, json=body, headers=headers)


async def vehicle_of(bay: Bay) -> UUID:
    found: UUID = await bay.pool.fetchval("select id from vehicle where plate = $1", PLATE)
    return found


# --- sending -----------------------------------------------------------------------------------------------


async def test_what_comes_late_in_parts_and_twice_is_one_trail(bay: Bay) -> None:
    whole = drive(clock.now() - timedelta(hours=3), 130)
    late, early = whole[70:], whole[:90]
    assert (await sends(bay, tuple(reversed(late)))).kept == 60
    again = await sends(bay, early)
    assert (again.kept, again.known) == (70, 20)
    assert (await sends(bay, whole)).kept == 0
    kept = await queries.positions(bay.pool, vehicle=await vehicle_of(bay), since=whole[0].at, until=whole[-1].at)
    assert kept == whole
    rows = await bay.pool.fetch("select count, length(points) as bytes from trail_hour")
    assert sum(row["count"] for row in rows) == 130
    assert sum(row["bytes"] for row in rows) < 130 * 16, "a position takes less than sixteen bytes"


async def test_what_cannot_be_kept_is_told_and_the_rest_is_kept(bay: Bay, client: httpx.AsyncClient) -> None:
    now = clock.now()
    spot = {"lat": 22.6, "lon": 114.0}
    body = {
        "datum": "wgs84",
        "trails": [
            {
                "plate": "粤B·12345",
                "positions": [
                    {"at": (now - timedelta(minutes=1)).isoformat(), **spot, "status": 3, "speed": 61.5},
                    {"at": (now + timedelta(hours=1)).isoformat(), **spot},
                    {"at": (now - timedelta(days=1000)).isoformat(), **spot},
                    {"at": now.isoformat(), **spot, "status": 1},
                ],
            },
            {"plate": "粤A99999", "positions": [{"at": now.isoformat(), **spot}]},
        ],
    }
    answer = (await posts(bay, client, "/trails", body)).json()
    assert (answer["kept"], answer["known"]) == (1, 0)
    assert [(one["path"], one["code"]) for one in answer["left_out"]] == [
        ("trails[0].positions[1].at", "position_in_future"),
        ("trails[0].positions[2].at", "position_too_old"),
        ("trails[0].positions[3].status", "no_fix"),
        ("trails[1].plate", "vehicle_not_yours"),
    ]


async def test_another_coordinate_system_is_refused_and_never_converted(bay: Bay, client: httpx.AsyncClient) -> None:
    at = clock.now().isoformat()
    trail = {"plate": PLATE, "positions": [{"at": at, "lat": 22.6, "lon": 114.0}]}
    wrong = await posts(bay, client, "/trails", {"datum": "gcj02", "trails": [trail]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "other_datum")
    untold = await posts(bay, client, "/trails", {"trails": [trail]})
    assert untold.status_code == 422
    assert await bay.pool.fetchval("select count(*) from trail_hour") == 0


async def test_a_carrier_sends_its_own_vehicles_alone(bay: Bay) -> None:
    other = replace(bay.dispatcher, org=bay.plant)
    positions = drive(clock.now() - timedelta(hours=1), 5)
    receipt = await commands.receive(bay.pool, other, [Sent(PLATE, positions)], keep_months=24)
    assert (receipt.kept, [one.code for one in receipt.left_out]) == (0, ["vehicle_not_yours"])


# --- looking -----------------------------------------------------------------------------------------------


async def under_way(bay: Bay) -> UUID:
    load = await bay.on_the_road(await bay.batch("400"))
    await sends(bay, drive(clock.now() - timedelta(minutes=10), 20))
    return load


async def test_a_look_shows_the_trail_and_is_written_down(bay: Bay, client: httpx.AsyncClient) -> None:
    load = await under_way(bay)
    body = {"manifest": str(load), "reason": "群众举报倾倒"}
    answer = await posts(bay, client, "/trails/looks", body, bay.regulator)
    assert answer.status_code == 201, answer.text
    (trail,) = answer.json()["trails"]
    assert (trail["plate"], trail["datum"], trail["count"] > 5) == (PLATE, "wgs84", True)
    assert len(trail["positions"]) == 2, "a straight line is two points"
    headers = {"authorization": f"Bearer {await bay.token(bay.dispatcher)}"}
    (seen,) = (await client.get(f"/manifests/{load}/trail-looks", headers=headers)).json()["items"]
    assert (seen["reason"], seen["department"], seen["city"]) == ("群众举报倾倒", "ecology", "440300")
    assert "person" not in seen or seen["person"] is None


async def test_a_vehicle_registered_anew_is_looked_at_under_the_registration_of_the_loads_day(bay: Bay) -> None:
    load = await under_way(bay)
    before = await vehicle_of(bay)
    closed = await bay.pool.fetchrow(
        "update vehicle set closed_on = $2 where id = $1 returning org, plate, plate_form, energy, licensed_kg",
        before, clock.local_date(clock.now()) + timedelta(days=1),
    )  # fmt: skip
    again = "insert into vehicle (id, org, plate, plate_form, energy, licensed_kg)"
    await bay.pool.execute(f"{again} values (gen_random_uuid(), $1, $2, $3, $4, $5)", *closed)
    (trail,) = await commands.look(bay.pool, bay.regulator, Asked(manifest=load), reason="群众举报倾倒")
    assert (trail.vehicle, trail.count > 5) == (before, True)


@pytest.mark.parametrize("reason", ["", "   ", None])
async def test_a_look_without_a_reason_shows_nothing_and_is_written_down(
    bay: Bay, client: httpx.AsyncClient, reason: str | None
) -> None:
    load = await under_way(bay)
    body = {"manifest": str(load)} | ({} if reason is None else {"reason": reason})
    answer = await posts(bay, client, "/trails/looks", body, bay.regulator)
    assert (answer.status_code, answer.json()["code"]) == (422, "trail_reason_missing")
    assert "positions" not in answer.text
    (row,) = await bay.pool.fetch("select * from trail_look")
    assert (row["account"], row["manifest"], row["refused"]) == (
        bay.regulator.account, load, "trail_reason_missing",
    )  # fmt: skip


async def test_who_looked_cannot_be_changed(bay: Bay, owner: asyncpg.Connection) -> None:
    with pytest.raises(no.TrailReasonMissing):
        await commands.look(bay.pool, bay.regulator, Asked(vehicle=await vehicle_of(bay)), reason="")
    for change in ("update trail_look set reason = 'x'", "delete from trail_look", "truncate trail_look"):
        with pytest.raises(asyncpg.PostgresError):
            await bay.pool.execute(change)


async def test_a_vehicle_is_looked_at_for_a_day_at_most(bay: Bay) -> None:
    await under_way(bay)
    now = clock.now()
    mine = await vehicle_of(bay)
    with pytest.raises(no.TrailOfWhat):
        await commands.look(
            bay.pool, bay.dispatcher, Asked(vehicle=mine, since=now - timedelta(days=2), until=now), reason="对账"
        )
    with pytest.raises(no.TrailOfWhat):
        await commands.look(bay.pool, bay.dispatcher, Asked(), reason="对账")
    (trail,) = await commands.look(
        bay.pool, bay.dispatcher, Asked(vehicle=mine, since=now - timedelta(hours=2), until=now), reason="对账"
    )
    assert trail.count > 0


async def test_old_months_are_dropped_whole(bay: Bay, owner: asyncpg.Connection) -> None:
    old = clock.now() - timedelta(days=70)
    await sends(bay, drive(old, 5))
    await sends(bay, drive(clock.now() - timedelta(minutes=30), 5))
    await owner.execute("select keep_trails(2, 1)")
    left = await bay.pool.fetchval("select min(hour) from trail_hour")
    assert left > old


# --- zones -------------------------------------------------------------------------------------------------


async def test_a_zone_of_another_city_is_not_drawn_over(bay: Bay) -> None:
    mine = Zone("a-stream", "440300", ZoneKind.RIVER, "河", ((22.7, 113.8),), date(2026, 1, 1), "drawn")
    await commands.draw_zone(bay.pool, bay.regulator, mine)
    elsewhere = replace(bay.regulator, city="440400")
    for id in (mine.id, "xili-reservoir"):
        with pytest.raises(NotFound):
            await commands.draw_zone(bay.pool, elsewhere, replace(mine, id=id, city="440400"))
    assert await bay.pool.fetchval("select city from zone where id = $1", mine.id) == "440300"
    await commands.draw_zone(bay.pool, bay.regulator, replace(mine, id="xili-reservoir", closed=True))
