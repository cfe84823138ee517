"""What is on it, line by line: sent, weighed on the way and at the gate, taken."""

from collections.abc import Sequence

from manifests.life.model import Line
from wasteflow.web.console.manifest.part import Case, Facts, Part


async def load(case: Case) -> Facts:
    """The stops whose scale spoke: a column each, beside what was sent and what the gate found."""
    return {
        "stops": [stop for stop in case.manifest.stops if stop.weights],
        "tolerance": (await case.visit.book()).stream(case.manifest.stream).scales_differ,
        "alike": alike(case.manifest.lines),
    }


def alike(lines: Sequence[Line]) -> bool:
    """Many drums of one waste for one treatment, told apart by their serials: said once, not in each row."""
    kinds = {(line.name, line.code.code, line.method) for line in lines}
    return len(lines) > 1 and len(kinds) == 1 and all(line.digital_code for line in lines)


PART = Part("lines.html", "wide", load)
