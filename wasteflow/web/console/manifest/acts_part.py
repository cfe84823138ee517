"""What this person may do now: a fold with a form for each step."""

from wasteflow.web.console import acts
from wasteflow.web.console.forms import Form, Told
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
        "place": "wide" if len(case.manifest.lines) > 1 and any(STEPS[step].wide for step in steps) else "side",
        "pages": {step for step in steps if STEPS[step].page},
        "own": {step: await STEPS[step].load(case) for step in steps if not STEPS[step].page},
        "danger": {step: STEPS[step].danger for step in steps},
        "nothing": Told([]),
        "blank": Form(),
    }


PART = Part("acts.html", "side", load)
