"""A value is followed to its cells and loads; a late correction moves exactly the cells it should, and is found."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

from manifests.life import events as e
from tests.bay import SHENZHEN, Bay
from tests.workers.test_values import (
    MONTH,
    THIS,
    USE,
    a_used_drum,
    count,
    in_month,
    publish,
    published,
    review,
    state,
)
from wasteflow.core import clock, paging
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.months import months_before
from workers.indicators import rollup
from workers.lineage import queries, schemas, why
from workers.lineage.behind import PARTS, behind
from workers.lineage.queries import LoadRow
from workers.statistics.model import period
from workers.statistics.queries import city_set
from workers.values import commands
from workers.values.model import Status

pytestmark = pytest.mark.anyio
RECOVERED, BURNT = "cn_utilisation:R4", "cn_disposal:D10"
MONTHS = [months_before(THIS, n) for n in (3, 2, 1)]
OLD = f"{MONTHS[1]:%Y-%m}"  # two months ago


async def cells(pool: Pool) -> Counter[tuple[str, str, str]]:
    """(month, measure, method) -> kilograms."""
    rows = await pool.fetch("select month, measure, method, sum(kg) as kg from rollup_cell group by 1, 2, 3")
    return Counter({(f"{r['month']:%Y-%m}", r["measure"], r["method"]): r["kg"] for r in rows})


async def agree(bay: Bay, manifest, **line) -> None:
    """All parties agree to another amount or treatment, today."""
    asked = e.RevisionRequested("磅单抄错", lines=(e.LineRevised(1, **line),))
    await bay.tell(bay.gate, asked, manifest)
    await bay.tell(bay.clerk, e.RevisionApproved(), manifest)
    await bay.tell(bay.driver, e.RevisionApproved(), manifest)


@pytest.mark.parametrize("seed", range(6))
async def test_a_late_correction_moves_exactly_the_cells_it_should(bay: Bay, pool: Pool, seed: int):
    """Of random lives over three months, each published, some loads of the middle one are corrected today."""
    random = Random(seed)
    drums = []
    for month in MONTHS:
        for _ in range(random.randint(1, 3)):
            kg = random.randint(100, 900)
            drums.append((month, kg, *await a_used_drum(bay, str(kg), str(kg), month=month)))
    await count(bay)
    for month in MONTHS:
        of = f"{month:%Y-%m}"
        await commands.review(bay.pool, bay.office, city=SHENZHEN, of=of, indicators=[USE])
        await commands.publish(bay.pool, bay.regulator, city=SHENZHEN, of=of, indicators=[USE])
    assert await count(bay) == 0
    before, expected, corrected = await cells(pool), Counter(), set()
    for month, kg, batch, manifest in drums:
        if month != MONTHS[1] or (corrected and random.random() < 0.4):
            continue
        if random.random() < 0.5:  # it was burnt, not recovered
            await agree(bay, manifest, treated_by=BURNT)
            expected[OLD, "used", RECOVERED] -= kg
            expected[OLD, "disposed", BURNT] += kg
        else:  # more came in than was written down, and that was recovered too
            more = random.randint(1, 99)
            await agree(bay, manifest, received_kg=Decimal(kg + more))
            await bay.tell(bay.gate, e.Treated(RECOVERED, Decimal(more)), batch, at=in_month(MONTHS[1], 13))
            expected[OLD, "received", ""] += more
            expected[OLD, "reweighed", ""] += more
            expected[OLD, "used", RECOVERED] += more
        corrected.add(batch)
    assert await count(bay) == 1, "one value moved: the one of that month"
    after = await cells(pool)
    moved = {key: after[key] - before[key] for key in {*before, *after} if after[key] != before[key]}
    assert moved == {key: kg for key, kg in expected.items() if kg}
    assert await rollup.check(pool) == [], "counting anew gives the same"
    statuses = [(await state(bay, USE, f"{month:%Y-%m}")).status for month in MONTHS]
    assert statuses == [Status.PUBLISHED, Status.REVISED, Status.PUBLISHED]
    mark = (await state(bay, USE, OLD)).published.figures.mark
    counted, when, since = behind(USE, "numerator"), period(OLD), (mark.xid, mark.subject, mark.seq)
    async with pool.acquire() as conn:
        found = await queries.loads(
            conn, counted, city=SHENZHEN, start=when.first, end=when.last, since=since, limit=500
        )
    assert {row.batch for row in found} == corrected, "the lineage of the moved figure lists these loads"
    assert sum(row.kg for row in found) == expected[OLD, "used", RECOVERED]


async def test_every_counted_side_adds_up_from_its_cells_and_its_loads(bay):
    await a_used_drum(bay)
    await a_used_drum(bay, "300", "100")
    await count(bay)
    async with bay.pool.acquire() as conn:
        when = period(MONTH)
        for value in await city_set(conn, city=SHENZHEN, period=when):
            for part, amount in zip(PARTS, (value.above, value.below), strict=True):
                counted = behind(value.id, part)
                if counted is None or amount is None:
                    assert amount is None or amount.source == "statistics"
                    continue
                asked = {"city": SHENZHEN, "start": when.first, "end": when.last}
                listed = await queries.loads(conn, counted, **asked)
                summed = await queries.cells(conn, counted, **asked)
                assert sum(x.kg for x in listed) == sum(x.kg for x in summed) == amount.value * 1000
                assert len(listed) == sum(x.loads for x in summed) == amount.loads


async def test_why_a_value_moved_adds_up_by_city_stream_and_site(bay):
    await a_used_drum(bay, "1000", "600", month=months_before(THIS, 2))
    await a_used_drum(bay, "1000", "400")
    await count(bay)
    async with bay.pool.acquire() as conn:
        for by in ("city", "stream", "site"):
            found = await why.change(conn, id=USE, city=SHENZHEN, before=period(OLD), after=period(MONTH), by=by)
            # 400 of 1,000 generated, none of it from earlier stock
            assert (found.whole, sum(s.change for s in found.shares)) == (Decimal(-20), Decimal(-20))
        assert "沙井厂区" in found.names[found.shares[0].key]
        nothing = await why.change(
            conn, id=USE, city=SHENZHEN, before=period("2020-01"), after=period(MONTH), by="city"
        )
        assert (nothing.whole, nothing.shares) == (None, None)


async def test_over_http(bay, client):
    batch, _ = await a_used_drum(bay)
    await count(bay)
    await review(bay)
    await publish(bay)
    late, _ = await a_used_drum(bay, "100", "100")
    await count(bay)
    assert (await published(bay))[0].pending
    office = {"authorization": f"Bearer {await bay.token(bay.office)}", "accept-language": "en"}
    base, of = f"/indicator-set/{USE}", f"city={SHENZHEN}&period={MONTH}"
    rows = (await client.get(f"{base}/cells?{of}", headers=office)).json()["items"]
    assert [(x["measure"], x["kg"], x["loads"]) for x in rows] == [("used", "700", 2)]
    rows = (await client.get(f"{base}/loads?{of}&part=denominator&limit=1", headers=office)).json()
    more = (await client.get(f"{base}/loads?{of}&part=denominator&after={rows['next']}", headers=office)).json()
    assert {x["batch"] for x in rows["items"] + more["items"]} == {str(batch), str(late)}
    moved = (await client.get(f"{base}/loads?{of}&moved=true", headers=office)).json()["items"]
    assert [x["batch"] for x in moved] == [str(late)]
    file = await client.get(f"{base}/loads.csv?{of}", headers=office)
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert (table[0][:3], {row[11] for row in table[1:]}) == (["occurred at", "company", "site"], {"600", "100"})
    told = (await client.get(f"{base}/change?{of}&by=site&against=2020-01", headers=office)).json()
    assert (told["change"], told["shares"]) == (None, [])
    wrong = await client.get(f"/indicator-set/ZW21-03/loads?{of}", headers=office)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_from_custody")
    other = await client.get(f"{base}/loads?city=440100&period={MONTH}", headers=office)
    assert other.status_code == 403
    for at in (
        f"{base}/loads?{of}&after={paging.cursor(batch, 2**31, 'used')}",
        f"/cases?after={paging.cursor(2**31, clock.now(), batch)}",
    ):
        answer = await client.get(at, headers=office)
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_cursor")


def test_what_a_company_is_called_is_no_formula_of_the_file() -> None:
    at, first = datetime(2026, 10, 5, tzinfo=UTC), date(2026, 10, 1)
    row = LoadRow(
        batch=new_id(), seq=1, measure="used", city=SHENZHEN, month=first, origin_month=first, treat_city=SHENZHEN,
        stream="hazardous", category="HW17", code="cn-hw:336-054-17", method="cn_utilisation:R4", basis="weighed",
        kg=Decimal(-5), name="+1+cmd|' /C calc'!A0", digital_code=None, occurred_at=at, received_at=at, event=new_id(),
        site=new_id(), site_name="=2+5", company="@SUM(A1)",
    )  # fmt: skip
    cells = next(csv.reader([schemas.line(row).decode()]))
    assert [cells[n][:2] for n in (1, 2, 3)] == ["'@", "'=", "'+"]
    assert "-5" in cells
