"""The pages of zero-waste cells: apply, add evidence, fill the sheet, mend what is wrong, award."""

import re

import pytest

from tests.bay import Bay
from tests.web.conftest import Enter
from wasteflow.catalog.cells import cell_sheets

pytestmark = pytest.mark.anyio


async def test_a_school_is_scored_on_the_page_and_what_is_wrong_is_told_at_its_line(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.office)
    wrong = await client.post("/console/cells", data={"unit": "school", "name": "", "city": "440300"})
    assert wrong.status_code == 422
    made = await client.post("/console/cells", data={"unit": "school", "name": "南山实验学校", "city": "440300"})
    at = made.headers["location"]
    assert (await client.post(f"{at}/evidence", data={"criterion": "sorting"})).status_code == 422
    files = {"file": ("分类.pdf", b"%PDF-1.7", "application/pdf")}
    assert (await client.post(f"{at}/evidence", data={"criterion": "sorting"}, files=files)).status_code == 303
    assert (await client.post(at, data={"step": "submitted"})).status_code == 303
    points = {f"fact.scores.{c.criterion}": str(c.points) for c in cell_sheets().kinds["school"].sheet}
    beyond = await client.post(at, data={"step": "scored", **points, "fact.scores.food": "99"})
    assert beyond.status_code == 422
    assert re.search(r'id="fact\.scores\.food"[^>]*value="99"[^>]*aria-invalid="true"', beyond.text)
    assert (await client.post(at, data={"step": "scored", **points})).status_code == 303
    assert "得分 100" in (await client.get(at)).text
    alone = await client.post(at, data={"step": "awarded"})
    assert (alone.status_code, "评分人不能授予称号" in alone.text) == (422, True)
    assert (await client.post(at, data={"step": "nonsense"})).status_code == 422


async def test_a_company_sees_its_own_register_only(bay: Bay, enter: Enter) -> None:
    made = await (await enter(bay.clerk)).post(
        "/console/cells", data={"unit": "enterprise", "name": "镀艺电镀厂", "city": "440300"}
    )
    stranger = await enter(bay.outsider)
    assert "镀艺电镀厂" not in (await stranger.get("/console/cells")).text
    assert (await stranger.get(made.headers["location"])).status_code == 404
