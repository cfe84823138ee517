"""Does every folded row equal the fold of its events? `wasteflow replay --check`."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from manifests import replay_charges, replay_kept
from manifests.billing.model import Posting
from manifests.life import events as e
from manifests.life.lifecycle import evolve
from manifests.life.model import Batch, Manifest
from wasteflow.core.db import Connection, Pool

EVENTS = """
select subject, seq, id, occurred_at, received_at, account, org, cause, subject_kind, body::text as body
  from custody_event order by subject, seq
"""
ROWS = """
select 'batch' as what, id, seq, state::text as state,
       (status, site, refused_by) is not distinct from
       (state->>'status', (state->>'holder_site')::uuid, (state->>'refused_by')::uuid) as drawn
  from batch where id = any($1::uuid[])
union all
select 'manifest', id, seq, state::text, (status, revision_due, plates) is not distinct from
       (state->>'status', state->'revision'->>'due', plates_on_the_road(state))
  from manifest where id = any($1::uuid[])
"""
COUNT = "select (select count(*) from batch) + (select count(*) from manifest)"

_fact: msgspec.json.Decoder[e.AnyEvent] = msgspec.json.Decoder(e.AnyEvent)
_type: dict[str, type[Batch] | type[Manifest]] = {"batch": Batch, "manifest": Manifest}
CHUNK = 500


@dataclass
class Report:
    """What was compared, and what differs (subject -> why)."""

    subjects: int = 0
    events: int = 0
    different: dict[UUID, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.different


async def check(pool: Pool, progress: Callable[[int, int], None] | None = None) -> Report:
    """Fold all events anew and compare with the rows. One snapshot, so that running writers do not show as faults."""
    report = Report()
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        rows = await conn.fetchval(COUNT)
        folded: dict[UUID, Batch | Manifest | str] = {}
        postings: list[Posting] = []
        async for life in envelopes_by_subject(conn):
            report.events += len(life)
            folded[life[0].subject] = state = fold(life)
            postings += replay_charges.posted(life, state)
            if len(folded) == CHUNK:
                await _compare(conn, folded, report)
                if progress:
                    progress(report.subjects, rows)
        await _compare(conn, folded, report)
        if progress:
            progress(report.subjects, rows)
        if report.subjects < rows:
            report.different[UUID(int=0)] = f"{rows - report.subjects} rows have no events"
        report.different |= await replay_charges.compare(conn, postings)
        for kept in replay_kept.KEPT:
            subjects, events, different = await replay_kept.compare(conn, kept)
            report.subjects += subjects
            report.events += events
            report.different |= different
    return report


async def envelopes_by_subject(conn: Connection) -> AsyncIterator[list[e.Envelope]]:
    """The events of one subject after the other, each in order; in a transaction, for they come through a cursor."""
    pending: list[e.Envelope] = []
    async for row in conn.cursor(EVENTS, prefetch=1000):
        envelope = e.Envelope(
            subject=row["subject"],
            seq=row["seq"],
            id=row["id"],
            occurred_at=row["occurred_at"],
            received_at=row["received_at"],
            account=row["account"],
            org=row["org"],
            cause=row["cause"],
            fact=_fact.decode(row["body"]),
        )
        if pending and pending[0].subject != envelope.subject:
            yield pending
            pending = []
        pending.append(envelope)
    if pending:
        yield pending


def fold(envelopes: list[e.Envelope]) -> Batch | Manifest | str:
    """The state after these events of one subject; a sentence where their numbering has a gap."""
    state: Batch | Manifest | None = None
    for expected, envelope in enumerate(envelopes, 1):
        if envelope.seq != expected:
            return f"event {expected} is missing"
        state = evolve(state, envelope)
    assert state is not None
    return state


async def _compare(conn: Connection, folded: dict[UUID, Batch | Manifest | str], report: Report) -> None:
    found = await conn.fetch(ROWS, list(folded))
    rows = {r["id"]: msgspec.json.decode(r["state"], type=_type[r["what"]]) for r in found}
    for subject, state in folded.items():
        report.subjects += subject in rows
        if isinstance(state, str):
            report.different[subject] = state
        elif subject not in rows:
            report.different[subject] = "has events but no row"
        elif rows[subject] != state:
            report.different[subject] = f"row differs from the fold: {_difference(rows[subject], state)}"
    for row in found:
        if not row["drawn"]:
            report.different[row["id"]] = "its columns differ from its state"
    folded.clear()


def _difference(row: Batch | Manifest, fold: Batch | Manifest) -> str:
    names = [f for f in row.__struct_fields__ if getattr(row, f) != getattr(fold, f, None)]
    return ", ".join(names)
