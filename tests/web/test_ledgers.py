"""The ledger by page: its rows, its files, and the import whose bad rows come back."""

import base64
import io
import re

import pytest
from openpyxl import load_workbook

from tests.bay import Bay
from tests.web.conftest import Enter
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
TODAY = clock.local_date(clock.now())
GOOD = "HWCS20261101001,2026-11-01 09:00,电镀污泥,HW17,336-054-17,半固态,1.25,吨,桶,5"
HEAD = "批次编码,产生时间,废物名称,废物类别,废物代码,物理形态,产生量,计量单位,容器类型,容器数量"


async def test_a_site_reads_its_ledger_link_by_link(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", weighed="998")
    clerk, gate = await enter(bay.clerk), await enter(bay.gate)
    page = await clerk.get("/console/ledger")
    assert f"HWCS{TODAY:%Y%m%d}001" in page.text
    assert "委外利用" in page.text
    assert "1.000 t" in page.text
    only = await clerk.get("/console/ledger?link=taken_out")
    assert f"HWCK{TODAY:%Y%m%d}001" in only.text
    assert f"<code>HWCS{TODAY:%Y%m%d}001</code><" not in re.sub(r"<select.*?</select>", "", only.text)
    assert "0.998 t" in (await gate.get("/console/ledger")).text
    assert "没有记录" in (await clerk.get("/console/ledger?waste=general")).text
    assert (await clerk.get("/console/ledger?from=x&to=y&link=z&site=w")).status_code == 200
    assert (await clerk.get("/console/ledger?from=2026-11-02&to=2026-11-01")).status_code == 422


async def test_the_workbook_holds_the_rows_of_the_page(bay: Bay, enter: Enter) -> None:
    await bay.batch("1250.5", name="=1+1")
    clerk = await enter(bay.clerk)
    page = await clerk.get("/console/ledger")
    (address,) = re.findall(r'class="export" href="([^"]+)"', page.text)
    answer = await clerk.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "批次编码"
    assert [row[1] for row in rows[1:]] == ["产生", "入库"]
    assert rows[1][8] == 1.2505, "a number"
    assert rows[1][3] == "=1+1", "text, and no formula"


async def test_bad_rows_of_a_file_come_back_as_a_file_and_the_good_ones_are_recorded(bay: Bay, enter: Enter) -> None:
    clerk = await enter(bay.clerk)
    bad = GOOD.replace("001,2026", "002,2026").replace("1.25", "viel")
    sent = {"file": ("台账.csv", "\n".join([HEAD, GOOD, bad]).encode("utf-8-sig"), "text/csv")}
    answer = await clerk.post("/console/ledger/import", data={"site": str(bay.factory_site)}, files=sent)
    assert answer.status_code == 200, re.findall(r'class="wrong"[^>]*>([^<]*)', answer.text)
    assert "新记录 1 行" in answer.text
    assert "未导入 1 行" in answer.text
    (data,) = re.findall(r'href="data:text/csv;base64,([^"]+)"', answer.text)
    back = base64.b64decode(data).decode("utf-8-sig")
    assert "HWCS20261101002" in back
    assert "HWCS20261101001" not in back
    mended = {"file": ("台账.csv", back.replace("viel", "2").encode("utf-8-sig"), "text/csv")}
    again = await clerk.post("/console/ledger/import", data={"site": str(bay.factory_site)}, files=mended)
    assert "新记录 1 行" in again.text, "the file that came back is sent as it is, once it is mended"


async def test_what_is_wrong_with_a_file_is_said_beside_it(bay: Bay, enter: Enter) -> None:
    clerk = await enter(bay.clerk)
    to, site = "/console/ledger/import", {"site": str(bay.factory_site)}
    for files in (
        {"file": ("x.doc", b"x", "text/plain")},
        {"file": ("x.csv", b"a,b\n1,2", "text/csv")},
        {"file": ("x.csv", b"", "text/csv")},
    ):
        answer = await clerk.post(to, data=site, files=files)
        assert answer.status_code == 422
        assert 'id="file-wrong"' in answer.text
    assert 'id="file-wrong"' in (await clerk.post(to, data=site)).text
    assert 'id="site-wrong"' in (await clerk.post(to, data={"site": "x"}, files=files)).text
    foreign = {"file": ("x.csv", "\n".join([HEAD, GOOD]).encode(), "text/csv")}
    answer = await clerk.post(to, data={"site": str(bay.plant_site)}, files=foreign)
    assert 'id="site-wrong"' in answer.text
