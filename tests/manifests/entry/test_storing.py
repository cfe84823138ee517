"""What is told of a store and of a permit: how full, what is on the road, which treatments; and what is refused."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from manifests.commands import Proposal, Recorded, record
from manifests.life import events as e
from manifests.life.model import Code
from tests.bay import ADMINISTRATOR, Bay
from wasteflow.core import clock
from wasteflow.core.errors import Refusals
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasteflow.places.cards.KEPT_SECONDS", 0)


def odd(receipt: Recorded) -> dict[str, dict[str, Any]]:
    return {w.code: w.facts for w in receipt.warnings}


async def state(bay: Bay, site: UUID, **said: Any) -> None:
    await places.set_store(bay.pool, ADMINISTRATOR, site, s.Store(**said))


async def drum(bay: Bay, kg: str, **more: Any) -> dict[str, dict[str, Any]]:
    return odd(await bay.tell(bay.clerk, bay.drum(kg, **more)))


# --- how full --------------------------------------------------------------------------------------------


async def test_a_storage_point_tells_of_its_three_tonnes(bay: Bay) -> None:
    await state(bay, bay.factory_site, store="point")
    assert await drum(bay, "2400") == {}
    (nearly,) = (await drum(bay, "100")).values()
    assert (nearly["held"], nearly["limit"], nearly["percent"]) == (Decimal("2.5"), 3, 83)
    assert "store_nearly_full" in await drum(bay, "500")
    over = await drum(bay, "0.001")
    assert set(over) == {"storage_point_overfull"}


async def test_drums_of_one_request_fill_the_store_together(bay: Bay) -> None:
    await state(bay, bay.factory_site, store="facility", store_t=Decimal("1"))
    at = clock.now()
    many = [Proposal(fact=bay.drum("300"), occurred_at=at) for _ in range(4)]
    outcomes = await record(bay.pool, bay.clerk, many, key="four")
    told = [list(odd(o)) for o in outcomes if isinstance(o, Recorded)]
    assert told == [[], [], ["store_nearly_full"], ["store_overfull"]]


async def test_where_nobody_says_how_much_nothing_is_told(bay: Bay) -> None:
    assert await drum(bay, "39000") == {}


async def test_other_waste_does_not_count(bay: Bay) -> None:
    await state(bay, bay.factory_site, store="point")
    scrap = {"stream": "general_industrial", "code": Code("cn-sw", "900-002-S17", "2024"), "name": "废铁"}
    assert "storage_point_overfull" not in await drum(bay, "9000", **scrap)
    assert await drum(bay, "1000") == {}


async def test_a_receiver_is_told_by_what_its_permit_lets_it_store(bay: Bay, owner: asyncpg.Connection) -> None:
    await owner.execute("update permit set storage_t = 2 where kind = 'operate'")
    await bay.delivered("1500")
    at_gate = await bay.at_the_gate(await bay.batch("1000"))
    told = odd(await bay.tell(bay.gate, e.Accepted(), at_gate))
    assert told["store_overfull"]["held"] == Decimal("2.5")
    part = await bay.at_the_gate(await bay.batch("1000"))
    refused = e.PartlyAccepted((e.LineRefused(1, Decimal(900)),), "含水")
    assert odd(await bay.tell(bay.gate, refused, part))["store_overfull"]["held"] == Decimal("2.6")


async def test_what_was_made_long_ago_is_told_when_it_is_entered(bay: Bay) -> None:
    long_ago = clock.now() - timedelta(days=400)
    told = odd(await bay.tell(bay.clerk, bay.drum("10"), at=long_ago))
    assert (told["stood_too_long"]["days"], told["stood_too_long"]["limit"]) == (400, 365)
    assert "stood_too_long" not in odd(await bay.tell(bay.clerk, bay.drum("10"), at=clock.now() - timedelta(days=360)))
    clinic = {"stream": "medical", "code": Code("cn-hw", "841-001-01", "2021"), "name": "感染性废物", "form": "solid"}
    three_days = clock.now() - timedelta(days=3)
    assert odd(await bay.tell(bay.clerk, bay.drum("10", **clinic), at=three_days))["stood_too_long"]["limit"] == 2


# --- what is on the road ---------------------------------------------------------------------------------


async def test_what_is_on_the_road_is_told_and_does_not_count_yet(bay: Bay, owner: asyncpg.Connection) -> None:
    await bay.delivered("1000")
    await bay.on_the_road(await bay.batch("700"))
    await owner.execute("update permit set yearly_t = 2 where kind = 'operate'")
    told = odd(await bay.tell(bay.clerk, bay.load(await bay.batch("400"))))
    assert set(told) == {"loads_under_way"}
    facts = told["loads_under_way"]
    assert (facts["tonnes"], facts["percent"]) == (Decimal("0.7"), 105), "1.0 taken in, 0.4 now, 0.7 on the road"


async def test_below_half_of_the_scale_nobody_asks(
    bay: Bay, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bay.delivered("1000")
    await owner.execute("update permit set yearly_t = 2.1 where kind = 'operate'")
    asked = "select 1 / 0 where $1::text[] is not null and $2::uuid is not null"
    monkeypatch.setattr("manifests.queries.ON_THE_ROAD", asked)
    await bay.tell(bay.clerk, bay.load(await bay.batch("10")))
    await owner.execute("update permit set yearly_t = 2 where kind = 'operate'")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await bay.tell(bay.clerk, bay.load(await bay.batch("10")))


async def test_drafts_returns_and_what_arrived_are_not_on_the_road(bay: Bay, owner: asyncpg.Connection) -> None:
    await bay.delivered("1000")
    await bay.tell(bay.clerk, bay.load(await bay.batch("700")))
    await bay.tell(bay.gate, e.Refused("含水"), await bay.at_the_gate(await bay.batch("600")))
    await owner.execute("update permit set yearly_t = 2 where kind = 'operate'")
    assert odd(await bay.tell(bay.clerk, bay.load(await bay.batch("400")))) == {}


# --- codes and treatments --------------------------------------------------------------------------------


@pytest.fixture
async def named(bay: Bay, owner: asyncpg.Connection) -> None:
    """The plant may recover HW17 and burn HW18, and nothing else."""
    await owner.execute("update permit_item set methods = '{cn_utilisation:R4}' where code = 'HW17'")
    await owner.execute(
        "insert into permit_item (permit, scheme, code, methods)"
        " select id, 'cn-hw', 'HW18', '{cn_disposal:D10}' from permit where kind = 'operate'"
    )


@pytest.mark.usefixtures("named")
async def test_a_treatment_that_the_permit_does_not_name_for_this_code_is_refused_at_entry(bay: Bay) -> None:
    batch = await bay.batch("100")
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, bay.load(batch, lines=(e.LineDraft(batch, method="cn_disposal:D10"),)))
    assert [(p.path, p.code) for p in refused.value.refusals] == [("fact.lines[0].method", "method_not_permitted")]
    await bay.tell(bay.clerk, bay.load(batch))


@pytest.mark.usefixtures("named")
async def test_and_at_treatment(bay: Bay) -> None:
    batch = (await bay.delivered("100"))[0]
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.gate, e.Treated("cn_disposal:D10", Decimal(100)), batch)
    assert [p.code for p in refused.value.refusals] == ["method_not_permitted"]
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(100)), batch)


@pytest.mark.usefixtures("named")
async def test_nor_does_it_come_in_as_a_correction(bay: Bay) -> None:
    """Neither of what was to be done, while it is on the road, nor of what was done afterwards."""

    async def told(load: UUID, **line: str) -> list[tuple[str, str]]:
        ask = e.RevisionRequested("工艺记错", lines=(e.LineRevised(1, **line),))
        with pytest.raises(Refusals) as refused:
            await bay.tell(bay.gate, ask, load)
        return [(p.path, p.code) for p in refused.value.refusals]

    load = await bay.at_the_gate(await bay.batch("100"))
    assert await told(load, method="cn_disposal:D10") == [("fact.lines[0].method", "method_not_permitted")]
    drum, load = await bay.delivered("100")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(100)), drum)
    assert await told(load, treated_by="cn_disposal:D10") == [("fact.lines[0].treated_by", "method_not_permitted")]
