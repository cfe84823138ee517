"""Small forms: an exemption of a line, the provincial number given later, an account closed, cubic metres."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from manifests.life import events as e
from manifests.life.model import Code
from tests.bay import Bay
from tests.hong_kong import charged
from tests.manifests.life.test_volumes import earth
from tests.web.conftest import Enter
from tests.web.test_forms import a_drum, hidden
from tests.web.test_on_the_way import read
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
RAGS, ALL = "900-041-49", "39"  # oily rags that were not sorted: exempt at every step


async def test_an_exemption_is_claimed_on_a_line_and_stays_when_amended(bay: Bay, enter: Enter) -> None:
    rags = await bay.batch(code=Code("cn-hw", RAGS, "2021"), name="含油抹布", form="solid")
    clerk = await enter(bay.clerk)
    page = await clerk.get(f"/console/manifests/new?batch={rags}")
    row, said = f"line:{rags}.exemptions[0].row", f"line:{rags}.exemptions[0].reference"
    assert f'name="{row}"' in page.text
    sent = hidden(page) | {
        "batch": str(rags),
        "fact.consignee_site": str(bay.plant_site),
        "fact.carrier": str(bay.carrier),
        f"line:{rags}.method": "cn_utilisation:R4",
        row: ALL,
    }
    wrong = await clerk.post("/console/manifests/new", data=sent)
    assert wrong.status_code == 422
    assert f'id="{said}-wrong"' in wrong.text, "how its condition is met is asked for at its field"
    assert f'<option value="{ALL}" selected' in wrong.text
    done = await clerk.post("/console/manifests/new", data=sent | {said: "混入生活垃圾"})
    assert done.status_code == 303, done.text
    manifest = UUID(done.headers["location"].rsplit("/", 1)[1])
    (line,) = (await read(bay, manifest)).lines
    assert [(x.row, x.reference) for x in line.exempt or ()] == [(int(ALL), "混入生活垃圾")]
    await bay.tell(bay.clerk, e.Published(), manifest)
    page = await clerk.get(f"/console/manifests/{manifest}/amended")
    assert 'value="混入生活垃圾"' in page.text
    sent = hidden(page, "amended") | {
        "batch": str(rags), f"line:{rags}.packages": "2", f"line:{rags}.method": "cn_utilisation:R4",
        "fact.consignee_site": str(bay.plant_site), "fact.carrier": str(bay.carrier), "fact.more_carriers": "",
        row: ALL, said: "混入生活垃圾",
    }  # fmt: skip
    assert (await clerk.post(f"/console/manifests/{manifest}/amended", data=sent)).status_code == 303
    (line,) = (await read(bay, manifest)).lines
    assert (line.packages, len(line.exempt or ())) == (2, 1)


async def test_nothing_is_offered_where_nothing_may_be_claimed(bay: Bay, enter: Enter) -> None:
    heap = (await bay.tell(bay.clerk, earth(bay))).subject
    page = await (await enter(bay.clerk)).get(f"/console/manifests/new?batch={heap}")
    assert "exemptions[0]" not in page.text


async def test_the_provincial_number_is_entered_later_and_once(bay: Bay, enter: Enter) -> None:
    manifest = await bay.on_the_road(await bay.batch())
    clerk = await enter(bay.clerk)
    address = f"/console/manifests/{manifest}/number_given"
    assert f'href="{address}"' in (await clerk.get(f"/console/manifests/{manifest}")).text
    page = await clerk.get(address)
    wrong = await clerk.post(address, data=hidden(page, "number_given") | {"fact.number": "？"})
    assert wrong.status_code == 422
    assert 'value="？"' in wrong.text
    assert 'class="wrong"' in wrong.text
    done = await clerk.post(address, data=hidden(page, "number_given") | {"fact.number": "gd2026 0000017"})
    assert done.status_code == 303, done.text
    shown = (await clerk.get(f"/console/manifests/{manifest}")).text
    assert "GD20260000017" in shown
    assert address not in shown


async def test_an_account_is_closed_by_its_company_alone(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    address = f"/console/billing/{there.account}"
    client = await enter(there.trip.producer.actor)
    assert "关闭账户" in (await client.get(address)).text
    for typed in ("", "32.13."):
        wrong = await client.post(f"{address}/closing", data={"on": typed})
        assert wrong.status_code == 422
        assert 'id="on-wrong"' in wrong.text
    assert (await (await enter(bay.clerk)).post(f"{address}/closing", data={"on": "2026-12-01"})).status_code == 404
    day = clock.local_date(clock.now()) + timedelta(days=1)
    assert (await client.post(f"{address}/closing", data={"on": str(day)})).status_code == 303
    page = await client.get(address)
    assert "关闭账户" not in page.text
    assert str(day) in page.text


async def test_several_containers_may_be_stated_in_cubic_metres(bay: Bay, enter: Enter) -> None:
    clerk = await enter(bay.clerk)
    typed = a_drum(bay) | hidden(await clerk.get("/console/batches/new")) | {
        "fact.code": "900-001-S70", "fact.name": "渣土", "fact.form": "solid", "fact.stream": "spoil",
        "fact.weight.kg": "", "containers": "2", "fact.weight.volume.m3": "12；11.5",
    }  # fmt: skip
    assert (await clerk.post("/console/batches/new", data=typed | {"containers": "3"})).status_code == 422
    done = await clerk.post("/console/batches/new", data=typed)
    assert done.status_code == 303, done.text
    kept = await bay.pool.fetch("select state->'weight'->'volume'->>'m3' as m3 from batch order by id")
    assert [row["m3"] for row in kept] == ["12", "11.5"]


@pytest.mark.parametrize(
    ("typed", "kg"),
    [
        ({"fact.lines[0].kg": "９.９ m³"}, "17820"),
        ({"fact.lines[0].kg": "9.9立方米", "volume.density": "2", "volume.source": "检测报告"}, "19800"),
        ({"fact.lines[0].kg": "9.9 m3", "volume.density": "2"}, None),
    ],
)
async def test_the_gate_may_measure_cubic_metres(bay: Bay, enter: Enter, typed: dict[str, str], kg: str | None) -> None:
    heap = (await bay.tell(bay.clerk, earth(bay))).subject
    load = (await bay.tell(bay.clerk, bay.load(heap, lines=(e.LineDraft(heap),)))).subject
    for who, fact in (
        (bay.clerk, e.Published()),
        (bay.clerk, e.Signed(name="李姐")),
        (bay.driver, e.Departed(plate="粤B12345", driver="王师傅")),
        (bay.driver, e.Arrived()),
    ):
        await bay.tell(who, fact, load)
    gate = await enter(bay.gate)
    page = await gate.get(f"/console/manifests/{load}")
    assert "1.8 t/m³" in page.text
    answer = await gate.post(f"/console/manifests/{load}/weighed", data=hidden(page, "weighed") | typed)
    if kg is None:
        assert answer.status_code == 422
        assert 'id="weighed.source-wrong"' in answer.text, "a density is stated with its source"
        return
    assert answer.status_code == 303, answer.text
    (line,) = (await read(bay, load)).lines
    assert line.weighed is not None
    assert line.weighed.kg == Decimal(kg)
