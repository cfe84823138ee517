"""The catalogue over HTTP: open to read, cheap to ask again, changed by administrators only."""

import httpx
import pytest

from tests.bay import ADMINISTRATOR
from wasteflow.core.db import Pool
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Role
from wasteflow.people.schemas import NewAccount, NewToken

pytestmark = pytest.mark.anyio

READS = [
    "/catalog/jurisdictions",
    "/catalog/schemes",
    "/catalog/codes?q=废矿物油",
    "/catalog/codes/cn-hw/336-054-17",
    "/catalog/categories?scheme=cn-hw",
    "/catalog/treatments?scheme=cn_utilisation",
    "/catalog/streams",
    "/catalog/crosswalk/HW17",
    "/catalog/exemptions?code=900-052-31",
    "/catalog/regime?from=810000&to=440300&stream=hazardous",
    "/catalog/citations?on=2026-08-14",
    "/catalog/factors?family=direct",
    "/catalog/landfill",
    "/catalog/figures?city=440100&year=2022",
    "/catalog/indicators",
    "/catalog/calendar/mainland?year=2026",
]
NEW = {
    "scheme": "cn-hw", "code": "321-037-48", "edition": "2025", "name_zh": "锡冶炼烟尘", "hazards": "T",
    "valid_from": "2025-01-01", "source": "Order 36 of 2024",
}  # fmt: skip


async def bearer(pool: Pool, role: Role, **more: object) -> dict[str, str]:
    account = NewAccount.model_validate({"name": role.value, "person": "某人", "role": role, **more})
    await open_accounts(pool, ADMINISTRATOR, [account])
    token = await make_token(pool, ADMINISTRATOR, NewToken(account=account.id, label="test"))
    return {"Authorization": f"Bearer {token.secret}"}


async def test_everybody_may_read_and_pays_once(client: httpx.AsyncClient) -> None:
    for address in READS:
        first = await client.get(address)
        assert first.status_code == 200, (address, first.text)
        assert first.json(), address
        assert first.headers["cache-control"].startswith("public")
        again = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address


async def test_a_code_card_holds_what_belongs_to_the_code(client: httpx.AsyncClient) -> None:
    card = (await client.get("/catalog/codes/cn-hw/900-052-31")).json()
    assert card["code"]["hazards"] == "T,C"
    assert card["category"]["names"]["pt"] == "Resíduos de chumbo"
    assert card["streams"] == ["hazardous", "contaminated_soil"]
    assert [e["step"] for e in card["exemptions"]] == ["transport"]
    assert (card["crosswalk"]["basel_y"], card["crosswalk"]["match"]) == ("Y31", "exact")
    early = (await client.get("/catalog/codes/cn-hw/900-052-31?on=2020-01-01")).json()
    assert early["code"] is None
    assert len(early["editions"]) == 1


async def test_the_regime_cites_the_law_of_the_day(client: httpx.AsyncClient) -> None:
    address = "/catalog/regime?from=810000&to=440300&stream=plastics&on="
    before, after = [(await client.get(address + day)).json() for day in ("2026-08-14", "2026-08-15")]
    assert not before["regime"]["lawful"]
    assert before["citation"]["law"]["en"] == "Solid Waste Law (2020)"
    assert after["citation"]["law"]["en"] == "Ecological and Environmental Code"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/catalog/codes/cn-hw/123-456-17", 404, "not_found"),
        ("/catalog/codes/nothing/here", 404, "not_found"),
        ("/catalog/crosswalk/HW41", 404, "not_found"),
        ("/catalog/regime?from=810000&to=440300&stream=lava", 422, "no_such_stream"),
        ("/catalog/regime?from=hk&to=440300&stream=spoil", 422, None),
        ("/catalog/regime?from=810000", 422, None),
        ("/catalog/codes?limit=0", 422, None),
        ("/catalog/codes?on=yesterday", 422, None),
        ("/catalog/calendar/atlantis", 422, None),
    ],
)
async def test_odd_questions_get_a_plain_answer(
    client: httpx.AsyncClient, address: str, status: int, code: str | None
) -> None:
    answer = await client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert code in (None, answer.json()["code"])


