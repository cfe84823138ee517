"""SQL of the registers' rows, read by a cursor, and of the files ordered.

`$1` company, `$2` cities (null: not asked for), `$3`, `$4` from and before which moment.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from manifests.registers.model import Kind, RegisterFile, Wanted
from wasteflow.core.clock import begins
from wasteflow.core.db import Connection

INCOMING = """
    select coalesce(t.taken_at, t.arrived_at) as at, t.number, t.stream, t.code, t.category, f.name as from,
           s.name as to, c.name as carrier, t.plate, t.sent_kg, t.gate_kg, t.gate_kg - t.sent_kg as difference_kg,
           t.status
      from rollup_trip t join site f on f.id = t.from_site join site s on s.id = t.to_site
      join organisation c on c.id = t.carrier
     where ($1::uuid is null or t.to_org = $1) and ($2::text[] is null or t.to_city = any($2))
       and t.arrived_at >= $3 and t.arrived_at < $4 and t.status not in ('cancelled', 'refused')
     order by t.arrived_at, t.manifest, t.line"""
OUTGOING = """
    select t.departed_at as at, t.number, t.stream, t.code, t.category, f.name as from, s.name as to,
           c.name as carrier, t.plate, t.sent_kg, t.gate_kg, t.gate_kg - t.sent_kg as difference_kg, t.status
      from rollup_trip t join site f on f.id = t.from_site join site s on s.id = t.to_site
      join organisation c on c.id = t.carrier
     where ($1::uuid is null or t.from_org = $1) and ($2::text[] is null or t.from_city = any($2))
       and t.departed_at >= $3 and t.departed_at < $4 and t.status <> 'cancelled'
     order by t.departed_at, t.manifest, t.line"""
# Each company's part of a load's way, from when it took it; with another vehicle after a stop it is one entry.
TRANSPORTED = """
    select l.departed_at as at, t.number, t.stream, t.code, t.category, f.name as from, s.name as to,
           c.name as carrier, l.plate, t.sent_kg, t.gate_kg, t.gate_kg - t.sent_kg as difference_kg, t.status
      from rollup_leg l join rollup_trip t on t.manifest = l.manifest
      join site f on f.id = t.from_site join site s on s.id = t.to_site
      join organisation c on c.id = l.carrier
     where ($1::uuid is null or l.carrier = $1)
       and ($2::text[] is null or t.from_city = any($2) or t.to_city = any($2))
       and l.departed_at >= $3 and l.departed_at < $4 and t.status <> 'cancelled'
       and not exists (select from rollup_leg e
                        where e.manifest = l.manifest and e.carrier = l.carrier and e.seq < l.seq)
     order by l.departed_at, t.manifest, t.line"""
REFUSED = """
    select coalesce(t.taken_at, t.arrived_at) as at, t.number, t.stream, t.code, t.category, f.name as from,
           s.name as to, c.name as carrier, t.plate, t.sent_kg, t.gate_kg, t.gate_kg - t.sent_kg as difference_kg,
           t.status
      from rollup_trip t join site f on f.id = t.from_site join site s on s.id = t.to_site
      join organisation c on c.id = t.carrier
     where ($1::uuid is null or $1 in (t.to_org, t.from_org))
       and ($2::text[] is null or t.to_city = any($2) or t.from_city = any($2))
       and t.arrived_at >= $3 and t.arrived_at < $4 and t.status in ('refused', 'partly_accepted')
     order by t.arrived_at, t.manifest, t.line"""
TREATED = """
    select e.occurred_at as at, l.stream, split_part(l.code, ':', 2) as code, l.category, s.name as from, o.name as by,
           l.method, l.measure, l.kg, l.basis
      from rollup_load l join custody_event e on e.subject = l.subject and e.seq = l.seq
      left join site s on s.id = l.site left join organisation o on o.id = e.org
     where ($1::uuid is null or e.org = $1) and ($2::text[] is null or l.treat_city = any($2))
       and l.measure in ('used', 'disposed', 'other_treatment', 'interim_treatment')
       and l.month >= date_trunc('month', $3::timestamptz at time zone 'Asia/Shanghai')::date
       and l.month <= ($4::timestamptz at time zone 'Asia/Shanghai')::date
       and e.occurred_at >= $3 and e.occurred_at < $4
     order by e.occurred_at, l.subject, l.seq"""
STOCK = """
    select coalesce((b.state->>'stored_since')::timestamptz, (b.state->>'generated_at')::timestamptz) as since,
           extract(day from least($4, now())
                   - coalesce((b.state->>'stored_since')::timestamptz, (b.state->>'generated_at')::timestamptz))::int
               as age_days,
           b.state->>'stream' as stream, b.state#>>'{code,code}' as code, b.state->>'category' as category,
           b.state->>'name' as name, (b.state#>>'{weight,kg}')::numeric as kg, b.state#>>'{weight,basis}' as basis,
           s.name as site, b.state->>'digital_code' as digital_code
      from batch b join site s on s.id = b.site
     where b.status = 'stored' and ($1::uuid is null or s.org = $1) and ($2::text[] is null or s.city = any($2))
       and $3::timestamptz is not null
     order by 1, b.id"""
ROWS = {
    Kind.INCOMING: INCOMING,
    Kind.OUTGOING: OUTGOING,
    Kind.TRANSPORTED: TRANSPORTED,
    Kind.REFUSED: REFUSED,
    Kind.TREATED: TREATED,
    Kind.STOCK: STOCK,
}
AT_ONCE = 2000


def edges(wanted: Wanted) -> tuple[datetime, datetime]:
    """From when, and before when, in the Bay Area. Outside of these years nothing was ever recorded."""
    first, last = max(wanted.first, date(1900, 1, 1)), min(wanted.last, date(2200, 1, 1))
    return begins(first), begins(last + timedelta(days=1))


async def rows(conn: Connection, wanted: Wanted) -> AsyncIterator[list[Any]]:
    """The rows, so many at once, in the order they happened. Run it in a transaction: a cursor lives in one."""
    since, until = edges(wanted)
    cities = None if wanted.cities is None else list(wanted.cities)
    cursor = await conn.cursor(ROWS[wanted.kind], wanted.org, cities, since, until)
    while found := await cursor.fetch(AT_ONCE):
        yield found


FILE = "select * from register_file where id = $1"
MINE = "select * from register_file where ordered_by = $1 and expires_at > $2 order by ordered_at desc limit 50"
PART = "select content from register_part where register = $1 and n = $2"


async def file(conn: Connection, *, id: UUID) -> RegisterFile | None:
    """A register that was ordered."""
    row = await conn.fetchrow(FILE, id)
    return _file(row) if row else None


async def mine(conn: Connection, *, account: UUID, now: datetime) -> Sequence[RegisterFile]:
    """What this account ordered and may still fetch, newest first."""
    return [_file(row) for row in await conn.fetch(MINE, account, now)]


async def part(conn: Connection, *, id: UUID, n: int) -> bytes | None:
    """A part of the file; none after the last."""
    found: bytes | None = await conn.fetchval(PART, id, n)
    return found


def _file(row: Any) -> RegisterFile:
    known = {name: row[name] for name in RegisterFile.__struct_fields__}
    cities = None if row["cities"] is None else tuple(row["cities"])
    return RegisterFile(**{**known, "kind": Kind(row["kind"]), "cities": cities})
