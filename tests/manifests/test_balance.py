"""Whatever several parties try, in whatever order: nothing is lost, nothing is made, and somebody always holds it.

A state machine drives the very code that works through a request (`Draft`: rights, judge, entry checks, consequences)
with random steps, legal and not, against the catalogue and cards of a real database; `balance/` says what it tries and
what has to hold. CUSTODY_EXAMPLES says how many lives to try (`CUSTODY_EXAMPLES=100000` by hand). The seed is printed
where one fails (with `-s` always), and CUSTODY_SEED tries the same lives again.
"""

import os
import random
import sys
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bay import Bay
from tests.manifests.balance.cast import assemble
from tests.manifests.balance.custody import Custody
from tests.manifests.balance.mutations import BROKEN
from tests.manifests.balance.steps import REACHED, Lives

pytestmark = pytest.mark.anyio
EXAMPLES = int(os.environ.get("CUSTODY_EXAMPLES", "5000"))
SEED = int(os.environ.get("CUSTODY_SEED") or random.randrange(2**32))
STEPS = 25
FOUND_WITHIN = 2000  # lives, of a rule broken on purpose


@pytest.fixture
async def begin(bay: Bay) -> Any:
    """Makes an empty custody on the real catalogue and the little Bay Area's real cards."""
    cast = await assemble(bay)
    return lambda: Custody(cast)


def _run(begin: Any, examples: int, *, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    machine = hypothesis.seed(SEED)(type("Lived", (Lives,), {"made": staticmethod(begin)}))
    sys.stdout.write(f"{examples} lives, CUSTODY_SEED={SEED}\n")
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=phases,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
async def test_nothing_is_lost_or_made_whatever_is_tried(begin: Any) -> None:
    """And the lives get everywhere: what they never reach they can find no fault with."""
    Lives.reached.clear()
    _run(begin, EXAMPLES)
    sys.stdout.write(" ".join(sorted(Lives.reached)) + "\n")
    assert Lives.reached >= REACHED or EXAMPLES < 5000, REACHED - Lives.reached


@pytest.mark.slow
@pytest.mark.parametrize("rule", BROKEN)
async def test_a_rule_that_is_broken_is_missed(begin: Any, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    """The test can fail: without this rule the machine finds what it keeps from happening."""
    BROKEN[rule](monkeypatch)
    with pytest.raises(BaseException) as found:
        _run(begin, FOUND_WITHIN, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value
