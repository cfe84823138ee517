"""The import over HTTP."""

import base64

import httpx
import pytest

from tests.bay import Bay
from tests.manifests.ledger.sheets import HEADER, csv_bytes, good

pytestmark = pytest.mark.anyio


async def post(client: httpx.AsyncClient, bay: Bay, data: bytes, name: str = "a.csv", **headers: str) -> httpx.Response:
    token = await bay.token(bay.clerk)
    return await client.post(
        "/imports/ledger",
        data={"site": str(bay.factory_site)},
        files={"file": (name, data)},
        headers={"Authorization": f"Bearer {token}", **headers},
    )


async def test_a_mixed_file(bay: Bay, client: httpx.AsyncClient) -> None:
    data = csv_bytes([HEADER, good(1), good(2, amount="?")], "gbk")
    answer = await post(client, bay, data, **{"Accept-Language": "pt"})
    body = answer.json()
    assert answer.status_code == 200, body
    assert (body["rows"], body["accepted"], body["repeated"], body["refused"]) == (2, 1, 0, 1)
    assert body["errors"][0]["row"] == 3
    assert body["errors"][0]["column"] == "产生量(吨)"
    assert "não é um número" in body["errors"][0]["message"]
    assert base64.b64decode(body["error_file"]["base64"]).decode("utf-8-sig").startswith("Linha,")


async def test_a_whole_file_refused_is_a_problem(bay: Bay, client: httpx.AsyncClient) -> None:
    answer = await post(client, bay, b"%PDF-1.7", "a.pdf")
    assert answer.status_code == 415
    assert answer.json()["code"] == "wrong_file_kind"


async def test_a_stranger_must_sign_in(bay: Bay, client: httpx.AsyncClient) -> None:
    files = {"file": ("a.csv", b"x")}
    answer = await client.post("/imports/ledger", data={"site": str(bay.factory_site)}, files=files)
    assert answer.status_code == 401


async def test_missing_parts_are_named(bay: Bay, client: httpx.AsyncClient) -> None:
    token = await bay.token(bay.clerk)
    answer = await client.post("/imports/ledger", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 422
    assert {e["path"] for e in answer.json()["errors"]} == {"site", "file"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_template(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.get(f"/imports/ledger/template.{kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert (await client.get("/imports/ledger/template.pdf")).status_code in (404, 422)
