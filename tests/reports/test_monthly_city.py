"""The month of a city: what it says is what the roll-ups hold, it is kept once, and only its city may ask for it."""

import hashlib
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace

from manifests.life import events as e
from reports import commands, figures, queries
from reports.documents import monthly_city
from reports.model import BAY, HAZARDOUS, Month, Span, Stream
from reports.refusals import NoReportOfPlace, ReportOfAnotherCity, WrongLanguage, WrongReportMonth, WrongSpan
from tests.bay import SHENZHEN, Bay
from tests.reports.facts import monthly
from tests.reports.test_paper import text_of
from tests.workers.test_values import a_used_drum
from wasteflow.catalog.book import NoSuchJurisdiction, open_book
from wasteflow.core import clock
from wasteflow.core.months import months_before
from wasteflow.core.settings import Settings
from wasteflow.people.refusals import MayNotMakeReports
from wasteflow.reporting import making
from wasteflow.reporting.beside import beside
from workers.indicators import rollup
from workers.queries import indicator_values
from workers.targets.commands import set_target
from workers.values import commands as values

pytestmark = pytest.mark.anyio
D = Decimal
URL = "http://wasteflow.test"
SETTINGS = Settings(public_url=URL, data_dir=Path(tempfile.mkdtemp()))


def this_month() -> date:
    return clock.local_date(clock.now()).replace(day=1)


async def make(bay: Bay, language: str = "zh-Hans", **changes):
    asked = {"city": SHENZHEN, "month": this_month(), "language": language}
    return await commands.make_monthly(bay.pool, SETTINGS, changes.pop("actor", bay.office), **(asked | changes))


async def a_month(bay: Bay) -> None:
    """Two drums generated, one delivered short and partly recovered."""
    batch, _ = await bay.delivered("1000", "950")
    await bay.batch("300")
    await bay.tell(bay.gate, e.Treated(method="cn_utilisation:R4", kg=D(600)), batch)
    await bay.tell(bay.gate, e.Treated(method="cn_disposal:D10", kg=D(50)), batch)
    await rollup.catch_up(bay.pool)


async def facts_of(bay: Bay):
    async with bay.pool.acquire() as conn:
        return await monthly_city.load(
            conn, await open_book(bay.pool), city=SHENZHEN, month=this_month(), now=clock.now(), public_url=URL
        )


# --- what it says ------------------------------------------------------------------------------------------


def test_the_use_rate_divides_by_generated_and_stock_used() -> None:
    month = Month(date(2026, 10, 1), generated=D(900), used=D(500), from_stock=D(100))
    assert month.rate == D(50)
    assert Month(date(2026, 10, 1)).rate is None


def test_the_balance_closes() -> None:
    for stream in monthly().streams:
        month = stream.month
        assert stream.opening + month.generated - month.used - month.disposed - month.other == stream.closing


async def test_a_month_without_a_load_is_still_a_report() -> None:
    empty = tuple(Stream(name, (Month(date(2026, 10, 1)),), D(0)) for name in ("hazardous", "general_industrial"))
    facts = monthly(streams=empty, alerts=(), loads=0, data_at=None, provisional=True)
    for language in ("zh-Hans", "en"):
        assert "—" in text_of(monthly_city.draw(facts, language))


async def test_the_report_holds_the_printed_figures() -> None:
    said = text_of(monthly_city.draw(monthly(), "zh-Hans"))
    assert "升至 53.1%，比上月高 3.1 个百分点" in said.replace("\r\n", "")
    assert "121.885 吨" in said
    assert "229.631 吨" in said
    assert "含铜废物最多" in said


async def test_its_last_page_leads_to_the_check() -> None:
    facts = monthly()
    with pypdfium2.PdfDocument(monthly_city.draw(facts, "zh-Hant")) as pdf:
        image = pdf[len(pdf) - 1].render(scale=2).to_numpy()
    read = [found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(image))]
    assert read == [f"{facts.public_url}/R/{facts.number('zh-Hant')}".upper()]


async def test_numerator_and_denominator_link_to_their_loads() -> None:
    with pikepdf.open(BytesIO(monthly_city.draw(monthly(), "en"))) as pdf:
        links = {str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a}
    wanted = "https://waste.ecology.sz.gov.cn/console/indicators/ZW21-16/loads?city=440300&month=2026-10&part="
    assert {wanted + part for part in ("numerator", "denominator")} <= links


# --- from the database -------------------------------------------------------------------------------------


async def test_the_figures_are_those_of_the_roll_up(bay: Bay) -> None:
    await a_month(bay)
    facts = await facts_of(bay)
    hazardous = facts.streams[0]
    assert hazardous.stream == HAZARDOUS
    assert (hazardous.month.generated, hazardous.month.used, hazardous.month.disposed) == (D(1300), D(600), D(50))
    assert [(s.basis, s.kg, s.loads) for s in hazardous.shares] == [("weighed", D(1300), 2)]
    assert [(c.code, c.names["zh-Hans"], c.closing) for c in hazardous.categories] == [("HW17", "表面处理废物", D(600))]
    assert {(r.measure, r.here, r.kg) for r in hazardous.routes} == {("used", True, D(600)), ("disposed", True, D(50))}
    assert (hazardous.month.reweighed, hazardous.closing) == (D(-50), D(600)), "what is there, not what was sent"
    assert facts.loads >= 4
    assert facts.data_at is not None
    assert len(facts.places) == 11
    assert facts.provisional


