"""Which series a manifest is numbered in: its stream says so, and no number of one can be taken for another's."""

import re
from datetime import date
from decimal import Decimal

import httpx
import pytest

from manifests.entry.serials import manifest_series
from manifests.life import events as e
from manifests.life.model import Code, Container, Weight
from tests.bay import Bay
from wasteflow.catalog import law
from wasteflow.catalog.numbers import number_schemes
from wasteflow.catalog.tickets import tickets
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
DAY = date(2026, 11, 20)


def test_each_stream_names_a_series_there_is() -> None:
    known = {"manifest": set(number_schemes()), "ticket": {t.scheme for t in tickets().values()}, "notice": {"notice"}}
    odd = [s.id for s in law.streams().values() if s.number not in known[s.paper]]
    assert odd == []


@pytest.mark.parametrize(
    ("stream", "city", "number"),
    [
        ("hazardous", "440300", "20264403000001"),
        ("sludge", "440300", "20264403000001"),
        ("general_industrial", "440300", "WF20264403000001"),
        ("hazardous", "820000", "WF20268200000001"),  # no number of the mainland's
        ("hk_chemical", "440300", "WF20264403000001"),  # going home, under no ticket of Hong Kong
    ],
)
def test_the_stream_chooses_the_series_and_the_place_of_sending(stream: str, city: str, number: str) -> None:
    series = manifest_series(law.streams()[stream].number, city, DAY)
    assert series.number(1) == number
    assert re.fullmatch(number_schemes()[series.scheme].pattern, number)


def test_no_number_fits_two_of_our_schemes() -> None:
    given = [s for s in number_schemes().values() if s.given_by == "wasteflow"]
    for scheme, number in (("cn_national", "20264403000001"), ("local", "WF20264403000001")):
        assert [s.id for s in given if re.fullmatch(s.pattern, number)] == [scheme]


async def test_general_waste_takes_nothing_from_the_national_series(bay: Bay, client: httpx.AsyncClient) -> None:
    """Each series goes on from its own last; the sheet's address and the look-up find by both."""
    year = clock.local_date(clock.now()).year

    async def publish(general: bool) -> tuple[str, str]:
        changes = {
            "stream": "general_industrial", "code": Code("cn-sw", "900-003-S17", ""), "name": "废塑料", "form": "solid",
            "weight": Weight(Decimal(500), bay.drum().weight.basis), "container": Container("bag"),
        } if general else {}  # fmt: skip
        batch = (await bay.tell(bay.clerk, bay.drum(**changes))).subject
        load = (
            await bay.tell(bay.clerk, bay.load(batch, lines=(e.LineDraft(batch, method="cn_utilisation:R4"),)))
        ).subject
        return str(load), (await bay.tell(bay.clerk, e.Published(), load)).names["number"]

    given = [await publish(general) for general in (True, False, True, False)]
    assert [number for _, number in given] == [
        f"WF{year}4403000001", f"{year}4403000001", f"WF{year}4403000002", f"{year}4403000002",
    ]  # fmt: skip
    headers = {"authorization": f"Bearer {await bay.token(bay.clerk)}"}
    for (load, number), scheme in zip(given[:2], ("local", "cn_national"), strict=True):
        found = (await client.get(f"/numbers/{number}", headers=headers)).json()
        assert (found["subject"], found["scheme"]) == (load, scheme)
        assert f"/console/manifests/{load}" in (await client.get(f"/M/{number}")).text
