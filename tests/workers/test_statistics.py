"""Figures of statistics: entered, imported, looked at by a second person, and what the indicator set makes of them."""

import csv
import io
from decimal import Decimal

import asyncpg
import pytest
from msgspec.structs import replace

from tests.bay import SHENZHEN, Bay
from tests.hong_kong import HONG_KONG
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal
from wasteflow.people.refusals import NotAllowed
from workers.indicators.rollup import catch_up
from workers.statistics import commands, queries
from workers.statistics import refusals as no
from workers.statistics.model import Entry, Status, period
from workers.values import commands as values_of
from workers.values.refusals import IndicatorUnknown

pytestmark = pytest.mark.anyio
YEAR = str(clock.local_date(clock.now()).year)
HEAD = ["地区", "数据项", "期间", "数值", "单位", "来源", "修订理由"]


def entry(figure: str = "industrial_value_added", value: str = "1000", **more: str) -> Entry:
    return Entry(
        **({"city": SHENZHEN, "period": YEAR, "source": "统计年鉴"} | more), figure=figure, value=Decimal(value)
    )


def sheet(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode("utf-8-sig")


async def latest(bay: Bay, figure: str = "industrial_value_added"):
    async with bay.pool.acquire() as conn:
        return (await queries.versions(conn, city=SHENZHEN, period=period(YEAR), figure=figure))[0]


async def of_set(bay: Bay, id: str, when: str = YEAR):
    async with bay.pool.acquire() as conn:
        return next(v for v in await queries.city_set(conn, city=SHENZHEN, period=period(when)) if v.id == id)


async def test_a_figure_counts_provisionally_until_a_second_person_approves(bay):
    await bay.batch("5000")
    await catch_up(bay.pool)
    assert (await of_set(bay, "ZW21-02")).missing == ("industrial_value_added",)
    assert await commands.enter(bay.pool, bay.office, entry())
    found = await of_set(bay, "ZW21-02")
    assert (found.value, found.standing) == (Decimal("0.0050"), "provisional")
    assert found.above.source == "custody"
    assert found.above.coverage == {"weighed": Decimal(1)}
    with pytest.raises(no.OwnEntry):
        await commands.review(bay.pool, bay.office, (await latest(bay)).id, verdict=Status.APPROVED)
    await commands.review(bay.pool, bay.regulator, (await latest(bay)).id, verdict=Status.APPROVED)
    assert (await of_set(bay, "ZW21-02")).below.approved
    with pytest.raises(no.AlreadyReviewed):
        await commands.review(bay.pool, bay.regulator, (await latest(bay)).id, verdict=Status.APPROVED)


async def test_the_same_again_is_the_same_and_a_change_is_a_version_with_a_reason(bay):
    assert await commands.enter(bay.pool, bay.office, entry())
    assert not await commands.enter(bay.pool, bay.office, entry())
    await commands.review(bay.pool, bay.regulator, (await latest(bay)).id, verdict=Status.APPROVED)
    with pytest.raises(no.ChangeReasonMissing):
        await commands.enter(bay.pool, bay.office, entry(value="1100"))
    assert await commands.enter(bay.pool, bay.office, entry(value="1100", reason="统计局修订"))
    newest = await latest(bay)
    assert (newest.version, newest.status) == (2, Status.ENTERED)
    # The approved one counts until the new one is approved.
    assert (await of_set(bay, "ZW21-02")).below.value == 1000
    await commands.review(bay.pool, bay.regulator, newest.id, verdict=Status.APPROVED)
    assert (await of_set(bay, "ZW21-02")).below.value == 1100


async def test_a_returned_figure_does_not_count(bay):
    await commands.enter(bay.pool, bay.office, entry())
    with pytest.raises(no.VerdictReasonMissing):
        await commands.review(bay.pool, bay.regulator, (await latest(bay)).id, verdict=Status.RETURNED)
    await commands.review(bay.pool, bay.regulator, (await latest(bay)).id, verdict=Status.RETURNED, reason="单位有误")
    assert (await of_set(bay, "ZW21-01")).standing == "missing"
    assert await commands.enter(bay.pool, bay.office, entry())  # the same value again, after it was returned


async def test_a_file_takes_good_rows_and_returns_the_others_with_what_to_do(bay):
    good = ["深圳市", "工业增加值", YEAR, "12,345.6", "万元", "统计年鉴", ""]
    data = sheet(
        good,
        ["深圳", "不存在的数据", YEAR, "1", "", "x", ""],
        ["深圳", "行政村总数", "2026年", "1", "", "x", ""],
        ["广州", "行政村总数", YEAR, "10", "", "x", ""],
        ["440300", "villages", YEAR, "abc", "", "x", ""],
        ["440300", "工业增加值", YEAR, "5", "万元", "x", ""],
        ["440300", "污泥产生量与处置以前年月贮存量", YEAR, "5", "吨", "x", ""],
        ["440300", "工业园区总数", YEAR, "5", "吨", "x", ""],
    )
    outcome = await commands.import_file(bay.pool, bay.office, name="统计.csv", data=data)
    assert (outcome.rows, outcome.accepted, outcome.refused) == (8, 1, 7)
    assert [x.notice.code for x in outcome.errors] == [
        "figure_unknown",
        "period_unknown",
        "figure_of_another_city",
        "value_malformed",
        "row_twice",
        "figure_from_custody",
        "unit_differs",
    ]
    assert outcome.error_file is not None
    back = list(csv.reader(io.StringIO(outcome.error_file.content.decode("utf-8-sig"))))
    assert [row[0] for row in back[1:]] == ["3", "4", "5", "6", "7", "8", "9"]
    mended = [row[2:] for row in back[1:]]
    mended[3][3] = "660"
    mended[6][4] = "个"
    again = await commands.import_file(bay.pool, bay.office, name="b.csv", data=sheet(good, mended[3], mended[6]))
    assert (again.accepted, again.repeated, again.refused) == (2, 1, 0)
    assert (await latest(bay, "villages")).file_name == "b.csv"


async def test_the_template_comes_back_as_it_was_filled_in(bay):

    made = commands.template(await open_book(bay.pool), SHENZHEN, YEAR, "xlsx", "zh-Hant")
    outcome = await commands.import_file(bay.pool, bay.office, name=made.name, data=made.content)
    assert outcome.rows > 60
    assert {x.notice.code for x in outcome.errors} == {"value_malformed"}, "only the values are left to be filled in"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"period": "1999"}, "period_unknown"),
        ({"period": "2099"}, "not_yet"),
        ({"value": "-1"}, "value_out_of_range"),
        ({"figure": "participation", "value": "101"}, "value_out_of_range"),
        ({"figure": "nothing"}, "figure_unknown"),
        ({"figure": "sludge_generated"}, "figure_from_custody"),
        ({"source": " "}, "source_missing"),
        ({"city": "440100"}, "figure_of_another_city"),
        ({"city": "999999"}, "city_unknown"),
        ({"figure": "hk_msw_disposed"}, "figure_unknown"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(bay, changes, code):
    with pytest.raises(Refusal) as refused:
        await commands.enter(bay.pool, bay.office, entry(**changes))
    assert refused.value.code == code
    assert refused.value.path


async def test_whose_it_is_not(bay):
    with pytest.raises(NotAllowed):
        await commands.enter(bay.pool, bay.clerk, entry())
    await commands.enter(bay.pool, bay.office, entry())
    with pytest.raises(NotAllowed):
        await commands.review(bay.pool, bay.gate, (await latest(bay)).id, verdict=Status.APPROVED)
    with pytest.raises(NotFound):
        await commands.review(bay.pool, bay.regulator, bay.clerk.account, verdict=Status.APPROVED)


async def test_a_decline_is_measured_against_the_base_year(bay):
    await commands.set_base_year(bay.pool, bay.office, city=SHENZHEN, year=2020, source="实施方案")
    await commands.enter(bay.pool, bay.office, entry("pesticide_per_mu", "0.8"))
    assert (await of_set(bay, "ZW21-23")).missing == ("base_year",)
    await commands.enter(bay.pool, bay.office, entry("pesticide_per_mu", "1", period="2020"))
    found = await of_set(bay, "ZW21-23")
    assert (found.value, found.base) == (Decimal("20.00"), 2020)


async def test_hong_kong_enters_its_own_figures_and_is_measured_by_them(bay):
    office = replace(bay.office, city=HONG_KONG)
    given = {"disposed": "11128", "recovered": "5241", "generated": "16369"}
    for figure, value in {"hk_population": "7346000", **{f"hk_msw_{id}": x for id, x in given.items()}}.items():
        await commands.enter(bay.pool, office, entry(figure, value, city=HONG_KONG, period="2022"))
    async with bay.pool.acquire() as conn:
        values = await queries.city_set(conn, city=HONG_KONG, period=period("2022"))
    assert [(v.id, v.value) for v in values[:2]] == [("HK-01", Decimal("1.5148")), ("HK-02", Decimal("32.02"))]
    assert len(values) == 5 + 58
    made = commands.template(await open_book(bay.pool), HONG_KONG, "2022", "csv", "en")
    assert "municipal solid waste recovered a day" in made.content.decode("utf-8-sig")
    for command in (values_of.review, values_of.publish):
        with pytest.raises(IndicatorUnknown):
            await command(bay.pool, bay.regulator, city=SHENZHEN, of="2022", indicators=["HK-01"])


async def test_what_was_entered_cannot_be_changed(bay):
    await commands.enter(bay.pool, bay.office, entry())
    for statement in ("update statistic set value = 1", "delete from statistic", "truncate statistic"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(statement)


async def test_over_http(bay, client):
    token = {"authorization": f"Bearer {await bay.token(bay.office)}", "accept-language": "en"}
    body = {"city": SHENZHEN, "figure": "villages", "period": YEAR, "value": "660", "source": "yearbook"}
    assert (await client.post("/statistics", json=body, headers=token)).status_code == 201
    assert (await client.post("/statistics", json=body, headers=token)).json() == {"new": False}
    rows = (await client.get(f"/statistics?city={SHENZHEN}&period={YEAR}", headers=token)).json()
    assert [(x["figure"], x["unit"], x["status"]) for x in rows] == [("villages", "number", "entered")]
    found = (await client.get(f"/indicator-set?city={SHENZHEN}&period={YEAR}", headers=token)).json()["items"]
    assert len(found) == 58
    assert {"reviewed", "provisional", "missing", "declared", "unknown"} >= {x["standing"] for x in found}
    wrong = await client.get(f"/indicator-set?city={SHENZHEN}&period=2026-13", headers=token)
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "period_unknown")
    sent = {"file": ("a.csv", sheet(["深圳", "村", YEAR, "1", "", "x", ""]), "text/csv")}
    told = (await client.post("/imports/statistics", files=sent, headers=token)).json()
    assert (told["refused"], told["errors"][0]["code"]) == (1, "figure_unknown")
    assert told["errors"][0]["column"] == "数据项"
    assert told["error_file"]["base64"]
    template = await client.get(f"/imports/statistics/template.csv?city={SHENZHEN}&period={YEAR}", headers=token)
    assert template.text.count("\n") > 60


async def test_of_no_city_there_are_no_sets(bay: Bay) -> None:
    async with bay.pool.acquire() as conn:
        assert await queries.sets(conn, []) == []
