"""What was accepted and given back stands on the pages of both manifests."""

import pytest

from tests.bay import Bay
from tests.manifests.test_giving_back import back, take_home
from tests.web.conftest import Enter

pytestmark = pytest.mark.anyio


async def test_both_manifests_name_each_other_and_what_went_back(bay: Bay, enter: Enter) -> None:
    batch, load = await bay.delivered("1000")
    home = await take_home(bay, back(bay, batch, load))
    clerk = await enter(bay.clerk)
    out = (await clerk.get(f"/console/manifests/{load}", headers={"accept-language": "en"})).text
    way = (await clerk.get(f"/console/manifests/{home}", headers={"accept-language": "en"})).text
    assert f'href="/console/manifests/{home}"' in out
    assert "given back" in out
    assert f'href="/console/manifests/{load}"' in way
    assert "Gives back what was accepted under" in way
