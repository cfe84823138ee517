"""Custody events per second over HTTP, beside what the bare database does with the same steps.

Floors, measured in the same run: `pgbench` doing one prepared insert; `pgbench` doing the bare four-statement step
(select for update, insert event, update state, insert outbox; prepared, 8 clients); a FastAPI service that inserts one
row. Ours: whole lives of drums (generated, created, published, signed, departed, arrived, weighed, accepted, treated),
through rights, judgement, numbers and announcement, with 1, 8 and 32 clients, one event a request and 100 a request.
Only events a client sent are counted, not those that follow from them. A machine's speed moves from minute to minute:
floors and ours take turns, each round on a database of its own; the step that ours is told in is measured before and
after each round and counts by its mean; and what is told is the median of the rounds.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID

import asyncpg
import msgspec
import uvloop

from benchmarks import _load, _servers
from manifests.commands import Proposal
from manifests.life import events as e
from tests.bay import Bay, build_bay
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor

SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))  # of each pgbench run
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
DRUMS = int(os.environ.get("BENCH_DRUMS", "60"))  # lives each client walks, one event a request
EVENTS = 100  # a request

ONE_INSERT = """insert into bench_event (subject, seq, kind, body)
values (gen_random_uuid(), 1, 'weighed',
  '{"kind": "weighed", "lines": [{"line": 1, "kg": "998.0", "basis": "weighed"}]}');
"""
FOUR_STATEMENTS = """\\set id random(1, 20000)
begin;
select seq from bench_state where id = :id for update;
insert into bench_event (subject, seq, kind, body) values (gen_random_uuid(), 1, 'weighed',
  '{"kind": "weighed", "lines": [{"line": 1, "kg": "998.0", "basis": "weighed"}]}');
update bench_state set seq = seq + 1, state = '{"status": "arrived"}' where id = :id;
insert into bench_outbox (topic, body) values ('custody', '{"subject": "01a204a6-1bf9-7523-a08b-aedda46e9574"}');
commit;
"""
TABLES = """
create table bench_event (
    subject uuid, seq int, kind text, body jsonb, at timestamptz default now(), primary key (subject, seq));
