"""Notices over HTTP: what crosses the border, photos, repeated and simultaneous requests, bad input."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from PIL import Image

from manifests.notices import events as e
from manifests.notices import policy, queries, schemas
from manifests.notices.model import Ending
from tests.manifests.notices.conftest import Send, Shore, photo, reported
from wasteflow.core import clock
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor, Role

pytestmark = pytest.mark.anyio
NOBODY = "0199ffff-0000-7000-8000-000000000000"
REPLY = e.Replied(findings="某码头堆场遗撒", measures="已责令清理", internal="责任人 张三 13812345678")


async def get(client: httpx.AsyncClient, shore: Shore, actor: Actor, path: str, **headers: str) -> httpx.Response:
    return await client.get(path, headers={**await shore.headers(actor), **headers})


async def upload(
    client: httpx.AsyncClient, shore: Shore, actor: Actor, notice: object, data: bytes, **headers: str
) -> httpx.Response:
    sent = {"file": ("a.jpg", data, "image/jpeg")}
    return await client.post(f"/notices/{notice}/photos", files=sent, headers={**await shore.headers(actor), **headers})


# --- across the border -----------------------------------------------------------------------------------


async def test_no_person_and_no_file_of_ones_own_crosses_the_border(
    shore: Shore, client: httpx.AsyncClient, send: Send
) -> None:
    notice = (await send(shore.finder, reported())).json()["subject"]
    batch = await shore.bay.batch()
    await send(shore.asked, e.Acknowledged(internal="转执法一科李四"), notice)
    await send(shore.asked, REPLY, notice)
    await upload(client, shore, shore.finder, notice, photo())
    secrets = {
        shore.asked: ("何督察", "9123 4567", str(shore.finder.account)),
        shore.finder: ("珠小环", "李四", "张三", "13812345678", str(shore.asked.account)),
    }
    for reader, hidden in secrets.items():
        for path in (f"/notices/{notice}", f"/notices/{notice}/events", "/notices"):
            answer = await get(client, shore, reader, path)
            assert answer.status_code == 200
            assert [word for word in hidden if word in answer.text] == [], (reader.name, path)
    for reader in (shore.finder, shore.asked):  # their own they see
        assert reader.name in (await get(client, shore, reader, f"/notices/{notice}/events")).text
    auditor = Actor(account=new_id(), name="审计", role=Role.AUDITOR)
    assert "何督察" not in await seen_by(shore, auditor, notice)
    assert str(batch) not in await seen_by(shore, shore.finder, notice)


async def seen_by(shore: Shore, actor: Actor, notice: Any) -> str:
    happened = await queries.events(shore.pool, notice=notice)
    return msgspec.json.encode(schemas.chain(policy.shared(happened, actor))).decode()


async def test_what_is_stored_for_both_sides_names_nobody(shore: Shore) -> None:
    notice = await shore.notice()
    await shore.tell(shore.asked, REPLY, notice)
    state = await shore.pool.fetchval("select state::text from notice where id = $1", notice)
    assert [w for w in ("何督察", "9123", "张三", "13812345678", str(shore.finder.account)) if w in state] == []


async def test_the_batch_behind_what_was_carried_off_stays_on_its_side(shore: Shore, client: httpx.AsyncClient) -> None:
    batch = await shore.bay.batch("320")
    notice = (await shore.tell(shore.bay.regulator, reported(city="440300", receiver="810000"))).notice.id
    await shore.tell(shore.bay.regulator, e.PickedUp(batch=batch), notice)
    own, other = [
        (await get(client, shore, who, f"/notices/{notice}/events")).json()["events"][-1]["fact"]
        for who in (shore.bay.regulator, shore.finder)
    ]
    assert (own["batch"], other["batch"], other["kg"]) == (str(batch), None, "320")


async def test_only_the_two_sides_see_it(shore: Shore, client: httpx.AsyncClient) -> None:
    notice = await shore.notice()
    number = (await get(client, shore, shore.finder, f"/notices/{notice}")).json()["number"]
    for who, status in ((shore.asked, 200), (shore.province, 200), (shore.patrol, 200), (shore.stranger, 404)):
        for path in (f"/notices/{notice}", f"/notices/{notice}/events"):
            assert (await get(client, shore, who, path)).status_code == status, (who.name, path)
    known = await get(client, shore, shore.asked, f"/numbers/{number}")
    assert known.json() == {
        "subject": str(notice),
        "subject_kind": "notice",
        "scheme": "notice",
        "others": [],
    }
    assert (await get(client, shore, shore.stranger, f"/numbers/{number}")).status_code == 404


# --- photos ----------------------------------------------------------------------------------------------


async def test_a_photo_is_kept_without_what_the_camera_wrote(shore: Shore, client: httpx.AsyncClient) -> None:
    notice = await shore.notice()
    camera = Image.Exif()
    camera[0x0132], camera[0x013B], camera[0x0112] = "2026:11:22 09:10:00", "Owner HO", 6  # time, owner, held upright
    camera.get_ifd(0x8825)[2] = (22.0, 12.0, 1.8)  # latitude
    sent = photo((640, 480), exif=camera.tobytes()) + b"PK\x03\x04 a second file behind the first"
    assert (await upload(client, shore, shore.finder, notice, sent)).status_code == 201
    (kept,) = (await get(client, shore, shore.asked, f"/notices/{notice}")).json()["photos"]
    answer = await get(client, shore, shore.asked, f"/notices/{notice}/photos/{kept['sha256']}")
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    shown = Image.open(io.BytesIO(answer.content))
    assert shown.size == (480, 640)
    assert dict(shown.getexif()) == {}
    assert [w for w in (b"HO", b"PK\x03\x04", b"2026:11", b"Exif") if w in answer.content] == []
    again = await get(
        client, shore, shore.asked, f"/notices/{notice}/photos/{kept['sha256']}",
        **{"if-none-match": answer.headers["etag"]},
    )  # fmt: skip
    assert again.status_code == 304
    for who in (shore.stranger, shore.bay.clerk):
        refused = await get(client, shore, who, f"/notices/{notice}/photos/{kept['sha256']}")
        assert refused.status_code in (403, 404)


def bomb() -> bytes:
    """A few kilobytes that unfold to a hundred million pixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


