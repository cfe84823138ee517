"""Alerts that were raised before there were cases: what the migration makes of them is what their events tell."""

import asyncpg
import msgspec
import pytest

from wasteflow.core import migrate
from wasteflow.core.db import prepare_connection
from wasteflow.core.ids import new_id
from workers.cases import events as e
from workers.cases import lifecycle
from workers.cases.model import CaseFile

pytestmark = pytest.mark.anyio
CASES = next(one.number for one in migrate.migrations() if one.name == "cases")

ALERT = """
    insert into alert (id, fingerprint, rule, rule_version, severity, family, stream, categories, scopes, citation,
                       subject_kind, subject, says, facts, evidence, evidence_sha256, happened_at, raised_at, matter,
                       status, seq, score)
    values ($1, $2, 'weight_gap', 1, $3, 'W1', 'hazardous', '{HW17}', $4, 'x', 'manifest', $5, 'less',
            '{"number": "1"}', '{}', repeat('0', 64), now(), now() - $6 * interval '1 hour', $7, $8, 1, $9)"""
STEP = """
    insert into alert_event (alert, seq, kind, account, reason, at)
    values ($1, $2, $3, $4, $5, now() - $6 * interval '1 hour')"""


async def test_old_alerts_become_cases_whose_rows_are_the_fold_of_their_events(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [one for one in migrate.migrations() if one.number < CASES]
    with monkeypatch.context() as then:
        then.setattr(migrate, "migrations", lambda: before)
        await migrate.migrate(empty_database_url)
    conn = await asyncpg.connect(empty_database_url)
    try:
        await prepare_connection(conn)
        load, officer = new_id(), new_id()
        first, second, other = new_id(), new_id(), new_id()
        await conn.execute(ALERT, first, "a", 2, ["city:440300", "province:440000"], load, 9, "m1", "confirmed", 1.5)
        await conn.execute(ALERT, second, "b", 3, ["city:440100"], load, 8, "m1", "open", None)
        await conn.execute(ALERT, other, "c", 1, ["city:440300"], new_id(), 7, "m2", "dismissed", None)
        for alert in (first, second, other):
            await conn.execute(STEP, alert, 1, "raised", None, "", 9)
        await conn.execute(STEP, first, 2, "acknowledged", officer, "", 6)
        await conn.execute(STEP, first, 3, "confirmed", officer, "现场称重", 5)
        await conn.execute(STEP, other, 2, "dismissed", officer, "误报", 4)
        await migrate.migrate(empty_database_url)
        rows = await conn.fetch("select state::text from case_file order by matter")
        assert [await _folded(conn, row["state"]) for row in rows] == ["confirmed", "dismissed"]
        verdicts = await conn.fetch("select verdict from alert order by fingerprint")
        assert [row["verdict"] for row in verdicts] == ["confirmed", None, "dismissed"]
    finally:
        await conn.close()


async def _folded(conn: asyncpg.Connection, state: str) -> str:
    row, folded = msgspec.json.decode(state, type=CaseFile), None
    for x in await conn.fetch(
        "select case_file, seq, id, at, account, org, city, department, body::text from case_event"
        " where case_file = $1 order by seq",
        row.id,
    ):
        fact = msgspec.json.decode(x["body"], type=e.Fact)
        names = (n for n in e.Envelope.__struct_fields__ if n != "fact")
        folded = lifecycle.evolve(folded, e.Envelope(**{n: x[n] for n in names}, fact=fact))
    assert row == folded
    return row.status
