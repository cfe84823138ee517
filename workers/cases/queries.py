"""SQL of the screens on cases: the queue, one case with its alerts and steps, a company's questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record

from wasteflow.core.db import Connection, Pool
from wasteflow.people.model import Actor
from wasteflow.people.permissions import Alerts, alerts_of, scopes
from workers.cases import policy
from workers.cases.events import Envelope, Fact
from workers.cases.measured import Outcome
from workers.cases.model import CaseFile

Reader = Connection | Pool
Last = tuple[int, datetime, UUID]  # severity, deadline, id: where a page of the queue ended

_state: msgspec.json.Decoder[CaseFile] = msgspec.json.Decoder(CaseFile)
_fact: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)

CASE = "select state::text from case_file where id = $1 and ($2::text[] is null or scopes && $2)"


async def case(conn: Reader, *, id: UUID, scopes: Sequence[str] | None) -> CaseFile | None:
    """One case; None where there is none, or outside `scopes`. Its kind is for `policy.sees` to judge."""
    state = await conn.fetchval(CASE, id, scopes)
    return _state.decode(state) if state else None


@dataclass(frozen=True)
class Wanted:
    """What a queue is filtered by; null: by nothing."""

    statuses: Sequence[str] | None = None
    severity: int | None = None
    rule: str | None = None
    city: str | None = None
    stream: str | None = None
    officer: UUID | None = None
    department: str | None = None  # whose it is
    subject: UUID | None = None
    overdue: datetime | None = None  # its deadline lies before
    words: str | None = None  # in the facts its alerts tell: a number, a company


# `$2`: rows of the permission table, any of which must hold for one of its alerts; null: cases of every kind.
# A case passed on to a department is its whatever it is about.
QUEUE = """
    select c.state::text as state
    from case_file c
    where ($1::text[] is null or c.scopes && $1)
      and ($2::jsonb is null or c.department = $3 or exists (
            select from alert a where a.case_file = c.id and alert_of_kind(a, $2)))
      and ($4::text[] is null or c.status = any($4))
      and ($5::int is null or c.severity >= $5)
      and ($6::text is null or 'city:' || $6 = any(c.scopes))
      and ($7::text is null or c.officer = $7)
      and ($8::timestamptz is null or (c.state->>'due')::timestamptz < $8)
      and (($9::text is null and $10::text is null and $11::uuid is null and $12::text is null) or exists (
            select from alert a where a.case_file = c.id
               and ($9::text is null or a.rule = $9) and ($10::text is null or a.stream = $10)
               and ($11::uuid is null or a.subject = $11)
               and ($12::text is null or strpos(lower(a.facts::text), lower($12)) > 0)))
      and ($17::text is null or c.department = $17)
      and ($13::int is null or c.severity < $13
           or (c.severity = $13 and ((c.state->>'due')::timestamptz, c.id) > ($14::timestamptz, $15::uuid)))
    order by c.severity desc, (c.state->>'due')::timestamptz, c.id limit $16"""


async def queue(
    conn: Reader, actor: Actor, wanted: Wanted, *, after: Last | None = None, limit: int = 50
) -> list[CaseFile]:
    """Cases this actor may see: the gravest first, then what is due first."""
    w = wanted
    rows = await conn.fetch(
        QUEUE, scopes(actor), kinds(actor), actor.department or "", w.statuses, w.severity, w.city,
        str(w.officer) if w.officer else None, w.overdue, w.rule, w.stream, w.subject, w.words, *(after or (None,) * 3),
        limit, w.department,
    )  # fmt: skip
    return [_state.decode(row["state"]) for row in rows]


def place(case: CaseFile) -> tuple[int, datetime | None, UUID]:
    """Where a page that ends with this case ended."""
    return case.severity, case.due, case.id


def kinds(actor: Actor) -> Any:
    """Rows of the permission table as `of_kind` takes them; null: every kind."""
    of: tuple[Alerts, ...] | None = alerts_of(actor)
    return None if of is None else msgspec.to_builtins(list(of))


OF_COMPANIES = """
    with party as (
        select r.subject from reach r
         where r.scope = any($1::text[]) and r.subject_kind in ('batch', 'manifest')
        union all select o from unnest($3::uuid[]) o
        union all select s.id from site s where s.org = any($3)
        union all select v.id from vehicle v where v.org = any($3)
    )
    select distinct a.case_file as id from alert a where a.subject in (select subject from party) limit $2"""
STATES = """
    select state::text as state from case_file where id = any($1) and ($2::text[] is null or scopes && $2)
     order by (state->>'opened_at')::timestamptz desc"""


async def of_companies(conn: Connection, actor: Actor, *, ids: Sequence[UUID], limit: int = 20) -> list[CaseFile]:
    """Cases in which any of these companies had a part and that this actor may see, newest first."""
    found = await conn.fetch(OF_COMPANIES, [f"org:{id}" for id in ids], 500, list(ids))
    rows = await conn.fetch(STATES, [row["id"] for row in found], scopes(actor))
    seen = [case for row in rows if policy.sees(actor, case := _state.decode(row["state"]))]
    return seen[:limit]


@dataclass(frozen=True)
class Evidence:
    """What an alert was raised on, as it stood."""

    alert: UUID
    rule: str
    raised_at: datetime
    evidence: dict[str, Any]
    sha256: str


EVIDENCE = """
    select id as alert, rule, raised_at, evidence, evidence_sha256 as sha256 from alert
     where case_file = $1 order by raised_at, id"""


async def evidence(conn: Reader, *, case: UUID) -> list[Evidence]:
    """Of each of its alerts, in the order they were raised."""
    return [Evidence(**dict(row)) for row in await conn.fetch(EVIDENCE, case)]


EVENTS = """
    select e.case_file, e.seq, e.id, e.at, e.account, e.org, e.city, e.department, e.body::text as body,
           a.person, o.name as company
      from case_event e left join account a on a.id = e.account left join organisation o on o.id = e.org
     where e.case_file = $1 order by e.seq"""


@dataclass(frozen=True)
class Step:
    """A step with the names of who took it."""

    event: Envelope
    person: str | None
    company: str | None


async def steps(conn: Reader, *, case: UUID) -> list[Step]:
    """Everything that happened in a case."""
    found = []
    for row in await conn.fetch(EVENTS, case):
        values = {name: row[name] for name in Envelope.__struct_fields__ if name != "fact"}
        found.append(Step(Envelope(**values, fact=_fact.decode(row["body"])), row["person"], row["company"]))
    return found


QUESTIONS = """
    select c.state::text as state from case_question q join case_file c on c.id = q.case_file
     where q.org = $1 and ($2::uuid is null or q.case_file = $2)
     order by q.answered_at is not null, q.asked_at desc limit $3"""


async def asked(conn: Reader, *, org: UUID, case: UUID | None = None, limit: int = 100) -> list[CaseFile]:
    """Cases in which a company was asked, those that wait for its answer first; show it its questions and no more."""
    found = {}
    for row in await conn.fetch(QUESTIONS, org, case, limit):
        one = _state.decode(row["state"])
        found[one.id] = one
    return list(found.values())


PARTIES = "select id, name from organisation where id = any($1) order by name"


async def companies(conn: Reader, *, ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    return [(row["id"], row["name"]) for row in await conn.fetch(PARTIES, list(ids))]


OFFICERS = """
    select id, person from account
     where role = 'regulator' and department = $1 and city = $2 and closed_at is null order by person limit 200"""


async def officers(conn: Reader, *, department: str, city: str) -> list[tuple[UUID, str]]:
    """Who a case may be given to."""
    return [(row["id"], row["person"]) for row in await conn.fetch(OFFICERS, department, city)]


PERSON = "select person from account where id = $1"


async def person(conn: Reader, *, id: UUID) -> str | None:
    name: str | None = await conn.fetchval(PERSON, id)
    return name


FILES = "select sha256, kind from case_attachment where case_file = $1"
FILE = "select kind, data from case_attachment where case_file = $1 and sha256 = $2"
ALL_FILES = "select sha256, kind, data from case_attachment where case_file = $1 order by sha256"


async def files(conn: Reader, *, case: UUID) -> dict[str, str]:
    """Of the files that have come: digest -> media type."""
    return {row["sha256"]: row["kind"] for row in await conn.fetch(FILES, case)}


async def file(conn: Reader, *, case: UUID, sha256: str) -> tuple[str, bytes] | None:
    """Its media type and its bytes."""
    row = await conn.fetchrow(FILE, case, sha256)
    return (row["kind"], row["data"]) if row else None


async def every_file(conn: Reader, *, case: UUID) -> list[tuple[str, str, bytes]]:
    """Digest, media type and bytes of each."""
    return [(row["sha256"], row["kind"], row["data"]) for row in await conn.fetch(ALL_FILES, case)]


CHAIN = """
    with about as (select distinct subject from alert where case_file = $1),
    subjects as (
        select subject from about
        union select (line->>'batch')::uuid from about join manifest m on m.id = about.subject,
                     jsonb_array_elements(m.state->'lines') line where line->>'batch' is not null
    )
    select e.subject, e.seq, e.id, e.kind, e.occurred_at, e.received_at, e.account, e.org,
           e.body::text as body, e.digest, s.kid, s.counter, s.payload, s.digest as signed, s.jws, s.receipt, d.jwk
      from subjects join custody_event e using (subject)
      left join device_signature s on s.subject = e.subject and s.event = e.id
      left join device d on d.kid = s.kid
     order by e.subject, e.seq"""


async def chain(conn: Connection, *, case: UUID) -> list[Record]:
    """Every event of the loads a case is about and of the batches in them, with what devices signed of them."""
    rows: list[Record] = await conn.fetch(CHAIN, case)
    return rows


# Of several cases: one that is touched a moment earlier may be committed a moment later.
LATEST = """
    select string_agg(id || ' ' || seq, ',' order by id)
      from (select id, seq from case_file order by touched_at desc limit 50) latest"""


async def latest(conn: Reader) -> str:
    """A mark that is another one whenever something happened in a case."""
    found: str | None = await conn.fetchval(LATEST)
    return found or ""


# --- was it right? ---------------------------------------------------------------------------------------

OUTCOMES = """
    select a.rule, date_trunc('month', a.happened_at at time zone 'Asia/Shanghai')::date as month,
           count(*)::int as raised,
           (count(*) filter (where a.verdict = 'confirmed'))::int as confirmed,
           (count(*) filter (where a.verdict = 'dismissed'))::int as dismissed
    from alert a
    where ($1::text[] is null or a.scopes && $1)
      and alert_of_kind(a, $2)
      and (a.happened_at at time zone 'Asia/Shanghai')::date >= $3
    group by 1, 2 order by 1, 2"""
JUDGED = """
    select a.rule, a.verdict, a.score
    from alert a
    where ($1::text[] is null or a.scopes && $1)
      and alert_of_kind(a, $2)
      and (a.happened_at at time zone 'Asia/Shanghai')::date >= $3
      and a.verdict is not null and a.score is not null order by a.id"""


async def outcomes(conn: Reader, actor: Actor, *, since: date) -> list[Outcome]:
    """What the alerts this actor may see came to, by rule and by the month of what happened."""
    rows = await conn.fetch(OUTCOMES, scopes(actor), kinds(actor), since)
    return [Outcome(**dict(row)) for row in rows]


async def judged_scores(conn: Reader, actor: Actor, *, since: date) -> dict[str, tuple[list[Decimal], list[Decimal]]]:
    """Rule -> the scores of what was confirmed, and of what was dismissed."""
    found: dict[str, tuple[list[Decimal], list[Decimal]]] = {}
    for row in await conn.fetch(JUDGED, scopes(actor), kinds(actor), since):
        found.setdefault(row["rule"], ([], []))[row["verdict"] == "dismissed"].append(row["score"])
    return found


# --- all of them, for `wasteflow replay --check` -----------------------------------------------------------

EVERY_CASE = "select id, state::text as state from case_file"
EVERY_EVENT = """
    select case_file, seq, id, at, account, org, city, department, body::text as body
      from case_event order by case_file, seq"""


async def every_case(conn: Connection) -> dict[UUID, CaseFile]:
    return {row["id"]: _state.decode(row["state"]) for row in await conn.fetch(EVERY_CASE)}


async def every_event(conn: Connection) -> list[Envelope]:
    names = [name for name in Envelope.__struct_fields__ if name != "fact"]
    return [
        Envelope(**{name: row[name] for name in names}, fact=_fact.decode(row["body"]))
        for row in await conn.fetch(EVERY_EVENT)
    ]