BAD_FILES = {
    "nothing": b"",
    "html that calls itself a picture": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "cut off": photo()[:900],
    "gif": b"GIF89a" + bytes(50),
    "only a head": b"\xff\xd8\xff\xe0",
    "nul bytes": bytes(5000),
    "noise": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", BAD_FILES)
async def test_what_is_no_photo_is_refused_by_its_content(shore: Shore, client: httpx.AsyncClient, name: str) -> None:
    answer = await upload(client, shore, shore.finder, await shore.notice(), BAD_FILES[name])
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["path"]) == (
        422, "not_a_photo", "file",
    ), answer.text  # fmt: skip


async def test_a_picture_too_large_is_refused_and_a_large_one_is_drawn_smaller(
    shore: Shore, client: httpx.AsyncClient
) -> None:
    notice = await shore.notice()
    answer = await upload(client, shore, shore.finder, notice, bomb())
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_too_large")
    answer = await upload(client, shore, shore.finder, notice, bytes(17 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    for form in ("PNG", "WEBP"):
        assert (await upload(client, shore, shore.finder, notice, photo((4000, 3000), form))).status_code == 201
    sides = [
        (p["width"], p["height"])
        for p in (await get(client, shore, shore.finder, f"/notices/{notice}")).json()["photos"]
    ]
    assert sides == [(2560, 1920)] * 2


async def test_a_photo_sent_twice_is_one_and_a_notice_holds_so_many(shore: Shore, client: httpx.AsyncClient) -> None:
    notice = await shore.notice()
    first, again = [await upload(client, shore, shore.finder, notice, photo((30, 30))) for _ in range(2)]
    assert [first.json()["status"], again.json()["status"]] == ["recorded", "repeated"]
    assert first.json()["seq"] == again.json()["seq"]
    other = await upload(client, shore, shore.finder, notice, photo((31, 30)), **{"idempotency-key": "k"})
    reused = await upload(client, shore, shore.finder, notice, photo((32, 30)), **{"idempotency-key": "k"})
    assert (other.status_code, reused.status_code, reused.json()["code"]) == (201, 409, "repeated_key")
    for n in range(18):
        assert (await upload(client, shore, shore.asked, notice, photo((33 + n, 30)))).status_code == 201
    full = await upload(client, shore, shore.finder, notice, photo((90, 30)))
    assert (full.status_code, full.json()["code"]) == (422, "too_many_photos")


# --- twice, and two at once ------------------------------------------------------------------------------


async def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(shore: Shore, send: Send) -> None:
    key, then = {"idempotency-key": "beach-1"}, clock.now()
    answers = [
        await send(shore.finder, fact, at=at, **key)
        for fact, at in (
            (reported(), then), (reported(), then),
            (reported(), then - timedelta(days=1)), (reported(remark="別的"), then),
        )
    ]  # fmt: skip
    assert [a.status_code for a in answers] == [201, 201, 409, 409]
    assert answers[0].json() | {"status": "repeated"} == answers[1].json()
    assert {a.json()["code"] for a in answers[2:]} == {"repeated_key"}
    other = await send(shore.patrol, reported(), at=then, **key)
    assert other.json()["status"] == "recorded", "a key is its sender's own"


async def test_the_same_report_from_ten_at_once_is_one_notice(shore: Shore, send: Send) -> None:
    then = clock.now()
    sent = [send(shore.finder, reported(), at=then, **{"idempotency-key": "storm"}) for _ in range(10)]
    answers = await asyncio.gather(*sent)
    assert {(a.status_code, a.json()["seq"], a.json()["subject"]) for a in answers} == {
        (201, 1, answers[0].json()["subject"])
    }
    assert sorted(a.json()["status"] for a in answers) == ["recorded"] + ["repeated"] * 9
    assert tuple(await shore.pool.fetchrow("select (select count(*) from notice), (select last from counter)")) == (
        1,
        1,
    )


async def test_one_winner_and_one_409_with_what_stands_now(shore: Shore, client: httpx.AsyncClient, send: Send) -> None:
    notice = await shore.notice()
    answers = await asyncio.gather(
        send(shore.asked, REPLY, notice, **{"if-match": '"1"'}),
        send(shore.finder, e.Closed(ending=Ending.WITHDRAWN), notice, **{"if-match": '"1"'}),
    )
    won, late = sorted(answers, key=lambda a: a.status_code)
    assert (won.status_code, late.status_code, late.json()["code"]) == (201, 409, "lost_update")
    stands = await get(client, shore, shore.finder, f"/notices/{notice}")
    assert (late.json()["seq"], late.json()["state"]) == (2, stands.json())
    assert won.headers["etag"] == late.headers["etag"] == stands.headers["etag"]
    known = await get(client, shore, shore.finder, f"/notices/{notice}", **{"if-none-match": stands.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


# --- bad input -------------------------------------------------------------------------------------------

GOOD = msgspec.to_builtins(reported())
BAD = [
    b"", b"[]", b"null", b"{", b'{"fact": 1}', b"\xff\xfe", b'{"a":' * 3000,
    *(
        msgspec.json.encode({"occurred_at": "2026-11-22T09:00:00Z", "fact": GOOD | change})
        for change in (
            {"kind": "photographed"}, {"kind": "nonsense"}, {"kinds": []}, {"kinds": "ML-01"}, {"tide": "sideways"},
            {"place": None}, {"place": {"position": {"lat": "x", "lon": "1"}}}, {"kg": "1e400"}, {"kg": -5},
            {"receiver": "44"}, {"remark": "x" * 2001}, {"surprise": 1}, {"kg": "NaN"},
        )
    ),
    msgspec.json.encode({"occurred_at": "2026-11-22T09:00:00", "fact": GOOD}),
    msgspec.json.encode({"occurred_at": "yesterday", "fact": GOOD}),
    msgspec.json.encode({"occurred_at": "2026-11-22T09:00:00Z", "fact": GOOD, "expected": "x"}),
    msgspec.json.encode({"occurred_at": "2026-11-22T09:00:00Z", "fact": {"kind": "remarked", "remark": "x"}}),
]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_bad_input_is_told_and_keeps_nothing(shore: Shore, client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/notices/events", content=body, headers=await shore.headers(shore.finder))
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["code"]
    assert await shore.pool.fetchval("select count(*) from notice") == 0


@pytest.mark.parametrize(
    "path",
    ["/notices?after=nonsense", "/notices?after=WzFd", "/notices?status=lost", "/notices?limit=0", "/notices/x",
     f"/notices/{NOBODY}", "/notices/x/photos/y", f"/notices/{NOBODY}/photos/..%2f..", "/notices?overdue=perhaps"],
)  # fmt: skip
async def test_bad_addresses_are_told(shore: Shore, client: httpx.AsyncClient, path: str) -> None:
    assert 400 <= (await get(client, shore, shore.finder, path)).status_code < 500


@pytest.mark.parametrize("tag", ["x", '"', "-1", '""'])
async def test_an_if_match_that_is_no_step_is_told(shore: Shore, send: Send, tag: str) -> None:
    answer = await send(shore.asked, REPLY, await shore.notice(), **{"if-match": tag})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "If-Match")


# --- lists -----------------------------------------------------------------------------------------------


async def test_a_list_goes_on_where_it_ended_and_knows_what_is_overdue(shore: Shore, client: httpx.AsyncClient) -> None:
    early = clock.now() - timedelta(hours=80)
    old = (await shore.tell(shore.finder, reported(), at=early)).notice.id
    new = [await shore.notice() for _ in range(3)]
    first = (await get(client, shore, shore.asked, "/notices?limit=2")).json()
    rest = (await get(client, shore, shore.asked, f"/notices?limit=2&after={first['next']}")).json()
    assert [n["id"] for n in first["items"] + rest["items"]] == [str(n) for n in [*reversed(new), old]]
    late = (await get(client, shore, shore.asked, "/notices?overdue=true")).json()["items"]
    assert [(n["id"], n["overdue"]) for n in late] == [(str(old), True)]
    assert (await get(client, shore, shore.stranger, "/notices")).json()["items"] == []
