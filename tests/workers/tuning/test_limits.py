"""A limit is tried over history, put in force by a person, and taken back: what was told is what then happens."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.bay import Bay
from tests.border import authority_in
from wasteflow.core import jobs
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound
from wasteflow.core.ids import new_id
from wasteflow.people.access import COOKIE
from wasteflow.people.model import Actor
from wasteflow.people.refusals import NotAllowed
from workers.tuning import commands, queries, store
from workers.tuning import refusals as no
from workers.tuning.model import Trial

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]
RULE, NAME = "weight_gap", "serious_percent"


async def alerts(pool: Pool) -> int:
    found: int = await pool.fetchval("select count(*) from alert where rule = $1", RULE)
    return found


async def tried(bay: Bay, work: Work, value: str, who: Actor | None = None) -> Trial:
    id = await commands.try_limit(bay.pool, who or bay.regulator, RULE, id=new_id(), name=NAME, value=Decimal(value))
    await work()
    found = await store.trial(bay.pool, id=id)
    assert found is not None
    return found


async def accepted(bay: Bay, trial: Trial, who: Actor | None = None, reason: str = "两台秤差异大") -> UUID:
    return await commands.accept(bay.pool, who or bay.regulator, RULE, id=new_id(), trial=trial.id, reason=reason)


async def test_what_a_trial_says_is_what_the_limit_does(bay: Bay, work: Work) -> None:
    """12 % and 20 % short: at fifteen the first falls away. In force, one of 12 % is no alert; taken back, it is."""
    await bay.delivered("1000", "880")
    await bay.delivered("1000", "800")
    await work()
    assert await alerts(bay.pool) == 2
    trial = await tried(bay, work, "15")
    assert trial.result is not None
    assert [trial.result[n] for n in ("before", "after", "gone", "come")] == [2, 1, 1, 0]
    assert trial.result["gone_list"][0]["facts"]["weighed"].startswith("880")
    assert await alerts(bay.pool) == 2, "a trial raises nothing"
    await accepted(bay, trial)
    await bay.delivered("1000", "880")
    await work()
    assert await alerts(bay.pool) == 2
    await commands.withdraw(bay.pool, bay.regulator, RULE, id=new_id(), name=NAME, reason="漏掉一起")
    await bay.delivered("1000", "880")
    await work()
    assert await alerts(bay.pool) == 3
    steps = await queries.steps(bay.pool, rule=RULE, jurisdiction="440300")
    assert [(s.kind, s.before, s.value, s.person) for s in steps] == [
        ("withdrawn", 15, 10, "周监管"),
        ("accepted", 10, 15, "周监管"),
    ]


async def test_a_lower_limit_brings_in_what_was_not_told(bay: Bay, work: Work) -> None:
    await bay.delivered("1000", "930")
    await work()
    assert await alerts(bay.pool) == 0
    trial = await tried(bay, work, "5")
    assert trial.result is not None
    assert [trial.result[n] for n in ("before", "after", "gone", "come")] == [0, 1, 0, 1]


async def test_a_place_speaks_for_itself(bay: Bay, work: Work) -> None:
    """Another city's trial is not ours, does not concern our loads, and its limit leaves ours alone."""
    await bay.delivered("1000", "880")
    far = await authority_in(bay, "440100", "广州监管")
    trial = await tried(bay, work, "15", far)
    assert trial.result is not None
    assert (trial.result["before"], trial.result["gone"]) == (0, 0)
    with pytest.raises(NotFound):
        await accepted(bay, trial)
    await accepted(bay, trial, far)
    before = await alerts(bay.pool)
    await bay.delivered("1000", "880")
    await work()
    assert await alerts(bay.pool) == before + 1


async def test_the_province_sets_it_for_cities_that_do_not_depart(bay: Bay, work: Work) -> None:
    province = await authority_in(bay, "440000", "省监管")
    await accepted(bay, await tried(bay, work, "15", province), province)
    await bay.delivered("1000", "880")
    await work()
    assert await alerts(bay.pool) == 0
    await accepted(bay, await tried(bay, work, "11"))
    await bay.delivered("1000", "880")
    await work()
    assert await alerts(bay.pool) == 1


