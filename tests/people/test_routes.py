"""Sessions, accounts and tokens over HTTP."""

from time import monotonic

import httpx
import pytest

from tests.people.conftest import PASSWORD, NewClient, Opens, SignsIn
from wasteflow.core.db import Pool
from wasteflow.people import access
from wasteflow.people.model import Role

pytestmark = pytest.mark.anyio


async def signed_in(client: httpx.AsyncClient, name: str = "regulator") -> httpx.Response:
    return await client.post("/sessions", json={"name": name, "password": PASSWORD})


async def test_a_browser_signs_in_and_out_by_cookie(client: httpx.AsyncClient, new_account: Opens) -> None:
    await new_account()
    opened = await signed_in(client)
    assert opened.status_code == 201
    cookie = opened.headers["set-cookie"].lower()
    assert "wf_session=" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    who = (await client.get("/sessions/current")).json()
    assert (who["role"], who["city"], who["scopes"]) == ("regulator", "440300", ["city:440300"])
    assert "permit:grant" in who["actions"]
    assert (await client.delete("/sessions/current")).status_code == 204
    assert (await client.get("/sessions/current")).status_code == 401


async def test_a_system_signs_in_by_bearer_token(client: httpx.AsyncClient, new_account: Opens) -> None:
    await new_account()
    token = (await signed_in(client)).json()["token"]
    client.cookies.clear()
    stranger = await client.get("/sessions/current")
    assert (stranger.status_code, stranger.headers["www-authenticate"]) == (401, "Bearer")
    answer = await client.get("/sessions/current", headers={"authorization": f"bearer {token}"})
    assert answer.status_code == 200


async def test_a_repeated_look_up_asks_the_database_nothing(
    client: httpx.AsyncClient, new_account: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    await new_account()
    await signed_in(client)
    await client.get("/sessions/current")

    async def not_again(*_: object, **__: object) -> None:
        raise AssertionError("asked the database again")

    monkeypatch.setattr("wasteflow.people.access.queries.recognise", not_again)
    assert (await client.get("/sessions/current")).status_code == 200


async def test_what_is_kept_is_bounded_and_runs_out(
    client: httpx.AsyncClient, new_account: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "KEPT_AT_MOST", 2)
    access._kept.clear()
    await new_account()
    for _ in range(3):
        await signed_in(client)
        await client.get("/sessions/current")
    assert len(access._kept) == 2
    monkeypatch.setattr(access, "KEPT_SECONDS", 0.0)
    access._kept.clear()
    await client.get("/sessions/current")
    assert all(kept.until <= monotonic() for kept in access._kept.values())


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
async def test_another_web_site_cannot_act_with_a_persons_cookie(
    client: httpx.AsyncClient, new_account: Opens, headers: dict[str, str]
) -> None:
    await new_account()
    await signed_in(client)
    refused = await client.delete("/sessions/current", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")
    assert (await client.get("/sessions/current", headers=headers)).status_code == 200  # reading changes nothing


async def test_our_own_pages_and_bearer_tokens_pass(client: httpx.AsyncClient, new_account: Opens) -> None:
    await new_account()
    token = (await signed_in(client)).json()["token"]
    by_token = {"authorization": f"Bearer {token}", "origin": "http://elsewhere.example"}
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://wasteflow.test"}, by_token):
        answer = await client.put(
            "/sessions/current/password", headers=headers, json={"present": "x", "password": PASSWORD}
        )
        assert answer.json()["code"] == "password_needed"


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"password": "x"}, "name", "missing_field"),
        ({"name": "a", "password": ""}, "password", "wrong_length"),
        ({"name": 7, "password": "x"}, "name", "wrong_type"),
        ({"name": "a\u0007b", "password": "x"}, "name", "control_character"),
        ({"name": "a", "password": "x", "admin": True}, "admin", "unknown_field"),
    ],
)
async def test_a_malformed_sign_in_names_the_field(
    client: httpx.AsyncClient, body: dict[str, object], path: str, code: str
) -> None:
    answer = await client.post("/sessions", json=body)
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, code)]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
async def test_text_that_cannot_be_stored_is_refused(client: httpx.AsyncClient, text: str) -> None:
    import json

    body = json.dumps({"name": text, "password": text})
    answer = await client.post("/sessions", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500


async def test_a_refusal_speaks_the_readers_language(client: httpx.AsyncClient) -> None:
    said = {}
    for language in ("zh-CN", "zh-HK", "pt", "en"):
        answer = await client.get("/sessions/current", headers={"accept-language": language})
        said[language] = answer.json()["detail"]
    assert len(set(said.values())) == 4


async def test_an_administrator_keeps_accounts(as_role: SignsIn, new_client: NewClient) -> None:
    admin = await as_role(Role.ADMINISTRATOR)
    made = await admin.post(
        "/accounts", json={"name": "office", "person": "专班", "role": "city_office", "city": "440300"}
    )
    assert made.status_code == 201
    account = made.json()["id"]
    assert (await admin.get(f"/accounts/{account}")).json()["has_password"] is False
    assert (await admin.put(f"/accounts/{account}/password", json={"password": PASSWORD})).status_code == 204
    person = await new_client()
    assert (await signed_in(person, "office")).status_code == 201
    token = (await admin.post("/tokens", json={"account": account, "label": "screen"})).json()
    listed = (await admin.get("/tokens", params={"account": account})).json()
    assert {c["kind"] for c in listed} == {"session", "token"}
    assert token["token"] not in str(listed)
    assert (await admin.delete(f"/tokens/{token['id']}")).status_code == 204
    assert (await admin.delete(f"/accounts/{account}")).status_code == 204
    assert (await person.get("/sessions/current")).status_code == 401
    log = (await admin.get("/audit", params={"subject_kind": "account", "subject": account})).json()["items"]
    assert [line["action"] for line in log] == ["account:edit"] * 5


async def test_lists_go_on_from_an_opaque_cursor(as_role: SignsIn, new_account: Opens) -> None:
    admin = await as_role(Role.ADMINISTRATOR)
    for n in range(5):
        await new_account(f"person{n}", password=None)
    names: list[str] = []
    after: str | None = None
    while True:
        page = (await admin.get("/accounts", params={"limit": 2, **({"after": after} if after else {})})).json()
        names += [item["name"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert names == sorted(names)
    assert len(names) == 6
    for wrong in ("x", "WyJhIiwxXQ", "!!", "WyJcdTAwMDAiXQ"):
        assert (await admin.get("/accounts", params={"after": wrong})).status_code == 422


@pytest.mark.parametrize("role", [Role.REGULATOR, Role.AUDITOR])
async def test_nobody_else_keeps_accounts(as_role: SignsIn, role: Role, pool: Pool) -> None:
    client = await as_role(role)
    assert (await client.get("/accounts")).json()["code"] == "may_not_edit_accounts"
    body = {"name": "mine", "person": "x", "role": "administrator"}
    assert (await client.post("/accounts", json=body)).status_code == 403
    assert await pool.fetchval("select count(*) from account where name = 'mine'") == 0
