"""What a phone signed and was altered afterwards is found, whoever altered it."""

from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests.signed import verify
from tests.bay import Bay
from tests.manifests.test_signed import ARRIVED, DEPARTED, at, ready, statuses
from tests.phone import Phone
from wasteflow.core import keys
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio

ALTERED = {
    "a weight of the fact": "update custody_event set body = jsonb_set(body, '{driver}', '\"王师傳\"') where id = $1",
    "when it happened": "update custody_event set occurred_at = occurred_at + interval '1 second' where id = $1",
    "when it came": "update custody_event set received_at = received_at - interval '1 second' where id = $1",
    "its place": "update custody_event set seq = 99 where id = $1",
    "who recorded it": "update custody_event set account = gen_random_uuid() where id = $1",
    "its digest": "update custody_event set digest = sha256('x') where id = $1",
    "its kind": "update custody_event set kind = 'resumed' where id = $1",
    "a byte of what was signed": "update device_signature set payload = replace(payload, '王', '玉') where event = $1",
    "its number": "update device_signature set counter = 7 where event = $1",
    "its signature": "update device_signature set jws = overlay(jws placing"
    " case substr(jws, length(jws) - 9, 1) when 'A' then 'B' else 'A' end from length(jws) - 9) where event = $1",
    "its receipt": "update device_signature set receipt = overlay(receipt placing 'A' from 9) where event = $1",
    "the event is gone": "delete from custody_event where id = $1",
    "the key": "update device set jwk = jsonb_set(jwk, '{x}', jwk->'y') where $1::uuid is not null",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED.keys())
async def test_one_byte_altered_by_the_owner_is_found(
    bay: Bay,
    client: httpx.AsyncClient,
    phone: Phone,
    owner: asyncpg.Connection,
    test_settings: Settings,
    statement: str,
) -> None:
    manifest = await ready(bay)
    event = phone.event(manifest, DEPARTED, at(0))
    assert statuses(await phone.send(client, event)) == ["recorded"]
    signing = keys.signing_keys(test_settings)
    assert (await verify.verify(bay.pool, signing)).ok
    await owner.execute("set session_replication_role = replica")  # no trigger fires
    await owner.execute(statement, UUID(event["id"]))
    report = await verify.verify(bay.pool, signing)
    assert not report.ok
    assert report.altered.keys() == {(manifest, UUID(event["id"]))}


async def test_a_signature_taken_away_leaves_a_hole(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, owner: asyncpg.Connection, test_settings: Settings
) -> None:
    manifest = await ready(bay)
    first, second = phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(30))
    await phone.send(client, first, second)
    await owner.execute("set session_replication_role = replica")
    await owner.execute("delete from device_signature where event = $1", UUID(first["id"]))
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert report.missing == {phone.kid: [1]}


@pytest.mark.parametrize("act", ["update device_signature set jws = ''", "delete from device_signature"])
async def test_the_application_changes_no_signature(bay: Bay, act: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bay.pool.execute(act)
