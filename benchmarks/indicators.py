"""All indicators of eleven cities for one month: what new events cost among few and among many, and counting anew.

Each size is a database of its own. The events are whole lives of loads (five of the batch, seven of its manifest) over
twelve months, eleven cities, four streams, written as rows by the database itself, a hundred to a transaction. Custody
is counted anew in each (`rebuild`), beside a plain `group by` over the same rows; then the sizes take turns, since a
machine's speed moves from minute to minute: the same number of new events is written, counted (`catch_up`) and compared
(`settle`), and the whole set of the eleven cities is read for one month. Medians of the rounds are told.
"""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import asyncpg
import uvloop

from benchmarks import _servers
from wasteflow.core import clock
from wasteflow.core.db import Pool, open_pool
from wasteflow.core.months import months_before
from workers.indicators import rollup
from workers.statistics.model import period
from workers.statistics.queries import city_set
from workers.values import moved

SIZES = tuple(int(n) for n in os.environ.get("BENCH_SIZES", "100000,1000000,10000000").split(","))
NEW = int(os.environ.get("BENCH_NEW", "12000"))  # events of a round
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
GROWTH = 1.3  # at most, from the smallest size to the largest
LIFE = 12  # events
WARM = 2  # rounds that are not counted
CITIES = ("440100", "440300", "440400", "440600", "440700", "441200", "441300", "441900", "442000", "810000", "820000")

# Lives $1 to $2, months counted back from a moment; events a hundred to a transaction, numbered from $3 on.
BATCHES = """
insert into batch (id, seq, state, status, site)
select id, seq, state, state->>'status', (state->>'holder_site')::uuid from (
select ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, 5 as seq, jsonb_build_object(
    'id', '01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), 'seq', 5, 'status', 'treated',
    'city', ($4::text[])[1 + n % 11],
    'stream', (array['hazardous', 'hazardous', 'general_industrial', 'construction', 'sludge'])[1 + (n / 11) % 5],
    'site', '01990001-0000-7000-8000-' || lpad(to_hex(n % 997), 12, '0'),
    'holder_site', '01990002-0000-7000-8000-' || lpad(to_hex(n % 89), 12, '0'),
    'org', '01990003-0000-7000-8000-' || lpad(to_hex(n % 997), 12, '0'),
    'category', 'HW' || 10 + draw.code / 4, 'name', '电镀污泥', 'form', 'semi_solid', 'hazards', 'T',
    'code', jsonb_build_object('scheme', 'cn-hw', 'code', '336-0' || 10 + draw.code, 'edition', '2025'),
    'container', jsonb_build_object('kind', 'drum', 'volume_l', '200'),
    'generated', jsonb_build_object('kg', (100 + n % 900)::text, 'basis', 'weighed'),
    'weight', jsonb_build_object('kg', '0', 'basis', 'weighed'), 'treated_kg', (100 + n % 900)::text,
    'generated_at', $3::timestamptz - make_interval(days => 30 * (n / 55 % 12)::int)) as state
from generate_series($1::bigint, $2::bigint) n,
     lateral (select floor(40 * power(abs(hashint8(n)::bigint) / 2147483648.0, 2.5))::int as code) draw) drawn"""
EVENTS = """
insert into custody_event
       (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, body, digest, xid)
select case when k.batch then ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
            else ('01990004-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid end,
       k.seq, ('0199' || lpad(to_hex(k.step), 4, '0') || '-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
       case when k.batch then 'batch' else 'manifest' end, k.kind, at.moment, at.moment,
       '01990005-0000-7000-8000-000000000001', '01990003-0000-7000-8000-000000000001',
       case k.kind
         when 'generated' then jsonb_build_object('kind', 'generated', 'name', '电镀污泥',
              'weight', jsonb_build_object('kg', (100 + n % 900)::text,
                                           'basis', case n % 5 when 0 then 'estimated' else 'weighed' end))
         when 'received' then jsonb_build_object('kind', 'received',
              'weight', jsonb_build_object('kg', (100 + n % 900)::text, 'basis', 'weighed'),
              'city', ($5::text[])[1 + n % 11])
         when 'treated' then jsonb_build_object('kind', 'treated', 'kg', (100 + n % 900)::text,
              'method', case n % 3 when 0 then 'cn_disposal:D10' else 'cn_utilisation:R4' end)
         else jsonb_build_object('kind', k.kind, 'name', '李姐', 'plate', '粤B12345', 'driver', '王师傅') end,
       '\\x00', $3::bigint + ((n - $1) * 12 + k.step) / 100
from generate_series($1::bigint, $2::bigint) n,
     (values (1, true, 1, 'generated'), (2, false, 1, 'created'), (3, true, 2, 'assigned'), (4, false, 2, 'published'),
             (5, false, 3, 'signed'), (6, false, 4, 'departed'), (7, true, 3, 'loaded'), (8, false, 5, 'arrived'),
             (9, false, 6, 'weighed'), (10, false, 7, 'accepted'), (11, true, 4, 'received'), (12, true, 5, 'treated')
     ) as k (step, batch, seq, kind),
     lateral (select $4::timestamptz + make_interval(days => -30 * (n / 55 % 12)::int, hours => k.step) as moment) at"""
BURN = """
create procedure bench_burn(upto bigint) language plpgsql as $$
begin
    while pg_current_xact_id()::text::bigint < upto loop commit; end loop;
end $$"""
PLAIN = """
select count(*) from (
    select b.state->>'city', date_trunc('month', e.occurred_at at time zone 'Asia/Shanghai'), b.state->>'stream',
           e.kind, sum(coalesce(e.body->'weight'->>'kg', e.body->>'kg')::numeric), count(*)
    from custody_event e left join batch b on b.id = e.subject and e.kind in ('generated', 'received', 'treated')
    group by 1, 2, 3, 4) x"""


