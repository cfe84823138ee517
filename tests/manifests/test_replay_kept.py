"""Rounds, notices and charges keep rows of their own: one altered and one lost are found by the check."""

from uuid import UUID

import asyncpg
import pytest

from manifests import replay
from tests.bay import Bay
from tests.collecting import give_leave, planned, workshops
from tests.hong_kong import charged
from tests.manifests.notices.conftest import Shore, shore
from wasteflow.core.db import Pool

pytestmark = pytest.mark.anyio
__all__ = ["shore"]  # the fixture
CASES = [
    ("update {0} set state = jsonb_set(state, '{{seq}}', '99') where id = $1", "row differs from the fold: seq"),
    ("delete from {0} where id = $1", "has events but no row"),
]


async def found(pool: Pool, table: str, id: UUID, change: str) -> str:
    assert (await replay.check(pool)).different == {}
    await pool.execute(change.format(table), id)
    return (await replay.check(pool)).different[id]


@pytest.mark.parametrize(("change", "why"), CASES)
async def test_a_round_that_is_not_what_its_events_tell_is_found(bay: Bay, pool: Pool, change: str, why: str) -> None:
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    id = (await planned(bay, [producer])).round.id
    assert await found(pool, "round", id, change) == why


@pytest.mark.parametrize(("change", "why"), CASES)
async def test_a_notice_that_is_not_what_its_events_tell_is_found(shore: Shore, change: str, why: str) -> None:
    assert await found(shore.pool, "notice", await shore.notice(), change) == why


@pytest.mark.parametrize("change", ["update disposal_charge set hkd = hkd + 1", "delete from disposal_charge"])
async def test_a_charge_that_its_load_did_not_post_is_found(
    bay: Bay, pool: Pool, owner: asyncpg.Connection, change: str
) -> None:
    """Weighed twice: a charge, its reversal, and another charge."""
    load = (await charged(bay)).load
    assert await pool.fetchval("select count(*) from disposal_charge") == 3
    assert (await replay.check(pool)).different == {}
    await owner.execute(f"{change} where seq = (select max(seq) from disposal_charge) and kind = 'charge'")
    assert (await replay.check(pool)).different[load].startswith("charges differ from what its steps post")
