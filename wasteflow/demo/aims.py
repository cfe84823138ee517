"""What each city's office aims at (`aims` in `bay_area.toml`): a published figure, or our own choice that says so."""

from collections.abc import Mapping
from uuid import UUID

from wasteflow.core.db import Pool
from wasteflow.demo.setting import setting
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from workers.targets.commands import set_target


def officers() -> list[NewAccount]:
    """Each city's zero-waste office: no password, nobody signs in as it."""
    return [
        NewAccount(name=_name(code), person=f"{city.zh}“无废城市”专班（演示）", role=Role.CITY_OFFICE, city=code)
        for code, city in setting().cities.items()
    ]


async def set_all(pool: Pool, accounts: Mapping[str, UUID]) -> None:
    """Again, nothing is doubled."""
    for aim in setting().aims:
        for code, points in aim.cities.items():
            name = _name(code)
            office = Actor(account=accounts[name], name=name, role=Role.CITY_OFFICE, city=code)
            await set_target(pool, office, city=code, indicator=aim.indicator, points=points, source=aim.source)


def _name(city: str) -> str:
    return f"demo-zero-waste-{city}"
