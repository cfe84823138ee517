"""Detection measured on the demo: of the faults injected into it each rule finds its own, and little else."""

import csv
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from wasteflow.core.db import Pool
from wasteflow.demo.build import TRIED_OUT, build
from workers.anomalies import replay
from workers.anomalies.engine import rules_of

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_the_weight_gap_rule_finds_the_injected_gaps_at_their_severity_and_nothing_else(
    pool: Pool, work: Callable[[], Awaitable[int]], tmp_path: Path
) -> None:
    await build(pool, days=25, scale=0.001, seed=7, progress=lambda *_: None, folder=tmp_path)
    await work()
    with (tmp_path / "demo-faults.csv").open(encoding="utf-8") as lines:
        injected = {f["subject"]: int(f["severity"]) for f in csv.DictReader(lines) if f["kind"] == "weight_gap"}
    rows = await pool.fetch("select subject::text, severity from alert where rule = 'weight_gap'")
    raised = {row["subject"]: row["severity"] for row in rows}
    found = injected.keys() & raised.keys()
    manifests = await pool.fetchval("select count(*) from manifest")
    serious = sum(severity == 3 for subject, severity in raised.items() if subject not in injected)
    assert len(found) / len(injected) >= 0.98
    assert len(found) / len(raised) >= 0.95
    assert serious <= manifests / 200
    would = await replay.run(pool, rules_of([TRIED_OUT]))
    kept = await pool.fetch("select subject from shadow_finding where rule = $1", TRIED_OUT)
    assert {row["subject"] for row in kept} == {one.found.about.id for one in would.raised.values()}
    assert await pool.fetchval("select count(*) from alert where rule = $1", TRIED_OUT) == 0
    assert {subject: raised[subject] for subject in found} == {subject: injected[subject] for subject in found}
