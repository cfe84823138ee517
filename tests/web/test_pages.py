"""Every page, as every kind of person sees it."""

import re
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests.life import events as e
from manifests.notices.commands import Proposal, add_photo
from manifests.notices.commands import record as record_notice
from manifests.proposals import Declined
from manifests.rounds import arriving, kerb, planning
from manifests.rounds.schemas import NewSlip, PickUp
from tests.bay import PLATE, SHENZHEN, Bay
from tests.collecting import give_leave, planned, workshops
from tests.manifests.notices.conftest import photo, reported
from tests.phone import Phone
from tests.web.conftest import Enter
from wasteflow.core import clock, jobs
from wasteflow.core.i18n import LANGUAGES
from workers import relay, tasks
from workers.app import HANDLERS
from workers.indicators.rollup import catch_up

pytestmark = pytest.mark.anyio
KEY = re.compile(r"\b(?:console|words|errors|alerts|rules|indicators|reports|people)\.[a-z_]+(?:\.[a-zA-Z_0-9]+)*\b")


async def work(bay: Bay) -> None:
    """What relay, worker and beat would do by now."""
    while await relay.pass_on(bay.pool):
        pass
    for job in await jobs.due(bay.pool):
        await tasks.look_at(bay.pool, job, HANDLERS, 60)
    await catch_up(bay.pool)


async def two_rounds(bay: Bay) -> tuple[UUID, UUID]:
    """One under way, with a call in each state; one at the plant's gate, weighed."""
    producers = await workshops(bay, 5)
    for producer in producers:
        await give_leave(bay, producer)
    at_gate = (await planned(bay, producers[:3])).round.id
    for n in (1, 2, 3):
        await kerb.fill(bay.pool, bay.driver, at_gate, n, NewSlip(kg=Decimal(40 + n)))
        await kerb.pick_up(bay.pool, bay.driver, at_gate, n, PickUp(mode="pre_authorised"))
    await arriving.arrive(bay.pool, bay.driver, at_gate)
    await arriving.weigh(bay.pool, bay.gate, at_gate, Decimal("4125.5"), Decimal(4000))
    under_way = (await planned(bay, producers)).round.id
    await kerb.fill(bay.pool, bay.driver, under_way, 1, NewSlip(kg=Decimal(55)))
    await kerb.pick_up(bay.pool, bay.driver, under_way, 1, PickUp(mode="pre_authorised"))
    await kerb.fill(bay.pool, bay.driver, under_way, 2, NewSlip(kg=Decimal("20.5"), basis="estimated"))
    await planning.skip_call(bay.pool, bay.driver, under_way, 3, "店铺未开")
    return under_way, at_gate


async def a_phone(bay: Bay) -> tuple[UUID, str]:
    """A driver's phone, and an event of it that was refused: its device, the address of the case."""
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    load = await bay.on_the_road(await bay.batch("90"))
    again = {"kind": "departed", "plate": PLATE, "driver": "王师傅"}
    (refused,) = await phone.hand_in(bay.pool, bay.driver, phone.event(load, again, clock.now()))
    assert isinstance(refused, Declined)
    phone.event(load, again, clock.now())  # one that never comes
    await phone.hand_in(bay.pool, bay.driver, phone.event(load, {"kind": "arrived"}, clock.now()))
    assert phone.device is not None
    return phone.device, f"{load}/{refused.id}"


async def a_month(bay: Bay) -> dict[str, str]:
    """A drum at each station, one of them short: address by name."""
    batch, manifest = await bay.delivered("1000", "850")
    stored = await bay.batch("200")
    await bay.on_the_road(await bay.batch("300"))
    gate = await bay.at_the_gate(await bay.batch("400"))
    trip, done_trip = await two_rounds(bay)
    draft = (await bay.tell(bay.clerk, bay.load(await bay.batch("500")))).subject
    _, corrected = await bay.delivered("600", "610")
    for kg in ("605", "600"):
        asked = e.RevisionRequested("磅单抄错", lines=(e.LineRevised(1, received_kg=Decimal(kg)),))
        await bay.tell(bay.gate, asked, corrected)
        if kg == "605":
            await bay.tell(bay.clerk, e.RevisionApproved(), corrected)
            await bay.tell(bay.driver, e.RevisionApproved(), corrected)
    await work(bay)
    case = await bay.pool.fetchval("select id from case_file")
    device, refused = await a_phone(bay)
    return {
        "batch": f"/console/batches/{batch}",
        "stored": f"/console/batches/{stored}",
        "device": f"/console/devices/{device}",
        "refused": f"/console/refused-events/{refused}",
        "manifest": f"/console/manifests/{manifest}",
        "gate": f"/console/manifests/{gate}",
        "corrected": f"/console/manifests/{corrected}",
        "correct": f"/console/manifests/{manifest}/revision_requested",
        "give_back": f"/console/manifests/{manifest}/give_back",
        "draft": f"/console/manifests/{draft}",
        "send": f"/console/manifests/new?batch={stored}",
        "case": f"/console/cases/{case}",
        "notice": f"/console/notices/{await a_notice(bay)}",
        "company": f"/console/companies/{bay.plant}",
        "again": f"/console/manifests/new?like={manifest}",
        "planned": f"/console/manifests/new?site={bay.factory_site}&waste=cn-hw:336-054-17",
        "treat": f"/console/stock/treat?batch={stored}",
        "declaration": f"/console/declarations/{bay.factory_site}/month/{clock.local_date(clock.now()).replace(day=1)}",
        "regroup": f"/console/stock/regroup?batch={stored}",
        "transform": f"/console/stock/transform?batch={batch}",
        "treat_received": f"/console/stock/treat?batch={batch}",
        "round": f"/console/rounds/{trip}",
        "round_at_gate": f"/console/rounds/{done_trip}",
    }


