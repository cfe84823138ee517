"""Where it was recorded and what was photographed: covered by the signature, shown to whom it concerns, no way in."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from manifests.attached import photos, store
from manifests.commands import record_one
from manifests.life import events as e
from manifests.proposals import Attached, Position, Proposal
from manifests.signed import verify
from tests.bay import ADMINISTRATOR, PLATE, Bay
from tests.phone import Phone
from wasteflow.core import clock, keys
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people.devices import commands as devices
from wasteflow.people.devices.model import Reason
from wasteflow.people.devices.schemas import Revocation
from wasteflow.people.model import Actor

pytestmark = pytest.mark.anyio
HERE = {"lat": "22.543100", "lon": "114.057900", "accuracy_m": 12}
DEPARTED = {"kind": "departed", "plate": PLATE, "driver": "王师傅"}


def picture(kind: str = "JPEG", colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def ready(bay: Bay) -> UUID:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    return manifest


async def left(bay: Bay, client: httpx.AsyncClient, phone: Phone, **attached: Any) -> tuple[UUID, httpx.Response]:
    manifest = await ready(bay)
    event = phone.event(manifest, DEPARTED, clock.now(), attached=attached)
    return manifest, await phone.send(client, event)


async def headers(bay: Bay, actor: Actor) -> dict[str, str]:
    return {"authorization": f"Bearer {await bay.token(actor)}", "accept-language": "en"}


async def upload(client: httpx.AsyncClient, manifest: UUID, data: bytes, who: dict[str, str]) -> httpx.Response:
    return await client.post(f"/manifests/{manifest}/photos", files={"file": ("x.png", data, "image/png")}, headers=who)


async def seen(bay: Bay, client: httpx.AsyncClient, manifest: UUID, actor: Actor) -> dict[str, Any] | None:
    """What the chain shows of the departure's attachments."""
    answer = await client.get(f"/manifests/{manifest}/chain", headers=await headers(bay, actor))
    (found,) = (x["attached"] for x in answer.json()["events"] if x["kind"] == "departed")
    return found  # type: ignore[no-any-return]


async def test_a_position_is_covered_by_the_signature(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    manifest = await ready(bay)
    event = phone.event(manifest, DEPARTED, clock.now(), attached={"position": HERE})
    moved = {**event, "attached": {"position": {**HERE, "lat": "22.999999"}}}
    without = {k: v for k, v in event.items() if k != "attached"}
    for altered in (moved, without):
        answer = await phone.send(client, altered)
        assert [x["code"] for x in answer.json()["outcomes"][0]["errors"]] == ["wrong_signature"]
    assert (await phone.send(client, event)).json()["outcomes"][0]["status"] == "recorded"
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert report.ok


async def test_a_position_is_shown_to_the_own_company_and_who_may_see_drivers(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest, _ = await left(bay, client, phone, position=HERE)
    for actor in (bay.driver, bay.dispatcher, bay.regulator):
        found = await seen(bay, client, manifest, actor)
        assert found is not None
        assert found["position"] == HERE
    for actor in (bay.clerk, bay.gate, bay.office):
        assert await seen(bay, client, manifest, actor) is None


async def test_where_somebody_was_is_told_for_a_time_only(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    manifest, _ = await left(bay, client, phone, position=HERE)
    async with bay.pool.acquire() as conn:
        await store.forget_positions(conn, before=clock.now() - timedelta(days=1))
    assert await seen(bay, client, manifest, bay.driver) is not None
    async with bay.pool.acquire() as conn:
        await store.forget_positions(conn, before=clock.now() + timedelta(seconds=1))
    assert await seen(bay, client, manifest, bay.driver) is None
    assert (await verify.verify(bay.pool, keys.signing_keys(test_settings))).ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"position": {**HERE, "lat": "91"}},
        {"position": {**HERE, "lat": "90.000001"}},
        {"position": {**HERE, "lon": "180.5"}},
        {"position": {**HERE, "lat": "NaN"}},
        {"position": {**HERE, "lat": "22.5431001"}},
        {"position": {**HERE, "lat": 22.5}},
        {"position": {**HERE, "accuracy_m": -1}},
        {"position": {"lat": "1", "lon": "1"}},
        {"position": {**HERE, "speed": 3}},
        {"photos": ["x"]},
        {"photos": ["A" * 64]},
        {"photos": ["a" * 64] * 7},
        {"files": []},
    ],
    ids=str,
)
async def test_what_is_no_position_or_digest_is_told_at_its_field(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, wrong: dict[str, Any]
) -> None:
    _, answer = await left(bay, client, phone, **wrong)
    assert answer.status_code == 422, answer.text
    assert "attached" in answer.json()["errors"][0]["path"]


