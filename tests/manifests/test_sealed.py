"""A site's code that was typed with no signal: opened for its own event alone, and kept nowhere."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from manifests.absent import commands as absent
from manifests.absent.schemas import NewSigningCode
from manifests.life import events as e
from tests.bay import Bay
from tests.phone import Phone
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
CODE = "271828"
SIGNED = {"kind": "signed", "mode": "site_code"}


async def published(bay: Bay) -> UUID:
    await absent.set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code=CODE))
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


async def seal(client: httpx.AsyncClient, code: str, event: str, key: dict[str, str] | None = None) -> str:
    """What a phone does with the published key."""
    published = (await client.get("/.well-known/jwks.json")).json()["keys"]
    (own,) = (k for k in published if k["use"] == "enc")
    public = ECKey.import_key({k: v for k, v in (key or own).items() if k in ("kty", "crv", "x", "y")})
    text = json.dumps({"code": code, "event": event}).encode()
    return jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A256GCM"}, text, public)


def tap(phone: Phone, manifest: UUID) -> dict[str, Any]:
    return phone.event(manifest, SIGNED, clock.now() - timedelta(seconds=5))


def codes(answer: httpx.Response) -> list[str]:
    (outcome,) = answer.json()["outcomes"]
    return [x["code"] for x in outcome.get("errors", ())]


async def test_a_sealed_code_signs_for_the_absent_and_stands_nowhere(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await published(bay)
    event = tap(phone, manifest)
    sealed = await seal(client, CODE, event["id"])
    answer = await phone.send(client, {**event, "sealed_code": sealed})
    assert answer.json()["outcomes"][0]["status"] == "recorded", answer.text
    again = await phone.send(client, {**event, "sealed_code": sealed})
    assert again.json()["outcomes"][0]["status"] == "repeated"
    for table in ("custody_event", "device_signature", "manifest", "audit"):
        rows = await bay.pool.fetch(f"select t::text from {table} t")
        assert not [row for row in rows if CODE in row[0] or sealed in row[0]], table


async def test_a_wrong_one_counts_as_a_try_and_its_case_keeps_no_code(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await published(bay)
    event = tap(phone, manifest)
    answer = await phone.send(client, {**event, "sealed_code": await seal(client, "314159", event["id"])})
    assert codes(answer) == ["wrong_signing_code"]
    assert await bay.pool.fetchval("select wrong from signing_try") == 1
    (item,) = [json.dumps(r["item"]) for r in await bay.pool.fetch("select item from refused_event")]
    assert "sealed_code" not in item


async def test_a_code_sealed_for_another_event_or_server_is_no_code(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await published(bay)
    event = tap(phone, manifest)
    another = ECKey.generate_key("P-256").as_dict(private=False)
    right = await seal(client, CODE, event["id"])
    for sealed in (
        await seal(client, CODE, str(manifest)),
        await seal(client, CODE, event["id"], key=another),
        await seal(client, "27182", event["id"]),
        right[:-4] + "AAAA",
        "..",
        "é....",
        "a" * 2000,
    ):
        assert codes(await phone.send(client, {**event, "sealed_code": sealed})) == ["code_sealed_otherwise"], sealed
    both = await phone.send(client, {**event, "sealed_code": right, "code": CODE})
    assert codes(both) == ["code_sealed_otherwise"]
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_nobody_uses_up_anothers_tries(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await published(bay)
    event = tap(phone, manifest)
    carrier = Phone(token=await bay.token(bay.clerk))  # a party of the load, with what the driver's phone showed
    for code in ("111112", "222223", "333334", "444445"):
        assert codes(await carrier.send(client, {**event, "code": code})) == ["missing_field"]
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0
