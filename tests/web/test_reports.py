"""The pages of reports and registers: made, scheduled, found again; figures followed from the paper to their loads."""

import html
import re
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from tests.bay import SHENZHEN, Bay
from tests.manifests.registers.test_registers import settled
from tests.web.conftest import Enter
from tests.web.test_inspection import officer
from tests.web.test_pages import work
from tests.workers.test_values import LAST, MONTH, a_used_drum, count
from wasteflow.core import clock, jobs
from wasteflow.core.i18n import text
from wasteflow.core.ids import new_id
from wasteflow.people.model import Department
from wasteflow.reporting import store
from wasteflow.reporting.model import Run, Schedule
from wasteflow.web.console import report_behind
from workers import tasks
from workers.app import HANDLERS

pytestmark = pytest.mark.anyio
MAKE = {"city": SHENZHEN, "month": MONTH, "language": "zh-Hans"}
SET = {"city": SHENZHEN, "day": "10", "wait_days": "5", "languages": ["zh-Hans", "en"], "active": "1"}


async def made(bay: Bay, client, **changes: str):
    """The file of a report that was ordered on the page."""
    answer = await client.post("/console/reports/make", data=MAKE | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_three_figures_are_followed_from_the_qr_of_the_paper_to_their_loads(bay: Bay, enter: Enter) -> None:
    """As a mayor's assistant would, with the paper in hand: scan, check, follow."""
    await a_used_drum(bay)
    await a_used_drum(bay, "500", "400")
    await count(bay)
    client = await enter(bay.office)
    content = (await client.get(await made(bay, client))).content
    with pypdfium2.PdfDocument(content) as pdf:
        image = pdf[len(pdf) - 1].render(scale=2).to_numpy()
    (read,) = zxingcpp.read_barcodes(np.ascontiguousarray(image))
    at = re.sub(r"^HTTPS?://[^/]+", "", read.text)
    checked = await client.get(at, headers={"Accept": "text/html"}, follow_redirects=True)
    assert text("reports.verdict.genuine", "zh-Hans") in checked.text
    followed = re.search(r'href="(/console/reports/[0-9a-f-]{36})"', checked.text)
    assert followed
    page = (await client.get(followed[1])).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/console/indicators/[^"]+/loads[^"]+)"', page)]
    sides = {link for link in links if "ZW21-16" in link}
    assert len(sides) == 2
    loads = {link: (await client.get(link)).text for link in sides}
    of = {
        part: next(shown for link, shown in loads.items() if f"part={part}" in link)
        for part in ("numerator", "denominator")
    }
    assert of["numerator"].count("/console/batches/") == 2, "two loads were used"
    assert of["denominator"].count("/console/batches/") == 2, "two were generated"
    with pikepdf.open(BytesIO(content)) as pdf:
        printed = {str(a.A.URI) for p in pdf.pages for a in p.get("/Annots", []) if "/A" in a}
    assert {re.sub(r"^https?://[^/]+", "", link) for link in printed} >= sides, "the paper's own links lead there too"
    (amount,) = (link for link in re.findall(r'href="([^"]+/loads\?stream=[^"]+)"', page) if "hazardous" in link)
    behind = (await client.get(amount)).text
    assert behind.count("/console/batches/") == 2
    assert "1.500 t" in behind


async def test_a_reports_alerts_are_followed_to_their_cases_by_who_may_see_them(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "700")
    await work(bay)
    await count(bay)
    client = await enter(bay.office)
    happened = clock.local_date(await bay.pool.fetchval("select happened_at from alert"))
    at = (await made(bay, client, month=f"{happened:%Y-%m}")).removesuffix(".pdf")
    page = (await client.get(f"/console{at}")).text
    (found,) = re.findall(r'href="([^"]+/alerts\?rule=weight_gap[^"]+)"', page)
    behind = await client.get(found.replace("&amp;", "&"))
    (case,) = re.findall(r'href="(/console/cases/[0-9a-f-]{36})"', behind.text)
    assert (await client.get(case)).status_code == 200
    stranger = await enter(bay.clerk)
    assert (await stranger.get(found.replace("&amp;", "&"))).status_code == 403
    for odd in ("alerts?rule=weight_gap&severity=9", "alerts?rule=none&severity=3", "loads?stream=none"):
        assert (await client.get(f"/console{at}/{odd}")).status_code in (404, 422), odd
    for page in ("before=x", "before=WyIyMDI2Il0"):
        assert (await client.get(f"{found}&{page}".replace("&amp;", "&"))).status_code == 422, page