@dataclass
class Size:
    """What was measured among so many events."""

    events: int
    cells: int
    rebuild_s: float
    group_by_s: float
    count_ms: list[float] = field(default_factory=list)
    read_ms: list[float] = field(default_factory=list)

    @property
    def together_ms(self) -> list[float]:
        return [a + b for a, b in zip(self.count_ms, self.read_ms, strict=True)]

    @property
    def incremental_ms(self) -> float:
        return median(self.together_ms)


class World:
    """A database, and how many lives are in it."""

    def __init__(self, url: str, pool: Pool, owner: asyncpg.Connection) -> None:
        self.url, self.pool, self.owner = url, pool, owner
        self.lives = 0
        self.last = clock.now().replace(day=10)

    @classmethod
    async def empty(cls, server: str) -> "World":
        url = await _servers.fresh_database(server)
        pool, owner = await open_pool(url, 2), await asyncpg.connect(url)
        await owner.execute("set synchronous_commit = off")
        await owner.execute(BURN)
        return cls(url, pool, owner)

    async def grow(self, lives: int) -> None:
        """Older lives, in parts, with transaction numbers that are past."""
        while lives > 0:
            part = min(lives, 100_000)
            await self._write(part, await self._past(part))
            lives -= part

    async def _past(self, lives: int) -> int:
        first = int(await self.owner.fetchval("select pg_current_xact_id()::text::bigint"))
        await self.owner.execute(f"call bench_burn({first + lives * LIFE // 100 + 2})")
        return first

    async def _write(self, lives: int, xid: int) -> None:
        first, last = self.lives + 1, self.lives + lives
        async with self.owner.transaction():
            await self.owner.execute(BATCHES, first, last, self.last, list(CITIES))
            await self.owner.execute(EVENTS, first, last, xid, self.last, list(CITIES))
        self.lives = last


async def main() -> None:
    with _servers.postgres() as server:
        worlds = [await World.empty(server) for _ in SIZES]
        sizes = [await _count_anew(world, events) for world, events in zip(worlds, SIZES, strict=True)]
        for n in range(WARM + ROUNDS):
            for world, size in zip(worlds, sizes, strict=True):
                count_ms, read_ms = await _round(world)
                if n >= WARM:
                    size.count_ms.append(count_ms)
                    size.read_ms.append(read_ms)
        version = await worlds[0].owner.fetchval("show server_version")
        _print(sizes, version)
        for world in worlds:
            await world.owner.close()
            await _servers.drop(world.pool, server, world.url)


async def _count_anew(world: World, events: int) -> Size:
    await world.grow(events // LIFE)
    await world.owner.execute("vacuum analyze custody_event, batch")
    started = time.perf_counter()
    counted = await rollup.rebuild(world.pool)
    rebuild_s = time.perf_counter() - started
    assert counted == world.lives * LIFE, (counted, world.lives)
    started = time.perf_counter()
    await world.owner.fetchval(PLAIN)
    group_by_s = time.perf_counter() - started
    await world.owner.execute("vacuum analyze rollup_load, rollup_cell, custody_event, batch")
    cells = await world.owner.fetchval("select count(*) from rollup_cell")
    _say(f"{events:>12,} events counted anew in {rebuild_s:,.1f} s, {cells:,} sums")
    return Size(events, cells, rebuild_s, group_by_s)


async def _round(world: World) -> tuple[float, float]:
    """New events: milliseconds to count and compare them, and to read the whole set of every city for a month."""
    await world.grow(NEW // LIFE)
    month = period(f"{months_before(clock.local_date(world.last).replace(day=1), 1):%Y-%m}")
    started = time.perf_counter()
    assert await rollup.catch_up(world.pool) == NEW // LIFE * LIFE
    await moved.settle(world.pool)
    between = time.perf_counter()
    async with world.pool.acquire() as conn:
        for city in CITIES:
            assert len(await city_set(conn, city=city, period=month)) >= 58
    return (between - started) * 1000, (time.perf_counter() - between) * 1000


def _line(size: Size) -> str:
    return (
        f"{size.events:>12,}{size.cells:>10,}{median(size.count_ms):>12,.0f}{median(size.read_ms):>10,.1f}"
        f"{size.incremental_ms:>13,.0f}{size.events / size.rebuild_s:>15,.0f}{size.events / size.group_by_s:>15,.0f}"
    )


def _print(sizes: Sequence[Size], version: str) -> None:
    _say(f"\n{NEW:,} new events; {ROUNDS} rounds, medians")
    _say(f"{'events':>12}{'cells':>10}{'count ms':>12}{'read ms':>10}{'together ms':>13}{'rebuild ev/s':>15}"
         f"{'group by ev/s':>15}")  # fmt: skip
    for size in sizes:
        _say(_line(size))
    grown = median(b / a for a, b in zip(sizes[0].together_ms, sizes[-1].together_ms, strict=True))
    _say(
        f"grows {grown:.2f} times from {sizes[0].events:,} to {sizes[-1].events:,}, median of rounds (at most {GROWTH})"
    )
    figures: dict[str, float] = {"incremental_growth": round(grown, 3)}
    for size in sizes:
        figures |= {
            f"incremental_ms_{size.events}": round(size.incremental_ms, 1),
            f"count_ms_{size.events}": round(median(size.count_ms), 1),
            f"read_ms_{size.events}": round(median(size.read_ms), 1),
            f"rebuild_per_second_{size.events}": round(size.events / size.rebuild_s),
            f"group_by_per_second_{size.events}": round(size.events / size.group_by_s),
        }
    _say(json.dumps({"bench": "indicators", "figures": figures, "machine": _servers.machine(version)}))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