async def a_notice(bay: Bay) -> UUID:
    """Litter on the city's own shore, with a photo, that Hong Kong was told of."""
    fact = reported(city=SHENZHEN, receiver="810000")
    told = await record_notice(bay.pool, bay.regulator, Proposal(fact=fact, occurred_at=clock.now()))
    await add_photo(bay.pool, bay.regulator, told.notice.id, photo((400, 300)))
    return told.notice.id


def pages_of(person: str, at: dict[str, str]) -> list[str]:
    """The addresses a person may open."""
    custody = ["/console", "/console/batches", "/console/manifests", at["batch"], at["manifest"]]
    figures = [
        "/console/indicators",
        "/console/indicators?city=440000&code=ZW21-15",
        "/console/indicator-set",
        "/console/standing",
        "/console/indicator-set/ZW21-16",
        "/console/indicator-set/ZW21-38",
        "/console/indicator-set/ZW21-16/loads?part=denominator",
        "/console/capacity",
        "/console/carbon",
        "/console/bay",
        "/console/cells",
        "/console/reports",
        "/console/reports?city=GBA",
        "/console/chains/plastics",
        "/console/chains/batteries",
        "/console/chains/construction",
        "/console/chains/heavy-metals",
        "/console/chains/marine-litter",
    ]
    return {
        "clerk": [
            "/console/messages",
            *custody,
            "/console/stock",
            "/console/corrections",
            at["corrected"],
            at["correct"],
            at["treat"],
            "/console/stock/plan",
            "/console/site-plans",
            at["regroup"],
            "/console/leave",
            "/console/declarations",
            at["declaration"],
            "/console/ledger",
            "/console/ledger/import",
            "/console/registers",
            "/console/approvals",
            "/console/codes",
            "/console/codes/cn-hw/900-052-31",
            at["stored"],
            at["draft"],
            at["gate"],
            at["send"],
            "/console/batches/new",
        ],
        "gate": [
            *custody,
            "/console/stock",
            "/console/declarations",
            "/console/ledger",
            "/console/gate-prices",
            at["treat_received"],
            at["give_back"],
            at["gate"],
            "/console/batches/new",
            "/console/rounds",
            at["round_at_gate"],
            "/console/leave",
        ],
        "driver": [*custody, at["gate"], "/console/rounds", at["round"]],
        "dispatcher": [
            *custody,
            "/console/rounds",
            "/console/rounds/new",
            at["round"],
            "/console/devices",
            at["device"],
            "/console/refused-events",
            at["refused"],
        ],
        "regulator": [
            *custody,
            *figures,
            "/console/cases",
            "/console/rules",
            "/console/rules/weight_gap",
            "/console/companies",
            "/console/suspects",
            "/console/overview",
            at["company"],
            at["case"],
            "/console/notices",
            "/console/notices/new",
            "/console/notices?show=overdue",
            at["notice"],
            "/console/declarations/overdue",
            at["declaration"],
            "/console/approvals",
            "/console/billing",
            "/console/road",
        ],
        "office": [
            *custody,
            *figures,
            "/console/landfill-years",
            "/console/releases",
            "/console/reports/style",
            "/console/cases",
            at["case"],
            "/console/notices",
            at["notice"],
        ],
    }[person]


@pytest.mark.parametrize("person", ["clerk", "gate", "driver", "dispatcher", "regulator", "office"])
async def test_every_page_speaks_four_languages(bay: Bay, enter: Enter, person: str) -> None:
    at = await a_month(bay)
    client = await enter(getattr(bay, person))
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        for address in pages_of(person, at):
            page = await client.get(address)
            assert page.status_code == 200, (address, page.text[-600:])
            assert f'<html lang="{language}">' in page.text
            words = re.sub(r'"[^"]*\.(?:js|css|svg|html)[^"]*"', "", page.text)
            assert not KEY.findall(re.sub(r"<pre.*?</pre>", "", words, flags=re.DOTALL)), address
            assert "{" not in visible(page.text), (address, visible(page.text))


def visible(html: str) -> str:
    """What is read on the page."""
    plain = re.sub(r"<(pre|script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", plain)


