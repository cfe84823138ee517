"""The history of a batch over HTTP among ten thousand, a hundred thousand and a million batches.

`GET /batches/{id}/chain` through rights, as the clerk whose company made it and as the city's regulator, of batches
taken at random: one client for what one reader waits, eight for a busy hour. A city's lives are recorded by command
and multiplied in SQL (`_many`). Beside the times stand the statements and the database blocks one request takes: these
do not depend on what else the machine does.
"""

import json
import os
from dataclasses import dataclass

import asyncpg
import uvloop

from benchmarks import _load, _many, _servers
from tests.bay import build_bay
from wasteflow.core.db import open_pool

SIZES = tuple(int(n) for n in os.environ.get("BENCH_BATCHES", "10000,100000,1000000").split(","))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "4000"))  # of each reader among each size
SOME = "select id from batch tablesample bernoulli (least(100, 200.0 * $1 / $2)) order by random() limit $1"
WORK = "select xact_commit, blks_hit + blks_read as blocks from pg_stat_database where datname = current_database()"


@dataclass(frozen=True)
class Run:
    """One reader among so many batches."""

    batches: int
    reader: str
    measured: _load.Measured
    statements: float
    blocks: float

    def ms(self, share: float) -> float:
        return self.measured.percentile(share)


async def main() -> None:
    with _servers.postgres() as server:
        url = await _servers.fresh_database(server)
        pool = await open_pool(url, 2)
        bay = await build_bay(pool)
        conn = await asyncpg.connect(url)
        each = await _many.first_lives(conn, bay)
        tokens = {"clerk": await bay.token(bay.clerk), "regulator": await bay.token(bay.regulator)}
        await pool.close()
        _say(f"{'':24}{'p50 ms':>9}{'p99 ms':>9}{'per second':>12}{'statements':>12}{'blocks':>8}   of a request")
        runs: list[Run] = []
        copied = 0
        for size in SIZES:
            await _many.copy(conn, range(copied + 1, size // each))
            copied = size // each - 1
            for reader, token in tokens.items():
                for clients in (1, 8):
                    runs.append(await _read(url, conn, size, f"{reader}_{clients}", token, clients))
                    _say(_line(runs[-1]))
        await _conclude(conn, runs)
        await conn.close()


async def _read(url: str, conn: asyncpg.Connection, size: int, reader: str, token: str, clients: int) -> Run:
    ids = [r["id"] for r in await conn.fetch(SOME, REQUESTS, size)]
    requests = [_load.get(f"/batches/{id}/chain", token) for id in ids]
    before = await conn.fetchrow(WORK)
    with _servers.serving(
        "-m", "wasteflow", "api", WASTEFLOW_DATABASE_URL=url, WASTEFLOW_BROKER_URL="memory://"
    ) as port:
        await _load.drive(port, [requests[n::8][:50] for n in range(8)], check=_told)
        measured = await _load.drive(port, [requests[n::clients] for n in range(clients)], check=_told)
    # The server's connections have told their counts when they are closed.
    after = await conn.fetchrow(WORK)
    sent = len(requests) + 400
    work = {name: (after[name] - before[name]) / sent for name in ("xact_commit", "blocks")}
    return Run(size, reader, measured, work["xact_commit"], work["blocks"])


def _told(status: int, answer: bytes) -> None:
    assert status == 200, answer
    assert b'"generated"' in answer or b'"split_off"' in answer, answer


def _line(run: Run) -> str:
    name = f"{run.batches:,} {run.reader}"
    return (
        f"{name:24}{run.ms(0.5):9.2f}{run.ms(0.99):9.2f}{run.measured.per_second:12,.0f}"
        f"{run.statements:12.2f}{run.blocks:8.1f}"
    )


async def _conclude(conn: asyncpg.Connection, runs: list[Run]) -> None:
    figures: dict[str, float] = {}
    for run in runs:
        name = f"{run.reader}_{run.batches}"
        figures[f"{name}_p50_ms"] = round(run.ms(0.5), 2)
        figures[f"{name}_p99_ms"] = round(run.ms(0.99), 2)
        figures[f"{name}_statements"] = round(run.statements, 2)
        figures[f"{name}_blocks"] = round(run.blocks, 1)
    for reader in dict.fromkeys(run.reader for run in runs):
        first, *_, last = (run.ms(0.99) for run in runs if run.reader == reader)
        figures[f"{reader}_p99_growth"] = round(last / first, 2)
        _say(f"{reader}: p99 among {SIZES[-1]:,} is {last / first:.2f} times that among {SIZES[0]:,}")
    version = await conn.fetchval("show server_version")
    _say(json.dumps({"bench": "trace", "figures": figures, "machine": _servers.machine(version)}))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
