"""Declarations over HTTP, on a real database."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from manifests.declarations import commands
from manifests.life import events as e
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.clock import BAY_AREA

pytestmark = pytest.mark.anyio
TODAY = clock.local_date(clock.now())
LAST = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)  # first day of last month
BEFORE = (LAST - timedelta(days=1)).replace(day=1)


class Desk:
    """The API as one person uses it."""

    def __init__(self, client: httpx.AsyncClient, token: str, site: Any) -> None:
        self.client, self.headers, self.site = client, {"authorization": f"Bearer {token}"}, site

    async def get(self, path: str, status: int = 200, **asked: Any) -> Any:
        answer = await self.client.get(path.format(site=self.site), headers=self.headers, params=asked)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def draft(self, duty: str = "month", first: date = LAST) -> Any:
        return await self.get(f"/sites/{{site}}/declarations/{duty}/{first}")

    async def file(self, duty: str = "month", first: date = LAST, seen: str | None = None, **more: Any) -> Any:
        sha = seen or (await self.draft(duty, first))["figures_sha256"]
        body = {"duty": duty, "first": first.isoformat(), "figures_sha256": sha, **more}
        answer = await self.client.post(f"/sites/{self.site}/declarations", json=body, headers=self.headers)
        return answer.json() | {"http": answer.status_code}


async def desk(bay: Bay, client: httpx.AsyncClient, who: Any = None) -> Desk:
    return Desk(client, await bay.token(who or bay.clerk), bay.factory_site)


def on(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BAY_AREA)


async def key_site(bay: Bay) -> None:
    """150 t last month: a key generator."""
    for _ in range(5):
        await bay.batch("30000", at=on(LAST))


async def test_the_figures_of_a_month_close(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.batch("500", at=on(BEFORE))
    sent = await bay.batch("1000.5", at=on(LAST))
    await bay.batch("0.25", at=on(TODAY, 0))
    clerk = await desk(bay, client)
    (line,) = (await clerk.draft())["figures"]["lines"]
    assert {n: line[n] for n in ("opening", "generated", "sent", "closing")} == {
        "opening": "500", "generated": "1000.5", "sent": "0", "closing": "1500.5",
    }  # fmt: skip
    await bay.on_the_road(sent)
    (line,) = (await clerk.draft(first=TODAY.replace(day=1)))["figures"]["lines"]
    assert [line[n] for n in ("opening", "generated", "sent", "closing")] == ["1500.5", "0.25", "1000.5", "500.25"]


async def test_figures_equal_the_ledger(bay: Bay, client: httpx.AsyncClient) -> None:
    batch, _ = await bay.delivered("1000", "985")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal("400.5")), batch)
    gate = Desk(client, await bay.token(bay.gate), bay.plant_site)
    rows = (await gate.get("/sites/{site}/ledger"))["items"]
    (line,) = (await gate.draft("day", TODAY))["figures"]["lines"]
    assert (line["received"], line["used"], line["closing"]) == ("985", "400.5", "584.5")
    assert sum(Decimal(r["stock_kg"]) for r in rows) == Decimal(line["closing"])


async def test_filing_by_the_way_of_a_company(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    clerk = await desk(bay, client)
    listed = await clerk.get("/sites/{site}/declarations")
    assert (listed["class"]["class"], listed["class"]["reason"], listed["class"]["tonnes"]) == ("key", "tonnes", "150")
    assert {x["period"] for x in listed["items"]} == {f"{TODAY:%Y-%m}", str(TODAY.year)}
    filed = await clerk.file()
    assert (filed["http"], filed["version"], filed["nil"]) == (201, 1, False)
    assert filed["late"] is (commands.period_of("month", LAST).due_on < TODAY)
    again = await clerk.file()
    assert (again["http"], again["code"]) == (409, "filed_already")
    listed = await clerk.get("/sites/{site}/declarations")
    (mine,) = [x for x in listed["items"] if x["period"] == f"{LAST:%Y-%m}"]
    assert mine["state"] in ("filed", "filed_late")
    assert mine["filed"][0]["person"] == "李姐"


async def test_an_amendment_keeps_what_was_filed(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    clerk = await desk(bay, client)
    first = await clerk.file()
    assert (await clerk.file(reason="核对"))["code"] == "nothing_to_amend"
    await bay.batch("7", at=on(LAST))
    changed = await clerk.draft()
    assert changed["changed"] is True
    assert (await clerk.file())["code"] == "reason_needed"
    assert (await clerk.file(seen=first["figures_sha256"]))["code"] == "figures_changed"
    amended = await clerk.file(reason="补录一桶")
    assert (amended["http"], amended["version"]) == (201, 2)
    kept = (await clerk.draft())["filed"]
    assert [x["figures"]["lines"][0]["generated"] for x in kept] == ["150000", "150007"]
    assert [x["reason"] for x in kept] == ["", "补录一桶"]
    assert kept[1]["counted_to"] > kept[0]["counted_to"]


async def test_what_is_filed_is_never_changed(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    await (await desk(bay, client)).file()
    for statement in ("update declaration set nil = true", "delete from declaration", "truncate declaration"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(statement)


async def test_a_nil_report(bay: Bay, client: httpx.AsyncClient) -> None:
    gate = Desk(client, await bay.token(bay.gate), bay.plant_site)
    yesterday = TODAY - timedelta(days=1)
    draft = await gate.draft("day", yesterday)
    assert (draft["nil"], draft["figures"]["lines"]) == (True, [])
    filed = await gate.file("day", yesterday)
    assert (filed["http"], filed["nil"], filed["late"]) == (201, True, False)


async def test_sent_twice_it_is_filed_once(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    clerk, id = await desk(bay, client), str(uuid4())
    first, second = await clerk.file(id=id), await clerk.file(id=id)
    assert (first["http"], second["http"], second["version"], second["id"]) == (201, 201, 1, id)
    assert await bay.pool.fetchval("select count(*) from declaration") == 1


async def test_what_cannot_be_filed(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    clerk = await desk(bay, client)
    this_month = TODAY.replace(day=1)
    assert (await clerk.file(first=this_month))["code"] == "period_not_over"
    sha = "0" * 64
    assert (await clerk.file(seen=sha))["code"] == "figures_changed"
    assert (await clerk.file(first=LAST + timedelta(days=1), seen=sha))["code"] == "no_such_duty"
    assert (await clerk.file("day", TODAY - timedelta(days=1), seen=sha))["code"] == "no_such_duty"
    assert (await clerk.file("never", LAST, seen=sha))["code"] == "no_such_duty"
    assert (await clerk.file(first=date(9999, 12, 1), seen=sha))["code"] == "no_such_duty"
    assert (await clerk.file(seen="x"))["http"] == 422
    assert (await clerk.file(reason="\x00", seen=sha))["http"] in (400, 422)
    await clerk.get("/sites/{site}/declarations/month/2026-13-01", 422)
    await clerk.get("/sites/{site}/declarations/month/2026-01-02", 404)


async def test_others_see_and_file_nothing(bay: Bay, client: httpx.AsyncClient) -> None:
    await key_site(bay)
    for stranger in (bay.outsider, bay.gate):
        theirs = await desk(bay, client, stranger)
        await theirs.get("/sites/{site}/declarations", 404)
        assert (await theirs.file(seen="0" * 64))["http"] == 404
    regulator = await desk(bay, client, bay.regulator)
    assert (await regulator.draft())["figures"]["lines"]
    assert (await regulator.file(seen="0" * 64))["code"] == "may_not_file_declaration"


async def test_the_authority_enters_a_class(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.batch("500", at=on(LAST))
    clerk, regulator = await desk(bay, client), await desk(bay, client, bay.regulator)

    async def enter(who: Desk, **body: Any) -> httpx.Response:
        sent = {"year": TODAY.year, "reason": "列入重点监管名录", **body}
        return await client.post(f"/sites/{bay.factory_site}/class", json=sent, headers=who.headers)

    assert (await clerk.get("/sites/{site}/declarations"))["class"]["class"] == "registered"
    assert (await enter(clerk, **{"class": "key"})).status_code == 403
    assert (await enter(regulator, reason=" ")).json()["code"] == "reason_needed"
    assert (await enter(regulator, **{"class": "key"})).status_code == 201
    assert (await clerk.get("/sites/{site}/declarations"))["class"] == {
        "year": TODAY.year, "class": "key", "reason": "entered", "tonnes": "0.5", "of_year": LAST.year,
    }  # fmt: skip
    assert (await enter(regulator, assessed_t="60")).status_code == 201
    found = (await clerk.get("/sites/{site}/declarations"))["class"]
    assert (found["class"], found["reason"]) == ("simplified", "assessed")
    audited = await bay.pool.fetchval("select count(*) from audit where action = 'generator:classify'")
    assert audited == 2


async def test_the_authority_sees_who_is_late(
    bay: Bay, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await key_site(bay)
    regulator, clerk = await desk(bay, client, bay.regulator), await desk(bay, client)
    assert (await regulator.get("/declarations/overdue"))["items"] == []
    monkeypatch.setattr(commands, "this_day", lambda: commands.period_of("month", TODAY.replace(day=1)).due_on)
    assert [x for x in (await regulator.get("/declarations/overdue"))["items"] if x["name"] == "沙井厂区"] == []
    later = commands.period_of("month", TODAY.replace(day=1)).due_on + timedelta(days=1)
    monkeypatch.setattr(commands, "this_day", lambda: later)
    late = {
        x["name"]: [o["period"] for o in x["overdue"]] for x in (await regulator.get("/declarations/overdue"))["items"]
    }
    assert late["沙井厂区"] == [f"{TODAY:%Y-%m}"]
    assert len(late["宝安基地"]) > 10, "a licensed operator answers for every day"
    filed = await clerk.file(first=TODAY.replace(day=1))
    assert (filed["http"], filed["late"]) == (201, True)
    found = await regulator.get("/declarations/overdue", limit=1)
    pages = [found]
    while found["next"]:
        found = await regulator.get("/declarations/overdue", limit=1, after=found["next"])
        pages.append(found)
    assert [x["name"] for page in pages for x in page["items"]] == ["宝安基地"]
    assert (await regulator.get("/declarations/overdue", city="440100"))["items"] == []
    outsider = await desk(bay, client, bay.outsider)
    assert (await outsider.get("/declarations/overdue"))["items"] == []
