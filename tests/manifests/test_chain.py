"""Chains that are asked for at the same time are read together; each reader has an answer of their own all the same."""

import asyncio
import random
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from manifests.chain import queries
from manifests.chain.model import in_order
from manifests.chain.queries import Asked
from manifests.chain.reader import Reader
from manifests.commands import Proposal, Recorded, record, record_one
from manifests.life import events as e
from wasteflow.core import clock
from wasteflow.people.permissions import scopes

pytestmark = pytest.mark.anyio


class Counting(Reader):
    """Knows how many chains each of its calls read."""

    def __init__(self, pool) -> None:
        super().__init__(pool)
        self.read: list[int] = []

    async def _read(self, group):
        self.read.append(len(group))
        await super()._read(group)


async def test_together_they_take_fewer_calls_than_chains_and_are_the_same(bay):
    batches = [await bay.batch() for _ in range(20)]
    await bay.at_the_gate(*batches[:5])
    reader = Counting(bay.pool)
    chains = await asyncio.gather(*(reader.of_batch(batch, scopes(bay.clerk)) for batch in batches))
    assert sum(reader.read) == 20
    assert len(reader.read) < 10
    async with bay.pool.acquire() as conn:
        for batch, chain in zip(batches, chains, strict=True):
            assert chain == await queries.of_batch(conn, id=batch, scopes=scopes(bay.clerk))
    assert [len(chain) for chain in chains] == [8] * 5 + [1] * 15


async def test_each_sees_what_their_own_scopes_reach(bay):
    batch = await bay.batch()
    load = await bay.at_the_gate(batch)
    readers = {name: scopes(actor) for name, actor in (("clerk", bay.clerk), ("gate", bay.gate))}
    readers |= {"stranger": scopes(bay.outsider), "nobody": [], "all": None, "odd": ['org:"}\\', "org:,"]}
    asked = {name: Asked(batch, reach) for name, reach in readers.items()}
    asked |= {"manifest": Asked(load, None), "unknown": Asked(UUID(int=7), None)}
    async with bay.pool.acquire() as conn:
        chains = dict(zip(asked, await queries.of_batches(conn, list(asked.values())), strict=True))
        assert await queries.of_batches(conn, []) == []
    assert chains["clerk"] == chains["gate"] == chains["all"] != []
    assert {link.subject for link in chains["all"]} == {batch, load}
    for name in ("stranger", "nobody", "odd", "unknown"):
        assert chains[name] == [], name


async def test_a_chain_that_cannot_be_read_takes_no_other_with_it(bay, monkeypatch):
    batches = [await bay.batch() for _ in range(8)]
    of_batches = queries.of_batches

    async def one_is_broken(conn, asked):
        if any(one.batch == batches[3] for one in asked):
            await conn.fetch("select 'x'::uuid")
        return await of_batches(conn, asked)

    monkeypatch.setattr(queries, "of_batches", one_is_broken)
    reader = Reader(bay.pool)
    chains = await asyncio.gather(*(reader.of_batch(batch, None) for batch in batches), return_exceptions=True)
    assert isinstance(chains.pop(3), asyncpg.DataError)
    assert [[link.kind for link in chain] for chain in chains] == [["generated"]] * 7
    assert (reader.waiting, reader.calls) == ([], set())


async def test_where_the_database_is_away_everybody_is_told_at_once(bay, monkeypatch):
    asked = []

    async def away(conn, group):
        asked.append(len(group))
        raise ConnectionResetError

    monkeypatch.setattr(queries, "of_batches", away)
    reader = Reader(bay.pool)
    told = await asyncio.gather(*(reader.of_batch(UUID(int=n), None) for n in range(20)), return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionResetError] * 20
    assert (sum(asked), len(asked) < 5) == (20, True), "nobody is tried again by themselves"
    assert (reader.waiting, reader.calls) == ([], set())


async def test_who_has_gone_keeps_nobody_waiting(bay):
    batches = [await bay.batch() for _ in range(10)]
    reader = Reader(bay.pool)
    asking = [asyncio.create_task(reader.of_batch(batch, None)) for batch in batches]
    await asyncio.sleep(0)
    for gone in asking[:5]:
        gone.cancel()
    assert [len(chain) for chain in await asyncio.gather(*asking[5:])] == [1] * 5
    assert await reader.of_batch(batches[0], None)
    await asyncio.sleep(0)
    assert (reader.waiting, reader.calls) == ([], set())


