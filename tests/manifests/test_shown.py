"""The consignor's site shows its code on a screen; the driver's phone scans it and signs for it, with no signal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from manifests import queries, replay
from manifests.absent import shown
from manifests.codes import issuing
from manifests.codes import shown as codes
from manifests.life import events as e
from manifests.life.model import SigningMode
from tests.bay import Bay
from tests.phone import Phone
from wasteflow.core import clock
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio
SIGNED = {"kind": "signed", "mode": "shown_code"}
OTHER = UUID("0199b1c2-0000-7000-8000-00000000ffff")


async def published(bay: Bay) -> UUID:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


def code(bay: Bay, settings: Settings, *, site: UUID | None = None, made: datetime | None = None) -> str:
    issuer = issuing.issuer(settings, clock.now())
    said = codes.Shown(site or bay.factory_site, bay.clerk.account, "李姐", made or clock.now(), timedelta(minutes=5))
    return codes.text_of(said, key_id=issuer.key_id, sign=issuer.sign)


def tap(phone: Phone, manifest: UUID, text: str | None, at: datetime | None = None, **fact: Any) -> dict[str, Any]:
    attached = {} if text is None else {"attached": {"shown": text}}
    return phone.event(manifest, SIGNED | fact, at or clock.now() - timedelta(seconds=5), **attached)


def told(answer: httpx.Response) -> list[str]:
    (outcome,) = answer.json()["outcomes"]
    return [x["code"] for x in outcome.get("errors", ())]


async def test_a_code_that_the_site_shows_signs_for_it_and_names_both(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    manifest = await published(bay)
    headers = {"authorization": f"Bearer {await bay.token(bay.clerk)}"}
    made = await client.get(f"/sites/{bay.factory_site}/signing-code/shown", headers=headers)
    assert made.status_code == 200
    text = made.json()["text"]
    event = tap(phone, manifest, text, name="谁也不是")
    assert told(await phone.send(client, event)) == []
    async with bay.pool.acquire() as conn:
        state = await queries.manifest(conn, id=manifest, scopes=None)
    assert (await replay.check(bay.pool)).ok
    assert state is not None
    (mark,) = state.signatures
    assert (mark.mode, mark.name, mark.signer, mark.absent) == (
        SigningMode.SHOWN_CODE, bay.clerk.name, bay.carrier, bay.factory,
    )  # fmt: skip
    assert await bay.pool.fetchval("select code from event_shown where subject = $1", manifest) == text
    assert told(await phone.send(client, event)) == []  # sent again it is the same
    assert await bay.pool.fetchval("select count(*) from event_shown") == 1


async def test_handed_in_days_later_it_counts_by_the_moment_of_the_tap(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    then = clock.now() - timedelta(days=2)
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10", at=then)), at=then)).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=then)
    text = code(bay, test_settings, made=then + timedelta(hours=1))
    assert told(await phone.send(client, tap(phone, manifest, text, then + timedelta(hours=1, minutes=3)))) == []


async def test_what_is_wrong_with_a_code_is_named(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    manifest, now = await published(bay), clock.now()
    other = codes.Shown(bay.factory_site, bay.clerk.account, "李姐", now, timedelta(minutes=5))
    forged = codes.text_of(other, key_id=issuing.issuer(test_settings, now).key_id, sign=lambda _: bytes(64))
    right = code(bay, test_settings)
    for text, why in (
        (None, "missing_field"),
        (right[:-2] + ("00" if right[-2:] != "00" else "11"), "code_not_shown"),
        (forged, "code_not_shown"),
        ("WFS1:", "code_not_shown"),
        (code(bay, test_settings, site=OTHER), "code_of_another_site"),
        (code(bay, test_settings, made=now - timedelta(minutes=11)), "code_not_shown_then"),
        (code(bay, test_settings, made=now + timedelta(minutes=20)), "code_not_shown_then"),
    ):
        assert told(await phone.send(client, tap(phone, manifest, text))) == [why], text
    long_ago = now - timedelta(days=8)
    old = tap(phone, manifest, code(bay, test_settings, made=long_ago), long_ago + timedelta(minutes=1))
    assert told(await phone.send(client, old)) == ["code_shown_long_ago"]


async def test_no_altered_code_is_read(bay: Bay, test_settings: Settings) -> None:
    """Each character changed into another, one at a time."""
    text, keys = code(bay, test_settings), issuing.own_keys(test_settings)
    assert codes.read(text, keys).name == "李姐"
    for n in range(len(text)):
        for letter in "0A-":
            if letter == text[n]:
                continue
            with pytest.raises(codes.NotShown):
                codes.read(text[:n] + letter + text[n + 1 :], keys)


async def test_only_what_a_phone_signed_and_only_a_signature_bears_one(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    manifest = await published(bay)
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    plain = {"subject": str(manifest), "occurred_at": clock.now().isoformat(), "fact": SIGNED}
    sent = plain | {"attached": {"shown": code(bay, test_settings)}}
    answer = await client.post("/custody/events", json=sent, headers=headers)
    assert [x["code"] for x in answer.json()["errors"]] == ["missing_field"]
    beside = phone.event(manifest, {"kind": "departed"}, clock.now(), attached={"shown": code(bay, test_settings)})
    assert told(await phone.send(client, beside)) == ["unknown_field"]


async def test_nobody_shows_the_code_of_another_company(
    bay: Bay, client: httpx.AsyncClient, test_settings: Settings
) -> None:
    for person in (bay.gate, bay.driver):
        headers = {"authorization": f"Bearer {await bay.token(person)}"}
        answer = await client.get(f"/sites/{bay.factory_site}/signing-code/shown", headers=headers)
        assert answer.status_code == 403
    made = await shown.show(bay.pool, test_settings, bay.clerk, bay.factory_site)
    assert made.ends_at - made.made_at == timedelta(minutes=5)
