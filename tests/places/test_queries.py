"""The cards custody reads: one query, whatever the number of permits."""

from datetime import date
from decimal import Decimal

import pytest

from tests.places.conftest import Make, permit, vehicle
from wasteflow.core.db import Pool
from wasteflow.people.model import HOUSE
from wasteflow.places import commands, queries
from wasteflow.places.schemas import NewPermitItem

pytestmark = pytest.mark.anyio


async def test_a_site_card_holds_the_permits_of_the_site_and_of_the_whole_company(
    pool: Pool, new_org: Make, new_site: Make
) -> None:
    org = await new_org()
    here, there = await new_site(org), await new_site(org)
    await commands.grant_permits(
        pool,
        HOUSE,
        [
            permit(org, number="1"),
            permit(org, number="2", site=here),
            permit(org, number="3", site=there, items=(NewPermitItem(scheme="cn-hw", code="900-249-08"),)),
        ],
    )
    cards = await queries.site_cards(pool, ids=[here, there])
    assert {p.number for p in cards[here].permits} == {"1", "2"}
    assert {p.number for p in cards[there].permits} == {"1", "3"}
    one = next(p for p in cards[here].permits if p.number == "1")
    assert one.codes == {"cn-hw:HW17"}
    assert one.methods == {"cn_utilisation:R4"}
    assert one.yearly_t == Decimal(20000)
    assert one.covers("cn-hw", "336-054-17", "HW17", "cn_utilisation:R4")
    assert not one.covers("cn-hw", "336-054-17", "HW17", "cn_disposal:D10")
    assert not one.covers("cn-hw", "900-249-08", "HW08")
    assert (cards[here].city, cards[here].province) == ("440300", "440000")


async def test_a_revoked_permit_counts_up_to_the_day_before(pool: Pool, new_org: Make, new_site: Make) -> None:
    org = await new_org()
    site = await new_site(org)
    (granted,) = await commands.grant_permits(pool, HOUSE, [permit(org)])
    await commands.revoke_permit(pool, HOUSE, granted, date(2026, 6, 1))
    (card,) = (await queries.site_cards(pool, ids=[site]))[site].permits
    assert card.valid_to == date(2026, 5, 31)
    assert not card.valid_on(date(2026, 6, 1))


async def test_an_organisation_card_knows_its_permits_and_plates(pool: Pool, new_org: Make) -> None:
    org = await new_org(carries=True)
    await commands.grant_permits(pool, HOUSE, [permit(org, kind="transport", items=())])
    await commands.register_vehicles(pool, HOUSE, [vehicle(org), vehicle(org, "粤ZAB12港")])
    card = (await queries.org_cards(pool, ids=[org]))[org]
    assert card.plates == {"粤B12345", "粤ZAB12港"}
    assert [p.kind for p in card.permits] == ["transport"]
