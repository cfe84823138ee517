"""The story of control on the road."""

from typing import Any
from uuid import UUID

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records

WHY = "例行检查"


async def _looks(tale: Tale, who: str, asked: str) -> Any:
    body = {"asked": asked, "purpose": WHY}
    answer = await tale.client.post("/road/looks", json=body, headers=await tale.headers(who))
    assert answer.status_code == 201, answer.text
    return answer.json()


def by(what: str, road: str) -> Act:
    """An officer looks it up, by the plate or by what the symbol on the sheet says, and this is where it is."""

    async def act(tale: Tale, who: str) -> None:
        number = (await tale.get("clerk", "/manifests/{load}"))["number"]
        found = await _looks(tale, who, {"plate": "粤B12345", "symbol": f"HTTP://T/M/{number}"}[what])
        (one,) = [x for x in found["told"] if x["manifest"] == str(tale.things["load"])]
        assert (one["road"], one["leg"] is not None) == (road, road == "under_way")
        if one["leg"]:
            assert [line["code"] for line in one["leg"]["lines"]] == ["336-054-17"]
            assert one["leg"]["plate"] == "粤B12345"

    return act


async def _shows(tale: Tale, who: str) -> None:
    answer = await tale.client.post(f"/manifests/{tale.things['load']}/showing", headers=await tale.headers(who))
    assert answer.status_code == 201, answer.text
    tale.sent["link"] = answer.json()["address"].rpartition("/S/")[2]


def opens(status: int) -> Act:
    """Anybody who scans it, without signing in."""

    async def act(tale: Tale, _: str) -> None:
        page = await tale.client.get(f"/S/{tale.sent['link']}")
        assert (page.status_code, "电镀污泥" in page.text) == (status, status == 200)

    return act


async def _half_an_hour_later(tale: Tale, _: str) -> None:
    await tale.bay.pool.execute("update road_link set expires_at = made_at")


async def _nothing(tale: Tale, who: str) -> None:
    found = await _looks(tale, who, "粤Z99999")
    number = found["attestation"]
    assert found["told"] == []
    paper = await tale.client.get(f"/road/attestations/{number}.pdf", headers=await tale.headers(who))
    assert paper.content.startswith(b"%PDF-")
    check = await tale.client.get(f"/R/{number}", headers={"accept-language": "zh-CN"})
    assert "粤Z99999" in check.text
    assert "生态环境" in check.text


async def _reads_who(tale: Tale, who: str) -> None:
    looks = (await tale.get(who, "/manifests/{load}/looks"))["items"]
    officers = [x for x in looks if x["department"]]
    assert [x["purpose"] for x in officers] == [WHY] * 4
    assert {x["person"] for x in looks} == {None}
    assert [UUID(x["link"]) for x in looks if x["link"]], "and once through the link"


ROAD_SIDE = Story(
    "Control on the road",
    "An officer stops a lorry. The plate, or the symbol on the sheet in the cab, shows what is on board now: the waste,"
    " its dangers, who sent it, where it goes, whose permits hold. Where the load is not under way it says so. The"
    " driver can hold out a link that shows the same for half an hour to whoever has no account. A plate nothing is"
    " known of leaves a dated paper that says just that. Whoever looked can be read by those whose load it is.",
    (
        fills("400"),
        *leaves()[:2],
        Step(
            "regulator",
            "scans the sheet before the lorry leaves, and is told that it has not.",
            by("symbol", "not_left"),
        ),
        Step("driver", "scans, signs and leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("regulator", "stops the lorry and types its plate: the leg under way.", by("plate", "under_way")),
        Step("driver", "holds out a link.", _shows),
        Step("outsider", "opens it without signing in, and sees what is on board.", opens(200)),
        Step("wasteflow", "lets half an hour pass.", _half_an_hour_later),
        Step("outsider", "opens it again: the link shows nothing any more.", opens(404)),
        Step("regulator", "types the plate of a lorry nobody has told of, and has it attested.", _nothing),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("regulator", "types the plate once more: arrived.", by("plate", "arrived")),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("regulator", "scans the sheet: accepted, and no longer on the road.", by("symbol", "received")),
        Step("clerk", "reads who looked at the load: the office and why, not the person.", _reads_who),
    ),
)
