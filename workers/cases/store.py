"""SQL for commands on cases. The row is locked while its next step is judged: cases are few."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection, Pool
from workers.cases.events import Envelope, kind_of
from workers.cases.model import CaseFile, Question

_state: msgspec.json.Decoder[CaseFile] = msgspec.json.Decoder(CaseFile)

LOCK = "select state::text from case_file where id = $1 for update"


async def lock(conn: Connection, *, id: UUID) -> CaseFile | None:
    state = await conn.fetchval(LOCK, id)
    return _state.decode(state) if state else None


KNOWN = "select seq, digest from case_event where case_file = $1 and id = $2"


async def known(conn: Connection, *, case: UUID, event: UUID) -> tuple[int, bytes] | None:
    """The step at which this event was recorded, and the digest of what was sent."""
    row = await conn.fetchrow(KNOWN, case, event)
    return (row["seq"], row["digest"]) if row else None


APPEND = """
    insert into case_event (case_file, seq, id, kind, at, account, org, city, department, body, digest)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def append(conn: Connection, *, event: Envelope, digest: bytes | None) -> None:
    await conn.execute(
        APPEND, event.case_file, event.seq, event.id, kind_of(event.fact), event.at, event.account, event.org,
        event.city, event.department, event.fact, digest,
    )  # fmt: skip


BEGIN = """
    insert into case_file (id, seq, matter, state, scopes, touched_at) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing returning true"""


async def begin(conn: Connection, *, case: CaseFile, at: datetime) -> bool:
    """False where somebody else began it in the same moment: now it is there to join."""
    return bool(await conn.fetchval(BEGIN, case.id, case.seq, case.matter, case, list(case.scopes), at))


PUT = "update case_file set seq = $2, state = $3, scopes = $4, touched_at = $5 where id = $1"


async def put(conn: Connection, *, case: CaseFile, at: datetime) -> None:
    await conn.execute(PUT, case.id, case.seq, case, list(case.scopes), at)


JUDGE = """
    update alert set verdict = $2, verdict_at = $3
     where case_file = $1 and ($2::text is null or verdict is null)"""


async def judge(conn: Connection, *, case: UUID, verdict: str | None, at: datetime | None) -> None:
    """What the case came to is what its alerts came to, those judged before excepted; null: all are open again."""
    await conn.execute(JUDGE, case, verdict, at)


ASK = """
    insert into case_question (case_file, event, org, asked_at, answered_at) values ($1, $2, $3, $4, $5)
    on conflict (case_file, event) do update set answered_at = excluded.answered_at"""


async def ask(conn: Connection, *, case: UUID, question: Question) -> None:
    await conn.execute(ASK, case, question.event, question.org, question.asked_at, question.answered_at)


PARTIES = """
    with about as (
        select subject_kind, subject from alert where case_file = $1
        union select x.kind, x.id from alert a, jsonb_to_recordset(a.also) as x (kind text, id uuid)
               where a.case_file = $1
    )
    select substr(r.scope, 5)::uuid as org from about join reach r using (subject_kind, subject)
     where r.scope like 'org:%'
    union select subject from about where subject_kind = 'organisation'
    union select s.org from about join site s on s.id = about.subject where about.subject_kind = 'site'
    union select v.org from about join vehicle v on v.id = about.subject where about.subject_kind = 'vehicle'"""


async def parties(conn: Connection, *, case: UUID) -> Sequence[UUID]:
    """The companies that have a part in the matter."""
    return [row["org"] for row in await conn.fetch(PARTIES, case)]


KEEP_FILE = """
    insert into case_attachment (case_file, sha256, kind, data, received_at, account) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing"""


async def keep_file(
    conn: Connection, *, case: UUID, sha256: str, kind: str, data: bytes, at: datetime, account: UUID
) -> None:
    """The same again changes nothing."""
    await conn.execute(KEEP_FILE, case, sha256, kind, data, at, account)


NAMED = """
    select exists (select from case_event
                    where case_file = $1 and kind in ('answered', 'inspected')
                      and org is not distinct from $3 and city = $4 and department = $5
                      and (body->'files' @> $2 or body->'photos' @> $2))"""


async def names_file(
    conn: Connection | Pool, *, case: UUID, sha256: str, org: UUID | None, city: str, department: str
) -> bool:
    """Whether a step of this company or office names the file."""
    found: bool = await conn.fetchval(NAMED, case, [{"sha256": sha256}], org, city, department)
    return found
