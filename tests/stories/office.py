"""The story of a month at the city office: from statistics to a published figure, and a correction that moves it."""

import base64
import csv
import io
from typing import Any

from tests.bay import SHENZHEN
from tests.stories.story import Act, Step, Story, Tale
from tests.workers.test_lineage import agree
from tests.workers.test_values import MONTH, USE, a_used_drum, count

AT = f"city={SHENZHEN}&period={MONTH}"
HEAD = ["city", "figure", "period", "value", "source"]
RIGHT = [
    [SHENZHEN, "industrial_value_added", MONTH, "10000", "统计月报"],
    [SHENZHEN, "green_crop_area", MONTH, "120", "农业农村局函"],
    [SHENZHEN, "crop_area", MONTH, "1200", "农业农村局函"],
    [SHENZHEN, "green_factories", MONTH, "7", "工信局函"],
]
WRONG = {1: (3, "一百二"), 2: (1, "no_such"), 3: (0, "440100")}  # row -> column and what was typed


def _file(rows: list[list[str]]) -> dict[str, Any]:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return {"file": ("month.csv", out.getvalue().encode("utf-8-sig"), "text/csv")}


async def _import(tale: Tale, who: str, rows: list[list[str]]) -> Any:
    answer = await tale.client.post("/imports/statistics", files=_file(rows), headers=await tale.headers(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _wrong(tale: Tale, who: str) -> None:
    batch, manifest = await a_used_drum(tale.bay)
    tale.things |= {"drum": batch, "load": manifest}
    await count(tale.bay)
    rows = [list(row) for row in RIGHT]
    for n, (column, typed) in WRONG.items():
        rows[n][column] = typed
    told = await _import(tale, who, [HEAD, *rows])
    assert (told["accepted"], told["refused"]) == (1, 3)
    tale.sent["errors"] = base64.b64decode(told["error_file"]["base64"]).decode("utf-8-sig")


async def _mended(tale: Tale, who: str) -> None:
    head, *rows = csv.reader(io.StringIO(tale.sent["errors"]))
    assert len(rows) == len(WRONG)
    told = await _import(tale, who, [head, *([*row[:-5], *right] for row, right in zip(rows, RIGHT[1:], strict=True))])
    assert (told["accepted"], told["refused"]) == (3, 0)


async def _approves(tale: Tale, who: str) -> None:
    entered = await tale.get(who, f"/statistics?{AT}")
    assert len(entered) == len(RIGHT)
    for one in entered:
        answer = await tale.client.post(
            f"/statistics/{one['id']}/review", json={"verdict": "approved"}, headers=await tale.headers(who)
        )
        assert answer.status_code in (200, 204), answer.text


def says(step: str, *, status: int = 200, reason: str = "") -> Act:
    """Review or publish the value of the month."""

    async def act(tale: Tale, who: str) -> None:
        body = {"city": SHENZHEN, "period": MONTH, "indicators": [USE], **({"reason": reason} if reason else {})}
        answer = await tale.client.post(f"/indicator-values/{step}", json=body, headers=await tale.headers(who))
        assert answer.status_code == status, answer.text

    return act


def stands(status: str, value: str) -> Act:
    """How far people stand for it, and the figure that is published."""

    async def act(tale: Tale, who: str) -> None:
        (one,) = (await tale.get(who, f"/indicator-values?{AT}"))["items"]
        (given,) = (await tale.get(who, f"/indicator-values/published?{AT}"))["items"]
        assert (one["status"], given["value"]) == (status, value)

    return act


def loads(*, moved: bool, kg: list[str]) -> Act:
    """The loads behind the figure are those of the drum."""

    async def act(tale: Tale, who: str) -> None:
        found = (await tale.get(who, f"/indicator-set/{USE}/loads?{AT}&moved={str(moved).lower()}"))["items"]
        assert [(x["batch"], x["kg"]) for x in found] == [(str(tale.things["drum"]), x) for x in kg]

    return act


async def _corrected(tale: Tale, _: str) -> None:
    await agree(tale.bay, tale.things["load"], treated_by="cn_disposal:D10")
    await count(tale.bay)


OFFICE = Story(
    "A month at the city office",
    "The zero-waste office imports the month's statistics. Three cells are wrong; they come back as a file that says at"
    " each row what to do, and go in when they are mended. The ecology bureau looks at every figure. One person stands"
    " for the month's recovery rate, another publishes it, and it opens down to the one load behind it. Weeks later"
    " the plant says that the load was burnt, not recovered, and all parties agree: the published rate shows as"
    " revised, what was published stays to be read, and the load that moved it is named.",
    (
        Step("office", "imports four figures; one goes in, three come back.", _wrong),
        Step("office", "mends the three rows in the file that came back and sends it as it is.", _mended),
        Step("regulator", "approves every figure of the month.", _approves),
        Step("office", "reviews the recovery rate of hazardous waste.", says("review")),
        Step("office", "cannot publish what it reviewed itself.", says("publish", status=403)),
        Step("regulator", "publishes it.", says("publish")),
        Step("regulator", "reads it: 60 %.", stands("published", "60.00")),
        Step("regulator", "opens it down to its loads.", loads(moved=False, kg=["600"])),
        Step("gate", "has the load corrected: it was burnt.", _corrected),
        Step("regulator", "sees it revised, and the published figure beside it.", stands("revised", "60.00")),
        Step("regulator", "finds the load that moved it.", loads(moved=True, kg=["-600"])),
        Step("office", "cannot make it again without a reason.", says("review", status=422)),
        Step("office", "reviews it again, with the reason.", says("review", reason="一车更正为焚烧")),
        Step("regulator", "publishes the new version.", says("publish")),
        Step("office", "reads it: nothing was recovered.", stands("published", "0.00")),
    ),
)
