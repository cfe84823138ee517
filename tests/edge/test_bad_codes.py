"""Signing codes that make no sense: refused with their path, not counted as a try, and never said again."""

from typing import Any

import httpx
import pytest

from manifests.absent.commands import set_code
from manifests.absent.schemas import NewSigningCode
from manifests.life import events as e
from manifests.life.model import SigningMode
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio

NINES = "9" * 10_000
CODES: list[tuple[Any, str]] = [
    (NINES, "wrong_length"),
    ("", "wrong_form"),
    ("12345", "wrong_form"),
    ("2718281", "wrong_length"),
    ("27182a", "wrong_form"),
    ("271828\n", "wrong_length"),
    (" 27182", "wrong_form"),
    ("２７１８２８", "wrong_form"),  # full width, as a Chinese keyboard writes them
    ("٢٧١٨٢٨", "wrong_form"),
    ("27182²", "wrong_form"),
    ("27182\x00", "nul_byte"),
    (271828, "wrong_type"),
    (True, "wrong_type"),
    (["271828"], "wrong_type"),
    ({"code": "271828"}, "wrong_type"),
]


async def _headers(bay: Bay, actor: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {await bay.token(actor)}", "accept-language": "en"}


def _told(answer: httpx.Response, code: str, sent: Any) -> None:
    told = answer.json()
    assert 400 <= answer.status_code < 500, answer.text
    assert {x["code"] for x in told["errors"]} == {code}, (sent, answer.text)
    assert {x["path"] for x in told["errors"]} <= {"code", ""}
    assert len(answer.text) < 1000, "what was sent is not said again"


async def test_absurd_codes_of_a_signature(bay: Bay, client: httpx.AsyncClient) -> None:
    await set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code="271828"))
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch()))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    headers = await _headers(bay, bay.driver)
    body = {"id": str(new_id()), "subject": str(manifest), "occurred_at": clock.now().isoformat()}
    for sent, code in CODES:
        fact = {"kind": "signed", "mode": SigningMode.SITE_CODE}
        answer = await client.post("/custody/events", json={**body, "fact": fact, "code": sent}, headers=headers)
        _told(answer, code, sent)
    answer = await client.post(
        "/custody/events", json={**body, "fact": {"kind": "signed", "mode": "x"}}, headers=headers
    )
    assert answer.json()["errors"][0]["path"] == "fact.mode"
    answer = await client.post(
        "/custody/events", json={**body, "fact": {"kind": "signed", "code": "271828"}}, headers=headers
    )
    assert (answer.json()["errors"][0]["path"], answer.json()["code"]) == ("fact.code", "unknown_field")
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_absurd_codes_of_a_site(bay: Bay, client: httpx.AsyncClient) -> None:
    headers = await _headers(bay, bay.clerk)
    path = f"/sites/{bay.factory_site}/signing-code"
    for sent, code in CODES:
        answer = await client.put(path, json={"code": sent}, headers=headers)
        _told(answer, "wrong_form" if code == "wrong_length" else code, sent)
    assert (await client.get(path, headers=headers)).status_code == 404
    for site in (new_id(), bay.plant_site):
        answer = await client.put(f"/sites/{site}/signing-code", json={"code": "271828"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_place")


async def test_leave_that_makes_no_sense(bay: Bay, client: httpx.AsyncClient) -> None:
    headers = await _headers(bay, bay.clerk)
    today = clock.local_date(clock.now()).isoformat()
    good = {
        "site": str(bay.factory_site),
        "carrier": str(bay.carrier),
        "stream": "hazardous",
        "valid_from": today,
        "valid_to": today,
    }
    for field, value, status in (
        ("carrier", str(new_id()), 422),
        ("site", str(new_id()), 403),
        ("stream", "gold", 422),
        ("stream", "x" * 10_000, 422),
        ("stream", "hazardous\x00", 422),
        ("valid_from", "2999-01-01", 422),
        ("valid_to", "yesterday", 422),
        ("until", today, 422),
    ):
        answer = await client.post("/authorisations", json={**good, field: value}, headers=headers)
        assert answer.status_code == status, (field, value, answer.text)
    assert (await client.get("/authorisations", headers=headers)).json() == {"items": [], "next": None}
    id = str(new_id())
    for status in (201, 409):
        answer = await client.post("/authorisations", json={**good, "id": id}, headers=headers)
        assert answer.status_code == status, answer.text
