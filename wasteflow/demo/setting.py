"""The choices of `bay_area.toml` as values."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from msgspec import Struct

Names = dict[str, str]


class City(Struct, frozen=True):
    zh: str
    en: str
    at: tuple[float, float]  # latitude, longitude of its middle
    districts: tuple[str, ...]


class Published(Struct, frozen=True):
    """Which row of the catalogue's published figures is the anchor."""

    city: str
    year: int
    metric: str


class TargetRow(Struct, frozen=True):
    """How much of one stream the cities make in a year."""

    stream: str
    published: tuple[Published, ...] = ()
    tonnes: dict[str, Decimal] = {}
    share: Decimal = Decimal(1)
    apart: bool = False  # planned after everything else: `chains`
    by_water: bool = False


class Vessel(Struct, frozen=True):
    kind: str
    litres: Decimal | None = None


class Own(Struct, frozen=True):
    """Treated where it was made."""

    share: float
    method: str


class Waste(Struct, frozen=True):
    """One waste as one kind of company makes it."""

    stream: str
    code: str
    name: str
    form: str
    made_by: str
    share: Decimal
    container: Vessel
    kg: int  # of one batch
    ways: dict[str, float]
    ways_in: dict[str, dict[str, float]] = {}
    per: int = 1
    hold: tuple[int, int] = (1, 14)  # days in its maker's store
    own: Own | None = None
    collected: float = 0  # share that goes through a collection station

    @property
    def scheme(self) -> str:
        head = self.code.split("-")[0]
        return {"CW": "hk-cw", "CD": "hk-cd"}.get(head, "cn-sw" if "-S" in self.code else "cn-hw")

    @property
    def category(self) -> str:
        """As permits name it."""
        if self.scheme == "hk-cw":
            return {"CW-01": "CW-OIL", "CW-04": "CW-SOLVENT", "CW-07": "CW-METAL"}[self.code]
        return {"cn-hw": "HW" + self.code[-2:], "cn-sw": "SW" + self.code[-2:], "hk-cd": "CD"}[self.scheme]


class Maker(Struct, frozen=True):
    """A kind of company that makes waste."""

    count: int
    zh: str
    en: str
    zh_hant: str = ""
    public: bool = False


class Receiver(Struct, frozen=True):
    """A kind of site that takes waste in."""

    takes: dict[str, tuple[str, ...]]
    city: str = ""
    cities: tuple[str, ...] = ()
    zh: str = ""
    zh_hant: str = ""
    en: str = ""
    maker: str = ""  # it is the company of this kind that makes waste too
    collects: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        return self.cities or (self.city,)


class Aim(Struct, frozen=True):
    """What cities aim at by one indicator: from the base year to the target year, the value at the end of each."""

    indicator: str
    source: str  # the same for all of them; says what of it is ours
    cities: dict[str, tuple[tuple[int, Decimal], ...]]


class Words(Struct, frozen=True):
    fictitious: Names


class Setting(Struct, frozen=True):
    """All of it."""

    words: Words
    cities: dict[str, City]
    targets: tuple[TargetRow, ...]
    wastes: tuple[Waste, ...]
    makers: dict[str, Maker]
    receivers: tuple[Receiver, ...]
    aims: tuple[Aim, ...]


@cache
def setting() -> Setting:
    """Read once."""
    text = (resources.files("wasteflow.demo") / "bay_area.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return msgspec.convert(table, Setting, strict=False)
