"""The yearly scale of a permit: told from 80 %, refused past 120 %, never for a load that is already moving."""

from decimal import Decimal

import asyncpg
import pytest

from manifests.commands import Proposal, Recorded, record
from manifests.life import events as e
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.errors import Refusals

pytestmark = pytest.mark.anyio

SCALE = "update permit set yearly_t = $1 where kind = 'operate'"
TAKEN = "select site, scheme, code, category, kg from taken_in"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasteflow.places.cards.KEPT_SECONDS", 0)


def odd(receipt: Recorded) -> list[tuple[str, object]]:
    return [(w.code, w.facts["percent"]) for w in receipt.warnings]


async def test_what_is_received_counts_with_the_receipt(bay: Bay, owner: asyncpg.Connection) -> None:
    await bay.delivered("1000", weighed="998")
    await bay.delivered("500")
    batch = await bay.batch("700")
    await bay.tell(bay.gate, e.Refused("名称不符"), await bay.at_the_gate(batch))
    assert [tuple(row) for row in await owner.fetch(TAKEN)] == [
        (bay.plant_site, "cn-hw", "336-054-17", "HW17", Decimal(1498))
    ]


@pytest.mark.parametrize(
    ("tonnes", "told"),
    [
        ("2.5", []),  # 80 % is not yet past it
        ("2.4", [("scale_nearly_used_up", 83)]),
        ("2", [("scale_nearly_used_up", 100)]),
        ("1.9", [("scale_used_up", 105)]),
    ],
)
async def test_a_new_manifest_is_told_from_80_percent_on(
    bay: Bay, owner: asyncpg.Connection, tonnes: str, told: list[tuple[str, int]]
) -> None:
    await owner.execute(SCALE, Decimal(tonnes))
    await bay.delivered("1000")
    assert odd(await bay.tell(bay.clerk, bay.load(await bay.batch("1000")))) == told


async def test_past_120_percent_no_new_manifest_but_a_moving_load_is_let_in(
    bay: Bay, owner: asyncpg.Connection
) -> None:
    at_gate = await bay.at_the_gate(await bay.batch("1000"))
    await owner.execute(SCALE, Decimal("0.8"))
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, bay.load(await bay.batch("1000")))
    (problem,) = refused.value.refusals
    assert (problem.path, problem.code, problem.facts["percent"]) == ("fact.consignee_site", "scale_exceeded", 125)
    assert odd(await bay.tell(bay.gate, e.Accepted(), at_gate)) == [("scale_used_up", 125)]


async def test_last_year_does_not_count(bay: Bay, owner: asyncpg.Connection) -> None:
    await bay.delivered("1000")
    await owner.execute("update taken_in set year = year - 1")
    await owner.execute(SCALE, Decimal("1.2"))
    assert odd(await bay.tell(bay.clerk, bay.load(await bay.batch("900")))) == []


async def test_a_permit_of_the_whole_company_counts_all_its_sites(bay: Bay, owner: asyncpg.Connection) -> None:
    await bay.delivered("1000")
    await owner.execute("update taken_in set site = $1", other := await _other_site(bay, owner))
    await owner.execute(SCALE, Decimal(2))
    assert odd(await bay.tell(bay.clerk, bay.load(await bay.batch("900")))) == [], "granted for one site"
    await owner.execute("update permit set site = null where kind = 'operate'")
    receipt = await bay.tell(bay.clerk, bay.load(await bay.batch("900")))
    assert odd(receipt) == [("scale_nearly_used_up", 95)], other


async def _other_site(bay: Bay, owner: asyncpg.Connection) -> object:
    return await owner.fetchval(
        "insert into site (id, org, name, city) values (gen_random_uuid(), $1, '龙岗基地', '440300') returning id",
        bay.plant,
    )


async def test_what_one_request_takes_in_adds_up(bay: Bay, owner: asyncpg.Connection) -> None:
    """Three loads accepted at once: the second counts with the first, the third with both, as one after the other."""
    loads = [await bay.at_the_gate(await bay.batch("1000")) for _ in range(3)]
    await owner.execute(SCALE, Decimal("2.5"))
    now = clock.now()
    outcomes = await record(
        bay.pool, bay.gate, [Proposal(fact=e.Accepted(), occurred_at=now, subject=load) for load in loads], now=now
    )
    assert [odd(one) for one in outcomes if isinstance(one, Recorded)] == [
        [], [], [("scale_used_up", 120)],
    ]  # fmt: skip


async def test_more_received_than_was_written_is_told_against_the_scale(bay: Bay, owner: asyncpg.Connection) -> None:
    """To who asks for it and to who agrees; never refused, it stands in the store."""
    _, load = await bay.delivered("1000")
    await owner.execute(SCALE, Decimal("1.25"))

    def asks(kg: int) -> e.RevisionRequested:
        return e.RevisionRequested("抄错", lines=(e.LineRevised(1, received_kg=Decimal(kg)),))

    assert odd(await bay.tell(bay.gate, asks(1000 - 1), load)) == []
    await bay.tell(bay.gate, e.RevisionWithdrawn(), load)
    assert odd(await bay.tell(bay.gate, asks(1600), load)) == [("scale_used_up", 128)]
    assert odd(await bay.tell(bay.clerk, e.RevisionApproved(), load)) == [("scale_used_up", 128)]
    assert odd(await bay.tell(bay.driver, e.RevisionApproved(), load)) == [("scale_used_up", 128)]
    assert await owner.fetchval("select kg from taken_in") == 1600
