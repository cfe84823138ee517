"""Zones that this release brings; those that authorities drew stand in the table, and `queries.zones` gives both."""

from functools import cache

import msgspec

from manifests.trails.model import Zone
from wasteflow.catalog import law


@cache
def shipped() -> tuple[Zone, ...]:
    """What this release brings (`catalog/data/zones.toml`)."""
    blocks = law.parse("zones")["zones"]
    shaped = ({**block, "shape": [[float(n) for n in point] for point in block["shape"]]} for block in blocks)
    return tuple(msgspec.convert(block, Zone) for block in shaped)


def city_shipped(id: str) -> str | None:
    """The city of a zone that this release brings."""
    return next((zone.city for zone in shipped() if zone.id == id), None)
