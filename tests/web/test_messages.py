"""Messages at the console: a contact, its code, what is subscribed to; and nothing typed lost."""

import re

import httpx
import pytest

from tests.bay import Bay
from tests.web.conftest import Enter
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio
PAGE = "/console/messages"
HOURS = {"language": "pt", "time_zone": "Asia/Macau", "quiet_from": "22:00", "quiet_to": "07:30", "urgent": "1"}


async def post(client: httpx.AsyncClient, path: str, **data: str) -> httpx.Response:
    return await client.post(f"{PAGE}{path}", data={"once": str(new_id()), **data}, follow_redirects=True)


async def test_a_contact_is_added_confirmed_and_subscribed_at(bay: Bay, enter: Enter) -> None:
    me = await enter(bay.regulator)
    page = await post(me, "", channel="mail", address="me@example.org", **HOURS)
    assert "me@example.org" in page.text
    contact = await bay.pool.fetchval("select id from contact")
    wrong = await post(me, f"/{contact}/confirm", code="abc")
    assert (wrong.status_code, "wrong" in wrong.text) == (422, True)
    code = await bay.pool.fetchval("select code from contact")
    assert (await post(me, f"/{contact}/confirm", code=code)).status_code == 200
    page = await post(me, f"/{contact}/subscribe", what="cases", severity="3", at_hour="8")
    assert "08:00" in page.text
    (subscription,) = re.findall(r"/console/messages/([0-9a-f-]{36})/unsubscribe", page.text)
    page = await post(me, f"/{contact}/change", **HOURS | {"quiet_from": "21:00"})
    assert "21:00" in page.text
    page = await post(me, f"/{subscription}/unsubscribe")
    assert "/unsubscribe" not in page.text
    page = await post(me, f"/{contact}/remove")
    assert str(contact) not in page.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"channel": "webhook", "address": "https://127.0.0.1/x"}, "address"),
        ({"channel": "pigeon"}, "channel"),
        ({"quiet_to": ""}, "quiet_to"),
        ({"quiet_from": "25:99"}, "quiet_from"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_typed_lost(
    bay: Bay, enter: Enter, change: dict[str, str], field: str
) -> None:
    me = await enter(bay.regulator)
    page = await post(me, "", **{"channel": "mail", "address": "me@example.org", **HOURS} | change)
    assert page.status_code == 422
    assert f'data-to="{field}"' in page.text
    assert ({"address": "me@example.org"} | change)["address"] in page.text
    assert await bay.pool.fetchval("select count(*) from contact") == 0


async def test_anothers_contact_is_nobodys(bay: Bay, enter: Enter) -> None:
    me, other = await enter(bay.regulator), await enter(bay.clerk)
    await post(me, "", channel="mail", address="me@example.org", **HOURS)
    contact = await bay.pool.fetchval("select id from contact")
    for act in ("test", "confirm", "change", "remove", "subscribe"):
        data = HOURS | {"code": "1", "what": "questions", "severity": "1", "at_hour": ""}
        assert (await post(other, f"/{contact}/{act}", **data)).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_in_every_language(bay: Bay, enter: Enter, language: str) -> None:
    me = await enter(bay.regulator)
    await post(me, "", channel="mail", address="me@example.org", **HOURS)
    page = await me.get(PAGE, headers={"accept-language": language})
    assert page.status_code == 200
    assert not re.search(r"console\.messages|words\.", page.text)
