"""A site's ledger over HTTP, on a real database."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from manifests.life import events as e
from manifests.life.model import Basis, Code, Weight
from manifests.sites.links import parse
from manifests.sites.schemas import tonnes
from tests.bay import Bay
from tests.manifests.life.test_grouping import put, residue
from tests.manifests.life.test_grouping import treat as burn
from wasteflow.core import clock, paging
from wasteflow.core.clock import BAY_AREA

pytestmark = pytest.mark.anyio
TODAY = clock.local_date(clock.now())
LONG_AGO = TODAY - timedelta(days=70)


async def read(client: httpx.AsyncClient, bay: Bay, who: Any = None, **asked: Any) -> httpx.Response:
    site = asked.pop("site", bay.factory_site)
    token = await bay.token(who or bay.clerk)
    return await client.get(f"/sites/{site}/ledger", params=asked, headers={"authorization": f"Bearer {token}"})


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=BAY_AREA)


async def test_a_drum_from_its_birth_to_its_end(bay: Bay, client: httpx.AsyncClient) -> None:
    batch, manifest = await bay.delivered("1000", "990")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(400)), batch)
    ours = (await read(client, bay, **{"from": TODAY.isoformat()})).json()["items"]
    day = f"{TODAY:%Y%m%d}001"
    assert [(x["link"], x["code"], x["previous"], x["t"], x["stock_t"]) for x in ours] == [
        ("generated", f"HWCS{day}", [], "1", "0"),
        ("stored", f"HWRK{day}", [f"HWCS{day}"], "1", "1"),
        ("taken_out", f"HWCK{day}", [f"HWRK{day}"], "1", "-1"),
        ("outsourced_use", f"HWWWLY{day}", [f"HWCK{day}"], "1", "0"),
    ]
    out = ours[2]
    number = await bay.pool.fetchval("select value from alias where subject = $1", manifest)
    assert (out["person"], out["party"], out["number"], out["plate"]) == (
        "李姐",
        "深圳宝安处置中心",
        number,
        "粤B12345",
    )
    assert out["permit"] == "440300-1"
    theirs = (await read(client, bay, bay.gate, site=bay.plant_site)).json()["items"]
    assert [(x["link"], x["t"], x["previous"]) for x in theirs] == [
        ("stored", "0.99", []),
        ("taken_out", "0.4", [f"HWRK{day}"]),
        ("own_use", "0.4", [f"HWCK{day}"]),
    ]
    assert theirs[0]["party"] == "深圳镀艺电镀厂"


async def test_a_row_goes_on_from_one_of_another_month(bay: Bay, client: httpx.AsyncClient) -> None:
    """Codes of that day are counted with all its rows, also those that are not shown."""
    await bay.batch("5", at=noon(LONG_AGO))
    second = await bay.batch("7", at=noon(LONG_AGO))
    await bay.on_the_road(second)
    rows = (await read(client, bay, kind="taken_out")).json()["items"]
    assert [x["previous"] for x in rows] == [[f"HWRK{LONG_AGO:%Y%m%d}002"]]


async def test_what_is_entered_late_takes_the_days_next_serial(bay: Bay, client: httpx.AsyncClient) -> None:
    first = await bay.batch("5", at=noon(LONG_AGO))
    late = await bay.batch("7", at=noon(LONG_AGO) - timedelta(hours=2))
    rows = (await read(client, bay, kind="generated", **{"from": LONG_AGO.isoformat()})).json()["items"]
    assert [(x["batch"], x["code"][-3:]) for x in rows] == [(str(late), "002"), (str(first), "001")]


async def test_a_companys_own_code_stands(bay: Bay, client: httpx.AsyncClient) -> None:
    own = f"HWCS{TODAY:%Y%m%d}001"
    await bay.batch("5")
    await bay.batch("7", ledger_code=own)
    rows = (await read(client, bay, kind="generated")).json()["items"]
    assert [(x["t"], x["code"]) for x in rows] == [("0.005", own[:-1] + "2"), ("0.007", own)]


async def test_pages_hold_every_row_once(bay: Bay, client: httpx.AsyncClient) -> None:
    for n in range(7):
        await bay.batch(str(n + 1), at=noon(LONG_AGO + timedelta(days=9 * n)))
    since = {"from": LONG_AGO.isoformat()}
    everything = (await read(client, bay, **since)).json()
    found, after = [], None
    while True:
        page = (await read(client, bay, limit=3, **since, **({"after": after} if after else {}))).json()
        found += page["items"]
        if not (after := page["next"]):
            break
    assert found == everything["items"]
    assert len(found) == 14
    assert everything["next"] is None


async def test_the_file(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.batch("1250.5", name="=1+1", at=noon(LONG_AGO))
    await bay.batch("3")
    answer = await read(client, bay, format="csv", **{"from": LONG_AGO.isoformat()})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff批次编码,环节,时间")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(r["环节"], r["数量"], r["计量单位"]) for r in rows] == [
        ("产生", "1.2505", "吨"), ("入库", "1.2505", "吨"), ("产生", "0.003", "吨"), ("入库", "0.003", "吨"),
    ]  # fmt: skip
    assert rows[0]["行业俗称/单位内部名称"] == "'=1+1"
    assert rows[0]["容器/包装类型"] == "桶"
    assert all(parse(r["批次编码"]) for r in rows)


async def test_general_waste_has_its_own_ledger(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.batch("5")
    await bay.batch("900", stream="general_industrial", code=Code("cn-sw", "900-002-S17", "2024"), name="废铁")
    general = (await read(client, bay, waste="general")).json()["items"]
    assert [x["code"] for x in general] == [f"CS{TODAY:%Y%m%d}001", f"ZC{TODAY:%Y%m%d}001"]
    assert {x["waste_code"] for x in (await read(client, bay)).json()["items"]} == {"336-054-17"}


async def test_a_second_weighing_is_a_row(bay: Bay, client: httpx.AsyncClient) -> None:
    batch = await bay.batch("1000")
    await bay.tell(bay.clerk, e.Reweighed(Weight(Decimal("998.5"), Basis.WEIGHED)), batch)
    (row,) = (await read(client, bay, kind="corrected")).json()["items"]
    assert (row["t"], row["code"], row["previous"]) == ("-0.0015", "", [f"HWRK{TODAY:%Y%m%d}001"])


async def test_a_tank_in_drums_is_no_waste_anew(bay: Bay, client: httpx.AsyncClient) -> None:
    tank = await bay.batch("600")
    fact = put(bay, (tank, "600"), into=("200", "390"), lost=(("蒸发", "10"),), site=bay.factory_site)
    drum = (await bay.tell(bay.clerk, fact)).subject
    await bay.tell(bay.clerk, e.Treated("cn_utilisation:R4", Decimal(200)), drum)
    rows = (await read(client, bay)).json()["items"]
    found = sorted((x["link"], x["t"], x["stock_t"]) for x in rows)
    assert found == [
        ("generated", "0.6", "0"),
        ("own_use", "0.2", "0"),
        ("regrouped", "-0.6", "-0.6"),
        ("regrouped", "0.2", "0.2"),
        ("regrouped", "0.39", "0.39"),
        ("stored", "0.6", "0.6"),
        ("taken_out", "0.2", "-0.2"),
    ]


async def test_ash_is_made_where_it_was_left(bay: Bay, client: httpx.AsyncClient) -> None:
    batch, _ = await bay.delivered("1000")
    burnt = burn(bay, (batch, "1000"), left=(residue("40"),), lost=(("烟气", "960"),), method="cn_disposal:D10")
    await bay.tell(bay.gate, burnt)
    rows = (await read(client, bay, bay.gate, site=bay.plant_site)).json()["items"]
    assert [(x["link"], x["waste_code"]) for x in rows if x["link"] == "generated"] == [("generated", "772-003-18")]
    assert [x["t"] for x in rows if x["link"] == "own_disposal"] == ["1"]


async def test_who_may_read_it(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.batch("1000")
    assert len((await read(client, bay, bay.regulator)).json()["items"]) == 2
    for stranger in (bay.outsider, bay.gate, bay.driver):
        assert (await read(client, bay, stranger)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"from": "2026-02-01", "to": "2026-01-01"}, 422, "wrong_days"),
        ({"from": "1999-01-01", "to": "2026-01-01"}, 422, "period_too_long"),
        ({"from": "2000-01-01", "to": "2026-01-01"}, 422, "period_too_long"),
        ({"from": "9999-12-31", "to": "9999-12-31"}, 422, "period_too_long"),
        ({"from": "2026-02-30"}, 422, None),
        ({"kind": "stolen"}, 422, None),
        ({"after": "x"}, 422, "wrong_cursor"),
        ({"after": paging.cursor(clock.now(), UUID(int=0), 1, 2**31)}, 422, "wrong_cursor"),
        ({"limit": "0"}, 422, None),
    ],
)
async def test_what_cannot_be_asked(
    bay: Bay, client: httpx.AsyncClient, asked: dict[str, str], status: int, code: str | None
) -> None:
    answer = await read(client, bay, **asked)
    assert answer.status_code == status, answer.text
    assert code in (None, answer.json()["code"])


@pytest.mark.parametrize(
    ("kg", "t"), [("0", "0"), ("1000", "1"), ("0.001", "0.000001"), ("-1500", "-1.5"), ("1E+7", "10000")]
)
def test_tonnes_are_written_out(kg: str, t: str) -> None:
    assert tonnes(Decimal(kg)) == t
