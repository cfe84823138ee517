"""What this person may do now: a fold with a form for each step."""

from wasteflow.web.console import acts
from wasteflow.web.console.forms import Told
from wasteflow.web.console.manifest.part import Case, Facts, Part
from wasteflow.web.console.manifest.steps import STEPS


async def load(case: Case) -> Facts | None:
    """The steps, the one that went wrong or comes next open."""
    steps = acts.on_manifest(case.visit.me, case.manifest)
    if not steps:
        return None
    return {
        "steps": steps,
        "open": case.step or steps[0],
        "own": {step: await STEPS[step].load(case) for step in steps},
        "danger": {step: STEPS[step].danger for step in steps},
        "nothing": Told([]),
    }


PART = Part("acts.html", "side", load)
