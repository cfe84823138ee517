"""How much of each stream each city makes in the demo's days: by a published figure, or our own, labelled so."""

from decimal import Decimal

from msgspec import Struct

from wasteflow.catalog.law import streams
from wasteflow.catalog.load import rows
from wasteflow.demo.setting import Published, TargetRow, setting


class Target(Struct, frozen=True):
    """What a city is to make of a stream within the demo's days."""

    city: str
    stream: str
    kg: Decimal  # in all days of the demo, at its scale
    yearly_t: Decimal  # the whole city's
    share: Decimal  # carried by the demo, beside its scale
    anchor: str | None  # the figure it rests on; none: synthetic
    source: str
    apart: bool = False
    by_water: bool = False


def targets(days: int, scale: float) -> list[Target]:
    """One for each city and stream."""
    part = Decimal(str(scale)) * days / 365
    found = []
    for row in setting().targets:
        for p in row.published:
            found.append(_target(row, p.city, *_published(p, row.stream), part))
        for city, tonnes in row.tonnes.items():
            found.append(_target(row, city, tonnes, None, "own estimate", part))
    return found


def _target(row: TargetRow, city: str, tonnes: Decimal, anchor: str | None, source: str, part: Decimal) -> Target:
    kg = (tonnes * 1000 * part * row.share).quantize(Decimal(1))
    return Target(city, row.stream, kg, tonnes, row.share, anchor, source, row.apart, row.by_water)


def _published(wanted: Published, stream: str) -> tuple[Decimal, str, str]:
    for row in rows("bay_area_figures"):
        if (row["code6"], int(row["year"]), row["metric"]) == (wanted.city, wanted.year, wanted.metric):
            label = f"{row['metric']}, {row['year']}: {row['value']} {row['unit']}"
            return _tonnes(Decimal(row["value"]), row["unit"], stream), label, row["source"]
    raise LookupError(f"no published figure: {wanted}")


def _tonnes(value: Decimal, unit: str, stream: str) -> Decimal:
    """Tonnes a year; cubic metres by the stream's stated density."""
    factor = {"t": 1, "10k t": 10_000, "million t": 1_000_000, "t/d": 365, "10k m3": 10_000, "1000 m3": 1000}[unit]
    if unit.endswith("m3"):
        density = streams()[stream].density
        assert density is not None
        return value * factor * density.value
    return value * factor


def category_shares() -> dict[str, Decimal]:
    """The share of each hazardous category in all hazardous waste."""
    shares: dict[str, Decimal] = {}
    for waste in setting().wastes:
        if waste.stream == "hazardous":
            shares[waste.category] = shares.get(waste.category, Decimal(0)) + waste.share
    return shares
