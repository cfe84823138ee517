"""A battery that is in use again comes back under the code it had, once the one before it is gone."""

from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.demo.conftest import SEED, Loaded
from wasteflow.core.clock import BAY_AREA
from wasteflow.demo import chains
from wasteflow.demo.build import Plan
from wasteflow.demo.flows import Load

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 24, 12, tzinfo=BAY_AREA)


def _loads(plan: Plan) -> tuple[Load, Load]:
    """A load for use again and one that is taken apart, each with batteries."""
    packs = [copy(x) for x in plan.loads if x.waste.stream == chains.BATTERY]
    for load in packs:
        load.drops = [copy(x) for x in load.drops]
    first, second = packs[0], packs[1]
    first = replace(first, method=chains.AGAIN, fate="accepted", times=first.times | {"treated": NOON})
    return first, replace(second, method="cn_utilisation:R4")


@pytest.mark.parametrize(("later", "comes_back"), [(timedelta(hours=3), False), (timedelta(hours=13), True)])
async def test_a_second_life_begins_the_day_after(loaded: Loaded, later: timedelta, comes_back: bool) -> None:
    """Within a day the demo records what is sent before what is treated: the code would still be another battery's."""
    spent, load = _loads(loaded.plan)
    load.drops[0].at = NOON + later
    chains._name(SEED, [spent, load])
    chains._second_lives([spent, load], NOON + timedelta(days=9))
    assert (load.drops[0].batteries[0].was == spent.drops[0].batteries[0].code) is comes_back
