"""What moving a tonne takes where nothing was measured, read from `data/transport.toml`."""

from decimal import Decimal
from functools import cache

from msgspec import Struct

from wasteflow.catalog import law
from wasteflow.catalog.model import Value


class Energy(Struct, frozen=True):
    """A vehicle's energy type: what a tonne-kilometre emits, and whether it counts as clean and as new energy."""

    id: str
    factor: Value  # kg CO2e per t·km
    clean: bool
    new: bool


class Transport(Struct, frozen=True):
    """The file, whole."""

    detour: Value  # way on the road over the straight line
    yuan_per_t_km: Value
    energies: dict[str, Energy]
    targets: dict[str, Value]  # clean, new: percent

    def road_km(self, straight: float) -> Decimal:
        """The way on the road for a straight line, to a tenth of a kilometre."""
        return (Decimal(str(straight)) * self.detour.value).quantize(Decimal("0.1"))


@cache
def transport() -> Transport:
    """What is in force."""
    found = law.parse("transport")
    return Transport(
        detour=law.value(found["road"]["detour"]),
        yuan_per_t_km=law.value(found["road"]["yuan_per_t_km"]),
        energies={
            id: Energy(id, law.value(block["factor"]), block["clean"], block["new"])
            for id, block in found["energy"].items()
        },
        targets={id: law.value(block) for id, block in found["targets"].items()},
    )
