"""Documents over HTTP: made, listed, read, checked; labels and sheets of what one may see."""

import hashlib
import io
from decimal import Decimal

import asyncpg
import pikepdf
import pytest

from manifests.codes import signed_qr
from manifests.codes.issuing import known_keys
from tests.bay import Bay
from tests.reports.test_label import picture, read
from tests.reports.test_monthly_city import a_month, this_month
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


async def signed_in(bay: Bay, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await bay.token(getattr(bay, who))}", "Accept-Language": "zh-CN"}


async def test_a_report_is_made_read_and_checked(client, bay: Bay) -> None:
    await a_month(bay)
    office = await signed_in(bay, "office")
    asked = {"city": "440300", "month": f"{this_month():%Y-%m}"}
    made = await client.post("/reports/monthly", json=asked, headers=office)
    assert made.status_code == 201, made.text
    document = made.json()
    file = await client.get(made.headers["Location"], headers=office)
    assert file.status_code == 200
    assert file.headers["Content-Type"] == "application/pdf"
    assert hashlib.sha256(file.content).hexdigest() == document["sha256"]
    listed = (await client.get("/reports", headers=office)).json()["items"]
    assert [d["id"] for d in listed] == [document["id"]]
    check = await client.get(f"/R/{document['number']}", headers={"Accept-Language": "en"})
    assert document["sha256"] in check.text
    assert "Shenzhen" in check.text
    assert (await client.get("/R/WF-1")).status_code == 404


async def test_reports_are_not_for_everybody(client, bay: Bay) -> None:
    asked = {"city": "440300", "month": f"{this_month():%Y-%m}"}
    clerk = await signed_in(bay, "clerk")
    assert (await client.post("/reports/monthly", json=asked, headers=clerk)).status_code == 403
    assert (await client.get("/reports", headers=clerk)).status_code == 403
    assert (await client.post("/reports/monthly", json=asked)).status_code == 401
    office = await signed_in(bay, "office")
    other = await client.post("/reports/monthly", json=asked | {"city": "440100"}, headers=office)
    assert (other.status_code, other.json()["code"]) == (403, "report_of_another_city")
    assert (await client.get("/reports?city=440100", headers=office)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"city": 1}',
        '{"city": "440300", "month": "2026-13"}',
        '{"city": "x\\u0000", "month": "2026-01"}',
    ],
)
async def test_a_bad_wish_is_refused_with_its_field(client, bay: Bay, body: str) -> None:
    answer = await client.post("/reports/monthly", content=body, headers=await signed_in(bay, "office"))
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["errors"]


async def test_a_label_is_read_by_a_scanner(client, bay: Bay) -> None:
    batch = await bay.batch()
    clerk = await signed_in(bay, "clerk")
    answer = await client.get(f"/batches/{batch}/label.pdf?contact=李姐%20123", headers=clerk)
    assert answer.status_code == 200, answer.text
    (payload,) = read(picture(answer.content))
    assert payload.startswith("HTTP://WASTEFLOW.TEST/L/9144")
    jwks = (await client.get("/.well-known/jwks.json")).json()
    told = signed_qr.judge(payload, keys=known_keys(jwks), now=clock.now())
    assert told.verdict is signed_qr.Verdict.GENUINE
    assert told.said is not None
    assert (len(told.number), told.said.state, told.said.kg) == (37, "stored", Decimal("1000"))


async def test_a_label_of_somebody_elses_batch_does_not_exist(client, bay: Bay) -> None:
    batch = await bay.batch()
    stranger = await signed_in(bay, "outsider")
    assert (await client.get(f"/batches/{batch}/label.pdf", headers=stranger)).status_code == 404
    driver = await signed_in(bay, "driver")
    assert (await client.get(f"/batches/{batch}/label.pdf", headers=driver)).status_code == 403
    wrong = await client.get(f"/batches/{batch}/label.pdf?language=fr", headers=await signed_in(bay, "clerk"))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_language")


async def test_the_sheet_of_a_manifest(client, bay: Bay, tmp_path) -> None:
    _, manifest = await bay.delivered("1000", "950")
    answer = await client.get(f"/manifests/{manifest}/sheet.pdf", headers=await signed_in(bay, "driver"))
    assert answer.status_code == 200, answer.text
    path = tmp_path / "sheet.pdf"
    path.write_bytes(answer.content)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    payload, check = sorted(read(picture(answer.content)))
    assert payload.startswith("HTTP://WASTEFLOW.TEST/M/20")
    assert check.startswith("HTTP://WASTEFLOW.TEST/R/WF-M-20")
    led = await client.get(payload.removeprefix("HTTP://WASTEFLOW.TEST"))
    assert led.status_code == 200
    assert f"/console/manifests/{manifest}" in led.text
    assert (await client.get("/M/1")).status_code == 404
    stranger = await signed_in(bay, "outsider")
    assert (await client.get(f"/manifests/{manifest}/sheet.pdf", headers=stranger)).status_code == 404


async def test_two_hundred_labels_are_one_file_and_few_questions(client, bay: Bay, monkeypatch) -> None:
    batches = [await bay.batch("200") for _ in range(200)]
    clerk = await signed_in(bay, "clerk")
    asked = "&".join(f"batch={batch}" for batch in batches)
    sent: list[str] = []
    plain = asyncpg.Connection._execute

    async def counted(self, query, *args, **more):
        sent.append(query)
        return await plain(self, query, *args, **more)

    monkeypatch.setattr(asyncpg.Connection, "_execute", counted)
    assert (await client.get(f"/labels.pdf?batch={batches[0]}", headers=clerk)).status_code == 200
    for_one = len(sent)
    answer = await client.get(f"/labels.pdf?{asked}", headers=clerk)
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        assert len(file.pages) == 200
    assert len(sent) - for_one <= for_one, "no more than for one label"
    stranger = await signed_in(bay, "outsider")
    assert (await client.get(f"/labels.pdf?{asked}", headers=stranger)).status_code == 404
