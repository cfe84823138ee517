"""What does not fit is refused with its field, never a server error, and leaves nothing behind."""

import json
from typing import Any

import httpx
import pytest

from tests.bay import Bay
from tests.collecting import call_at, give_leave, planned, round_of, workshops

pytestmark = pytest.mark.anyio
LATE, EARLY = "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"


async def test_bad_input_is_told_at_its_field(bay: Bay, client: httpx.AsyncClient) -> None:
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    id = (await planned(bay, [producer])).round.id
    who = {name: {"authorization": f"Bearer {await bay.token(getattr(bay, name))}"} for name in ("dispatcher", "gate")}
    call = call_at(producer.site)

    async def post(path: str, body: Any, name: str = "dispatcher") -> int:
        content = json.dumps(body)
        headers = who[name] | {"content-type": "application/json"}
        answer = await client.post(path, content=content, headers=headers)
        assert 400 <= answer.status_code < 500, (path, body, answer.text)
        assert answer.json()["errors"] or answer.json()["code"], answer.text
        return answer.status_code

    for changes in (
        {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"day": "x"}, {"plate": "\0"}, {"plate": "?" * 99},
        {"driver": " "},
        {"driver": "\ud800"}, {"stream": "\0"}, {"calls": []}, {"calls": [call] * 61}, {"id": "x"}, {"extra": 1},
        {"consignee_site": None}, {"container": {"kind": "sack"}}, {"container": {"kind": "tank", "litres": "NaN"}},
    ):  # fmt: skip
        await post("/rounds", round_of(bay, [call]) | changes)
    for changes in (
        {"code": "\0"}, {"code": "x"}, {"scheme": "?"}, {"name": ""}, {"form": "\0"}, {"form": "x"}, {"method": "x"},
        {"method": "no_such:R99"}, {"kg": "0"}, {"kg": "-1"}, {"kg": "1e400"}, {"kg": "0.0001"}, {"batch": "x"},
        {"hazards": "\0"},
    ):  # fmt: skip
        await post("/rounds", round_of(bay, [call | changes]))
        await post(f"/rounds/{id}/calls", call_at(producer.site) | changes)
    for body in (
        {"kg": "5", "occurred_at": LATE}, {"kg": "5", "occurred_at": EARLY},
        {"kg": "5", "occurred_at": "2026-01-01T00:00"},
        {"kg": "NaN"}, {"kg": "5", "basis": "weighed_whole"}, {"kg": 1e308}, {}, [], None,
    ):  # fmt: skip
        await post(f"/rounds/{id}/calls/1/slip", body)
    for n in ("0", "2", "x", "99999999999999999999"):
        await post(f"/rounds/{id}/calls/{n}/slip", {"kg": "5"})
    for body in ({"mode": "own"}, {"mode": "site_code", "code": "x"}, {"occurred_at": LATE}, {"occurred_at": EARLY}):
        await post(f"/rounds/{id}/calls/1/pick-up", body)
    for body in ({"occurred_at": LATE}, {"occurred_at": EARLY}, {}):
        await post(f"/rounds/{id}/arrival", body)
    for body in ({"gross": "NaN", "tare": "1"}, {"gross": "1", "tare": "2"}, {"gross": "9e9", "tare": "1"}, {}):
        await post(f"/rounds/{id}/weighing", body, "gate")
    for body in ({"refused": [{"call": 0, "reason": "x"}]}, {"refused": [{"call": 1}]}, {"refused": "x"}, {}):
        await post(f"/rounds/{id}/acceptance", body, "gate")
    await post(f"/rounds/{producer.site}/arrival", {})
    assert await bay.pool.fetchval("select count(*) from custody_event") == 0
    assert await bay.pool.fetchval("select count(*) from round_event") == 1
