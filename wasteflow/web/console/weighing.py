"""What a scale said and what was turned away there: the vehicle full and empty, or line by line."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from manifests.life import events as e
from manifests.life.model import Volume
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, decimal

VEHICLE = ("fact.vehicle.gross", "fact.vehicle.tare")
# 1250 - 250: full less empty, with whichever dash the keyboard has
_CUBIC = re.compile(r"(.*\d)\s*(?:m3|立方米|立方)", re.IGNORECASE)  # as NFKC has it: m³ is m3
DENSITY, SOURCE = "volume.density", "volume.source"
_DIFFERENCE = re.compile(r"(?<=[\dg])\s*[-\u2010-\u2015\u2212\uff0d]\s*(?=\d)")


def weighed(form: Form) -> e.Weighed:
    """The vehicle where its readings are typed; else the lines, of which only those weighed before may stay empty."""
    vehicle = _vehicle(form) if any(form.text(name) for name in VEHICLE) else None
    if not vehicle and not any(form.text(name) for _, name in _names(form)):
        form.problems.append(r.FillIn(VEHICLE[0]))
    before = set(form.every("weighed"))
    return e.Weighed(_lines(form, [n for n, _ in _names(form) if not (vehicle or str(n) in before)]), vehicle)


def stop_weighed(form: Form) -> e.StopWeighed:
    """The storer's scale; a line it does not weigh stands as it was sent, but one at least is weighed."""
    if not any(form.text(name) for _, name in _names(form)):
        form.problems.append(r.FillIn("fact.lines[0].kg"))
    return e.StopWeighed(_lines(form, []), form.text("fact.name", needed=True, most=40))


def partly_accepted(form: Form) -> e.PartlyAccepted:
    """What is turned away: lines ticked, or kilograms of a line."""
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


def _names(form: Form) -> Iterator[tuple[int, str]]:
    yield from ((n, f"fact.lines[{n - 1}].kg") for n in range(1, form.lines + 1))


def _lines(form: Form, needed: list[int]) -> tuple[e.LineWeighed, ...]:
    """The lines typed, and those that may not stay empty."""
    named = [(n, name) for n, name in _names(form) if form.text(name) or n in needed]
    for at, (_, name) in enumerate(named):
        form.renamed |= {f"fact.lines[{at}].volume.{part}": f"volume.{part}" for part in ("density", "source")}
        form.renamed |= {f"fact.lines[{at}].{part}": name for part in ("gross", "tare", "kg", "volume")}
    return tuple(_line(form, n, name) for n, name in named)


def _vehicle(form: Form) -> e.VehicleWeighed:
    gross, tare = VEHICLE
    return e.VehicleWeighed(form.number(gross), form.number(tare))


def _line(form: Form, n: int, name: str) -> e.LineWeighed:
    """A net, or full less empty; or cubic metres, all of them with the density stated below the lines."""
    cubic = _CUBIC.fullmatch(unicodedata.normalize("NFKC", form.text(name)))
    if cubic and (m3 := decimal(cubic[1])) is not None:
        density = form.number(DENSITY, needed=False) or None
        return e.LineWeighed(n, volume=Volume(m3, density, form.text(SOURCE, most=200)))
    parts = [decimal(part) for part in _DIFFERENCE.split(form.text(name))]
    if len(parts) == 2 and None not in parts:
        gross, tare = (part for part in parts if part is not None)
        return e.LineWeighed(n, gross - tare, gross=gross, tare=tare)
    return e.LineWeighed(n, form.number(name))
