"""Weighing at the gate: line by line, or the whole vehicle full and empty.

A weighbridge weighs vehicles. What it says of twenty drums is one number; each drum's part of it is arithmetic and is
marked so (`weighed_whole`). Pure.
"""

from decimal import ROUND_FLOOR, Decimal

from msgspec.structs import replace

from manifests import refusals as r
from manifests.life import events as e
from manifests.life.model import Basis, Manifest
from wasteflow.core.errors import Refusal, Refusals

GRAM = Decimal("0.001")
# Plausibility, own: the heaviest weighbridges in use take 200 t; a barge is told line by line.
MOST_KG = Decimal(200_000)
_WHOLE = Basis.WEIGHED_WHOLE


def completed(fact: e.Weighed, manifest: Manifest) -> e.Weighed:
    """With the lines that a weighing of the whole vehicle stands for; as it is where lines are named.

    Either the one or the other: of both, nobody could say which holds.
    """
    vehicle = fact.vehicle
    for n, line in enumerate(fact.lines):
        if vehicle or line.basis is _WHOLE:
            raise r.OneWayOfWeighing(f"fact.lines[{n}].kg")
    if vehicle is None:
        return fact
    if wrong := problems(fact):  # nothing can be shared out of it
        raise Refusals(wrong)
    if len(manifest.lines) == 1:  # nothing is spread: the net is the line's
        return replace(fact, lines=(e.LineWeighed(1, vehicle.net, gross=vehicle.gross, tare=vehicle.tare),))
    parts = spread(vehicle.net, [line.sent.kg for line in manifest.lines])
    lines = tuple(e.LineWeighed(n, kg, Basis.WEIGHED_WHOLE) for n, kg in enumerate(parts, 1))
    return replace(fact, lines=lines)


def spread(net: Decimal, sent: list[Decimal]) -> list[Decimal]:
    """The net by each line's share of what was sent, to the gram; the last line takes the remainder."""
    whole = sum(sent, Decimal(0))
    parts = [(net * kg / whole).quantize(GRAM, ROUND_FLOOR) for kg in sent[:-1]]
    return [*parts, net - sum(parts, Decimal(0))]


def problems(fact: e.Weighed | e.StopWeighed) -> list[Refusal]:
    """Gross, tare and net that do not go together, each at its field."""
    found = [problem for n, line in enumerate(fact.lines) for problem in _line(line, f"fact.lines[{n}]")]
    if isinstance(fact, e.Weighed) and fact.vehicle is not None:
        found += unreadable(fact.vehicle, "fact.vehicle")
    return found


def unreadable(vehicle: e.VehicleWeighed, path: str) -> list[Refusal]:
    """What is wrong with the readings of a whole vehicle."""
    return _both(vehicle.gross, vehicle.tare, path)


def _line(line: e.LineWeighed, path: str) -> list[Refusal]:
    if line.gross is None and line.tare is None:
        return []
    if line.gross is None or line.tare is None:
        return [r.GrossAndTare(f"{path}.{'gross' if line.gross is None else 'tare'}")]
    if wrong := _both(line.gross, line.tare, path):
        return wrong
    net = line.gross - line.tare
    return [] if net == line.kg else [r.NetDiffers(f"{path}.kg", gross=line.gross, tare=line.tare, net=net, kg=line.kg)]


def _both(gross: Decimal, tare: Decimal, path: str) -> list[Refusal]:
    wrong = [name for name, kg in (("gross", gross), ("tare", tare)) if not _readable(kg)]
    if wrong:
        return [r.WrongReading(f"{path}.{name}", most=MOST_KG) for name in wrong]
    return [] if gross > tare else [r.NothingOnIt(f"{path}.gross", gross=gross, tare=tare)]


def _readable(kg: Decimal) -> bool:
    """What a scale can show: nothing below zero, no parts of a gram, no more than a road train weighs."""
    exponent = kg.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -3 and 0 <= kg <= MOST_KG