async def test_who_decides_has_seen_the_effect_and_says_why(bay: Bay, work: Work) -> None:
    me = bay.regulator
    running = await commands.try_limit(bay.pool, me, RULE, id=new_id(), name=NAME, value=Decimal(15))
    with pytest.raises(no.TrialRuns):
        await commands.accept(bay.pool, me, RULE, id=new_id(), trial=running, reason="x")
    await work()
    with pytest.raises(no.LimitReasonMissing):
        await commands.accept(bay.pool, me, RULE, id=new_id(), trial=running, reason="  ")
    await bay.pool.execute("update rule_trial set ended_at = ended_at - interval '15 days'")
    with pytest.raises(no.TrialTooOld):
        await commands.accept(bay.pool, me, RULE, id=new_id(), trial=running, reason="x")
    with pytest.raises(no.NoDeparture):
        await commands.withdraw(bay.pool, me, RULE, id=new_id(), name=NAME, reason="x")
    for name, value, refusal in (
        ("nothing", "5", no.NoSuchLimit), (NAME, "0", no.LimitOutOfRange), (NAME, "NaN", no.LimitOutOfRange),
        (NAME, "1e12", no.LimitOutOfRange), (NAME, "10", no.LimitUnchanged),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await commands.try_limit(bay.pool, me, RULE, id=new_id(), name=name, value=Decimal(value))


async def test_only_ecology_tunes(bay: Bay) -> None:
    for who in (bay.clerk, bay.office, bay.driver):
        with pytest.raises(NotAllowed):
            await commands.try_limit(bay.pool, who, RULE, id=new_id(), name=NAME, value=Decimal(15))


async def test_a_decision_is_never_changed(bay: Bay, work: Work, owner: asyncpg.Connection) -> None:
    await accepted(bay, await tried(bay, work, "15"))
    for act in ("update rule_limit_event set value = 1", "delete from rule_limit_event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(act)


async def test_accepted_twice_at_once_it_is_one_decision(bay: Bay, work: Work) -> None:
    trial = await tried(bay, work, "15")
    done = await asyncio.gather(accepted(bay, trial), accepted(bay, trial), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["LimitUnchanged", "UUID"]


async def test_a_lease_is_renewed_while_long_work_goes_on(bay: Bay) -> None:
    async with bay.pool.acquire() as conn, conn.transaction():
        id = await jobs.enqueue(conn, "long", {})
    assert id is not None
    until = "select lease_until from job"
    job = await jobs.take(bay.pool, id, 2)
    assert job is not None
    first = await bay.pool.fetchval(until)
    async with asyncio.timeout(30), jobs.held(bay.pool, job, 2):
        while await bay.pool.fetchval(until) == first:
            await asyncio.sleep(0.05)
        assert await jobs.take(bay.pool, id, 2) is None, "nobody else takes it"
    async with asyncio.timeout(30):
        while await jobs.take(bay.pool, id, 2) is None:  # its holder is gone, and its lease runs out
            await asyncio.sleep(0.05)


async def test_at_the_console(
    bay: Bay,
    work: Work,
    new_client: Callable[[], Awaitable[httpx.AsyncClient]],
) -> None:
    await bay.delivered("1000", "880")
    client = await new_client()
    client.cookies.set(COOKIE, await bay.token(bay.regulator))
    path = f"/console/rules/{RULE}"

    async def post(act: str, **data: Any) -> httpx.Response:
        return await client.post(f"{path}/{act}", data={"once": str(new_id()), **data}, follow_redirects=True)

    wrong = await post("try", name=NAME, value="much")
    assert (wrong.status_code, 'value="much"' in wrong.text) == (422, True)
    page = await post("try", name=NAME, value="15")
    assert 'hx-trigger="every 3s"' in page.text
    await work()
    page = await client.get(path)
    assert "hx-trigger" not in page.text
    assert "880" in page.text
    trial = await bay.pool.fetchval("select id from rule_trial")
    assert (await post("accept", trial=str(trial), reason="")).status_code == 422
    page = await post("accept", trial=str(trial), reason="两台秤差异大")
    assert page.text.count("两台秤差异大") == 2  # where the limit comes from, and who decided
    page = await post("withdraw", name=NAME, reason="漏掉一起")
    assert "漏掉一起" in page.text
    assert (await client.get("/console/rules/nothing")).status_code == 404


async def test_over_http(
    bay: Bay,
    work: Work,
    client: httpx.AsyncClient,
) -> None:
    headers = {"authorization": f"Bearer {await bay.token(bay.regulator)}"}
    made = await client.post(f"/rules/{RULE}/trials", json={"name": NAME, "value": "15"}, headers=headers)
    assert made.status_code == 202
    await work()
    trial = (await client.get(f"/rules/{RULE}/trials/{made.json()['id']}", headers=headers)).json()
    assert trial["result"]["gone"] == 0
    body = {"trial": trial["id"], "reason": "两台秤差异大"}
    assert (await client.post(f"/rules/{RULE}/limits", json=body, headers=headers)).status_code == 201
    shown = (await client.get(f"/rules/{RULE}", headers=headers)).json()
    (limit,) = [one for one in shown["limits"] if one["name"] == NAME]
    assert (Decimal(limit["value"]), Decimal(limit["own"])) == (15, 10)
    body = {"name": NAME, "reason": "漏掉一起"}
    assert (await client.post(f"/rules/{RULE}/limits/withdrawal", json=body, headers=headers)).status_code == 201
    shown = (await client.get(f"/rules/{RULE}", headers=headers)).json()
    assert [step["kind"] for step in shown["steps"]] == ["withdrawn", "accepted"]