DAY = ["arrived", "accepted", "received", "treated", "line_treated"]


@pytest.mark.parametrize("apart", [0, 60])
async def test_what_came_in_one_request_stands_as_it_happened(bay, apart):
    """A plant hands in its day at once: what it took in stands before its treatment, all at one moment or not, and what
    follows from a step stands behind it."""
    batch = await bay.batch()
    load = await bay.at_the_gate(batch)
    at = clock.now() - timedelta(hours=1)
    facts = ((e.Accepted(), load), (e.Treated("cn_utilisation:R4", Decimal(1000)), batch))
    day = [Proposal(f, at + timedelta(seconds=apart * n), subject=x) for n, (f, x) in enumerate(facts)]
    assert all(isinstance(one, Recorded) for one in await record(bay.pool, bay.gate, day))
    async with bay.pool.acquire() as conn:
        chain = await queries.of_batch(conn, id=batch, scopes=None)
    assert [link.kind for link in chain][-5:] == DAY
    for seed in range(50):
        links = random.Random(seed).sample(chain, len(chain))
        told = in_order(links)
        assert sorted(told, key=chain.index) == chain, "none is lost, none doubled"
        for n, link in enumerate(told):
            before = [x for x in told[:n] if x.subject == link.subject]
            assert [x.seq for x in before] == list(range(1, link.seq))
            assert link.cause is None or link.cause in {x.id for x in told[:n]}


async def test_links_that_need_each_other_are_told_all_the_same(bay):
    """Nobody's program writes such a chain; reading one must end."""
    batch, _ = await bay.delivered()
    async with bay.pool.acquire() as conn:
        first, *others = await queries.of_batch(conn, id=batch, scopes=None)
    chain = [*others, replace(first, cause=others[-1].id)]
    assert sorted(in_order(chain), key=chain.index) == chain


class InStep(Reader):
    """Its calls end in the very step of the loop in which they began, which a database does only now and then."""

    async def _read(self, group):
        for one in group:
            one.read.set_result([])


async def test_who_asks_again_the_moment_a_call_ends_is_not_left_waiting(pool):
    reader = InStep(pool)

    async def client():
        for _ in range(3):
            await reader.of_batch(UUID(int=1), None)

    await asyncio.wait_for(asyncio.gather(*(client() for _ in range(4))), 5)
    await asyncio.sleep(0)
    assert (reader.waiting, reader.calls) == ([], set())


async def test_who_enters_directly_is_answered_as_by_the_layers_that_are_left_out(bay, client):
    """An id in capitals is one too, and only the layers know it."""
    batch = UUID("0199abcd-abcd-7abc-8abc-abcdefabcdef")
    await record_one(bay.pool, bay.clerk, Proposal(fact=bay.drum(), occurred_at=clock.now(), subject=batch))
    tokens = {name: await bay.token(actor) for name, actor in (("clerk", bay.clerk), ("stranger", bay.outsider))}
    expected = {"clerk": 200, "stranger": 404, "wrong": 401, "": 401}
    for name, status in expected.items():
        headers = {"Accept-Language": "zh-Hant"}
        if name:
            headers["Authorization"] = f"Bearer {tokens.get(name, name)}"
        for method in ("GET", "HEAD", "DELETE", "POST"):
            direct = await client.request(method, f"/batches/{batch}/chain", headers=headers)
            through = await client.request(method, f"/batches/{str(batch).upper()}/chain", headers=headers)
            assert direct.status_code == (status if method in ("GET", "HEAD") else 405)
            assert (direct.status_code, direct.content) == (through.status_code, through.content), (name, method)
            assert dict(direct.headers) == dict(through.headers)
    broken = await client.get("/batches/0199abcd/chain", headers={"Authorization": f"Bearer {tokens['clerk']}"})
    assert (broken.status_code, broken.json()["errors"][0]["path"]) == (422, "id")
