"""A rule in shadow tells nobody; who would have been told can read what it would have raised, and no one else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from tests.bay import ADMINISTRATOR, Bay
from tests.border import authority_in
from wasteflow import cli
from wasteflow.catalog.book import open_book
from wasteflow.core import clock, migrate
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people.access import COOKIE
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.web.console.inspecting.queries import companies_of
from workers import alerts
from workers.anomalies import replay, store, sweep, trips
from workers.anomalies.engine import rules_of
from workers.anomalies.store import Standing
from workers.shadow import schemas
from workers.shadow.model import Hidden, Shadow

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]
RULE = "weight_gap"
AT = datetime(2026, 10, 12, tzinfo=UTC)


async def stands(bay: Bay, mode: str, person: str = "") -> None:
    async with bay.pool.acquire() as conn:
        await store.set_mode(conn, rule=RULE, at=clock.now(), mode=mode, reason="先看一个月", person=person)


async def read(bay: Bay, client: httpx.AsyncClient, who: Actor, query: str = "") -> dict[str, Any]:
    headers = {"authorization": f"Bearer {await bay.token(who)}", "accept-language": "en"}
    answer = await client.get(f"/rules/{RULE}/shadow{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def raised(told: dict[str, Any]) -> int:
    """In all months: a test may run over the end of one."""
    return sum(month["raised"] for month in told["months"])


async def test_it_says_what_it_would_have_raised_of_how_many_loads(
    bay: Bay, work: Work, client: httpx.AsyncClient
) -> None:
    assert (await read(bay, client, bay.regulator))["mode"] == "on"
    await stands(bay, "shadow", "李工")
    _, short = await bay.delivered("1000", "800")
    await bay.delivered("1000", "997")
    await work()
    await trips.catch_up(bay.pool)
    told = await read(bay, client, bay.regulator)
    assert (told["mode"], told["person"], told["reason"]) == ("shadow", "李工", "先看一个月")
    assert (raised(told), sum(month["loads"] for month in told["months"])) == (1, 2)
    (finding,) = told["findings"]
    assert (finding["subject_kind"], finding["subject"]) == ("manifest", str(short))
    assert "800" in finding["explanation"]
    assert [month["severities"] for month in told["months"] if month["raised"]] == [{str(finding["severity"]): 1}]
    assert await bay.pool.fetchval("select count(*) from alert where rule = $1", RULE) == 0


async def test_only_who_would_have_been_told_reads_it(bay: Bay, work: Work, client: httpx.AsyncClient) -> None:
    await stands(bay, "shadow")
    await bay.delivered("1000", "800")
    await work()
    await trips.catch_up(bay.pool)
    far, province = await authority_in(bay, "440100", "广州监管"), await authority_in(bay, "440000", "省监管")
    assert raised(await read(bay, client, province)) == 1
    told = await read(bay, client, far)
    assert (told["mode"], told["months"], told["findings"]) == ("shadow", [], [])
    account = NewAccount(
        name="traffic", person="交通", role=Role.REGULATOR, city="440300", department=Department.TRANSPORT
    )
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    traffic = Actor(account.id, "交通", Role.REGULATOR, city="440300", department=Department.TRANSPORT)
    told = await read(bay, client, traffic)
    assert (raised(told), told["findings"]) == (0, [])  # short weights are no matter of theirs
    headers = {"authorization": f"Bearer {await bay.token(bay.clerk)}"}
    assert (await client.get(f"/rules/{RULE}/shadow", headers=headers)).status_code == 403
    headers = {"authorization": f"Bearer {await bay.token(bay.regulator)}"}
    assert (await client.get("/rules/nothing/shadow", headers=headers)).status_code == 404


async def test_a_stretch_in_shadow_is_judged_for_itself(bay: Bay, work: Work, client: httpx.AsyncClient) -> None:
    """Said again it goes on; after the rule was on or off it begins anew, and what is found again counts again."""
    await stands(bay, "shadow", "李工")
    await bay.delivered("1000", "800")
    await work()
    began = (await read(bay, client, bay.regulator))["since"]
    await stands(bay, "shadow", "张工")
    told = await read(bay, client, bay.regulator)
    assert (told["since"], told["person"], raised(told)) == (began, "李工", 1)
    await stands(bay, "off")
    told = await read(bay, client, bay.regulator)
    assert (told["mode"], told["months"], told["findings"]) == ("off", [], [])
    await stands(bay, "shadow", "张工")
    told = await read(bay, client, bay.regulator)
    assert (told["person"], told["findings"]) == ("张工", [])
    (again,) = (await replay.run(bay.pool, rules_of([RULE]))).raised.values()
    book = await open_book(bay.pool)
    for _ in range(2):
        async with bay.pool.acquire() as conn, conn.transaction():
            assert await alerts.raise_all(conn, book, [again.found]) == []
    assert len((await read(bay, client, bay.regulator))["findings"]) == 1


async def test_the_command_that_switches_it_keeps_who_and_why(
    bay: Bay, client: httpx.AsyncClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "settings", lambda: Settings(database_url=database_url))
    asked = ["rule", RULE, "--mode", "shadow", "--reason", "first month", "--by", "Li"]
    said = await asyncio.to_thread(CliRunner().invoke, cli.wasteflow, asked)
    assert (said.exit_code, said.output.strip()) == (0, f"{RULE} is shadow")
    told = await read(bay, client, bay.regulator)
    assert (told["mode"], told["reason"], told["person"]) == ("shadow", "first month", "Li")


async def test_what_was_kept_before_is_seen_by_whom_it_concerns(bay: Bay, work: Work) -> None:
    """The migration concludes from custody what is kept with a finding now."""
    await stands(bay, "shadow")
    await bay.delivered("1000", "800")
    await work()
    kept = "select stream, categories, scopes from shadow_finding"
    now = await bay.pool.fetchrow(kept)
    await bay.pool.execute("update shadow_finding set stream = '', categories = '{}', scopes = '{}'")
    (statements,) = (one.sql for one in migrate.migrations() if one.name == "shadow")
    for statement in statements.split(";"):
        if statement.strip().startswith("update shadow_finding"):
            await bay.pool.execute(statement)
    assert now is not None
    assert now["scopes"] == ["city:440300", "province:440000"]
    assert await bay.pool.fetchrow(kept) == now


def test_of_a_load_across_a_border_hong_kong_is_told_the_shared_minimum() -> None:
    (rule,) = rules_of([RULE])
    facts = dict.fromkeys(("sent", "weighed", "percent", "line"), "1")
    about = {"subject_kind": "manifest", "subject": new_id(), "says": rule.says[0], "facts": facts}
    told = {"happened_at": AT, "found_at": AT, "stream": "hazardous", "categories": ["HW17"]}
    scopes = ["city:440300", "city:810000", "province:440000"]
    one = Hidden(rule=RULE, rule_version=1, severity=3, scopes=scopes, **told, **about)
    shadow = Shadow(Standing("shadow", AT), [], [one])
    here, there = (
        Actor(new_id(), "?", Role.REGULATOR, city=city, department=Department.ECOLOGY) for city in ("440300", "810000")
    )
    (whole,), (least,) = (schemas.shadow(rule, shadow, who, "en").findings for who in (here, there))
    assert whole.explanation
    assert (least.explanation, least.subject_kind, least.subject) == (None, None, None)
    assert (least.severity, least.categories, least.happened_at) == (3, ["HW17"], AT)


async def test_at_the_console(bay: Bay, work: Work, new_client: Callable[[], Awaitable[httpx.AsyncClient]]) -> None:
    await stands(bay, "shadow", "李工")
    _, short = await bay.delivered("1000", "800")
    await work()
    seen = []
    for who in (bay.regulator, await authority_in(bay, "440100", "广州监管")):
        client = await new_client()
        client.cookies.set(COOKIE, await bay.token(who))
        page, listed = await client.get(f"/console/rules/{RULE}"), await client.get("/console/rules")
        assert (page.status_code, listed.status_code) == (200, 200)
        assert "李工" in page.text
        assert 'class="status shadow"' in page.text
        assert 'id="apart"' in listed.text
        seen.append(f"/console/manifests/{short}" in page.text)
    assert seen == [True, False]


async def test_a_finding_about_a_site_or_vehicle_leads_to_its_company(
    bay: Bay, owner: Any, client: httpx.AsyncClient
) -> None:
    async with bay.pool.acquire() as conn:
        await store.set_mode(conn, rule="over_store", at=clock.now(), mode="shadow", reason="先看一个月")
    await bay.batch("3200")
    await owner.execute("update site set store = 'point' where id = $1", bay.factory_site)
    await sweep.run(bay.pool)
    client.cookies.set(COOKIE, await bay.token(bay.regulator))
    page = await client.get("/console/rules/over_store")
    assert f'<a href="/console/companies/{bay.factory}">深圳镀艺电镀厂</a>' in page.text
    assert (await client.get(f"/console/companies/{bay.factory}")).status_code == 200
    vehicle = await bay.pool.fetchval("select id from vehicle where org = $1", bay.carrier)
    subjects = [vehicle, bay.plant]
    found = await companies_of(bay.pool, subjects=subjects, scopes=["city:440300"])
    assert {subject: org for subject, (org, _) in found.items()} == {vehicle: bay.carrier, bay.plant: bay.plant}
    assert await companies_of(bay.pool, subjects=subjects, scopes=["city:440100"]) == {}
