"""What a party may do on a manifest's page: one entry a step, in the order the buttons stand.

A new step: an entry here, `console.act.<step>`, `console.act_hint.<step>` and `console.done.<step>` in the locale and,
where it has fields, `templates/manifest/step_<step>.html`, in which `own` is what `load` gave and `mine` what is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from manifests import events as e
from manifests.commands import Proposable
from wasteflow.people.model import Role
from wasteflow.web.console import queries, weighing
from wasteflow.web.console.forms import Form, decimal
from wasteflow.web.console.manifest.part import Case, Facts, Load, always


@dataclass(frozen=True)
class Step:
    """`shape`: to ask whose step it is, its values do not matter; `make`: the fact from what was typed; `load`: what
    its fields need to be drawn; `danger`: it turns something away or calls it off; `waits`: it may be what a person is
    waited for, else it is only possible."""

    shape: e.AnyEvent
    make: Callable[[Form], Proposable]
    load: Load = always
    danger: bool = False
    waits: bool = True


async def _vehicle(case: Case) -> Facts:
    """The vehicles of who carries it now, and the driver where one looks."""
    me = case.visit.me
    driver = case.manifest.leg.driver or (me.name if me.role is Role.DRIVER else "")
    return {"plates": await queries.plates(case.conn, org=case.manifest.leg.org), "driver": driver}


def _departed(form: Form) -> Proposable:
    return e.Departed(form.text("fact.plate", needed=True, most=20), form.text("fact.driver", needed=True, most=40))


def _partly(form: Form) -> Proposable:
    typed = [
        (n, form.number(name, needed=False))
        for n in range(1, form.lines + 1)
        if form.get(name := f"fact.lines[{n - 1}].refused_kg").strip() not in ("", "0")
    ]
    typed = sorted((dict(typed) | _whole(form)).items())
    form.renamed = {f"fact.lines[{i}]": f"fact.lines[{n - 1}]" for i, (n, _) in enumerate(typed)}
    lines = tuple(e.LineRefused(n, kg) for n, kg in typed)
    return e.PartlyAccepted(lines, form.text("fact.reason", needed=True))


def _whole(form: Form) -> dict[int, Decimal]:
    """Lines ticked to be refused whole, as `line:kg there` of the page shown; the judge holds it to what is there."""
    found = {}
    for ticked in form.every("whole"):
        line, _, kg = ticked.partition(":")
        if line.isdecimal() and len(line) < 4 and (there := decimal(kg)) is not None:
            found[int(line)] = there
    return found


STEPS: dict[str, Step] = {
    "published": Step(e.Published(), lambda _: e.Published()),
    "signed": Step(e.Signed(), lambda form: e.Signed(name=form.text("fact.name", needed=True, most=40))),
    "departed": Step(e.Departed(), _departed, _vehicle),
    "arrived": Step(e.Arrived(), lambda _: e.Arrived()),
    "weighed": Step(e.Weighed(()), weighing.weighed),
    "accepted": Step(e.Accepted(), lambda _: e.Accepted()),
    "partly_accepted": Step(e.PartlyAccepted((), ""), _partly),
    "refused": Step(e.Refused(""), lambda form: e.Refused(form.text("fact.reason", needed=True)), danger=True),
    "cancelled": Step(
        e.Cancelled(""), lambda form: e.Cancelled(form.text("fact.reason", needed=True)), danger=True, waits=False
    ),
}
