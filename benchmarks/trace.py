"""The history of a batch over HTTP among ten thousand, a hundred thousand and a million batches.

`GET /batches/{id}/chain` through rights, as the clerk whose company made it and as the city's regulator, of batches
taken at random: one client for what one reader waits, eight for a busy hour. A city's lives are recorded by command
and multiplied in SQL (`_many`), each size in a database of its own. Then each reader asks size after size, and medians
of the rounds are told: a machine's speed moves from minute to minute. What the multiplying left to be written is
written out first, and before each turn all of the size is brought into memory (a million batches: 12 GB), or else a
disk is compared with memory. Beside the times stand the statements and the database blocks one request takes: these do
not depend on what else the machine does.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import asyncpg
import uvloop

from benchmarks import _load, _many, _servers
from tests.bay import build_bay
from wasteflow.core.db import open_pool

SIZES = tuple(int(n) for n in os.environ.get("BENCH_BATCHES", "10000,100000,1000000").split(","))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "2000"))  # of each reader among each size, in each round
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SOME = "select id from batch tablesample bernoulli (least(100, 200.0 * $1 / $2)) order by random() limit $1"
IN_MEMORY = """
select sum(pg_prewarm(c.oid::regclass, 'read'))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'i') and pg_relation_size(c.oid) > 0
"""
WORK = "select xact_commit, blks_hit + blks_read as blocks from pg_stat_database where datname = current_database()"


@dataclass(frozen=True)
class Place:
    """So many batches in a database of their own, and who may read them all."""

    batches: int
    url: str
    conn: asyncpg.Connection
    tokens: dict[str, str]


@dataclass(frozen=True)
class Read:
    """What one reader was told in one round."""

    measured: _load.Measured
    statements: float  # of a request, as `blocks`
    blocks: float


@dataclass
class Reader:
    """One reader among so many batches, round after round."""

    place: Place
    who: str
    clients: int
    rounds: list[Read] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.who}_{self.clients}"

    def ms(self, share: float) -> float:
        """Median over the rounds of what this share of the requests stayed under."""
        return self.median(lambda one: one.measured.percentile(share))

    def median(self, of: Callable[[Read], float]) -> float:
        return median(map(of, self.rounds))


async def main() -> None:
    with _servers.postgres() as server:
        places = [await _place(server, size) for size in SIZES]
        readers = [Reader(place, who, n) for who in places[0].tokens for n in (1, 8) for place in places]
        await places[0].conn.execute("checkpoint", timeout=600)
        for reader in readers * ROUNDS:
            await reader.place.conn.fetchval(IN_MEMORY)
            reader.rounds.append(await _read(reader.place, reader.place.tokens[reader.who], reader.clients))
        _say(f"{'':24}{'p50 ms':>9}{'p99 ms':>9}{'per second':>12}{'statements':>12}{'blocks':>8}   of a request")
        for reader in readers:
            _say(_line(reader))
        await _conclude(readers)
        for place in places:
            await place.conn.close()


async def _place(server: str, size: int) -> Place:
    url = await _servers.fresh_database(server)
    pool = await open_pool(url, 2)
    bay = await build_bay(pool)
    conn = await asyncpg.connect(url)
    each = await _many.first_lives(conn, bay)
    tokens = {"clerk": await bay.token(bay.clerk), "regulator": await bay.token(bay.regulator)}
    await pool.close()
    await _many.copy(conn, range(1, size // each))
    await conn.execute("create extension pg_prewarm")
    _say(f"{size:,} batches are there")
    return Place(size, url, conn, tokens)


async def _read(place: Place, token: str, clients: int) -> Read:
    ids = [r["id"] for r in await place.conn.fetch(SOME, REQUESTS, place.batches)]
    requests = [_load.get(f"/batches/{id}/chain", token) for id in ids]
    before = await place.conn.fetchrow(WORK)
    with _servers.serving(
        "-m", "wasteflow", "api", WASTEFLOW_DATABASE_URL=place.url, WASTEFLOW_BROKER_URL="memory://"
    ) as port:
        await _load.drive(port, [requests[n::8][:50] for n in range(8)], check=_told)
        measured = await _load.drive(port, [requests[n::clients] for n in range(clients)], check=_told)
    # The server's connections have told their counts when they are closed.
    after = await place.conn.fetchrow(WORK)
    sent = len(requests) + 400
    work = {name: (after[name] - before[name]) / sent for name in ("xact_commit", "blocks")}
    return Read(measured, work["xact_commit"], work["blocks"])


def _told(status: int, answer: bytes) -> None:
    assert status == 200, answer
    assert b'"generated"' in answer or b'"split_off"' in answer, answer


def _line(one: Reader) -> str:
    name = f"{one.place.batches:,} {one.name}"
    return (
        f"{name:24}{one.ms(0.5):9.2f}{one.ms(0.99):9.2f}{one.median(lambda r: r.measured.per_second):12,.0f}"
        f"{one.median(lambda r: r.statements):12.2f}{one.median(lambda r: r.blocks):8.1f}"
    )


async def _conclude(readers: list[Reader]) -> None:
    figures: dict[str, float] = {}
    for one in readers:
        name = f"{one.name}_{one.place.batches}"
        figures[f"{name}_p50_ms"] = round(one.ms(0.5), 2)
        figures[f"{name}_p99_ms"] = round(one.ms(0.99), 2)
        figures[f"{name}_statements"] = round(one.median(lambda r: r.statements), 2)
        figures[f"{name}_blocks"] = round(one.median(lambda r: r.blocks), 1)
    for name in dict.fromkeys(one.name for one in readers):
        first, *_, last = (one.rounds for one in readers if one.name == name)
        grown = [b.measured.percentile(0.99) / a.measured.percentile(0.99) for a, b in zip(first, last, strict=True)]
        figures[f"{name}_p99_growth"] = round(median(grown), 2)
        each = " ".join(f"{growth:.2f}" for growth in grown)
        _say(f"{name}: p99 among {SIZES[-1]:,} is {median(grown):.2f} times that among {SIZES[0]:,} ({each})")
    version = await readers[0].place.conn.fetchval("show server_version")
    _say(json.dumps({"bench": "trace", "figures": figures, "rounds": ROUNDS, "machine": _servers.machine(version)}))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