async def test_alerts_behind_a_figure_come_in_pages_and_those_of_others_are_only_counted(
    bay: Bay, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_behind, "ALERTS", 2)
    for _ in range(4):
        await bay.delivered("1000", "700")
    await work(bay)
    await count(bay)
    client = await enter(bay.office)
    alert = await bay.pool.fetchrow("select happened_at, severity from alert where rule = 'weight_gap' limit 1")
    at = await made(bay, client, month=f"{clock.local_date(alert['happened_at']):%Y-%m}")
    asked = first = f"/console{at.removesuffix('.pdf')}/alerts?rule=weight_gap&severity={alert['severity']}"
    pages: list[list[str]] = []
    while asked:
        page = (await client.get(asked)).text
        assert "<strong>4</strong>" in page
        assert text("console.reports.not_yours", "zh-Hans", n=0) not in page
        pages.append(re.findall(r'href="(/console/cases/[0-9a-f-]{36})"', page))
        asked = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))
    assert [len(set(cases)) for cases in pages] == [2, 2]
    assert len({case for cases in pages for case in cases}) == 4
    other = await (await enter(await officer(bay, Department.EMERGENCY))).get(first)
    assert "/console/cases/" not in other.text
    assert text("console.reports.not_yours", "zh-Hans", n=4) in other.text


async def test_a_report_beside_another_period_is_a_paper_of_its_own_and_what_is_wrong_is_told(
    bay: Bay, enter: Enter
) -> None:
    client = await enter(bay.office)
    plain = await made(bay, client)
    assert await made(bay, client) == plain
    year_before = f"{LAST.year - 1}-{LAST.month:02}"
    other = await made(bay, client, against=year_before)
    assert other != plain
    archive = (await client.get(f"/console/reports?city={SHENZHEN}&month={MONTH}")).text
    assert "进展报告" in archive
    assert archive.count("/console/reports/0") == 2
    turned = await client.post("/console/reports/make", data=MAKE | {"first": f"{LAST.year + 2}-01"})
    assert turned.status_code == 422
    elsewhere = await client.post("/console/reports/make", data=MAKE | {"city": "440100"})
    assert elsewhere.status_code == 403
    assert (
        await (await enter(bay.clerk)).get(other.replace(".pdf", "").replace("/reports", "/console/reports"))
    ).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first": "0001-01"}, "first"),
        ({"first": "9999-12"}, "first"),
        ({"against": "0001-01", "first": f"{LAST.year - 1}-01"}, "against"),
        ({"against": f"{LAST.year + 3}-01"}, "against"),
    ],
)
async def test_months_at_the_ends_of_the_calendar_are_told_at_their_field(
    bay: Bay, enter: Enter, typed: dict[str, str], field: str
) -> None:
    wrong = await (await enter(bay.office)).post("/console/reports/make", data=MAKE | typed)
    assert wrong.status_code == 422
    assert re.search(rf'id="{field}-wrong"', wrong.text)


async def test_a_report_that_is_made_does_not_wait_whichever_month_is_looked_at(bay: Bay, enter: Enter) -> None:
    since, at = LAST.replace(year=LAST.year - 1), clock.now()
    plan = Schedule(SHENZHEN, 1, True, 1, 60, ("en",), since, bay.office.account, at)
    waits = 'class="said warn"'
    client = await enter(bay.office)
    async with bay.pool.acquire() as conn:
        await store.insert_schedule(conn, plan)
        assert waits in (await client.get("/console/reports")).text
        await store.begin_run(conn, Run(SHENZHEN, LAST, ("en",), True, new_id(), at))
    for month in ("", f"{since:%Y-%m}"):
        assert waits not in (await client.get(f"/console/reports?month={month}")).text


