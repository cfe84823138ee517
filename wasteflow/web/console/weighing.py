"""What the gate typed of a weighing: the vehicle full and empty, or lines."""

import re

from manifests import events as e
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, decimal

VEHICLE = ("fact.vehicle.gross", "fact.vehicle.tare")
# 1250 - 250: full less empty, with whichever dash the keyboard has
_DIFFERENCE = re.compile(r"(?<=[\dg])\s*[-\u2010-\u2015\u2212\uff0d]\s*(?=\d)")


def weighed(form: Form) -> e.Weighed:
    """The vehicle where its readings are typed; else the lines, of which only those weighed before may stay empty."""
    vehicle = _vehicle(form) if any(form.text(name) for name in VEHICLE) else None
    names = [(n, f"fact.lines[{n - 1}].kg") for n in range(1, form.lines + 1)]
    if not vehicle and not any(form.text(name) for _, name in names):
        form.problems.append(r.FillIn(VEHICLE[0]))
    before = set(form.every("weighed"))
    named = [(n, name) for n, name in names if form.text(name) or not (vehicle or str(n) in before)]
    for at, (_, name) in enumerate(named):
        form.renamed |= {f"fact.lines[{at}].{part}": name for part in ("gross", "tare", "kg")}
    return e.Weighed(tuple(_line(form, n, name) for n, name in named), vehicle)


def _vehicle(form: Form) -> e.VehicleWeighed:
    gross, tare = VEHICLE
    return e.VehicleWeighed(form.number(gross), form.number(tare))


def _line(form: Form, n: int, name: str) -> e.LineWeighed:
    """A net, or full less empty."""
    parts = [decimal(part) for part in _DIFFERENCE.split(form.text(name))]
    if len(parts) == 2 and None not in parts:
        gross, tare = (part for part in parts if part is not None)
        return e.LineWeighed(n, gross - tare, gross=gross, tare=tare)
    return e.LineWeighed(n, form.number(name))
