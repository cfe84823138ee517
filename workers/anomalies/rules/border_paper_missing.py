"""A load has crossed a border, and what the border asks for afterwards is not there in time.

The facility certifies the receipt, and once more that it has treated what it took; what should not have crossed is
taken back. Until when stands in `papers.toml`, with how sure that is. Looked at once a day; one alert for each of the
three, when its time is over. The load itself is where it should be: who owes a paper is reminded of it, and so are the
authorities at both ends.
"""

from collections.abc import Iterable

from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.groups import Crossing
from workers.anomalies.rule import Rule


def check(group: Crossing) -> Finding | None:
    """What became overdue last; what was overdue before it has been told."""
    if not group.late:
        return None
    last = group.late[-1]
    facts = {
        "shipment": group.shipment,
        "number": group.number,
        "consignor": group.from_name,
        "consignee": group.to_name,
        "due": last.due.isoformat(),
    }
    return Finding(key=last.what, severity=WARNING, says=last.what, facts=facts, inputs={"late": group.late})


def fires() -> Iterable[Crossing]:
    """Each of the three by itself; with two the later."""
    yield examples.crossing(("receipt", 1))
    yield examples.crossing(("receipt", 360), ("completion", 1))
    yield examples.crossing(("take_back", 1))


def quiet() -> Iterable[Crossing]:
    """All in time."""
    yield examples.crossing()


RULE = Rule(
    family="T1",
    version=1,
    severity=WARNING,
    citation="basel",
    thresholds=(),
    says=("receipt", "completion", "take_back"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Crossing,
)
