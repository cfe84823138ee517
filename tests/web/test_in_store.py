"""On the page of a batch: where it stands in its store, and a new label."""

import pytest

from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from wasteflow.core.i18n import LANGUAGES

pytestmark = pytest.mark.anyio


async def test_it_is_put_elsewhere_and_the_page_and_the_stock_say_where(bay: Bay, enter: Enter) -> None:
    batch = await bay.batch()
    at, clerk = f"/console/batches/{batch}", await enter(bay.clerk)
    form = hidden(await clerk.get(at), "moved")
    wrong = await clerk.post(f"{at}/moved", data=form | {"fact.place": " "})
    assert (wrong.status_code, "fact.place" in wrong.text) == (422, True)
    long = await clerk.post(f"{at}/moved", data=form | {"fact.place": "长" * 101})
    assert (long.status_code, "100" in long.text) == (422, True)
    place = "2号库 <b>B</b>" + "长" * 80
    assert (await clerk.post(f"{at}/moved", data=form | {"fact.place": place})).status_code == 303
    for page in (at, "/console/stock"):
        said = (await clerk.get(page)).text
        assert "2号库 &lt;b&gt;B&lt;/b&gt;长" in said
        assert "<b>B</b>" not in said


async def test_it_gets_a_new_label_once_and_the_page_says_both_codes(bay: Bay, enter: Enter) -> None:
    batch = await bay.batch()
    at, clerk = f"/console/batches/{batch}", await enter(bay.clerk)
    form = hidden(await clerk.get(at), "relabelled") | {"label_reason": "标签被雨水冲掉"}
    for _ in range(2):
        assert (await clerk.post(f"{at}/relabelled", data=form)).status_code == 303
    for language in LANGUAGES:
        clerk.cookies.set("wf_lang", language)
        said = (await clerk.get(at)).text
        assert "标签被雨水冲掉" in said
    codes = await bay.pool.fetch("select value from alias where subject = $1 order by value", batch)
    assert len(codes) == 2
    assert all(row["value"] in said for row in codes), "the old one and the new one"
    gate = await enter(bay.gate)
    assert "/relabelled" not in (await gate.get(at)).text
