"""Who is offered as receiver: only where the waste may lawfully go, and who holds what is asked for there."""

import re
from uuid import UUID

import httpx
import pytest

from tests.bay import Bay
from tests.hong_kong import HONG_KONG, licence, trip
from tests.web.conftest import Enter

pytestmark = pytest.mark.anyio


async def offered(client: httpx.AsyncClient, batch: UUID) -> set[UUID]:
    page = await client.get(f"/console/manifests/receivers?batch={batch}")
    return {UUID(id) for id in re.findall(r'name="fact.consignee_site" value="([^"]+)"', page.text)}


async def test_waste_is_offered_no_receiver_it_may_not_go_to(bay: Bay, enter: Enter) -> None:
    """Hong Kong's construction waste stays there, with a facility that is licensed for it; sludge of Shenzhen does not
    go to a landfill in Hong Kong."""
    there, unlicensed = await trip(bay, HONG_KONG), await trip(bay, HONG_KONG)
    await licence(bay, there.reception, "operate", ("hk-cd", "CD"))
    rubble = there.drum("hk-cd", "CD-01", "hk_construction", "15000", "建築廢物")
    heap = (await bay.tell(there.producer.actor, rubble)).subject
    found = await offered(await enter(there.producer.actor), heap)
    assert there.reception.site in found
    assert not found & {bay.plant_site, unlicensed.reception.site}
    assert await offered(await enter(bay.clerk), await bay.batch()) == {bay.plant_site}