async def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(bay: Bay, enter: Enter) -> None:
    at = await a_month(bay)
    for person in ("clerk", "dispatcher", "gate", "regulator"):
        client = await enter(getattr(bay, person))
        for address in [*pages_of(person, at), "/console/nowhere"]:
            page = await client.get(address)
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            loaded = re.findall(r'(?:src|href|action|hx-get|data-codes)="([^"]*)"', page.text)
            assert all(x.startswith(("/", "#", "?")) and not x.startswith("//") for x in loaded), loaded
            assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", page.text)


async def test_what_pages_load_is_there_and_kept_for_ever(client: httpx.AsyncClient) -> None:
    page = await client.get("/console/sign-in")
    for address in re.findall(r'"(/static/[^"]+)"', page.text):
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent to the database."""
    sent: list[str] = []
    plain: Callable[..., Awaitable[Any]] = asyncpg.Connection._execute

    async def counted(self: Any, query: str, *args: Any, **more: Any) -> Any:
        sent.append(query)
        return await plain(self, query, *args, **more)

    monkeypatch.setattr(asyncpg.Connection, "_execute", counted)
    return sent


@pytest.mark.parametrize("person", ["clerk", "gate", "regulator"])
async def test_a_page_asks_the_database_a_few_times_however_long_the_list(
    bay: Bay, enter: Enter, queries: list[str], person: str
) -> None:
    at = await a_month(bay)
    client = await enter(getattr(bay, person))
    for once in ("batches", "suspects"):  # the catalogue is read once, and the order of loads
        await client.get(f"/console/{once}")
    first = await _counts(client, pages_of(person, at), queries)
    for _ in range(5):
        await bay.delivered("100", "80")
    await work(bay)
    assert await _counts(client, pages_of(person, at), queries) == first
    most = {
        "indicators": 6,
        "indicator-set/ZW21-16/loads": 4,
        "indicator-set/ZW21-16": 14,  # four of the set, two of its life, its target; sums of both sides of two periods
        "indicator-set/ZW21-38": 9,
        "indicator-set": 5,
        "standing": 6,
        "carbon": 5,
        "capacity": 7,  # licences, intake, stock, refusals; usual ways, prices, approvals of the proposal
        "declarations/": 9,
        "ledger": 6,
        "rules/": 6,
        "cases/": 16,
        "companies/": 12,
        "overview": 6,
    }  # figures and rows of a period are one snapshot
    usual = {a: next((m for part, m in most.items() if part in a), 5 if a == "/console" else 4) for a in first}
    slow = {a: n for a, n in first.items() if n > usual[a]}
    assert not slow


async def _counts(client: httpx.AsyncClient, addresses: list[str], queries: list[str]) -> dict[str, int]:
    counts = {}
    for address in addresses:
        queries.clear()
        await client.get(address)
        counts[address] = sum("from credential" not in q and "catalogue_version" not in q for q in queries)
    return counts


async def test_hostile_names_are_shown_and_do_nothing(bay: Bay, enter: Enter) -> None:
    hostile = "<script>alert(1)</script>\"'{{7*7}}"
    batch = await bay.batch("200", name=hostile, constituents=hostile)
    client = await enter(bay.clerk)
    for address in (
        "/console",
        "/console/batches",
        f"/console/batches/{batch}",
        "/console/batches/new",
        f"/console/manifests/new?batch={batch}",
    ):
        page = await client.get(address)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text or address == "/console"
        assert "49" not in "".join(re.findall(r"alert\(1\)[^<]{0,60}", page.text))


async def test_strangers_are_led_to_the_door_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.headers["location"] == "/console"
    answer = await client.get("/console/batches?status=stored")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in?next=%2Fconsole%2Fbatches%3Fstatus%3Dstored"


async def test_what_is_not_mine_is_a_kind_page(bay: Bay, enter: Enter) -> None:
    at = await a_month(bay)
    client = await enter(bay.outsider)
    for address in (at["batch"], at["manifest"], "/console/batches/nonsense", "/console/nowhere"):
        page = await client.get(address)
        assert page.status_code in (404, 422)
        assert page.headers["content-type"].startswith("text/html")
    for address in ("/console/cases", at["case"], "/console/indicators"):
        assert (await client.get(address)).status_code == 403


@pytest.mark.parametrize("code", ["lower", "upper"])
async def test_a_scanned_label_shows_the_label_to_anybody(bay: Bay, client: httpx.AsyncClient, code: str) -> None:
    recorded = await bay.tell(bay.clerk, bay.drum("180"))
    digital = recorded.names["digital_code"]
    page = await client.get(f"/L/{digital.lower() if code == 'lower' else digital}")
    assert page.status_code == 200
    assert "电镀污泥" in page.text
    assert "336-054-17" in page.text
    assert "李姐" not in page.text


async def test_an_unknown_label_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/L/91440300000000001X3360541720261122001")
    assert page.status_code == 404
    assert "没有登记" in page.text


async def test_the_month_of_a_city_says_what_it_counts(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "950")
    await work(bay)
    page = await (await enter(bay.office)).get(f"/console/indicators?city={SHENZHEN}")
    assert "0.00 %" in page.text
    assert "1.0 t" in page.text