async def test_an_administrator_adds_a_code_and_closes_another(client: httpx.AsyncClient, pool: Pool) -> None:
    admin = await bearer(pool, Role.ADMINISTRATOR)
    before = await client.get("/catalog/codes?q=锡冶炼烟尘")
    assert before.json() == []
    added = await client.post("/catalog/codes", json=NEW, headers=admin)
    assert added.status_code == 201, added.text
    assert (added.json()["category"], added.json()["confidence"]) == ("HW48", "verified")
    after = await client.get("/catalog/codes?q=锡冶炼烟尘", headers={"If-None-Match": before.headers["etag"]})
    assert [c["code"] for c in after.json()] == ["321-037-48"]
    closed = await client.post(
        "/catalog/codes/cn-hw/336-054-17/close", json={"last_day": "2024-12-31", "source": "Order 36"}, headers=admin
    )
    assert closed.json()["valid_to"] == "2024-12-31"
    assert (await client.get("/catalog/codes/cn-hw/336-054-17?on=2024-12-31")).json()["code"]
    assert (await client.get("/catalog/codes/cn-hw/336-054-17?on=2025-01-01")).json()["code"] is None
    assert (await client.get("/catalog/codes?q=336-054-17")).json() == []


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"scheme": "hw"}, "no_such_scheme", "scheme"),
        ({"code": "321-037"}, "waste_code_malformed", "code"),
        ({"code": "321-037-41"}, "waste_code_of_no_category", "category"),
        ({"code": "336-054-17", "edition": "2021"}, "waste_code_exists", "code"),
        ({"code": "336-054-17"}, "waste_code_still_valid", "valid_from"),
        ({"valid_to": "2024-12-31"}, "wrong_validity", "valid_to"),
        ({"hazards": "T+I"}, "unknown_hazards", "hazards"),
        ({"name_zh": " "}, None, "name_zh"),
        ({"source": "a\u0007b"}, "control_character", "source"),
        ({"colour": "red"}, None, "colour"),
    ],
)
async def test_a_wrong_new_code_is_refused_with_its_field(
    client: httpx.AsyncClient, pool: Pool, change: dict[str, str], code: str | None, path: str
) -> None:
    admin = await bearer(pool, Role.ADMINISTRATOR)
    answer = await client.post("/catalog/codes", json={**NEW, **change}, headers=admin)
    assert answer.status_code in (409, 422), answer.text
    (error,) = answer.json()["errors"]
    assert error["path"] == path
    assert code in (None, error["code"])
    assert await pool.fetchval("select version from catalogue_version") == 1


async def test_nobody_else_changes_the_catalogue(client: httpx.AsyncClient, pool: Pool) -> None:
    auditor = await bearer(pool, Role.AUDITOR)
    closing = {"last_day": "2026-01-01", "source": "x"}
    day = {"working": False, "name": "x"}
    for headers, status in (({}, 401), (auditor, 403)):
        assert (await client.post("/catalog/codes", json=NEW, headers=headers)).status_code == status
        address = "/catalog/codes/cn-hw/336-054-17/close"
        assert (await client.post(address, json=closing, headers=headers)).status_code == status
        address = "/catalog/calendar/mainland/2026-11-23"
        assert (await client.put(address, json=day, headers=headers)).status_code == status


async def test_a_closing_before_the_first_day_is_refused(client: httpx.AsyncClient, pool: Pool) -> None:
    admin = await bearer(pool, Role.ADMINISTRATOR)
    body = {"last_day": "2020-12-31", "source": "x"}
    answer = await client.post("/catalog/codes/cn-hw/336-054-17/close", json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_validity")
    answer = await client.post("/catalog/codes/cn-hw/123-456-17/close", json=body, headers=admin)
    assert answer.status_code == 404


async def test_a_day_is_set_over_http(client: httpx.AsyncClient, pool: Pool) -> None:
    admin = await bearer(pool, Role.ADMINISTRATOR)
    body = {"working": False, "name": "台风停工"}
    assert (await client.put("/catalog/calendar/mainland/2026-11-23", json=body, headers=admin)).status_code == 204
    days = (await client.get("/catalog/calendar/mainland?year=2026")).json()
    assert {"law": "mainland", "day": "2026-11-23", **body} in days


async def test_openapi_describes_the_answers(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    schema = paths["/catalog/codes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert {"scheme", "code", "edition", "confidence"} <= set(schema["items"]["properties"])
    assert "$ref" not in str(paths["/catalog/codes/{scheme}/{code}"]["get"]["responses"]["200"])
