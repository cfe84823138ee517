"""Interim steps of a manifest's line, against PostgreSQL."""

from decimal import Decimal
from pathlib import Path

import pytest

import wasteflow
from manifests import replay
from manifests.life import events as e
from manifests.life.model import BatchStatus, ManifestStatus
from tests.manifests.life.test_grouping import FINAL, INTERIM, batch_of, sound
from tests.manifests.test_commands import state_of

pytestmark = pytest.mark.anyio
MIGRATION = next((Path(wasteflow.__file__).parent / "migrations").glob("*_interim_lines.sql"))


async def test_an_interim_step_adds_no_kilograms_and_the_final_one_is_told_afterwards(bay):
    batch, manifest = await bay.delivered("1000")
    await bay.tell(bay.gate, e.Treated(INTERIM, Decimal(1000)), batch)
    there = await state_of(bay, manifest)
    assert (there.status, there.lines[0].treated_kg) == (ManifestStatus.CLOSED, 0)
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(1000)), batch)
    there = await state_of(bay, manifest)
    assert (there.status, there.lines[0].treated_kg) == (ManifestStatus.CLOSED, 1000)
    assert (await batch_of(bay, batch)).status is BatchStatus.TREATED
    await sound(bay)


async def test_rows_folded_by_the_older_rule_are_folded_anew(bay, owner):
    batch, manifest = await bay.delivered("1000")
    other, untouched = await bay.delivered("50")
    await bay.tell(bay.gate, e.Treated(INTERIM, Decimal(1000)), batch)
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(20)), batch)
    await bay.tell(bay.gate, e.Treated(FINAL, Decimal(50)), other)
    older = "update manifest set state = jsonb_set(state, '{lines,0,treated_kg}', '\"1020\"') where id = $1"
    await owner.execute(older, manifest)
    assert not (await replay.check(bay.pool)).ok
    await owner.execute(MIGRATION.read_text(encoding="utf-8"))
    assert (await state_of(bay, manifest)).lines[0].treated_kg == 20
    assert (await state_of(bay, untouched)).lines[0].treated_kg == 50
    await sound(bay)
