"""Traction batteries: a code is checked at entry, leads to one battery at a time, and outlives its first life."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from manifests import queries
from manifests.life import events as e
from manifests.life.model import Basis, Battery, Code, Weight
from tests.bay import Bay
from wasteflow.catalog import batteries
from wasteflow.core.errors import Refusal, Refusals

pytestmark = pytest.mark.anyio
CELL, PACK = "001CB10123456771A0000123", "04QPE11ABCDEFG8B30000001"
SECOND = "07XPE2291K0000001"
REPURPOSED = "cn_utilisation:R15"


def test_a_code_is_read_segment_by_segment() -> None:
    assert {length: form.confidence for length, form in batteries.forms().items()} == {24: "secondary", 17: "assumed"}
    assert batteries.read(" 001cb10123 456771A0000123", "b")[0] == CELL
    assert batteries.read(SECOND, "b")[1].id == "second_life"


@pytest.mark.parametrize(
    ("code", "told", "part"),
    [
        (CELL[:-1], "battery_code_length", None),
        ("", "battery_code_length", None),
        (CELL[:3] + "X" + CELL[4:], "battery_code_malformed", "battery.product"),
        (CELL[:4] + "H" + CELL[5:], "battery_code_malformed", "battery.chemistry"),
        (CELL[:15] + "D" + CELL[16:], "battery_code_malformed", "battery.made_on"),
        (CELL[:-1] + "-", "battery_code_malformed", "battery.serial"),
    ],
)
def test_what_is_no_code_says_which_part(code: str, told: str, part: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        batteries.read(code, "b")
    assert (refused.value.code, refused.value.facts.get("part")) == (told, part)


def packs(bay: Bay, *found: Battery, **changes: Any) -> e.Generated:
    values: dict[str, Any] = {
        "stream": "traction_battery",
        "code": Code("cn-sw", "900-012-S17", ""),
        "name": "退役动力电池",
        "form": "solid",
        "batteries": found,
    }
    return bay.drum("400", **(values | changes))


async def refusals(bay: Bay, fact: e.Generated) -> list[tuple[str, str]]:
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, fact)
    return [(x.code, x.path) for x in refused.value.refusals]


async def known(bay: Bay, code: str) -> list[UUID]:
    async with bay.pool.acquire() as conn:
        return [subject for subject, *_ in await queries.subjects_of(conn, value=code)]


async def test_each_battery_of_a_batch_leads_to_it(bay: Bay) -> None:
    batch = (await bay.tell(bay.clerk, packs(bay, Battery(CELL.lower()), Battery(PACK)))).subject
    assert await known(bay, CELL) == await known(bay, PACK) == [batch]


async def test_a_battery_is_in_one_batch_at_a_time(bay: Bay) -> None:
    batch = (await bay.tell(bay.clerk, packs(bay, Battery(CELL)))).subject
    assert await refusals(bay, packs(bay, Battery(PACK), Battery(CELL))) == [
        ("battery_in_use", "fact.batteries[1].code")
    ]
    assert not await known(bay, PACK), "nothing of what was refused is kept"
    await bay.tell(bay.clerk, e.Treated(REPURPOSED, Decimal(400)), batch)
    again = (await bay.tell(bay.clerk, packs(bay, Battery(CELL)))).subject
    assert await known(bay, CELL) == [again, batch], "the latest first"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ((), ("missing_field", "fact.batteries")),
        ((Battery("123"),), ("battery_code_length", "fact.batteries[0].code")),
        ((Battery(CELL), Battery(CELL)), ("battery_twice", "fact.batteries[1].code")),
        ((Battery(SECOND),), ("missing_field", "fact.batteries[0].was")),
        ((Battery(CELL, PACK),), ("first_life_has_no_before", "fact.batteries[0].was")),
    ],
)
async def test_what_does_not_fit_is_refused(bay: Bay, found: tuple[Battery, ...], told: tuple[str, str]) -> None:
    assert await refusals(bay, packs(bay, *found)) == [told]


async def test_only_a_stream_of_batteries_names_some(bay: Bay) -> None:
    with pytest.raises((Refusal, Refusals)) as refused:
        await bay.tell(bay.clerk, bay.drum(batteries=(Battery(CELL),)))
    assert "no battery codes" in str(refused.value)


async def test_a_second_life_keeps_the_old_code(bay: Bay) -> None:
    first = (await bay.tell(bay.clerk, packs(bay, Battery(PACK)))).subject
    unit = e.Residue(
        stream="traction_battery",
        code=Code("cn-sw", "900-012-S17", ""),
        name="梯次利用电池",
        form="solid",
        weight=Weight(Decimal(390), Basis.WEIGHED),
        container=bay.drum().container,
        batteries=(Battery(SECOND, PACK),),
    )
    remade = e.Transformed(
        bay.factory_site, REPURPOSED, (e.Input(first, Decimal(400)),), (unit,), (e.Loss("外壳", Decimal(10)),)
    )
    second = (await bay.tell(bay.clerk, remade)).subject
    assert await known(bay, SECOND) == [second]
    assert await known(bay, PACK) == [first, second], "the old code leads to both lives"
    state = await bay.pool.fetchval("select state->'batteries' from batch where id = $1", second)
    assert state == [{"code": SECOND, "was": PACK}]


async def test_a_battery_that_nobody_recorded_before_is_found_by_both_codes(bay: Bay) -> None:
    batch = (await bay.tell(bay.clerk, packs(bay, Battery(SECOND, CELL)))).subject
    assert await known(bay, SECOND) == await known(bay, CELL) == [batch]
    assert ("battery_in_use", "fact.batteries[0].was") in await refusals(
        bay, packs(bay, Battery("08" + SECOND[2:], CELL))
    )


async def test_other_batches_say_nothing_of_batteries(bay: Bay) -> None:
    drum = await bay.batch()
    assert not await bay.pool.fetchval("select state ? 'batteries' from batch where id = $1", drum)
    body = "select body ? 'batteries' or body->'weight' ? 'volume' from custody_event where subject = $1"
    assert not await bay.pool.fetchval(body, drum)
