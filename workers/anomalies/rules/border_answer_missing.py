"""An application for what is to cross a border has waited for an office longer than it may.

Which office must act in which state, and how long it has, stands in `procedures.toml` (working days by the calendar of
the place whose office it is). Looked at once a day; one alert for each state whose time runs out. Nothing is
decided by silence: the application waits on.
"""

from collections.abc import Iterable

from wasteflow.core.clock import local_date
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, matter_of
from workers.anomalies.groups import Applied
from workers.anomalies.rule import Rule


def check(group: Applied) -> Finding | None:
    """The reader knows only those that are late."""
    if group.due >= local_date(group.now):
        return None
    return Finding(
        key=f"{group.application} {group.seq}",
        severity=WARNING,
        says=group.office,
        facts={
            "consignor": group.from_name,
            "consignee": group.to_name,
            "code": group.code,
            "tonnes": wording.plain(group.tonnes),
            "due": group.due.isoformat(),
        },
        inputs={"application": group.application, "kind": group.kind, "state": group.state, "due": group.due},
        matter=matter_of("application", group.application),
    )


def fires() -> Iterable[Applied]:
    """A city that has not looked at the file, a province, another place that was asked and has not replied."""
    yield examples.applied("cross_province", "applied", "origin", days=1)
    yield examples.applied("export_hong_kong", "with_province", "origin_province", days=1)
    yield examples.applied("export", "acknowledged", "destination", days=1)


def quiet() -> Iterable[Applied]:
    """The last day is in time."""
    yield examples.applied("cross_province", "applied", "origin", days=0)


RULE = Rule(
    family="T2",
    version=1,
    severity=WARNING,
    citation="cross-province-procedure",
    thresholds=(),
    says=("origin", "origin_province", "destination"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Applied,
)
