"""What was accepted and given back stands on the pages of both manifests."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from manifests.life import events as e
from manifests.life.model import Manifest
from tests.bay import Bay
from tests.manifests.test_giving_back import back, take_home
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from wasteflow.core.ids import new_id

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


async def test_who_accepted_it_gives_it_back_by_a_form_with_the_reason(bay: Bay, enter: Enter) -> None:
    """The form is the receiver's alone; without a reason nothing is drawn up; then it leads to the draft."""
    batch, load = await bay.delivered("1000")
    gate = await enter(bay.gate)
    at, link = f"/console/manifests/{load}", f'href="/console/manifests/{load}/give_back"'
    for other in (await enter(bay.clerk), await enter(bay.driver)):
        assert link not in (await other.get(at)).text
        assert (await other.get(f"{at}/give_back")).headers["location"].endswith(at)
    assert link in (await gate.get(at)).text
    typed = hidden(await gate.get(f"{at}/give_back"), "give_back") | {"fact.carrier": str(bay.carrier)}
    assert typed["batch"] == str(batch)
    wrong = await gate.post(f"{at}/give_back", data=typed, headers={"accept-language": "en"})
    assert wrong.status_code == 422
    assert 'id="fact.remark-wrong"' in wrong.text
    assert not await drafts(bay, load)
    done = await gate.post(f"{at}/give_back", data=typed | {"fact.remark": "检出含氰废物，与申报不符"})
    assert done.status_code == 303
    (draft,) = await drafts(bay, load)
    assert done.headers["location"].startswith(f"/console/manifests/{draft.id}")
    assert (draft.consignor.site, draft.consignee.site) == (bay.plant_site, bay.factory_site)
    assert [line.batch for line in draft.lines] == [batch]
    assert "检出含氰废物，与申报不符" in (await gate.get(f"/console/manifests/{draft.id}")).text
    assert "<form" not in (await gate.get(f"{at}/give_back")).text.split("<main", 1)[1]


async def test_who_did_not_accept_it_draws_up_nothing(bay: Bay, enter: Enter) -> None:
    batch, load = await bay.delivered("1000")
    typed = {"batch": str(batch), "fact.carrier": str(bay.carrier), "fact.remark": "?", "once": str(new_id())}
    clerk = await enter(bay.clerk)
    answer = await clerk.post(f"/console/manifests/{load}/give_back", data=typed)
    assert answer.status_code == 422
    assert not await drafts(bay, load)


async def test_what_waits_at_the_gate_or_was_treated_is_not_given_back(bay: Bay, enter: Enter) -> None:
    gate = await enter(bay.gate)
    waits = await bay.at_the_gate(await bay.batch("500"))
    batch, load = await bay.delivered("1000")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(1000)), batch)
    for manifest in (waits, load):
        assert "/give_back" not in (await gate.get(f"/console/manifests/{manifest}")).text


async def drafts(bay: Bay, given: UUID) -> list[Manifest]:
    """The manifests that give back what came by this one."""
    rows = await bay.pool.fetch("select state::text as state from manifest where state->>'gives_back' = $1", str(given))
    return [msgspec.json.decode(row["state"], type=Manifest) for row in rows]