create table bench_state (id int primary key, seq int, state jsonb);
create table bench_outbox (id bigint generated always as identity primary key, topic text, body jsonb);
create table bench_row (id bigint generated always as identity primary key, body jsonb);
insert into bench_state select n, 0, '{"status": "arrived"}' from generate_series(1, 20000) n;
"""


class Life:
    """Nine events of one drum of a tonne, each with who sends it; at the gate it weighs `gate_kg`."""

    def __init__(self, bay: Bay, gate_kg: str = "998.0", ago: timedelta = timedelta(hours=1)) -> None:
        self.bay = bay
        self.batch, self.manifest = new_id(), new_id()
        self.at = clock.now() - ago
        self.gate_kg = Decimal(gate_kg)

    def events(self) -> Iterator[tuple[Actor, Proposal]]:
        bay = self.bay
        yield (
            bay.clerk,
            self._told(bay.drum(code=msgspec.structs.replace(bay.drum().code, code=next(_codes))), self.batch),
        )
        yield bay.clerk, self._told(bay.load(self.batch), self.manifest)
        yield bay.clerk, self._told(e.Published(), self.manifest)
        yield bay.clerk, self._told(e.Signed(name="李姐"), self.manifest)
        yield bay.driver, self._told(e.Departed(plate="粤B12345", driver="王师傅"), self.manifest)
        yield bay.driver, self._told(e.Arrived(), self.manifest)
        yield bay.gate, self._told(e.Weighed((e.LineWeighed(1, self.gate_kg),)), self.manifest)
        yield bay.gate, self._told(e.Accepted(), self.manifest)
        yield bay.gate, self._told(e.Treated("cn_utilisation:R4", self.gate_kg), self.batch)

    def _told(self, fact: object, subject: UUID) -> Proposal:
        return Proposal(fact=fact, occurred_at=self.at, id=new_id(), subject=subject)  # type: ignore[arg-type]


def _spread() -> Iterator[str]:
    """HW17 codes in turn: one code has only 999 labels a day."""
    while True:
        for serial in (51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 66, 68, 69):
            yield f"336-0{serial}-17"


_codes = _spread()


async def main() -> None:
    with _servers.postgres() as server:
        url, before = await _step(server)
        rounds = []
        for _ in range(ROUNDS):
            floors, ours = await _floors(url), await _ours(url)
            url, after = await _step(server)
            rounds.append(Round(floors | {"pgbench_four_statements": (before + after) / 2}, ours))
            before = after
        await _print(server, rounds)


@dataclass(frozen=True)
class Round:
    """What was measured within some forty seconds: of the floors, and of ours."""

    floors: dict[str, float]
    ours: dict[str, _load.Measured]

    def rate(self, name: str) -> float:
        """Events, rows or steps per second."""
        return self.floors[name] if name in self.floors else self.ours[name].per_second

    def of_step(self, name: str) -> float:
        """The same, where the bare four-statement step is one."""
        return self.rate(name) / self.floors["pgbench_four_statements"]


async def _step(server: str) -> tuple[str, float]:
    """A database of its own for the next round, and how many bare steps a second it does."""
    url = await _servers.fresh_database(server)
    await _tables(url)
    return url, _servers.pgbench(url, FOUR_STATEMENTS, clients=8, seconds=SECONDS)


async def _tables(url: str) -> None:
    conn = await asyncpg.connect(url)
    await conn.execute(TABLES)
    await conn.execute("vacuum analyze bench_state")
    await conn.close()


async def _floors(url: str) -> dict[str, float]:
    return {
        "pgbench_one_insert": _servers.pgbench(url, ONE_INSERT, clients=8, seconds=SECONDS),
        "fastapi_one_row": await _bare(url),
    }


async def _bare(url: str) -> float:
    def stored(status: int, answer: bytes) -> None:
        assert status == 201, answer

    body = json.dumps({"kind": "weighed", "lines": [{"line": 1, "kg": "998.0", "basis": "weighed"}]}).encode()
    command = ("-m", "uvicorn", "benchmarks._bare:app", "--port", "{port}", "--no-access-log", "--log-level", "warning")
    with _servers.serving(*command, WASTEFLOW_DATABASE_URL=url) as port:
        script = [_load.post("/rows", body)] * 1200
        await _load.drive(port, [script[:200]] * 8, check=stored)
        return (await _load.drive(port, [script] * 8, check=stored)).per_second


async def _ours(url: str) -> dict[str, _load.Measured]:
    pool = await open_pool(url, 2)
    bay = await build_bay(pool)
    tokens = {who.account: await bay.token(who) for who in (bay.clerk, bay.driver, bay.gate)}
    measured: dict[str, _load.Measured] = {}
    environment = {"WASTEFLOW_DATABASE_URL": url, "WASTEFLOW_BROKER_URL": "memory://"}
    with _servers.serving("-m", "wasteflow", "api", **environment) as port:
        await _load.drive(port, [_singles(bay, tokens, 20)] * 1, check=_recorded)
        for clients in (1, 8, 32):
            lives = DRUMS if clients <= 8 else DRUMS // 3
            scripts = [_singles(bay, tokens, lives) for _ in range(clients)]
            measured[f"one_{clients}"] = await _load.drive(port, scripts, check=_recorded)
        for clients in (1, 8, 32):
            scripts = [_hundreds(bay, tokens, 8 if clients <= 8 else 2) for _ in range(clients)]
            measured[f"hundred_{clients}"] = await _load.drive(port, scripts, events_each=EVENTS, check=_all_recorded)
    await pool.close()
    return measured


def _singles(bay: Bay, tokens: dict[UUID, str], lives: int) -> list[bytes]:
    return [
        _load.post("/custody/events", msgspec.json.encode(proposal), tokens[actor.account])
        for _ in range(lives)
        for actor, proposal in Life(bay).events()
    ]


def _hundreds(bay: Bay, tokens: dict[UUID, str], rounds: int) -> list[bytes]:
    """A hundred drums, step by step: each request is one party's hundred events of one step, as a phone would sync."""
    requests = []
    for _ in range(rounds):
        lives = [list(Life(bay).events()) for _ in range(EVENTS)]
        for step in zip(*lives, strict=True):
            token = tokens[step[0][0].account]
            requests.append(_load.post("/custody/events", msgspec.json.encode([p for _, p in step]), token))
    return requests


def _recorded(status: int, answer: bytes) -> None:
    assert status == 201, answer


def _all_recorded(status: int, answer: bytes) -> None:
    assert status == 200, answer
    refused = answer.count(b'"refused"')
    assert refused == 0, answer[:2000]


async def _print(server: str, rounds: list[Round]) -> None:
    conn = await asyncpg.connect(server)
    version = await conn.fetchval("show server_version")
    await conn.close()
    _say(f"{'':26}{'per second':>12}{'of the step':>13}   {'each round':25} median / p99 of a request, ms")
    figures: dict[str, float] = {}
    for name in (*rounds[0].floors, *rounds[0].ours):
        rate = median(r.rate(name) for r in rounds)
        shares = [r.of_step(name) for r in rounds]
        each = " ".join(f"{share:.2f}" for share in shares)
        latency = _latency([r.ours[name] for r in rounds if name in r.ours])
        _say(f"{name:26}{rate:12,.0f}{median(shares):13.2f}   {each:25} {latency}")
        figures |= {f"{name}_per_second": round(rate, 1), f"{name}_of_step": round(median(shares), 3)}
    _say(json.dumps({"bench": "append", "figures": figures, "rounds": ROUNDS, "machine": _servers.machine(version)}))


def _latency(measured: list[_load.Measured]) -> str:
    """Median and p99 of a request, in ms; of a floor's nothing is known."""
    return " / ".join(f"{median(m.percentile(share) for m in measured):.1f}" for share in (0.5, 0.99) if measured)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
