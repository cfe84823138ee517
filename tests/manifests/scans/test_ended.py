"""Codes that are worth nothing any more, as a phone keeps them: whole once, then what is new; nobody else's."""

import hashlib
from decimal import Decimal
from typing import Any

import httpx
import pytest

from manifests.life import events as e
from manifests.scans import ended
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes

pytestmark = pytest.mark.anyio


async def asked(bay: Bay, client: httpx.AsyncClient, actor: Actor, after: str | None = None) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {await bay.token(actor)}"}
    answer = await client.get("/qr/ended", headers=headers, params={"after": after} if after else {})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def key(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


async def treated(bay: Bay) -> str:
    """The code of a drum that was delivered and treated."""
    batch, _ = await bay.delivered("100")
    await bay.tell(bay.gate, e.Treated(method="cn_utilisation:R4", kg=Decimal(100)), batch)
    code: str = await bay.pool.fetchval("select value from alias where subject = $1", batch)
    return code


async def called_off(bay: Bay) -> str:
    """The number of a manifest that was called off."""
    id = (await bay.tell(bay.clerk, bay.load(await bay.batch()))).subject
    await bay.tell(bay.clerk, e.Published(), id)
    await bay.tell(bay.clerk, e.Cancelled(reason="改期"), id)
    number: str = await bay.pool.fetchval("select state->>'number' from manifest where id = $1", id)
    return number


async def test_what_is_treated_or_called_off_is_listed_and_nothing_else(bay: Bay, client: httpx.AsyncClient) -> None:
    drum = await treated(bay)
    await bay.batch()
    number = await called_off(bay)
    found = await asked(bay, client, bay.regulator)
    assert {item[0] for item in found["items"]} == {key(drum), key(number)}
    assert all(at > 0 for _, _, at in found["items"])
    assert found["whole"]


async def test_later_only_what_is_new_comes(bay: Bay, client: httpx.AsyncClient) -> None:
    await treated(bay)
    first = await asked(bay, client, bay.regulator)
    assert (await asked(bay, client, bay.regulator, first["next"]))["items"] == []
    drum = await treated(bay)
    second = await asked(bay, client, bay.regulator, first["next"])
    assert [item[0] for item in second["items"]] == [key(drum)]


async def test_who_sees_nothing_of_a_load_learns_nothing_of_its_codes(bay: Bay, client: httpx.AsyncClient) -> None:
    empty = await asked(bay, client, bay.outsider)
    await treated(bay)
    assert (await asked(bay, client, bay.outsider))["items"] == []
    assert (await asked(bay, client, bay.outsider, empty["next"]))["items"] == []
    assert len((await asked(bay, client, bay.driver))["items"]) == 1


async def test_page_by_page_it_is_the_same_list(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {ended.key_of(await treated(bay)) for _ in range(3)}
    monkeypatch.setattr(ended, "PAGE", 1)
    found: set[str] = set()
    after, whole = None, False
    while not whole:
        page = await ended.ended(bay.pool, scopes=scopes(bay.regulator), after=after, now=clock.now())
        found |= {item[0] for item in page.items}
        after, whole = page.next, page.whole
    assert found == expected


async def test_a_cursor_of_something_else_is_told(bay: Bay, client: httpx.AsyncClient) -> None:
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    for after in ("x", "W10", "WzEsMl0", "W251bGwsbnVsbF0", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMCxudWxsXQ"):
        answer = await client.get("/qr/ended", headers=headers, params={"after": after})
        assert answer.status_code == 422, (after, answer.text)


async def test_without_an_account_one_learns_of_manifests_called_off_and_of_no_drum(
    bay: Bay, client: httpx.AsyncClient
) -> None:
    """A drum's number can be guessed, and by its key one could count what a company makes."""
    await treated(bay)
    first = (await client.get("/qr/ended")).json()
    assert first["items"] == []
    number = await called_off(bay)
    second = (await client.get("/qr/ended", params={"after": first["next"]})).json()
    assert [item[0] for item in second["items"]] == [key(number)]
    await treated(bay)
    assert (await client.get("/qr/ended", params={"after": second["next"]})).json()["items"] == []
    assert [item[0] for item in (await client.get("/qr/ended")).json()["items"]] == [key(number)]
