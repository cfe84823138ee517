"""SQL of the screens on billing accounts."""

from datetime import date
from uuid import UUID

from asyncpg import Record

from manifests.billing.model import Account, Posting
from wasteflow.core.db import Connection

HONG_KONG = "city:810000"

# `scopes` null: all. An account is seen by its company and by Hong Kong's authorities.
ACCOUNTS = """
select a.id, a.org, a.number, a.contract, a.value_hkd, a.government, a.awarded_on, a.opened_on, a.closed_on,
       o.name as org_name
  from billing_account a join organisation o on o.id = a.org
 where ($1::uuid is null or a.id < $1)
   and ($2::text[] is null or 'org:' || a.org = any($2) or 'city:810000' = any($2))
   and ($3::uuid is null or a.id = $3)
 order by a.id desc limit $4
"""


async def accounts(
    conn: Connection, *, scopes: list[str] | None, before: UUID | None = None, id: UUID | None = None, limit: int = 50
) -> list[tuple[Account, str]]:
    """Accounts that may be seen, newest first, with their company's name; `id`: only that one."""
    rows = await conn.fetch(ACCOUNTS, before, scopes, id, limit)
    return [(Account(**{k: v for k, v in r.items() if k != "org_name"}), r["org_name"]) for r in rows]


OPEN_ACCOUNTS = """
select id, number, contract from billing_account
 where org = $1 and (closed_on is null or closed_on > $2) order by number limit 200
"""


async def open_accounts(conn: Connection, *, org: UUID, on: date) -> list[Record]:
    """The accounts a company may name today."""
    return list(await conn.fetch(OPEN_ACCOUNTS, org, on))


ALL_POSTINGS = """
select manifest, seq, facility, kind, account, posted_on, number, plate, site, kg, rate_hkd, hkd from disposal_charge
"""


async def all_postings(conn: Connection) -> list[Posting]:
    """Whatever was posted to any account."""
    return [Posting(**row) for row in await conn.fetch(ALL_POSTINGS)]


STATEMENT = """
select c.manifest, c.seq, c.facility, c.kind, c.posted_on, c.number, c.plate, c.site, s.name as site_name, c.kg,
       c.rate_hkd, c.hkd
  from disposal_charge c left join site s on s.id = c.site
 where c.account = $1 and c.posted_on >= $2 and c.posted_on < $3
 order by c.posted_on, c.manifest, c.seq, c.kind desc, c.facility limit $4
"""


async def statement(conn: Connection, *, account: UUID, first: date, until: date, limit: int) -> list[Record]:
    """What was posted to an account from one day until before another."""
    return list(await conn.fetch(STATEMENT, account, first, until, limit))


TOTALS = """
select facility, count(*) filter (where kind = 'charge') - count(*) filter (where kind = 'reversal') as loads,
       sum(kg) as kg, sum(hkd) as hkd
  from disposal_charge where account = $1 and posted_on >= $2 and posted_on < $3 group by facility order by facility
"""


async def totals(conn: Connection, *, account: UUID, first: date, until: date) -> list[Record]:
    """The same, summed by kind of facility."""
    return list(await conn.fetch(TOTALS, account, first, until))
