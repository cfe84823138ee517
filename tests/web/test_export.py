"""Lists as files for spreadsheets."""

import csv
import io

import pytest

from tests.bay import Bay
from tests.web.conftest import Enter

pytestmark = pytest.mark.anyio


async def test_a_list_is_exported_with_its_filter_in_the_readers_words(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "850")
    await bay.batch("200", name="=HYPERLINK(1)")
    client = await enter(bay.clerk)
    answer = await client.get("/console/batches?status=stored&q=hyper&file=1")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff废物,废物代码")
    (line,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert line["废物"] == "'=HYPERLINK(1)", "not a formula"
    assert (line["重量"], line["重量依据"], line["持有单位"]) == ("200", "已称重", "深圳镀艺电镀厂")


async def test_manifests_are_exported_line_by_line(bay: Bay, enter: Enter) -> None:
    await bay.at_the_gate(await bay.batch("300"), await bay.batch("200"))
    client = await enter(bay.regulator)
    client.cookies.set("wf_lang", "en")
    answer = await client.get("/console/manifests?file=1")
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line["Sent"] for line in lines] == ["300", "200"]
    assert {line["State"] for line in lines} == {"at the gate"}
