"""A code looked at with a signal: what holds now is told beside it, and the same code at two places raises an alert."""

from datetime import timedelta
from decimal import Decimal

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from manifests import queries
from manifests.codes import issuing
from manifests.codes.signed_qr import Verdict
from manifests.life import batch_events as b
from manifests.life import events as e
from manifests.life.model import Basis, Batch, Weight
from manifests.scans.commands import look
from manifests.scans.schemas import Place, Seen
from tests.bay import Bay
from tests.web.test_pages import work
from wasteflow.core import clock
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio
BAOAN, HUIZHOU = Place(lat=22.551, lon=113.912), Place(lat=23.10, lon=114.41)


async def batch_of(bay: Bay, id: object) -> Batch:
    async with bay.pool.acquire() as conn:
        found = await queries.batch(conn, id=id, scopes=None)
    assert found is not None
    return found


def label(settings: Settings, batch: Batch, public_url: str = "https://waste.example") -> str:
    issuer = replace(issuing.issuer(settings, clock.now()), public_url=public_url)
    return issuer.text(issuing.of_batch(batch, clock.now()))


async def test_what_holds_now_stands_beside_what_the_label_says(
    client: httpx.AsyncClient, bay: Bay, test_settings: Settings
) -> None:
    id = await bay.batch("200")
    text = label(test_settings, await batch_of(bay, id))
    told = (await client.post("/qr/checks", json={"text": text})).json()
    assert (told["verdict"], told["says"]["kg"], told["now"]["kg"]) == ("genuine", "200", "200")
    await bay.tell(bay.clerk, b.Reweighed(Weight(Decimal(190), Basis.WEIGHED)), id)
    told = (await client.post("/qr/checks", json={"text": text})).json()
    assert (told["verdict"], told["says"]["kg"], told["now"]["kg"]) == ("older", "200", "190")


async def test_the_label_of_treated_waste_is_revoked(
    client: httpx.AsyncClient, bay: Bay, test_settings: Settings
) -> None:
    id, _ = await bay.delivered("1000")
    text = label(test_settings, await batch_of(bay, id))
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(1000)), id)
    told = (await client.post("/qr/checks", json={"text": text})).json()
    assert (told["verdict"], told["now"]["state"]) == ("revoked", "treated")
    assert told["revoked_at"] == told["now"]["at"]


async def test_who_only_knows_the_number_learns_nothing_and_leaves_nothing(
    client: httpx.AsyncClient, bay: Bay, test_settings: Settings
) -> None:
    text = label(test_settings, await batch_of(bay, await bay.batch("200")))
    for said in (text.partition("#")[0], text[:-1] + ("0" if text[-1] != "0" else "1"), "?", text.replace("#", "#0")):
        told = (await client.post("/qr/checks", json={"text": said, "place": BAOAN.model_dump()})).json()
        assert not {"says", "now"} & told.keys(), said
    assert await bay.pool.fetchval("select count(*) from code_scan") == 0


async def test_one_address_asks_at_a_pace_and_who_is_signed_in_as_he_likes(
    client: httpx.AsyncClient, bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("manifests.scans.routes.MOST", 2)
    answers = [await client.post("/qr/checks", json={"text": "?"}) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "asked_too_often"
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    assert (await client.post("/qr/checks", json={"text": "?"}, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"text": 1}, {"text": "x" * 5000}, {"text": "?", "place": {"lat": 91, "lon": 0}}, {"text": "?", "who": "me"}],
)
async def test_what_is_no_question_is_refused(client: httpx.AsyncClient, bay: Bay, body: dict[str, object]) -> None:
    assert (await client.post("/qr/checks", json=body)).status_code == 422


async def test_a_scan_leaves_a_coarse_place_and_a_kind_of_person(bay: Bay, test_settings: Settings) -> None:
    id = await bay.batch("200")
    seen = Seen(text=label(test_settings, await batch_of(bay, id)), place=BAOAN)
    now = clock.now().replace(minute=17)
    for who in (None, bay.driver, bay.driver):
        await look(bay.pool, test_settings, who, seen, now)
    rows = await bay.pool.fetch("select place, actor, times, at from code_scan order by actor")
    assert [(r["place"], r["actor"], r["times"]) for r in rows] == [
        ("22.55 113.90", "driver", 2),
        ("22.55 113.90", "public", 1),
    ]
    assert {r["at"].minute for r in rows} == {10}


async def alerts_of(bay: Bay) -> list[asyncpg.Record]:
    await work(bay)
    rows: list[asyncpg.Record] = await bay.pool.fetch("select severity, says from alert where rule = 'cloned_code'")
    return rows


@pytest.mark.parametrize(("minutes", "severity"), [(20, 4), (120, None)])
async def test_one_code_at_two_places_is_an_alert_where_nothing_goes_so_fast(
    bay: Bay, test_settings: Settings, minutes: int, severity: int | None
) -> None:
    manifest = await bay.on_the_road(id := await bay.batch("200"))
    assert manifest
    text = label(test_settings, await batch_of(bay, id))
    now = clock.now()
    await look(bay.pool, test_settings, bay.driver, Seen(text=text, place=BAOAN), now)
    assert await alerts_of(bay) == []
    await look(bay.pool, test_settings, bay.regulator, Seen(text=text, place=HUIZHOU), now + timedelta(minutes=minutes))
    assert [row["severity"] for row in await alerts_of(bay)] == ([severity] if severity else [])
    await look(bay.pool, test_settings, bay.regulator, Seen(text=text, place=HUIZHOU), now + timedelta(minutes=minutes))
    assert len(await alerts_of(bay)) == (1 if severity else 0)


async def test_a_label_seen_far_from_its_store_is_an_alert_once_the_chain_had_its_time(
    bay: Bay, test_settings: Settings
) -> None:
    id = await bay.batch("200")
    batch = await batch_of(bay, id)
    await bay.pool.execute("update site set lat = 22.55, lon = 113.9 where id = $1", batch.holder_site)
    seen = Seen(text=label(test_settings, batch), place=HUIZHOU)
    assert (await look(bay.pool, test_settings, bay.driver, seen, clock.now())).verdict is Verdict.GENUINE
    assert await alerts_of(bay) == []
    waits = await bay.pool.fetchval("select run_at from job where kind = 'scanned'")
    assert timedelta(hours=23) < waits - clock.now() <= timedelta(hours=24)
