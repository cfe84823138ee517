"""An hour of positions in a few hundred bytes: columns of differences, deflated. Pure; what goes in comes out."""

import struct
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import accumulate, pairwise

from manifests.trails.model import Position

_COLUMNS = 9
_DEGREES, _TENTHS = 1_000_000, 10  # as JT/T 808 counts: millionths of a degree, tenths of km/h and of km


def pack(positions: Iterable[Position]) -> bytes:
    """In the order of time."""
    columns = list(zip(*map(_numbers, sorted(positions, key=lambda p: p.at)), strict=True))
    steps = [[column[0], *(b - a for a, b in pairwise(column))] for column in columns]
    return zlib.compress(b"".join(struct.pack(f"<{len(column)}q", *column) for column in steps))


def unpack(packed: bytes) -> tuple[Position, ...]:
    """The positions again, oldest first."""
    flat = zlib.decompress(packed)
    count = len(flat) // 8 // _COLUMNS
    numbers = struct.unpack(f"<{count * _COLUMNS}q", flat)
    columns = (accumulate(numbers[n * count : (n + 1) * count]) for n in range(_COLUMNS))
    return tuple(_position(*row) for row in zip(*columns, strict=True))


def merged(known: Iterable[Position], sent: Iterable[Position]) -> tuple[tuple[Position, ...], int]:
    """Both together, and how many were new. Of one second the first that came stays."""
    by_second = {position.at: position for position in known}
    before = len(by_second)
    for position in sent:
        by_second.setdefault(position.at, position)
    return tuple(sorted(by_second.values(), key=lambda p: p.at)), len(by_second) - before


def _numbers(p: Position) -> tuple[int, ...]:
    return (
        int(p.at.timestamp()),
        round(p.lat * _DEGREES),
        round(p.lon * _DEGREES),
        round(p.kmh * _TENTHS),
        p.direction,
        p.altitude,
        p.alarm,
        p.status,
        round(p.mileage * _TENTHS),
    )


def _position(
    at: int, lat: int, lon: int, kmh: int, direction: int, altitude: int, alarm: int, status: int, mileage: int
) -> Position:
    return Position(
        datetime.fromtimestamp(at, UTC), lat / _DEGREES, lon / _DEGREES, kmh / _TENTHS, direction, altitude, alarm,
        status, mileage / _TENTHS,
    )  # fmt: skip
