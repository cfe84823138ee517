"""A finding becomes an alert once, with its evidence as it stood, and joins the case of its matter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.db import Connection
from wasteflow.core.ids import derived_id, new_id
from workers import store
from workers.anomalies import store as rules
from workers.anomalies.finding import Found, digest
from workers.cases import commands as cases
from workers.cases.model import AlertRef


async def raise_once(conn: Connection, book: Book, found: Found) -> UUID | None:
    """Store a finding as an alert in the caller's transaction; its id, or None where it was raised before."""
    evidence, id = found.evidence, new_id()
    values = (
        id,
        found.fingerprint,
        found.rule,
        found.version,
        found.family,
        found.severity,
        found.stream,
        list(found.categories),
        list(found.scopes),
        found.citation,
        found.about.kind,
        found.about.id,
        found.finding.says,
        dict(found.finding.facts),
        evidence,
        digest(evidence),
        found.happened_at,
        found.matter,
        found.finding.score,
        msgspec.to_builtins(found.finding.also),
        derived_id("case", found.matter),
    )
    case = await store.raise_alert(conn, values=values)
    if case is None:
        return None
    ref = _ref(id, found, digest(evidence))
    await cases.join(conn, book, id=case, matter=found.matter, alert=ref, scopes=found.scopes)
    return id


def _ref(id: UUID, found: Found, sha256: str) -> AlertRef:
    about, said = found.about, found.finding
    return AlertRef(
        alert=id, rule=found.rule, version=found.version, family=found.family, severity=found.severity,
        says=said.says, facts=dict(said.facts), citation=found.citation, stream=found.stream,
        categories=found.categories, subject_kind=about.kind, subject=about.id, happened_at=found.happened_at,
        sha256=sha256, score=said.score,
    )  # fmt: skip


async def raise_all(conn: Connection, book: Book, many: Iterable[Found]) -> list[UUID]:
    """Several at once, in the order of matters and fingerprints: two workers with the same ones cannot deadlock.

    What a rule in shadow found is kept and told to nobody; one that is off is not heard.
    """
    ordered = sorted(many, key=lambda found: (found.matter, found.fingerprint))
    if not ordered:
        return []
    standings, now = await rules.standings(conn), clock.now()
    raised = []
    for found in ordered:
        standing = standings.get(found.rule, rules.Standing())
        if standing.mode == "on" and (alert := await raise_once(conn, book, found)):
            raised.append(alert)
        elif standing.mode == "shadow" and standing.since:
            await rules.keep_shadow(conn, values=_shadow(found, now), since=standing.since)
    return raised


def _shadow(found: Found, now: datetime) -> tuple[Any, ...]:
    said = found.finding
    about = found.about
    return (
        found.fingerprint, found.rule, found.version, found.severity, found.stream, list(found.categories),
        list(found.scopes), about.kind, about.id, said.says, dict(said.facts), found.evidence, found.happened_at, now,
    )  # fmt: skip