async def test_the_rates_are_those_of_the_indicators(bay: Bay) -> None:
    await a_month(bay)
    facts = await facts_of(bay)
    async with bay.pool.acquire() as conn:
        values = {v.code: v for v in await indicator_values(conn, city=SHENZHEN, month=this_month())}
    for stream in facts.streams:
        value, month = values[monthly_city.CODES[stream.stream]], stream.month
        assert (month.used, month.base) == (value.numerator, value.denominator)
        rate = month.rate
        assert (rate and round(rate, 2)) == value.value


async def test_the_same_figures_are_the_same_document(bay: Bay) -> None:
    await a_month(bay)
    first = await make(bay)
    assert await make(bay) == first
    assert await make(bay, "pt") != first
    await bay.batch("10")
    await rollup.catch_up(bay.pool)
    assert await make(bay) != first


async def test_a_kept_document_is_whole_and_cannot_change(bay: Bay) -> None:
    await a_month(bay)
    id = await make(bay)
    async with bay.pool.acquire() as conn:
        kept, content = await queries.document(conn, id=id), await queries.content(conn, id=id)
        assert kept is not None
        assert kept.sha256 == hashlib.sha256(content).hexdigest()
        assert kept.status == "provisional"
        drawn = monthly_city.draw(await facts_of(bay), "zh-Hans")
        assert content.startswith(drawn), "the signature stands behind it"
        with pytest.raises(Exception, match="permission denied"):
            await conn.execute("update document set number = 'X'")