async def test_a_photo_comes_after_its_event_and_the_parties_see_it(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    data = picture()
    manifest, _ = await left(bay, client, phone, photos=[sha256(data)])
    waiting = await seen(bay, client, manifest, bay.gate)
    assert waiting == {"position": None, "photos": [{"sha256": sha256(data), "there": False}]}
    me = {"authorization": f"Bearer {phone.token}"}
    for _ in range(2):
        answer = await upload(client, manifest, data, me)
        assert (answer.status_code, answer.json()) == (201, {"sha256": sha256(data)})
    address = f"/manifests/{manifest}/photos/{sha256(data)}"
    for actor in (bay.driver, bay.gate, bay.clerk, bay.regulator):
        shown = await client.get(address, headers=await headers(bay, actor))
        assert (shown.content, shown.headers["content-type"]) == (data, "image/jpeg")
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in shown.headers["content-security-policy"]
    assert (await client.get(address, headers=await headers(bay, bay.outsider))).status_code == 404
    assert (await client.get(address)).status_code == 401


async def test_only_what_an_event_of_ones_own_company_names_is_kept(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    data = picture()
    manifest, _ = await left(bay, client, phone, photos=[sha256(data)])
    for actor, sent, status in (
        (bay.driver, picture(colour="blue"), 409),
        (bay.gate, data, 409),
        (bay.regulator, data, 409),
        (bay.outsider, data, 404),
    ):
        answer = await upload(client, manifest, sent, await headers(bay, actor))
        assert answer.status_code == status, (actor.name, answer.text)
    assert await bay.pool.fetchval("select count(*) from photo") == 0


async def test_what_is_no_picture_or_too_large_is_not_kept(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    page = b"<html><script>alert(1)</script>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    large = picture() + b"\0" * photos.MOST_BYTES
    manifest, _ = await left(bay, client, phone, photos=[sha256(x) for x in (page, svg, large, b"")])
    me = await headers(bay, bay.driver)
    for data, code in ((page, "no_picture"), (svg, "no_picture"), (b"", "no_picture"), (large, "picture_too_large")):
        answer = await upload(client, manifest, data, me)
        assert [x["code"] for x in answer.json()["errors"]] == [code]
    huge = await upload(client, manifest, b"\xff\xd8\xff" + b"\0" * (17 * 1024 * 1024), me)
    assert huge.status_code == 413


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_told_by_its_first_bytes(kind: str) -> None:
    assert photos.kind_of(picture(kind)) == f"image/{kind.lower()}"


async def test_the_same_event_with_something_else_attached_is_another(bay: Bay) -> None:
    manifest = await ready(bay)

    sent = Proposal(
        e.Departed(PLATE, "王师傅"), clock.now(), new_id(), manifest, attached=Attached(Position("1", "2", 3))
    )
    await record_one(bay.pool, bay.driver, sent)
    assert (await record_one(bay.pool, bay.driver, sent)).repeated
    other = Proposal(sent.fact, sent.occurred_at, sent.id, manifest, attached=Attached(Position("1", "2", 4)))
    with pytest.raises(Refusals) as refused:
        await record_one(bay.pool, bay.driver, other)
    assert [x.code for x in refused.value.refusals] == ["repeated_key"]


async def test_a_batch_has_no_page_for_photos(bay: Bay, client: httpx.AsyncClient) -> None:
    batch = await bay.batch("10")
    fact = {"kind": "reweighed", "weight": {"kg": "11", "basis": "weighed"}}
    body = {
        "subject": str(batch),
        "occurred_at": clock.now().isoformat(),
        "fact": fact,
        "attached": {"photos": ["a" * 64]},
    }
    answer = await client.post("/custody/events", json=body, headers=await headers(bay, bay.clerk))
    assert [x["path"] for x in answer.json()["errors"]] == ["attached.photos"]


async def test_a_photo_of_a_refused_event_is_its_cases_and_goes_on_where_it_is_recorded(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    data = picture()
    event = phone.event(manifest, DEPARTED, clock.now(), attached={"photos": [sha256(data)]})
    driver, dispatcher = await headers(bay, bay.driver), await headers(bay, bay.dispatcher)
    assert (await upload(client, manifest, data, driver)).status_code == 409  # nobody has named it yet
    assert (await phone.send(client, event)).json()["outcomes"][0]["status"] == "refused"  # nobody has signed
    for _ in range(2):
        assert (await upload(client, manifest, data, driver)).status_code == 201
    assert (await upload(client, manifest, picture(colour="blue"), driver)).status_code == 409
    at = f"/refused-events/{manifest}/{event['id']}/photos/{sha256(data)}"
    shown = await client.get(at, headers=dispatcher)
    assert (shown.status_code, shown.content) == (200, data)
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (await client.get(at, headers=driver)).status_code == 403
    assert (await client.get(f"/manifests/{manifest}/photos/{sha256(data)}", headers=driver)).status_code == 404

    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    assert (await phone.send(client, event)).json()["outcomes"][0]["status"] == "recorded"
    found = await client.get(f"/manifests/{manifest}/photos/{sha256(data)}", headers=await headers(bay, bay.clerk))
    assert (found.status_code, found.content) == (200, data)
    assert await bay.pool.fetchval("select count(*) from refused_photo") == 0


async def test_a_revoked_phone_sends_the_photos_of_what_it_signed_before(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    data = picture()
    manifest, _ = await left(bay, client, phone, photos=[sha256(data)])
    assert phone.device is not None
    await devices.revoke(bay.pool, ADMINISTRATOR, phone.device, Revocation(reason=Reason.LOST))
    with_token = {"authorization": f"Bearer {phone.token}"}
    assert (await upload(client, manifest, picture(colour="blue"), with_token)).status_code == 409
    assert (await upload(client, manifest, data, with_token)).status_code == 201
    assert (await client.get(f"/manifests/{manifest}", headers=with_token)).status_code == 401
