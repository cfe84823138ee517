"""The style of a city's reports over HTTP: what the page sets, with the same checks and the same versions."""

import base64

import httpx
import pytest

from reports.model import SECTIONS
from tests.bay import SHENZHEN, Bay
from tests.reports.test_crest import SVG
from tests.reports.test_http import signed_in
from tests.reports.test_paper import text_of

pytestmark = pytest.mark.anyio
AT = f"/report-styles/{SHENZHEN}"
CREST = base64.b64encode(SVG.encode()).decode()


async def test_a_style_is_looked_at_set_and_kept_in_versions(client: httpx.AsyncClient, bay: Bay) -> None:
    office = await signed_in(bay, "office")
    wanted = {"office": {"en": "Zero-waste office"}, "contact": "0755-12345", "crest": CREST}
    sample = await client.post(f"{AT}/preview?language=en", json=wanted, headers=office)
    assert sample.headers["content-type"] == "application/pdf"
    assert "Zero-waste office" in text_of(sample.content)
    plain = (await client.get(AT, headers=office)).json()
    assert (plain["versions"], plain["style"]["sections"]) == ([], list(SECTIONS))
    turned = list(reversed(SECTIONS))
    for body, version, kind in (
        (wanted, 1, "svg"),
        (wanted, 1, "svg"),
        ({"contact": "12345", "sections": turned}, 2, "svg"),
        ({"crest": None}, 3, None),
    ):
        told = (await client.put(AT, json=body, headers=office)).json()
        assert (told["version"], told["style"]["crest"] and told["style"]["crest"]["kind"]) == (version, kind)
    found = (await client.get(AT, headers=office)).json()
    assert [one["version"] for one in found["versions"]] == [3, 2, 1]
    assert found["versions"][1]["style"]["sections"] == turned
    assert found["style"]["contact"] == ""


async def test_what_is_odd_is_refused_at_its_field_and_another_city_is_not_ours(
    client: httpx.AsyncClient, bay: Bay
) -> None:
    office = await signed_in(bay, "office")
    for body, field in (
        ({"contact": "9" * 161}, "contact"),
        ({"office": {"pt": "x" * 61}}, "office.pt"),
        ({"office": {"fr": "x"}}, "office.fr"),
        ({"sections": ["scores"]}, "sections"),
        ({"crest": base64.b64encode(b"no picture").decode()}, "crest"),
        ({"crest": "?"}, "crest"),
    ):
        answer = await client.put(AT, json=body, headers=office)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, field)
    stranger = await client.put("/report-styles/440100", json={}, headers=office)
    assert stranger.status_code == 403
