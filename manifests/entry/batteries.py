"""Traction batteries in a batch: each has its own code, and a code leads to one battery at a time.

A battery that gets a second life gets a second code and keeps the first (GB/T 34014): the new batch names both, and
both lead to its chain. Which codes are known already stands in `World.codes`, read only where a fact names some. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests import stream_refusals as s
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Battery
from wasteflow.catalog import batteries
from wasteflow.catalog.model import Stream
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal, Refusals

SCHEME, BEFORE = "gbt34014", "gbt34014:was"  # a code of its own; a code it had in an earlier life
LIVES = 9  # how often one code may come back: own choice, to keep look-ups short
MOST = 500
ENDED = (BatchStatus.TREATED, BatchStatus.UNGROUPED, BatchStatus.LOST)

Named = tuple[Battery, ...] | UnsetType
Codes = Mapping[str, Sequence[tuple[str, UUID]]]  # code -> (scheme, batch) under which it is known


def schemes() -> list[str]:
    """All schemes under which a code may be an alias."""
    return [one for first in (SCHEME, BEFORE) for one in (first, *(f"{first}:{n}" for n in range(2, LIVES + 1)))]


def named(fact: e.AnyEvent) -> list[str]:
    """The codes that a fact names, as they were typed."""
    match fact:
        case e.Generated(batteries=found):
            return list(_codes(found))
        case e.Transformed(outputs=outputs):
            return [code for residue in outputs for code in _codes(residue.batteries)]
        case _:
            return []


def _codes(found: Named) -> Iterable[str]:
    for battery in found or ():
        yield from filter(None, (battery.code, battery.was))


def checked(
    found: Named, stream: Stream, codes: Codes, batches: Mapping[UUID, object], used_up: Iterable[UUID], path: str
) -> Named:
    """The batteries as their codes are written; `used_up`: batches that end where these begin. Raises Refusals."""
    if not found:
        return UNSET
    if stream.label != "gbt34014":
        raise s.NoBatteries(path, stream=stream.names)
    if len(found) > MOST:
        raise s.TooManyBatteries(path, limit=MOST)
    free = set(used_up)
    problems: list[Refusal] = []
    read: list[Battery] = []
    seen: set[str] = set()
    for n, battery in enumerate(found):
        try:
            one = _read(battery, f"{path}[{n}]")
        except Refusal as wrong:
            problems.append(wrong)
            continue
        if one.code in seen:
            problems.append(s.BatteryTwice(f"{path}[{n}].code", code=one.code))
        elif taken := _in_use(one, codes, batches, free, f"{path}[{n}]"):
            problems.append(taken)
        seen.add(one.code)
        read.append(one)
    if problems:
        raise Refusals(problems)
    return tuple(read)


def _read(battery: Battery, path: str) -> Battery:
    code, form = batteries.read(battery.code, f"{path}.code")
    if form.id == "first_life":
        if battery.was:
            raise s.FirstLifeHasNoBefore(f"{path}.was", code=code)
        return Battery(code)
    if not battery.was:
        raise MissingField(f"{path}.was")
    return Battery(code, batteries.read(battery.was, f"{path}.was")[0])


def _in_use(
    battery: Battery, codes: Codes, batches: Mapping[UUID, object], free: set[UUID], path: str
) -> Refusal | None:
    for name, code in (("code", battery.code), ("was", battery.was)):
        for _, subject in codes.get(code or "", ()):
            batch = batches.get(subject)
            if isinstance(batch, Batch) and batch.status not in ENDED and subject not in free:
                return s.BatteryInUse(f"{path}.{name}", code=code)
    return None


def aliases(found: Named, codes: Codes) -> list[tuple[str, str]]:
    """(scheme, value) under which the batteries of a new batch are to be found."""
    wanted = [(first, code) for b in found or () for first, code in ((SCHEME, b.code), (BEFORE, b.was)) if code]
    return [(_next(first, codes.get(code, ())), code) for first, code in wanted]


def _next(first: str, known: Sequence[tuple[str, UUID]]) -> str:
    """The scheme itself, or with a number where the code had an earlier life under it."""
    lives = sum(scheme == first or scheme.removeprefix(f"{first}:").isdecimal() for scheme, _ in known)
    return first if not lives else f"{first}:{lives + 1}"
