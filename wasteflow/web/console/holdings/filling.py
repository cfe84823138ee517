"""What was typed of containers that are filled: what goes in, what comes out, what is lost. No database.

A field's name says which row it is in (`out2.kg`); rows left empty are none. A row of the form may stand for several
containers, so what is refused of the n-th one is said at its row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from manifests.entry.batch_entry import FORMS
from manifests.life import events as e
from manifests.life.model import Container, Weight
from wasteflow.catalog.book import Book
from wasteflow.core.errors import Refusal
from wasteflow.web.console import refusals as r
from wasteflow.web.console.batches import CONTAINERS, basis_of, code_of, stream_of
from wasteflow.web.console.forms import Form
from wasteflow.web.console.holdings.treating import Row

MOST_ROWS = 20
MOST_FILLED = 100
_OUTPUT = ("count", "kg", "litres", "code", "name")
_PLACE = re.compile(r"fact\.(inputs|outputs|losses)\[(\d+)\]\.?(\w*)")
_FIELDS = {"weight": "kg", "container": "kind", "hazards": "code", "stream": "code"}


@dataclass
class Filled:
    """What stands in the form as values, and the row each of them came from."""

    inputs: list[e.Input] = field(default_factory=list)
    outputs: list[e.Output | e.Residue] = field(default_factory=list)
    losses: list[e.Loss] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=lambda: {"inputs": [], "outputs": [], "losses": []})


def shown(form: Form, kind: str) -> int:
    """How many rows of a kind the form shows: `out` or `loss`; one more where that was asked for."""
    said = form.get(f"rows.{kind}")
    rows = int(said) if said.isdecimal() and len(said) < 4 else 1
    return min(max(rows, 1) + (form.get("more") == kind), MOST_ROWS)


def filled(form: Form, rows: Sequence[Row], book: Book | None = None) -> Filled:
    """Notes in the form what does not fit. With a book the containers hold other wastes, each with its code."""
    found = Filled()
    for row in rows:
        kg = form.number(row.field) if form.text(row.field) else row.kg
        found.inputs.append(e.Input(row.batch, kg))
        found.rows["inputs"].append(row.field)
    for n in range(shown(form, "out")):
        if any(form.text(f"out{n}.{part}") for part in _OUTPUT if part != "count"):
            _output(form, f"out{n}", found, book)
    for n in range(shown(form, "loss")):
        at = f"loss{n}"
        if form.text(f"{at}.name") or form.text(f"{at}.kg"):
            found.losses.append(e.Loss(form.text(f"{at}.name", most=200), form.number(f"{at}.kg")))
            found.rows["losses"].append(at)
    return found


def _output(form: Form, at: str, found: Filled, book: Book | None) -> None:
    count = form.number(f"{at}.count", needed=False) or Decimal(1)
    if not 1 <= count <= MOST_FILLED or count != int(count):
        form.problems.append(r.HowMany(f"{at}.count", typed=1, most=MOST_FILLED))
        count = Decimal(1)
    weight = Weight(form.number(f"{at}.kg"), basis_of(form, "basis"))
    litres = form.number(f"{at}.litres", needed=False)
    container = Container(form.choice(f"{at}.kind", CONTAINERS), litres or None)
    one: e.Output | e.Residue = e.Output(weight, container)
    if book:
        code = code_of(form, f"{at}.code")
        one = e.Residue(
            stream=stream_of(form, book, code, f"{at}.stream"),
            code=code,
            name=form.text(f"{at}.name", needed=True, most=100),
            form=form.choice(f"{at}.form", FORMS),
            weight=weight,
            container=container,
        )
    found.outputs += [one] * int(count)
    found.rows["outputs"] += [at] * int(count)


def placed(problem: Refusal, found: Filled) -> Refusal:
    """The refusal at the field of the form that it is about; at the balance where it is about all of them."""
    match = _PLACE.match(problem.path)
    if not match:
        problem.path = "method" if problem.path == "fact.method" else "balance"
        return problem
    kind, at, part = match[1], int(match[2]), match[3]
    rows = found.rows[kind]
    row = rows[at] if at < len(rows) else ""
    if kind == "inputs":
        problem.path = row
    elif kind == "losses":
        problem.path = f"{row}.{part or 'kg'}"
    else:
        litres = problem.path.endswith("litres")
        problem.path = f"{row}.{'litres' if litres else _FIELDS.get(part, part) or 'kg'}"
    return problem
