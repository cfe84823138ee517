"""Stories of where a vehicle was: its trail tells on it, and whoever looks says why."""

from datetime import UTC, timedelta
from typing import Any

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, alerts_told, fills, later, leaves, records
from wasteflow.core import clock
from workers.anomalies import sweep

RIVER = {
    "city": "440300",
    "kind": "river",
    "name": "茅洲河",
    "shape": [[22.70, 113.955], [22.55, 113.955]],
    "valid_from": "2026-01-01",
    "source": "水务部门划定",
}


async def _draws(tale: Tale, who: str) -> None:
    answer = await tale.client.put("/zones/maozhou-river", json=RIVER, headers=await tale.headers(who))
    assert answer.status_code == 204, answer.text


async def _remembers_when(tale: Tale, _: str) -> None:
    tale.sent["left"] = clock.now().astimezone(UTC).replace(microsecond=0)


def _positions(tale: Tale) -> list[dict[str, Any]]:
    """Forty minutes to the east; in the middle a quarter of an hour at the river."""
    found = []
    for minute in range(56):
        gone = min(minute, 18) if minute < 34 else minute - 16
        at = tale.sent["left"] + timedelta(minutes=minute + 1)
        speed = 0 if 18 <= minute < 34 else 31
        found.append({"at": at.isoformat(), "lat": 22.62, "lon": 113.90 + gone * 0.003, "speed": speed, "status": 3})
    return found


def sends(part: slice, *, kept: int, known: int = 0) -> Act:
    """The lorry's terminal reports some of its positions, the latest first."""

    async def act(tale: Tale, who: str) -> None:
        trail = {"plate": "粤B12345", "terminal": "013912345678", "positions": _positions(tale)[part][::-1]}
        body = {"datum": "wgs84", "trails": [trail]}
        answer = await tale.client.post("/trails", json=body, headers=await tale.headers(who))
        told = answer.json()
        assert (answer.status_code, told["kept"], told["known"], told["left_out"]) == (200, kept, known, []), told

    return act


async def _swept(tale: Tale, _: str) -> None:
    await sweep.run(tale.bay.pool)


async def _finds(tale: Tale, who: str) -> None:
    (alert,) = await alerts_told(tale, who, "stop_near_sensitive")
    assert alert["subject"] == str(tale.things["load"])
    assert "茅洲河" in alert["explanation"]


async def _nothing_shown(tale: Tale, who: str) -> None:
    body = {"manifest": str(tale.things["load"]), "reason": "  "}
    answer = await tale.client.post("/trails/looks", json=body, headers=await tale.headers(who))
    assert (answer.status_code, answer.json()["code"]) == (422, "trail_reason_missing")
    assert "positions" not in answer.text


async def _looks(tale: Tale, who: str) -> None:
    body = {"manifest": str(tale.things["load"]), "reason": "核查河边停车"}
    answer = await tale.client.post("/trails/looks", json=body, headers=await tale.headers(who))
    (trail,) = answer.json()["trails"]
    assert (trail["plate"], trail["count"], len(trail["stood"])) == ("粤B12345", 56, 1)
    assert "茅洲河" in [zone["name"] for zone in trail["zones"]]


async def _reads(tale: Tale, who: str) -> None:
    looks = (await tale.get(who, "/manifests/{load}/trail-looks"))["items"]
    assert [(x["department"], x["reason"], x["refused"]) for x in looks] == [
        ("ecology", "核查河边停车", None),
        ("ecology", "", "trail_reason_missing"),
    ]
    assert {x["person"] for x in looks} == {None}


TRAIL = Story(
    "A stop at the river",
    "Lorries with hazardous waste carry a terminal that reports where they are; what it kept where there was no signal"
    " comes later, and some of it twice. One lorry stood a quarter of an hour beside a river between the works and the"
    " plant. Its papers are in order; its trail is not. The inspector is told, and may look at the trail, with a"
    " reason: it says where a person was. Without one nothing is shown. The carrier reads who looked, and who tried.",
    (
        fills("400"),
        Step("regulator", "draws the river that no lorry should stop at.", _draws),
        *leaves()[:3],
        Step("wasteflow", "notes the time.", _remembers_when),
        Step("dispatcher", "has the end of the way sent, the latest first.", later(sends(slice(30, 56), kept=26), 1)),
        Step("dispatcher", "has the rest sent, part of it again.", later(sends(slice(0, 40), kept=30, known=10), 1)),
        Step("driver", "stands at the plant's gate.", later(records("load", e.Arrived()), 1)),
        Step("wasteflow", "holds the trail against the zones.", later(_swept, 2)),
        Step("regulator", "finds the alert: a stop near the river.", _finds),
        Step("regulator", "asks for the trail and does not say why: nothing.", later(_nothing_shown, 2)),
        Step("regulator", "says why, and sees the way and the stop.", later(_looks, 2)),
        Step("dispatcher", "reads who looked, and who asked without a reason.", _reads),
    ),
)

TRAILS = (TRAIL,)
