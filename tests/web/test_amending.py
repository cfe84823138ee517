"""Putting a manifest right by page: what may be written is a field, what is sealed says by whom."""

import pytest

from manifests.life import events as e
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from tests.web.test_on_the_way import read

pytestmark = pytest.mark.anyio


async def test_a_clerk_puts_a_published_manifest_right(bay: Bay, enter: Enter) -> None:
    first, second = await bay.batch("100"), await bay.batch("200")
    manifest = (await bay.tell(bay.clerk, bay.load(first))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    clerk = await enter(bay.clerk)
    page = await clerk.get(f"/console/manifests/{manifest}/amended")
    assert f'value="{first}" checked' in page.text
    assert f'value="{second}">' in page.text, "offered beside what stands on it"
    sent = hidden(page, "amended") | {
        "batch": str(second),
        f"line:{second}.packages": "2",
        f"line:{second}.method": "cn_utilisation:R4",
        "fact.consignee_site": str(bay.plant_site),
        "fact.carrier": str(bay.carrier),
        "fact.more_carriers": "",
        "fact.plate": "粤B54321",
        "fact.driver": "王师傅",
        "fact.remark": "雨天加盖",
    }
    answer = await clerk.post(f"/console/manifests/{manifest}/amended", data=sent)
    assert answer.status_code == 303, answer.text
    load = await read(bay, manifest)
    assert [(x.batch, x.packages) for x in load.lines] == [(second, 2)]
    assert (load.remark, load.leg.plate) == ("雨天加盖", "粤B54321")
    shown = (await clerk.get(f"/console/manifests/{manifest}")).text
    assert "<ins>粤B54321</ins>" in shown, "the trail of what stood there before"


async def test_what_is_sealed_is_shown_with_who_sealed_it(bay: Bay, enter: Enter) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("100")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    page = (await (await enter(bay.clerk)).get(f"/console/manifests/{manifest}/amended")).text
    assert "李姐 于" in page
    assert 'name="fact.remark"' not in page
    assert 'name="writes.lines"' not in page
    driver = await enter(bay.driver)
    page = await driver.get(f"/console/manifests/{manifest}/amended")
    assert 'name="fact.carrier"' not in page.text
    sent = hidden(page, "amended") | {"fact.plate": "粤B54321", "fact.driver": "何师傅"}
    assert (await driver.post(f"/console/manifests/{manifest}/amended", data=sent)).status_code == 303
    assert (await read(bay, manifest)).leg.driver == "何师傅"


async def test_what_cannot_be_is_said_beside_its_field(bay: Bay, enter: Enter) -> None:
    batch = await bay.batch("100")
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    clerk = await enter(bay.clerk)
    page = await clerk.get(f"/console/manifests/{manifest}/amended")
    typed = {"batch": str(batch), f"line:{batch}.packages": "many", "fact.remark": "备注在此"}
    answer = await clerk.post(f"/console/manifests/{manifest}/amended", data=hidden(page, "amended") | typed)
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert "备注在此" in answer.text