async def test_a_finished_month_that_changes_is_revised(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_month(bay)
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(commands, "now", lambda: later)
    statuses = []
    for _ in range(2):
        id = await make(bay)
        async with bay.pool.acquire() as conn:
            found = await queries.document(conn, id=id)
        statuses.append(found and found.status)
        await bay.batch("10")
        await rollup.catch_up(bay.pool)
    assert statuses == ["published", "revised"]


async def test_only_the_citys_own_people_make_it(bay: Bay) -> None:
    with pytest.raises(ReportOfAnotherCity):
        await make(bay, city="440100")
    with pytest.raises(MayNotMakeReports):
        await make(bay, actor=bay.clerk)


async def test_wrong_questions_are_refused(bay: Bay) -> None:
    with pytest.raises(WrongReportMonth):
        await make(bay, month=this_month() + timedelta(days=40))
    with pytest.raises(WrongReportMonth):
        await make(bay, month=date(1, 1, 1))
    with pytest.raises(WrongLanguage):
        await make(bay, "fr")
    with pytest.raises(NoSuchJurisdiction):
        await make(bay, city="999999")


async def test_the_bays_month_adds_up_its_cities_and_is_the_provinces_to_make(bay: Bay) -> None:
    await a_month(bay)
    async with bay.pool.acquire() as conn:
        book = await open_book(bay.pool)
        asked = {"month": this_month(), "now": clock.now(), "public_url": URL}
        whole = await monthly_city.load(conn, book, city=BAY, **asked)
        city = await monthly_city.load(conn, book, city=SHENZHEN, **asked)
    assert whole.streams[0].month == city.streams[0].month
    assert [c.rate for c in whole.cities] == [round(city.streams[0].month.rate or D(0), 2)]
    assert {r.here for r in whole.streams[0].routes} == {True}
    assert whole.streams[0].region is None
    with pytest.raises(ReportOfAnotherCity):
        await make(bay, city=BAY)


async def test_what_others_count_stands_in_the_report(bay: Bay) -> None:
    await a_month(bay)
    way = [(2020, D(40)), (2027, D(70))]
    await set_target(bay.pool, bay.office, city=SHENZHEN, indicator="ZW21-16", points=way, source="实施方案")
    async with bay.pool.acquire() as conn:
        span = Span(this_month(), this_month())
        found = await beside(conn, await open_book(bay.pool), SHENZHEN, span, span.before, clock.now())
    scores = {s.id: s for s in found.scores}
    assert len(scores) == 58
    assert scores["ZW21-16"].value == round((await facts_of(bay)).streams[0].month.rate or D(0), 2)
    assert scores["ZW21-03"].standing == "missing"
    assert found.carbon is not None
    assert (scores["ZW21-16"].target, scores["ZW21-16"].by, scores["ZW21-16"].track) == (D(70), 2027, "off_track")
    assert scores["ZW21-15"].track == ""
    id = await making.make(bay.pool, SETTINGS, bay.office, city=SHENZHEN, month=this_month(), language="zh-Hant")
    async with bay.pool.acquire() as conn:
        said = text_of(await queries.content(conn, id=id))
    assert "指標體系" in said
    assert "落後" in said


# --- several months, and beside another period ----------------------------------------------------------------


def earlier(count: int = 1) -> date:
    return months_before(this_month(), count)


async def test_several_months_are_counted_as_one_and_earlier_stock_is_what_was_there_before_all_of_them(
    bay: Bay,
) -> None:
    await a_used_drum(bay, "1000", "600", month=earlier())
    await a_month(bay)
    span = {"first": earlier(), "month": this_month()}
    facts = await commands.read_monthly(bay.pool, SETTINGS, city=SHENZHEN, look=beside, **span)
    hazardous = facts.streams[0]
    assert (hazardous.month.generated, hazardous.month.used, hazardous.month.from_stock) == (D(2300), D(1200), D(0))
    assert hazardous.opening + D(2300) - D(50) - D(1200) - D(50) == hazardous.closing == D(1000)
    assert hazardous.before is None, "nothing moved in the two months before"
    assert facts.against == Span(earlier(3), earlier(2))
    assert not facts.beside.scores, "the set is of a month or of a year"
    assert facts.number("en").startswith(f"WF-{SHENZHEN}-{earlier():%Y%m}T{this_month():%Y%m}-EN-")
    said = text_of(monthly_city.draw(facts, "en"))
    assert figures.span(earlier(3), earlier(2), "en") in said
    assert "this month" not in said


async def test_what_was_published_of_the_month_before_stands_as_it_was_published(bay: Bay) -> None:
    await a_used_drum(bay, "1000", "600", month=earlier())
    await rollup.catch_up(bay.pool)
    of = f"{earlier():%Y-%m}"
    await values.review(bay.pool, bay.office, city=SHENZHEN, of=of, indicators=["ZW21-16"])
    await values.publish(bay.pool, bay.regulator, city=SHENZHEN, of=of, indicators=["ZW21-16"])
    await a_used_drum(bay, "1000", "1000", month=earlier())
    await a_month(bay)
    span = Span(this_month(), this_month())
    async with bay.pool.acquire() as conn:
        found = await beside(conn, await open_book(bay.pool), SHENZHEN, span, span.before, clock.now())
    (score,) = [s for s in found.scores if s.id == "ZW21-16"]
    assert score.before == D(60), "80 is what is counted of it today"


async def test_a_month_beside_another_says_which_and_is_a_paper_of_its_own(bay: Bay) -> None:
    await a_used_drum(bay, "1000", "900", month=earlier(2))
    await a_month(bay)
    plain = await make(bay)
    other = await make(bay, against=Span(earlier(2), earlier(2)), look=beside)
    async with bay.pool.acquire() as conn:
        kinds = [(await queries.document(conn, id=id)).kind for id in (plain, other)]
        said = text_of(await queries.content(conn, id=other)).replace("\r\n", "")
    assert kinds == [monthly_city.KIND, monthly_city.PERIOD]
    assert f"比{figures.month(earlier(2), 'zh-Hans')}低" in said
    assert "比上月" not in said


async def test_a_period_that_is_turned_round_or_too_long_is_refused(bay: Bay) -> None:
    for wrong in (
        {"first": months_before(this_month(), -1)},
        {"first": date(2001, 1, 1)},
        {"against": Span(this_month(), earlier())},
    ):
        with pytest.raises(WrongSpan):
            await make(bay, **wrong)


async def test_of_a_province_no_report_is_made(bay: Bay) -> None:
    """Its cities have theirs, and the bay has one; one of the province would say that nothing was generated."""
    with pytest.raises(NoReportOfPlace):
        await make(bay, city="440000", actor=bay.regulator)


# --- several years, the whole bay ----------------------------------------------------------------------------


def test_the_longest_period_runs_off_no_page_and_every_month_is_told() -> None:
    last = monthly().month
    many = tuple(Month(months_before(last, n), D(1000), D(500)) for n in reversed(range(commands.LONGEST)))
    streams = tuple(replace(s, months=many, total=many[-1]) for s in monthly().streams)
    drawn = monthly_city.draw(monthly(streams=streams, first=many[0].month), "en")
    pdf = pypdfium2.PdfDocument(drawn)
    pages = [page.get_textpage() for page in pdf]
    (listed,) = [page for page in pages if f"{many[0].month:%Y-%m}" in page.get_text_range()]
    rates = next(page.get_text_range() for page in pages if "Use rate per month" in page.get_text_range())
    assert listed.get_text_range().count(f"{last:%Y-%m}") == len(streams)
    assert min(listed.get_charbox(n)[1] for n in range(listed.count_chars())) > 0
    assert "…" not in rates


def test_the_bay_speaks_of_itself_and_leads_to_no_citys_loads() -> None:
    city, bay = (monthly_city.draw(monthly(city=code), "en") for code in (SHENZHEN, BAY))
    assert ("in the city" in text_of(city), "in the Bay Area" in text_of(city)) == (True, False)
    assert ("in the city" in text_of(bay), "in the Bay Area" in text_of(bay)) == (False, True)
    assert [b"/loads?" in b"".join(links(pdf)) for pdf in (city, bay)] == [True, False]


def links(content: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return [bytes(a.A.URI) for p in pdf.pages for a in p.get("/Annots", []) if "/A" in a and "/URI" in a.A]
