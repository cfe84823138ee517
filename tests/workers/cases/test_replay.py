"""A case that is not what its events tell is found."""

import asyncpg
import pytest

from tests.workers.cases.conftest import Desk
from workers.cases import events as e
from workers.cases import replay

pytestmark = pytest.mark.anyio


async def test_a_row_that_is_not_the_fold_of_its_events_is_named(desk: Desk, owner: asyncpg.Connection) -> None:
    await desk.step(desk.bay.regulator, e.Taken())
    await desk.step(desk.bay.regulator, e.Dismissed(reason="两台秤的差异"))
    assert await replay.check(desk.pool) == (1, {})
    await owner.execute("update case_file set state = jsonb_set(state, '{status}', '\"open\"')")
    assert await replay.check(desk.pool) == (1, {desk.case: "row differs from the fold: status"})
    await owner.execute("alter table case_event disable trigger all")
    await owner.execute("delete from case_event where seq = 2")
    assert await replay.check(desk.pool) == (1, {desk.case: "event 2 is missing"})
    await owner.execute("delete from case_event")
    assert await replay.check(desk.pool) == (1, {desk.case: "has a row but no events"})
