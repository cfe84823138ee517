"""Registers as files: the rows of one's own, typed cells, called off, and a link that ends."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from manifests.life import events as e
from manifests.registers import commands, queries
from manifests.registers.model import Kind
from manifests.registers.refusals import PeriodTurnedRound, RegisterCalledOff, RegisterNotReady
from manifests.registers.writing import Csv, Sink, Xlsx
from tests.bay import Bay
from wasteflow.core import clock, jobs
from wasteflow.core.errors import NotFound
from workers import tasks
from workers.anomalies import trips
from workers.app import HANDLERS
from workers.indicators import rollup

pytestmark = pytest.mark.anyio


async def settled(bay: Bay) -> None:
    await trips.catch_up(bay.pool)
    await rollup.catch_up(bay.pool)


async def ordered(bay: Bay, kind: Kind, form: str = "csv", actor=None, language: str = "zh-Hans"):
    today = clock.local_date(clock.now())
    return await commands.order(
        bay.pool,
        actor or bay.gate,
        kind=kind,
        form=form,
        first=today - timedelta(days=3),
        last=today,
        language=language,
    )


async def written(bay: Bay, kind: Kind, form: str = "csv", actor=None) -> bytes:
    file, secret = await ordered(bay, kind, form, actor)
    assert await tasks.look_at(bay.pool, file.job, HANDLERS, 60)
    _, parts = await commands.fetch(bay.pool, file.id, secret)
    return b"".join([part async for part in parts])


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_each_register_has_the_rows_of_its_company(bay: Bay) -> None:
    batch, _ = await bay.delivered("1000", "950")
    await bay.batch("200")
    await bay.tell(bay.gate, e.Treated(method="cn_utilisation:R4", kg=Decimal(600)), batch)
    await settled(bay)
    (came,) = rows_of(await written(bay, Kind.INCOMING))
    assert (came["移出重量（千克）"], came["进场重量（千克）"], came["差额（千克）"]) == ("1000", "950", "-50")
    assert came["废物代码"] == "336-054-17"
    (went,) = rows_of(await written(bay, Kind.OUTGOING, actor=bay.clerk))
    assert went["联单编号"] == came["联单编号"]
    (carried,) = rows_of(await written(bay, Kind.TRANSPORTED, actor=bay.dispatcher))
    assert carried["车牌"] == came["车牌"]
    (treated,) = rows_of(await written(bay, Kind.TREATED))
    assert (treated["重量（千克）"], treated["计为"]) == ("600", "利用")
    (stored,) = rows_of(await written(bay, Kind.STOCK, actor=bay.clerk))
    assert (stored["重量（千克）"], stored["存放天数"]) == ("200", "0")
    assert rows_of(await written(bay, Kind.REFUSED)) == []
    assert rows_of(await written(bay, Kind.INCOMING, actor=bay.clerk)) == []
    assert rows_of(await written(bay, Kind.INCOMING, actor=bay.outsider)) == []
    assert len(rows_of(await written(bay, Kind.OUTGOING, actor=bay.office))) == 1


async def test_a_workbook_has_typed_cells_and_a_frozen_header(bay: Bay) -> None:
    await bay.delivered("1000", "950")
    await settled(bay)
    sheet = load_workbook(io.BytesIO(await written(bay, Kind.INCOMING, "xlsx"))).active
    assert sheet.title == "入场登记"
    assert sheet.freeze_panes == "A2"
    head, row = ([cell.value for cell in found] for found in sheet.iter_rows(max_row=2))
    got = dict(zip(head, row, strict=True))
    assert (got["移出重量（千克）"], got["差额（千克）"]) == (1000, -50)
    assert abs(got["时间"] - clock.now().astimezone(clock.BAY_AREA).replace(tzinfo=None)) < timedelta(hours=1)
    assert sheet["A1"].font.bold


def test_a_full_sheet_is_followed_by_another_and_text_stays_text() -> None:
    sink = Sink()
    book = Xlsx(sink, "登记", ["a", "b"], most=2)
    book.add([["=1+1", Decimal("0.1")], ["x & <y>", 2], [None, 3]])
    book.close()
    read = load_workbook(io.BytesIO(sink.taken()))
    assert read.sheetnames == ["登记", "登记 2"]
    assert [[c.value for c in row] for row in read["登记"].iter_rows()] == [["a", "b"], ["=1+1", 0.1], ["x & <y>", 2]]
    assert read["登记"]["A2"].data_type != "f"
    assert [c.value for c in read["登记 2"][2]] == [None, 3]
    sink = Sink()
    Csv(sink, "", ["a"]).add([["=1+1"], ["-x"], [Decimal(-1)]])
    assert sink.taken().decode("utf-8-sig").split("\r\n")[1:4] == ["'=1+1", "'-x", "-1"]


async def test_a_link_opens_only_with_its_secret_and_only_for_a_day(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    file, secret = await ordered(bay, Kind.INCOMING)
    with pytest.raises(RegisterNotReady):
        await commands.fetch(bay.pool, file.id, secret)
    await tasks.look_at(bay.pool, file.job, HANDLERS, 60)
    await commands.fetch(bay.pool, file.id, secret)
    with pytest.raises(NotFound):
        await commands.fetch(bay.pool, file.id, secret[:-1])
    with pytest.raises(NotFound):
        await commands.own(bay.pool, bay.clerk, file.id)
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(commands, "now", lambda: later)
    with pytest.raises(NotFound):
        await commands.fetch(bay.pool, file.id, secret)


async def test_one_called_off_is_thrown_away(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PART", 1)
    await bay.delivered("1000", "950")
    await settled(bay)
    file, secret = await ordered(bay, Kind.INCOMING)
    await commands.cancel(bay.pool, bay.gate, file.id)
    await tasks.look_at(bay.pool, file.job, HANDLERS, 60)
    with pytest.raises(RegisterCalledOff):
        await commands.fetch(bay.pool, file.id, secret)
    async with bay.pool.acquire() as conn:
        assert await queries.part(conn, id=file.id, n=1) is None
        standing = await jobs.standing(conn, file.job)
    assert standing is not None
    assert standing["note"] == "called off"


async def test_over_http_it_is_ordered_watched_and_fetched(client, bay: Bay) -> None:
    await bay.delivered("1000", "950")
    await settled(bay)
    headers = {"Authorization": f"Bearer {await bay.token(bay.gate)}", "Accept-Language": "en"}
    today = str(clock.local_date(clock.now()))
    made = await client.post("/registers", json={"kind": "incoming", "first": today, "last": today}, headers=headers)
    assert made.status_code == 202, made.text
    order = made.json()
    assert (await client.get(order["link"])).status_code == 409
    async with bay.pool.acquire() as conn:
        file = await queries.file(conn, id=order["id"])
    assert file is not None
    await tasks.look_at(bay.pool, file.job, HANDLERS, 60)
    told = (await client.get(f"/registers/{order['id']}", headers=headers)).json()
    assert (told["state"], told["progress"], told["rows"]) == ("finished", 1, 1)
    fetched = await client.get(order["link"])
    assert fetched.status_code == 200
    assert int(fetched.headers["Content-Length"]) == len(fetched.content) == told["bytes"]
    wrong = {"kind": "incoming", "first": today, "last": "2020-01-01"}
    assert (await client.post("/registers", json=wrong, headers=headers)).json()["code"] == "period_turned_round"
    for wrong in ({"first": "0001-01-01", "last": today}, {"first": today, "last": "9999-12-31"}):
        answer = await client.post("/registers", json={"kind": "stock"} | wrong, headers=headers)
        assert answer.json()["code"] == "out_of_range", answer.text
    assert len((await client.get("/registers", headers=headers)).json()["items"]) == 1


async def test_a_period_does_not_end_before_it_begins(bay: Bay) -> None:
    today = clock.local_date(clock.now())
    with pytest.raises(PeriodTurnedRound):
        await commands.order(
            bay.pool, bay.gate, kind=Kind.STOCK, form="csv", first=today, last=today - timedelta(days=1), language="en"
        )
