"""Rounds and notices keep rows of their own: each against its own events. Part of `wasteflow replay --check`."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from manifests.notices import events as notice_events
from manifests.notices import lifecycle as notices
from manifests.notices.model import Notice
from manifests.rounds import events as round_events
from manifests.rounds import lifecycle as rounds
from manifests.rounds.model import Round
from wasteflow.core.db import Connection


@dataclass(frozen=True)
class Kept:
    """One table of folded rows: where its events are, what they are, how one is added to the state before it."""

    events: str
    rows: str
    type: type[Any]
    fact: Any
    add: Callable[[Any, Any, Any], Any]  # state or null, row, fact


def _notice(state: Notice | None, row: Any, fact: Any) -> Notice:
    names = ("seq", "id", "occurred_at", "received_at", "account", "city", "department")
    envelope = notice_events.Envelope(notice=row["subject"], fact=fact, **{name: row[name] for name in names})
    return notices.evolve(state, envelope)


def _round(state: Round | None, row: Any, fact: Any) -> Round:
    return rounds.evolve(state, row["subject"], row["seq"], fact, row["occurred_at"])


KEPT = (
    Kept(
        "select subject, seq, occurred_at, body::text as body from round_event order by subject, seq",
        "select id, state::text as state from round",
        Round,
        round_events.Fact,
        _round,
    ),
    Kept(
        "select notice as subject, seq, id, occurred_at, received_at, account, city, department, body::text as body"
        "  from notice_event order by notice, seq",
        "select id, state::text as state from notice",
        Notice,
        notice_events.Fact,
        _notice,
    ),
)


async def compare(conn: Connection, kept: Kept) -> tuple[int, int, dict[UUID, str]]:
    """How many rows and events there are of this kind, and which rows are not what their events tell."""
    rows = {r["id"]: msgspec.json.decode(r["state"], type=kept.type) for r in await conn.fetch(kept.rows)}
    events = await conn.fetch(kept.events)
    folded = {id: _fold(kept, list(of)) for id, of in groupby(events, key=lambda r: r["subject"])}
    different = {id: why for id in rows.keys() | folded.keys() if (why := _why(rows.get(id), folded.get(id)))}
    return len(rows), len(events), different


def _fold(kept: Kept, events: list[Any]) -> Any:
    state = None
    for expected, row in enumerate(events, 1):
        if row["seq"] != expected:
            return f"event {expected} is missing"
        state = kept.add(state, row, msgspec.json.decode(row["body"], type=kept.fact))
    return state


def _why(row: Any, state: Any) -> str:
    if isinstance(state, str) or row == state:
        return state if isinstance(state, str) else ""
    if row is None or state is None:
        return "has events but no row" if row is None else "has a row but no events"
    names = [f for f in row.__struct_fields__ if getattr(row, f) != getattr(state, f)]
    return f"row differs from the fold: {', '.join(names)}"