async def test_an_office_sets_the_day_on_the_page_and_a_strange_day_is_told_at_its_field(
    bay: Bay, enter: Enter
) -> None:
    client = await enter(bay.office)
    wrong = await client.post("/console/reports/schedule", data=SET | {"day": "31"})
    assert wrong.status_code == 422
    assert re.search(r'id="day"[^>]*value="31"[^>]*aria-invalid="true"', wrong.text)
    assert (await client.post("/console/reports/schedule", data=SET)).status_code == 303
    page = (await client.get("/console/reports")).text
    assert "次月 10 日起" in page
    async with bay.pool.acquire() as conn:
        assert (await store.schedules(conn))[SHENZHEN].languages == ("zh-Hans", "en")
    refused = await (await enter(bay.regulator)).post("/console/reports/schedule", data=SET | {"city": "440100"})
    assert refused.status_code == 403


# --- registers ---------------------------------------------------------------------------------------------

ORDER = {"kind": "outgoing", "form": "csv", "first": f"{LAST}", "last": f"{LAST.replace(day=28)}"}


async def test_a_register_is_ordered_fetched_and_its_link_told_once(bay: Bay, enter: Enter) -> None:
    await a_used_drum(bay)
    client = await enter(bay.clerk)
    assert (await client.post("/console/registers", data=ORDER | {"first": ""})).status_code == 422
    assert (await client.post("/console/registers", data=ORDER)).status_code == 303
    page = (await client.get("/console/registers")).text
    assert "写入中" in page
    link = re.search(r"/registers/[0-9a-f-]{36}/files/[\w-]+", page)
    assert link
    assert not re.search(r"/files/[\w-]+", (await client.get("/console/registers")).text), "told once"
    for id in await jobs.due(bay.pool):
        await tasks.look_at(bay.pool, id, HANDLERS, 60)
    at = re.search(r"/console/registers/[0-9a-f-]{36}/file", (await client.get("/console/registers")).text)
    assert at
    mine = await client.get(at[0])
    assert mine.status_code == 200
    assert mine.content == (await client.get(link[0])).content
    assert (await (await enter(bay.gate)).get(at[0])).status_code == 404


async def test_a_register_is_called_off(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    await client.post("/console/registers", data=ORDER)
    off = re.search(r"/console/registers/[0-9a-f-]{36}/cancel", (await client.get("/console/registers")).text)
    assert off
    assert (await client.post(off[0])).status_code == 303
    assert "已取消" in (await client.get("/console/registers")).text


async def test_a_register_of_all_times_is_written(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "950")
    await settled(bay)
    client = await enter(bay.clerk)
    await client.post("/console/registers", data=ORDER | {"first": "0001-01-01", "last": "9999-12-31"})
    for id in await jobs.due(bay.pool):
        await tasks.look_at(bay.pool, id, HANDLERS, 60)
    page = (await client.get("/console/registers")).text
    at = re.search(r"/console/registers/[0-9a-f-]{36}/file", page)
    assert at
    assert (await client.get(at[0])).text.count("336-054-17") == 1


async def test_what_is_no_pdf_or_too_large_is_told_on_a_page(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.office)
    for content in (b"", b"hello"):
        told = await client.post("/verify", files={"file": ("a.pdf", content, "application/pdf")})
        assert text("reports.meaning.no_pdf", "zh-Hans") in told.text
    large = {"file": ("a.pdf", b"%PDF-1.7" + bytes(5 << 20), "application/pdf")}
    page = await client.post("/verify", files=large, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (413, "text/html")
    program = await client.post("/verification", files=large)
    assert (program.status_code, program.json()["code"]) == (413, "too_large")
