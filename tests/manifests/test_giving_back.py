"""What was accepted and given back: whose it is again, and what stands where it had been."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from manifests import queries, replay
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from tests.bay import ADMINISTRATOR, PLATE, SHENZHEN, Bay, credit_code, grant
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s
from wasteflow.web.console.holdings import queries as holdings

pytestmark = pytest.mark.anyio
TREATED = "cn_utilisation:R4"


async def take_home(bay: Bay, drawn: e.Created, giver: Actor | None = None, taker: Actor | None = None) -> UUID:
    """Drawn up by the plant, driven, and taken back by the works, unless others are named."""
    giver, taker = giver or bay.gate, taker or bay.clerk
    home = (await bay.tell(giver, drawn)).subject
    for who, fact in (
        (giver, e.Published()),
        (giver, e.Signed(name="赵磅房")),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
        (bay.driver, e.Arrived()),
        (taker, e.Accepted()),
    ):
        await bay.tell(who, fact, home)
    return home


async def stands(bay: Bay, batch: UUID, *manifests: UUID) -> tuple[Batch, list[Manifest]]:
    async with bay.pool.acquire() as conn:
        found = await queries.batch(conn, id=batch, scopes=[f"city:{SHENZHEN}"])
        loads = [await queries.manifest(conn, id=id, scopes=[f"city:{SHENZHEN}"]) for id in manifests]
    assert found
    return found, [load for load in loads if load]


def back(bay: Bay, batch: UUID, load: UUID) -> e.Created:
    return bay.load(
        consignor_site=bay.plant_site,
        consignee_site=bay.factory_site,
        lines=(e.LineDraft(batch),),
        gives_back=load,
    )


async def test_the_way_out_is_told_also_where_another_process_has_it(bay: Bay, database_url: str) -> None:
    """Whoever takes it back has never seen the manifest it came by."""
    batch, load = await bay.delivered("1000")
    home = (await bay.tell(bay.gate, back(bay, batch, load))).subject
    pool = await open_pool(database_url, 2)
    try:
        there = dataclasses.replace(bay, pool=pool)
        for who, fact in (
            (bay.gate, e.Published()),
            (bay.gate, e.Signed(name="赵磅房")),
            (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
            (bay.driver, e.Arrived()),
            (bay.clerk, e.Accepted()),
        ):
            await there.tell(who, fact, home)
    finally:
        await pool.close()
    found, (first,) = await stands(bay, batch, load)
    assert (first.status, first.lines[0].given_back_kg, first.lines[0].done) == ("closed", 1000, True)
    assert (found.holder_site, found.arrived_by) == (bay.factory_site, None)


async def test_a_collector_has_again_what_it_was_brought(bay: Bay) -> None:
    """From the works to a collector, on to a plant, and back: the collector's permit and the first manifest count."""
    batch, brought = await bay.delivered("1000")
    next_site, next_gate = await another_plant(bay)
    line = (e.LineDraft(batch, method=TREATED),)
    on = await take_home(
        bay, bay.load(consignor_site=bay.plant_site, consignee_site=next_site, lines=line), bay.gate, next_gate
    )
    there, _ = await stands(bay, batch)
    assert (there.arrived_by, there.earlier) == (on, (brought,))
    drawn = bay.load(
        consignor_site=next_site, consignee_site=bay.plant_site, lines=(e.LineDraft(batch),), gives_back=on
    )
    await take_home(bay, drawn, next_gate, bay.gate)
    again, (second,) = await stands(bay, batch, on)
    assert (again.arrived_by, bool(again.earlier), second.status) == (brought, False, "closed")
    await bay.tell(bay.gate, e.Treated(TREATED, Decimal(1000)), batch)
    _, (first, second) = await stands(bay, batch, brought, on)
    assert (first.status, first.lines[0].treated_kg, second.lines[0].treated_kg) == ("closed", 1000, 0)
    assert (await replay.check(bay.pool)).different == {}


async def test_on_the_way_back_it_is_nothing_a_permit_makes_room_for_and_then_nothing_the_works_sent(bay: Bay) -> None:
    batch, load = await bay.delivered("1000")
    since, works = clock.now() - timedelta(days=2), bay.clerk.org
    assert works
    assert sum((await holdings.sent(bay.pool, org=works, since=since)).values()) == 1000
    home = (await bay.tell(bay.gate, back(bay, batch, load))).subject
    for who, fact in (
        (bay.gate, e.Published()),
        (bay.gate, e.Signed(name="赵磅房")),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
    ):
        await bay.tell(who, fact, home)
    assert await queries.on_the_road(bay.pool, orgs=[works], since=UUID(int=0)) == {}
    await bay.tell(bay.driver, e.Arrived(), home)
    await bay.tell(bay.clerk, e.Accepted(), home)
    for org in (works, bay.gate.org):
        assert org
        assert sum((await holdings.sent(bay.pool, org=org, since=since)).values()) == 0
    assert (await replay.check(bay.pool)).different == {}


async def another_plant(bay: Bay) -> tuple[UUID, Actor]:
    org, site = new_id(), new_id()
    await places.register_organisations(
        bay.pool,
        ADMINISTRATOR,
        [
            s.NewOrganisation(
                id=org, name="龙岗再生厂", jurisdiction=SHENZHEN, credit_code=credit_code(97), receives=True
            )
        ],
    )
    await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(id=site, org=org, name="龙岗基地", city=SHENZHEN)])
    await grant(bay.pool, org, site, clock.local_date(clock.now()) - timedelta(days=1), number="9")
    account = NewAccount(name="next.gate", person="钱磅房", role=Role.RECEIVER, org=org, site=site)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return site, Actor(account=account.id, name=account.person, role=account.role, org=org, site=site)
